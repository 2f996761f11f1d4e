"""Minds the index while it is asked: updates it, and notices when files or others change it."""

from __future__ import annotations

import time
from dataclasses import replace

from textual import work
from textual.getters import query_one
from textual.signal import Signal

from qa.errors import QAError
from qa.ui.asking import AskingScreen
from qa.ui.keeper import Report, Stamp
from qa.ui.kept import Shelf
from qa.ui.keys import Keyboard
from qa.ui.port import Desk, StoppedError
from qa.ui.progress import (
    IndexState,
    Pace,
    Progress,
    StatusLike,
    staleness_words,
    summary_words,
)
from qa.ui.widgets.offer import Offer
from qa.ui.words import count, moment

POLL = 2.0
"""Seconds between two looks at whether somebody wrote the index."""
LOOK = 60.0
"""Seconds between two looks at whether files changed."""
TELL = 0.1
"""Seconds between two steps of an update that are shown."""


class WatchingScreen(AskingScreen):
    """Keeps the facts about the index true."""

    offer = query_one(Offer)

    _keyboard = Keyboard()

    def __init__(self, desk: Desk, shelf: Shelf) -> None:
        super().__init__(desk, shelf)
        self._index_state = IndexState()
        self._changes: Signal[IndexState] = Signal(self, "index")
        self._stamp: Stamp = ()
        self._latest = Progress("")

    @property
    def index_state(self) -> IndexState:
        return self._index_state

    @index_state.setter
    def index_state(self, state: IndexState) -> None:
        self._index_state = state
        if not self.is_attached:  # the person left while something was still going on
            return
        self._changes.publish(state)
        stale = staleness_words(state.stale)
        if state.progress is not None:
            self.offer.tell(f"updating the index: {state.progress.words}")
        else:
            offer = self._keyboard.shown(f"{stale}: {{index}} updates the index")
            self.offer.tell(offer if stale else "")

    def show_facts(self) -> None:
        status = self.index_state.status
        if status is None:
            return
        documents = self.scope.label or count(status.documents, "document")
        model = status.model.rsplit("/", 1)[-1]
        facts = [documents, count(status.passages, "passage"), model, moment(status.updated)]
        self.bar.facts = " · ".join(facts)

    def watch_index(self, status: StatusLike) -> None:
        """From now on, mind the index of which this is the status."""
        self.index_state = replace(self.index_state, status=status)
        self.show_facts()
        if self.desk.keeps:
            self.set_interval(POLL, self._tick)
            self.set_interval(LOOK, self._look)
            self._tick()
            self._look()

    async def index_renewed(self) -> None:
        """Show what is in the index now, and keep what was asked of the one before."""

    # Others write the index

    def _tick(self) -> None:
        # A look that takes longer than the time between two is let finish.
        if not any(each.group == "watch" and each.is_running for each in self.workers):
            self._poll()

    @work(group="watch", exit_on_error=False)
    async def _poll(self) -> None:
        status = self.index_state.status
        if status is None:
            return
        stamp = await self.desk.stamp(status)
        if stamp == self._stamp:
            return
        # What is written from here on has another stamp, and is seen the next time.
        self._stamp = stamp
        own = self.index_state.progress is not None
        try:
            renewed = await self._renew()
        except QAError as error:
            self.say(f"The index cannot be read any more: {error}", bad=True)
            return
        if renewed and not own:
            self.say(f"The index was updated: {count(renewed.documents, 'document')} now.")
            self._look()

    async def _renew(self) -> StatusLike | None:
        """Show what is in the index now; None if that is nothing new."""
        before, status = self.index_state.status, await self.desk.status()
        if before is None or status.generation == before.generation:
            return None
        self.index_state = replace(self.index_state, status=status, stale=None)
        if self.scope:
            self.scope = self.scope.counted(await self.desk.documents())
        self.show_facts()
        await self.index_renewed()
        return status

    # Files change

    @work(exclusive=True, group="look", exit_on_error=False)
    async def _look(self) -> None:
        """See whether files changed; offer an update if so."""
        try:
            stale = await self.desk.stale()
        except (QAError, OSError):
            stale = None  # a folder that is not there just now: the index can be asked all the same
        self.index_state = replace(self.index_state, stale=stale)

    # The update

    def action_index(self) -> None:
        from qa.ui.index_screen import IndexScreen  # what is seldom opened costs the start nothing

        if not isinstance(self.app.screen, IndexScreen):
            self.app.push_screen(
                IndexScreen(self.index_state, self._changes, self._update, self.stop_updating)
            )

    def _update(self) -> None:
        self.update_index()

    def stop_updating(self) -> None:
        self.index_state = replace(self.index_state, stopping=True)
        self.desk.stop_update()

    @work(group="update", exit_on_error=False)
    async def update_index(self) -> None:
        """Make the index mirror its files; questions are answered meanwhile."""
        status = self.index_state.status
        if self.index_state.progress is not None:
            return
        if status is None:
            self.say("There is no index to update: make one with `qa index`.", bad=True)
            return
        self._latest = Progress("starting")
        start = IndexState(status, self.index_state.stale, self._latest)
        self.index_state = start
        teller = self.set_interval(TELL, self._tell)
        ended = replace(start, progress=None)
        try:
            summary = await self.desk.update(status, self._reporter())
            ended = replace(ended, summary=summary, stale=None)
            await self._renew()
            self.say(f"Updated: {summary_words(summary)}.")
        except StoppedError:
            ended = replace(
                ended, note="Stopped: the index is as it was, what was embedded is kept."
            )
        except (QAError, OSError) as error:
            ended = replace(ended, note=str(error))
            self.say(f"The index was not updated: {error}", bad=True)
        finally:
            teller.stop()
            self.index_state = replace(ended, status=self.index_state.status)
        self._look()

    def _reporter(self) -> Report:
        """What an update calls on its own thread, as often as it likes; `_tell` shows the last."""
        pace = Pace()

        def report(stage: str, done: int, total: int, unit: str = "", /) -> None:
            self._latest = pace.step(stage, done, total, unit, time.monotonic())

        return report

    def _tell(self) -> None:
        state = self.index_state
        if state.progress is not None and state.progress != self._latest:
            self.index_state = replace(state, progress=self._latest)
