"""Minds the index while it is asked: updates it, and notices when files or others change it."""

from __future__ import annotations

import time
from dataclasses import replace

from textual import work
from textual.getters import query_one
from textual.signal import Signal

from qa.errors import IndexMissing, QAError
from qa.indexing.results import Status
from qa.ui.backend.index import FolderStamp, OnProgress
from qa.ui.backend.library import Backend, StoppedError
from qa.ui.dialogs.line_dialog import PathDialog
from qa.ui.dialogs.picker import Choice, Picker
from qa.ui.main_screen.asking import AskingScreen
from qa.ui.model.conversations import ConversationStore
from qa.ui.model.index_state import IndexState, Pace, Progress, staleness_words, summary_words
from qa.ui.model.keys import Keyboard
from qa.ui.model.phrases import count, moment
from qa.ui.widgets.index_notice import IndexNotice

POLL = 2.0
"""Seconds between two looks at whether somebody wrote the index."""
LOOK = 60.0
"""Seconds between two looks at whether files changed."""
GONE = "The index is not there any more; what was open can still be asked."
ADD = "A file, a folder, or an address of the web; Right takes what is proposed"
TELL = 0.1
"""Seconds between two steps of an update that are shown."""


class WatchingScreen(AskingScreen):
    """Keeps the facts about the index true."""

    offer = query_one(IndexNotice)

    _keyboard = Keyboard()

    def __init__(self, desk: Backend, shelf: ConversationStore) -> None:
        super().__init__(desk, shelf)
        self._index_state = IndexState()
        self._changes: Signal[IndexState] = Signal(self, "index")
        self._stamp: FolderStamp = ()
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

    def watch_index(self, status: Status | None) -> None:
        """From now on, mind the index of which this is the status; None while there is none."""
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
        stamp = await self.desk.stamp()
        if stamp == self._stamp:
            return
        # What is written from here on has another stamp, and is seen the next time.
        before, self._stamp = self._stamp, stamp
        if not stamp:
            self.index_state = replace(self.index_state, note=GONE)
            self.say(GONE, bad=True)
            return
        own = self.index_state.progress is not None
        try:
            if await self.desk.reopen():
                await self._taken_up()
                return
            renewed = await self._renew()
        except IndexMissing:
            return  # somebody is making it just now
        except QAError as error:
            if self.index_state.status is None:
                return  # the welcome says so already
            self.say(f"The index cannot be read any more: {error}", bad=True)
            return
        if not before or renewed is None:
            return
        if not own:
            self.say(f"The index was updated: {count(renewed.documents, 'document')} now.")
            self._look()

    async def _taken_up(self) -> None:
        """Show the index that stands in place of the one before, or where there was none."""
        first, status = self.index_state.status is None, await self.desk.status()
        what = "The index is open" if first else "Another index stands there now"
        self.say(f"{what}: {count(status.documents, 'document')}.")
        await self._show_index(status)
        self.welcome.opened(f"{count(status.documents, 'document')} to ask")
        self._look()
        with self.bar.waiting("loading the model"):
            await self.desk.warm()

    async def _renew(self) -> Status | None:
        """Show what is in the index now; None if that is nothing new."""
        before, status = self.index_state.status, await self.desk.status()
        if before is None or status.generation == before.generation:
            return None
        await self._show_index(status)
        return status

    async def _show_index(self, status: Status) -> None:
        self.index_state = replace(self.index_state, status=status, stale=None, note="")
        if self.scope:
            self.scope = self.scope.counted(await self.desk.documents())
        self.show_facts()
        await self.index_renewed()

    # Files change

    @work(exclusive=True, group="look", exit_on_error=False)
    async def _look(self) -> None:
        """See whether files changed; offer an update if so."""
        if self.index_state.status is None:
            return
        try:
            stale = await self.desk.stale()
        except (QAError, OSError):
            stale = None  # a folder that is not there just now: the index can be asked all the same
        self.index_state = replace(self.index_state, stale=stale)

    # The update

    def action_index(self) -> None:
        # What is seldom opened costs the start nothing.
        from qa.ui.dialogs.index_screen import IndexActions, IndexScreen

        if not isinstance(self.app.screen, IndexScreen):
            deeds = IndexActions(
                self._update, self.stop_updating, self.action_add, self.action_leave_out
            )
            self.app.push_screen(IndexScreen(self.index_state, self._changes, deeds))

    def _update(self) -> None:
        self.update_index()

    def stop_updating(self) -> None:
        self.index_state = replace(self.index_state, stopping=True)
        self.desk.stop_update()

    @property
    def roots(self) -> tuple[str, ...]:
        """The files and folders that the index mirrors."""
        status = self.index_state.status
        return status.roots if status else ()

    @work(group="dialog", exit_on_error=False)
    async def action_add(self) -> None:
        """Ask for a file or folder until it is one that can be added, and index it too."""
        given: str | None = ""
        hint = ADD
        while given := await self.app.push_screen_wait(
            PathDialog("Add to the index", given or "", hint)
        ):
            try:
                roots = await self.desk.with_root(self.roots, given)
            except (QAError, OSError) as error:
                hint = str(error)
                continue
            self.update_index(roots)
            return

    @work(group="dialog", exit_on_error=False)
    async def action_leave_out(self) -> None:
        """Ask which file or folder the index should hold no longer."""
        if len(self.roots) < 2:
            self.say("An index needs a file or a folder: add another before.", bad=True)
            return
        choices = [Choice(root, root) for root in self.roots]
        hint = "Enter takes its documents out of the index, no file is deleted · Esc goes back"
        picked = await self.app.push_screen_wait(Picker("Leave out", choices, hint=hint))
        if picked is not None:
            self.update_index(tuple(root for root in self.roots if root != picked.value))

    @work(group="update", exit_on_error=False)
    async def update_index(self, roots: tuple[str, ...] | None = None) -> None:
        """Make the index mirror its files, or those of `roots`; questions go on meanwhile."""
        if self.index_state.progress is not None:
            self.say("An update is running: wait for its end, or stop it.", bad=True)
            return
        roots = self.roots if roots is None else roots
        if not roots:
            self.say("There is no index to update: add a file or folder to make one.", bad=True)
            return
        self._latest = Progress("starting")
        state = self.index_state
        start = IndexState(state.status, state.stale, self._latest)
        self.index_state = start
        teller = self.set_interval(TELL, self._tell)
        ended = replace(start, progress=None)
        try:
            summary = await self.desk.update(roots, self._reporter())
            ended = replace(ended, summary=summary, stale=None)
            if self.index_state.status is not None:
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

    def _reporter(self) -> OnProgress:
        """What an update calls on its own thread, as often as it likes; `_tell` shows the last."""
        pace = Pace()

        def report(stage: str, done: int, total: int, unit: str = "", /) -> None:
            self._latest = pace.step(stage, done, total, unit, time.monotonic())

        return report

    def _tell(self) -> None:
        state = self.index_state
        if state.progress is not None and state.progress != self._latest:
            self.index_state = replace(state, progress=self._latest)
