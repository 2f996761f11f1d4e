"""Watching and updating the index: notices when its files change or another process writes it."""

from __future__ import annotations

import os
import time
from dataclasses import replace

from textual import work
from textual.getters import query_one
from textual.signal import Signal

from qa.errors import IndexMissing, QAError
from qa.indexing.results import Status
from qa.ui.backend.index import FolderStamp, OnProgress
from qa.ui.backend.library import Backend, StoppedError
from qa.ui.dialogs.line_dialog import Confirm, PathDialog
from qa.ui.dialogs.picker import Choice, Picker
from qa.ui.main_screen.asking import AskingScreen
from qa.ui.main_screen.dialog_work import dialog
from qa.ui.model.conversations import ConversationStore
from qa.ui.model.index_state import IndexState, Pace, Progress, staleness_text, summary_text
from qa.ui.model.keys import Keyboard
from qa.ui.model.phrases import NOT_OWN, count, moment
from qa.ui.widgets.index_notice import IndexNotice
from qa.ui.widgets.shelf import MOST

POLL = 2.0
"""Seconds between two checks whether another process wrote the index."""
CHECK_FILES = 60.0
"""Seconds between two checks whether files changed."""
GONE = "The index was deleted. What was open can still be asked."
ADD = "A file, a folder or a web address; Tab completes it"
NO_FILE = "No file is changed or deleted"
YES_NO = "Enter: yes · Esc: no"
SHOW = 0.1
"""Seconds between two steps of an update that are shown."""


class IndexWatchScreen(AskingScreen):
    """Keeps what is shown about the index up to date."""

    notice = query_one(IndexNotice)

    _keyboard = Keyboard()

    def __init__(
        self, backend: Backend, store: ConversationStore, *, in_step: bool = False
    ) -> None:
        """A screen; `in_step` updates the index once it is open, where files have changed."""
        super().__init__(backend, store)
        self._in_step = in_step
        self._index_state = IndexState()
        self._changes: Signal[IndexState] = Signal(self, "index")
        self._stamp: FolderStamp = ()
        self._last_progress = Progress("")

    @property
    def index_name(self) -> str:
        status = self._index_state.status
        return os.path.abspath(status.folder) if status else ""

    @property
    def incomplete(self) -> int:
        status = self._index_state.status
        return status.documents if self._in_step and status else 0

    @property
    def index_state(self) -> IndexState:
        return self._index_state

    @index_state.setter
    def index_state(self, state: IndexState) -> None:
        self._index_state = state
        if not self.is_attached:  # the app was closed while work was still going on
            return
        self._changes.publish(state)
        staleness = staleness_text(state.staleness)
        if state.progress is not None:
            so_far = count(state.status.documents, "document") if state.status else ""
            still = f"answers come from {so_far} until then" if so_far and self._in_step else ""
            words = f"updating the index: {state.progress.words}"
            self.notice.show_text(" · ".join(filter(None, (words, still))))
        else:
            text = self._keyboard.shown(f"{staleness}: press {{index}} to update")
            self.notice.show_text(text if staleness else "")

    def show_facts(self) -> None:
        status = self.index_state.status
        if status is None:
            return
        documents = self.scope.label or count(status.documents, "document")
        model = status.model.rsplit("/", 1)[-1]
        facts = [documents, count(status.passages, "passage"), model, moment(status.updated)]
        self.bar.facts = " · ".join(facts)

    def watch_index(self, status: Status | None) -> None:
        """From now on, watch the index that has this status; None while there is no index."""
        self.index_state = replace(self.index_state, status=status)
        self.show_facts()
        if status is not None:
            self.show_documents()
        if self.backend.has_index_folder:
            self.set_interval(POLL, self._tick)
            self.set_interval(CHECK_FILES, self._check_files)
            self._tick()
            self._check_files()

    @work(exclusive=True, group="shelf", exit_on_error=False)
    async def show_documents(self) -> None:
        """List the documents where no source is shown yet, the newest first."""
        status = self.index_state.status
        if status is not None and status.documents > MOST:
            self.pane.shelf.show_count(status.documents)
            return
        try:
            documents = await self.backend.documents()
        except QAError:
            return  # whoever asks is told what is wrong
        by_date = sorted(documents, key=lambda each: each.published, reverse=True)
        self.pane.shelf.show(by_date)

    async def index_changed(self) -> None:
        """Show what is in the index now, and leave earlier answers as they are."""

    # Changes by other processes

    def _tick(self) -> None:
        # A check that takes longer than the interval may finish.
        if not any(each.group == "watch" and each.is_running for each in self.workers):
            self._poll()

    @work(group="watch", exit_on_error=False)
    async def _poll(self) -> None:
        stamp = await self.backend.stamp()
        if stamp == self._stamp:
            return
        # What is written from here on changes the stamp again, and is noticed the next time.
        before, self._stamp = self._stamp, stamp
        if not stamp:
            self.index_state = replace(self.index_state, note=GONE)
            self.say(GONE, bad=True)
            return
        updating = self.index_state.progress is not None
        try:
            if await self.backend.reopen():
                await self._open_replacement()
                return
            renewed = await self._refresh()
        except IndexMissing:
            return  # it is being built just now
        except QAError as error:
            if self.index_state.status is None:
                return  # the welcome screen says so already
            self.say(f"The index can no longer be read: {error}", bad=True)
            return
        if not before or renewed is None:
            return
        if not updating:
            self.say(f"The index was updated: {count(renewed.documents, 'document')} now.")
            self._check_files()

    async def _open_replacement(self) -> None:
        """Show the index that replaced the one before, or the first one."""
        first, status = self.index_state.status is None, await self.backend.status()
        what = "The index is open" if first else "The index was replaced"
        self.say(f"{what}: {count(status.documents, 'document')}.")
        await self._show_index(status)
        self.welcome.opened(count(status.documents, "document"))
        self._check_files()
        with self.bar.waiting("loading the model"):
            await self.backend.warm()
        if self.welcome.display:
            self.suggest()

    async def _refresh(self) -> Status | None:
        """Show what is in the index now; None if it has not changed."""
        before, status = self.index_state.status, await self.backend.status()
        if before is None:
            return None
        if (status.generation, status.updated) == (before.generation, before.updated):
            return None
        await self._show_index(status)
        return status

    async def _show_index(self, status: Status) -> None:
        self.index_state = replace(self.index_state, status=status, staleness=None, note="")
        if self.scope:
            self.scope = self.scope.counted(await self.backend.documents())
        self.show_facts()
        self.welcome.count(count(status.documents, "document"))
        self.show_documents()
        await self.index_changed()

    # Changes of the files

    @work(exclusive=True, group="look", exit_on_error=False)
    async def _check_files(self) -> None:
        """Check whether files changed; suggest an update if so."""
        if self.index_state.status is None:
            return
        try:
            staleness = await self.backend.staleness()
        except (QAError, OSError):
            staleness = None  # its folder may be missing; the index can still be asked
        self.index_state = replace(self.index_state, staleness=staleness)
        if staleness and self._in_step:
            self.update_index()
        else:
            self._in_step = False

    def file_edited(self) -> None:
        self._check_files()

    # The update

    @dialog
    async def action_index(self) -> None:
        """Show what is indexed; what is asked there comes after it, and it comes back."""
        # Imported here: a dialog that is seldom opened should not slow down the start.
        from qa.ui.dialogs.index_screen import IndexScreen

        actions = {"add": self._add, "remove": self._remove, "undo": self._undo_update}

        def index_screen() -> IndexScreen:
            return IndexScreen(
                self.index_state, self._changes, self.update_index, self.stop_updating
            )

        while wanted := await self.app.push_screen_wait(index_screen()):
            await actions[wanted]()

    def stop_updating(self) -> None:
        self.index_state = replace(self.index_state, stopping=True)
        self.backend.stop_update()

    @property
    def roots(self) -> tuple[str, ...]:
        """The files, folders and web addresses that are indexed."""
        status = self.index_state.status
        return status.own_roots if status else ()

    @dialog
    async def action_add(self) -> None:
        await self._add()

    async def _add(self) -> None:
        """Ask for a file, a folder or a web address until one can be added, then index it too."""
        typed: str | None = ""
        hint = ADD
        while typed := await self.app.push_screen_wait(
            PathDialog("Add to the index", typed or "", hint)
        ):
            try:
                roots = await self.backend.with_root(self.roots, typed)
            except (QAError, OSError) as error:
                hint = str(error)
                continue
            self.update_index(roots)
            return

    @dialog
    async def action_remove(self) -> None:
        await self._remove()

    async def _remove(self) -> None:
        """Ask which file or folder to remove from the index."""
        if len(self.roots) < 2:
            self.say(
                "The index has no other file or folder. Add one before you remove this one.",
                bad=True,
            )
            return
        choices = [Choice(root, root) for root in self.roots]
        hint = "Enter chooses, and asks once more · Esc goes back"
        picked = await self.app.push_screen_wait(
            Picker("Remove from the index", choices, hint=hint)
        )
        if picked is None:
            return
        question = f"Remove the documents of {picked.value} from the index?"
        if await self.app.push_screen_wait(Confirm(question, f"{NO_FILE} · {YES_NO}")):
            self.update_index(tuple(root for root in self.roots if root != picked.value))

    @dialog
    async def action_undo_update(self) -> None:
        await self._undo_update()

    async def _undo_update(self) -> None:
        """Ask whether to go back to the index before the last update, then do so."""
        question = "Go back to the index as it was before the last update?"
        if not await self.app.push_screen_wait(Confirm(question, f"{NO_FILE} · {YES_NO}")):
            return
        try:
            said = await self.backend.undo()
        except (QAError, OSError) as error:
            self.say(str(error), bad=True)
            return
        await self._refresh()
        self.say(said.splitlines()[0])
        self._check_files()

    @work(group="update", exit_on_error=False)
    async def update_index(self, roots: tuple[str, ...] | None = None) -> None:
        """Update the index with its files, or with those of `roots`; questions go on meanwhile."""
        if self.index_state.progress is not None:
            self.say("An update is running. Wait until it has finished, or stop it.", bad=True)
            return
        roots = self.roots if roots is None else roots
        if not roots:
            status = self.index_state.status
            known = status is None or status.own
            self.say("There is no index to update. Add a file or a folder first." if known
                     else f"{NOT_OWN}: it is not updated from here.", bad=True)  # fmt: skip
            return
        self._last_progress = Progress("starting")
        state = self.index_state
        start = IndexState(state.status, state.staleness, self._last_progress)
        self.index_state = start
        timer = self.set_interval(SHOW, self._show_progress)
        ended = replace(start, progress=None)
        try:
            summary = await self.backend.update(roots, self._reporter())
            ended = replace(ended, summary=summary, staleness=None)
            if self.index_state.status is not None:
                await self._refresh()
            self.say(f"Updated: {summary_text(summary)}.")
            self._offer_anew()
        except StoppedError:
            ended = replace(
                ended, note="Stopped. The index is unchanged; the next update reuses the work done."
            )
        except (QAError, OSError) as error:
            ended = replace(ended, note=str(error))
            self.say(f"The index was not updated: {error}", bad=True)
        finally:
            timer.stop()
            self._in_step = False
            self.index_state = replace(ended, status=self.index_state.status)
        self._check_files()

    def _offer_anew(self) -> None:
        """Offer the questions that were answered before all documents were indexed."""
        documents = self.index_state.status.documents if self.index_state.status else 0
        for card in self.conversation.cards:
            if 0 < card.exchange.incomplete < documents and not card.exchange.like:
                self.conversation.replace(card, replace(card.exchange, completed=documents))

    def _reporter(self) -> OnProgress:
        """What an update calls, often and on its thread; `_show_progress` shows the last call."""
        pace = Pace()

        def on_progress(stage: str, done: int, total: int, unit: str = "", /) -> None:
            self._last_progress = pace.step(stage, done, total, unit, time.monotonic())

        return on_progress

    def _show_progress(self) -> None:
        state = self.index_state
        if state.progress is not None and state.progress != self._last_progress:
            self.index_state = replace(state, progress=self._last_progress)
