"""Lists to choose from: the documents of the index, paragraphs, saved conversations."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import ClassVar

from textual.binding import Binding, BindingType

from qa.text.sanitize import one_line
from qa.types import Document, Paragraph
from qa.ui.backend.library import Backend
from qa.ui.dialogs.line_dialog import Confirm, LineDialog
from qa.ui.dialogs.picker import Choice, Picker
from qa.ui.main_screen.copying import CopyingScreen
from qa.ui.main_screen.dialog_work import dialog
from qa.ui.model.conversations import ConversationStore, Pages, SavedConversation, restored
from qa.ui.model.exchange import Exchange
from qa.ui.model.phrases import count, listed, moment, name

RECENT = 3
"""Conversations that are offered to be continued."""


class ListsScreen(CopyingScreen):
    """Opens lists over the screen, and does what was chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "paragraph", "Paragraph", show=False, id="paragraph"),
        Binding("t", "headings", "Contents", show=False, id="headings"),
    ]

    _saved: SavedConversation | None = None
    """The conversation on the screen, once it is saved."""

    def __init__(self, backend: Backend, store: ConversationStore) -> None:
        super().__init__()
        self.backend = backend
        self.store = store

    @property
    def index_name(self) -> str:
        """The folder of the index that is asked, in full; "" while there is none."""
        return ""

    @abstractmethod
    def open_document(self, document: Document) -> None:
        """Show a document from its beginning."""

    @abstractmethod
    def open_paragraph(self, number: int) -> bool:
        """Bring a paragraph into view; whether there is one of this number, from 1."""

    @abstractmethod
    def headings_in_view(self) -> Sequence[Paragraph]:
        """The headings of the document that is shown, in order."""

    @abstractmethod
    async def replace_conversation(
        self, saved: SavedConversation | None, exchanges: list[Exchange]
    ) -> None:
        """Replace the conversation on the screen, by a saved one or an empty one."""

    @dialog
    async def action_documents(self) -> None:
        documents = await self.backend.documents()
        choices = [Choice(each, name(each), listed(each)) for each in documents]
        heading = count(len(choices), "document")
        picked = await self.app.push_screen_wait(Picker(heading, choices))
        if picked is not None:
            self.open_document(picked.value)

    @dialog
    async def action_paragraph(self) -> None:
        wanted = await self.app.push_screen_wait(LineDialog("Go to paragraph"))
        if wanted and not (wanted.isdecimal() and self.open_paragraph(int(wanted))):
            self.say(f"This document has no paragraph {wanted}.", bad=True)

    @dialog
    async def action_headings(self) -> None:
        """The headings of the document, to go to one."""
        headings = self.headings_in_view()
        if not headings:
            self.say("This document has no headings.", bad=True)
            return
        choices = [
            Choice(each.number, "  " * len(each.section) + one_line(each.text).lstrip("# "))
            for each in headings
        ]
        picked = await self.app.push_screen_wait(Picker(count(len(choices), "heading"), choices))
        if picked is not None:
            self.open_paragraph(picked.value)

    @dialog
    async def action_conversations(self) -> None:
        ask = self.app.push_screen_wait
        typed = ""
        while (picked := await ask(self._conversations(typed))) is not None:
            saved, typed = picked.value, picked.typed
            if picked.action == "open":
                await self._take_up(saved)
                return
            if picked.action == "rename":
                if new := await ask(LineDialog("Rename the conversation", saved.name)):
                    await self._rename(saved, new)
            elif await ask(Confirm(f"Delete “{saved.name}”?", "Enter deletes it · Esc goes back")):
                self.store.delete(saved)
                if self._saved is not None and self._saved.key == saved.key:
                    await self.replace_conversation(None, [])

    def recent_conversations(self) -> list[SavedConversation]:
        """The last ones of this index; reads files."""
        own = (each for each in self.store.conversations() if each.index == self.index_name)
        return list(islice(own, RECENT))

    async def take_up(self, key: str) -> None:
        """Continue the conversation of this key."""
        saved = await asyncio.to_thread(self.store.conversation, key)
        if saved is not None:
            await self._take_up(saved)

    async def take_up_tab(self) -> None:
        """Show the last conversation of this browser tab again: its page was loaded anew."""
        if self.store.tab:
            here = self.store.tab, self.index_name
            held = (e for e in self.store.conversations() if (e.tab, e.index) == here)
            if (saved := next(held, None)) is not None:
                await self._take_up(saved)

    async def _take_up(self, saved: SavedConversation) -> None:
        pages = await self._pages(saved.sources)
        await self.replace_conversation(
            saved, [restored(answer, pages) for answer in saved.answers]
        )

    async def _rename(self, saved: SavedConversation, name: str) -> None:
        try:
            self.store.rename(saved, name)
        except OSError as error:
            self.say(f"The conversation could not be renamed: {error.strerror}", bad=True)
        else:
            if self._saved is not None and self._saved.key == saved.key:
                self._saved = replace(self._saved, name=name)

    @dialog
    async def action_new_conversation(self) -> None:
        await self.replace_conversation(None, [])

    def _conversations(self, typed: str) -> Picker[SavedConversation]:
        choices = []
        for saved in self.store.conversations():
            if saved.index not in ("", self.index_name):  # its places are in another index
                continue
            questions = count(len(saved.answers), "question")
            hidden_text = " ".join((*saved.questions, saved.answer_text))
            details = f"{moment(saved.started)} · {questions}"
            choices.append(Choice(saved, saved.name, details, hidden_text))
        return Picker(
            count(len(choices), "conversation"),
            choices,
            frozenset({"rename", "delete"}),
            "Enter opens · Ctrl+R renames · Ctrl+D deletes · Esc goes back",
            typed,
        )

    async def _pages(self, sources: frozenset[str]) -> Pages:
        pages: dict[str, tuple[Document, tuple[Paragraph, ...]]] = {}
        for document in await self.backend.documents():
            if document.source in sources:
                pages[document.source] = (document, await self.backend.paragraphs(document))
        return pages
