"""Everything that can be done on the main screen, under the names that people search for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from qa.ui.terminal import in_browser

if TYPE_CHECKING:
    from qa.ui.main_screen.screen import MainScreen

Command = tuple[str, str, Callable[[], object]]
"""Its name, what it does with its key as "{id of the key}", and the action."""


def commands(screen: MainScreen) -> Iterator[Command]:
    """The commands of the palette, in its order."""
    yield from (
        ("Next quote", "{quote.next}", partial(screen.action_step, 1)),
        ("Previous quote", "{quote.previous}", partial(screen.action_step, -1)),
        ("Find in the document", "{find}", screen.pane.action_find),
        ("Go to paragraph", "{paragraph}", screen.action_paragraph),
        ("Contents: the headings of the document", "{headings}", screen.action_headings),
        (
            "Text as written",
            "{as.written}: with all its marks",
            screen.pane.view.action_as_written,
        ),
        ("Documents", "{documents}", screen.action_documents),
        ("Conversations", "{conversations}", screen.action_conversations),
        ("New conversation", "{conversation.new}", screen.action_new_conversation),
        ("Scope: which documents to ask", "{scope}", screen.action_scope),
        ("Ask all documents", "clear the scope", screen.action_all_documents),
        (
            "More like this",
            "{like.paragraph}: passages like this one",
            partial(screen.action_like, False),
        ),
        ("More like this sentence", "{like.sentence}", partial(screen.action_like, True)),
        ("Take the question as typed", "{literally}", screen.action_literally),
        ("Index", "{index}: see what is indexed, and update it", screen.action_index),
        ("Add to the index", "a file, a folder or a web address", screen.action_add),
        ("Remove from the index", "one of its files or folders", screen.action_remove),
        ("Undo the last update", "of the index, not of files", screen.action_undo_update),
        ("Update the index", "take up new, changed and deleted files", screen.update_index),
        ("Copy the sentence", "{copy.quote}", screen.action_copy_quote),
        ("Copy the sentence with its source", "{copy.citation}", screen.action_copy_citation),
        ("Copy answer", "{copy.answer}", screen.action_copy_answer),
        ("Save answer", "{export.answer}: Markdown or JSON", screen.action_export_answer),
        (
            "Save conversation",
            "{export.conversation}: Markdown or JSON",
            screen.action_export_conversation,
        ),
        ("Other pane", "{pane.other}: to the source or back", screen.action_other_pane),
        ("Full screen", "{pane.zoom}: this pane alone", screen.action_zoom),
        ("Divider to the left", "{divider.left}", partial(screen.action_move_divider, -1)),
        ("Divider to the right", "{divider.right}", partial(screen.action_move_divider, 1)),
        ("Divider to the middle", "{divider.reset}", screen.action_reset_divider),
    )
    if not in_browser():
        yield "Open in editor", "{edit}: the file, at this line", screen.action_edit
