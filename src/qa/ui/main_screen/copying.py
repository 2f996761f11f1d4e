"""Copying and saving answers, and opening the source in an editor."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.notifications import SeverityLevel
from textual.screen import Screen

from qa.errors import BadInput
from qa.files.sources import is_saved_input, locate
from qa.text.sanitize import one_line
from qa.types import Citation, Document
from qa.ui.dialogs.line_dialog import LineDialog
from qa.ui.editor import edit, editor_command, is_text, line_in
from qa.ui.main_screen.dialog_work import dialog
from qa.ui.model import export
from qa.ui.model.exchange import Exchange
from qa.ui.model.phrases import NOT_OWN
from qa.ui.terminal import in_browser


class CopyingScreen(Screen[None]):
    """The actions; the screen that inherits them says what they act on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy_quote", "Copy", id="copy.quote"),
        Binding("Y", "copy_answer", "Copy answer", show=False, id="copy.answer"),
        Binding("c", "copy_citation", "Copy citation", show=False, id="copy.citation"),
        Binding("e", "export_answer", "Save", show=False, id="export.answer"),
        Binding("E", "export_conversation", "Save all", show=False, id="export.conversation"),
        Binding("o", "edit", "Open in editor", show=False, id="edit"),
    ]

    @abstractmethod
    def exchange_in_view(self) -> Exchange | None:
        """The question and answer under the cursor."""

    @abstractmethod
    def citation_in_view(self) -> Citation | None:
        """The citation whose place in the source is shown."""

    @abstractmethod
    def all_exchanges(self) -> Sequence[Exchange]:
        """All questions and answers of the conversation."""

    @abstractmethod
    def document_in_view(self) -> tuple[Document, int, tuple[str, ...]] | None:
        """The document shown, an offset in it that is in view, and the roots of the index."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action is possible; a browser has no terminal to open an editor in."""
        return not (action == "edit" and in_browser())

    def say(self, words: str, *, bad: bool = False) -> None:
        """Show a short note in the corner."""
        severity: SeverityLevel = "warning" if bad else "information"
        self.app.clear_notifications()  # what is said now is newer than what was
        self.notify(one_line(words), severity=severity, timeout=6 if bad else 3, markup=False)

    # Copying

    def action_copy_quote(self) -> None:
        citation = self.citation_in_view()
        self._copy(citation.sentence_text if citation else "", "the sentence")

    def action_copy_citation(self) -> None:
        citation = self.citation_in_view()
        self._copy(
            export.citation_text(citation) if citation else "", "the sentence with its source"
        )

    def action_copy_answer(self) -> None:
        exchange = self.exchange_in_view()
        answered = exchange is not None and exchange.answer is not None
        self._copy(export.answer_text(exchange) if exchange and answered else "", "the answer")

    def _copy(self, text: str, what: str) -> None:
        if not text:
            self.say("Nothing to copy here yet.", bad=True)
            return
        # Lone halves of surrogate pairs cannot be written to a terminal.
        self.app.copy_to_clipboard(text.encode("utf-8", "replace").decode("utf-8"))
        start = " ".join(text.split())
        self.say(f"Copied {what}: {start[:60]}{'…' if len(start) > 60 else ''}")

    # Files

    def action_export_answer(self) -> None:
        exchange = self.exchange_in_view()
        self._export([exchange] if exchange else [], "answer")

    def action_export_conversation(self) -> None:
        self._export(self.all_exchanges(), "conversation")

    @dialog
    async def _export(self, exchanges: Sequence[Exchange], kind: str) -> None:
        if not any(exchange.answer for exchange in exchanges):
            self.say("There is no answer to save yet.", bad=True)
            return
        hint = "Saved as Markdown; as JSON, a page or a table by a name in .json, .html or .csv"
        suggested = export.free_name(exchanges[0].question or kind)
        while name := await self.app.push_screen_wait(LineDialog("Save as", suggested, hint)):
            suggested = name
            path = Path(name).expanduser()
            text = export.saved(exchanges, path.suffix.lower())
            try:
                with path.open("x", encoding="utf-8", errors="replace") as file:
                    file.write(text)
            except FileExistsError:
                hint = f"{path} exists already; choose another name."
            except OSError as error:
                hint = f"{path} could not be written: {error.strerror}"
            else:
                self.say(f"Saved {path}")
                return

    # The editor

    def action_edit(self) -> None:
        shown = self.document_in_view()
        if shown is None:
            self.say("No document is open yet. Choose a quote first.", bad=True)
            return
        document, offset, roots = shown
        path = locate(document.source, roots)
        if path is None and not roots:
            self.say(f"{NOT_OWN}: its files are not opened.", bad=True)
            return
        if path is None:
            gone = f"The file of {document.source} no longer exists; update the index."
            no_file = f"{document.source} came from the web or standard input: it has no file."
            self.say(no_file if is_saved_input(document.source) else gone, bad=True)
            return
        if not is_text(path):
            self.say(f"{path} is not a text file: an editor cannot show it.", bad=True)
            return
        try:
            command = editor_command(path, line_in(path, document.text, offset))
            with self.app.suspend():
                # An error that leaves this block would leave the screen blank.
                problem = edit(command)
        except SuspendNotSupported:
            problem = f"An editor cannot be opened here. Open {path} yourself."
        except BadInput as error:
            problem = str(error)
        if problem:
            self.say(problem, bad=True)
        else:
            self.file_edited()

    def file_edited(self) -> None:
        """Called after an editor was closed."""
