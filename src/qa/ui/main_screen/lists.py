"""Lists to choose from: the documents of the index, paragraphs, conversations that were kept."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from qa.types import Document, Paragraph
from qa.ui.backend.library import Backend
from qa.ui.dialogs.line_dialog import Confirm, LineDialog
from qa.ui.dialogs.picker import Choice, Picker
from qa.ui.main_screen.copying import TakingScreen
from qa.ui.model.conversations import ConversationStore, Pages, SavedConversation, revive
from qa.ui.model.exchange import Exchange
from qa.ui.model.phrases import count, listed, moment, name


class BrowsingScreen(TakingScreen):
    """Opens lists over the screen, and does what was picked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "paragraph", "Paragraph", show=False, id="paragraph"),
    ]

    _kept: SavedConversation | None = None
    """The conversation on the screen, once it is written down."""

    def __init__(self, desk: Backend, shelf: ConversationStore) -> None:
        super().__init__()
        self.desk = desk
        self.shelf = shelf

    @abstractmethod
    def open_document(self, document: Document) -> None:
        """Show a document from its beginning."""

    @abstractmethod
    def open_paragraph(self, number: int) -> bool:
        """Bring a paragraph of the document into view; whether it has one of this number."""

    @abstractmethod
    async def begin_again(self, kept: SavedConversation | None, exchanges: list[Exchange]) -> None:
        """Put other exchanges in place of the conversation."""

    @work(group="dialog", exit_on_error=False)
    async def action_documents(self) -> None:
        documents = await self.desk.documents()
        choices = [Choice(each, name(each), listed(each)) for each in documents]
        heading = count(len(choices), "document")
        picked = await self.app.push_screen_wait(Picker(heading, choices))
        if picked is not None:
            self.open_document(picked.value)

    @work(group="dialog", exit_on_error=False)
    async def action_paragraph(self) -> None:
        wanted = await self.app.push_screen_wait(LineDialog("Go to paragraph"))
        if wanted and not (wanted.isdecimal() and self.open_paragraph(int(wanted))):
            self.say(f"There is no paragraph {wanted}.", bad=True)

    @work(group="dialog", exit_on_error=False)
    async def action_conversations(self) -> None:
        ask = self.app.push_screen_wait
        while (picked := await ask(self._conversations())) is not None:
            kept = picked.value
            if picked.deed == "open":
                pages = await self._pages(kept.sources)
                await self.begin_again(kept, [revive(answer, pages) for answer in kept.answers])
                return
            if picked.deed == "rename":
                if new := await ask(LineDialog("New name", kept.name)):
                    await self._rename(kept, new)
            elif await ask(Confirm(f"Delete “{kept.name}”?", "Enter deletes, Esc keeps")):
                self.shelf.delete(kept)
                if self._kept is not None and self._kept.key == kept.key:
                    await self.begin_again(None, [])

    async def _rename(self, kept: SavedConversation, name: str) -> None:
        try:
            self.shelf.keep(replace(kept, name=name))
        except OSError as error:
            self.say(f"It cannot be renamed: {error.strerror}", bad=True)
        else:
            if self._kept is not None and self._kept.key == kept.key:
                self._kept = replace(self._kept, name=name)

    @work(group="dialog", exit_on_error=False)
    async def action_new_conversation(self) -> None:
        await self.begin_again(None, [])

    def _conversations(self) -> Picker[SavedConversation]:
        choices = []
        for kept in self.shelf.conversations():
            questions = count(len(kept.answers), "question")
            others = " / ".join(q for q in kept.questions if q != kept.name)
            details = " · ".join(filter(None, [moment(kept.started), questions, others]))
            choices.append(Choice(kept, kept.name, details, kept.said))
        return Picker(
            count(len(choices), "conversation"),
            choices,
            frozenset({"rename", "delete"}),
            "Enter opens · Ctrl+R renames · Ctrl+D deletes · Esc goes back",
        )

    async def _pages(self, sources: frozenset[str]) -> Pages:
        pages: dict[str, tuple[Document, tuple[Paragraph, ...]]] = {}
        for document in await self.desk.documents():
            if document.source in sources:
                pages[document.source] = (document, await self.desk.paragraphs(document))
        return pages
