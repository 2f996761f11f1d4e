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


def jumps(screen: MainScreen) -> Iterator[Command]:
    """Where a letter leads after the key that asks for it: the letter, the place, the action."""
    for number, question in enumerate(screen.offered(), start=1):
        yield str(number), question, partial(screen.action_offered, number)
    yield from (
        ("p", "the prompt", partial(screen.show_and_focus, screen.prompt)),
        ("c", "the conversation", partial(screen.show_and_focus, screen.conversation)),
        ("s", "the source", partial(screen.show_and_focus, screen.pane.content)),
        ("d", "all documents", screen.action_documents),
        ("w", "which documents to ask", screen.action_scope),
        ("h", "earlier conversations", screen.action_conversations),
        ("n", "a new conversation", screen.action_new_conversation),
        ("i", "the index", screen.action_index),
        ("z", "this pane alone, and back", screen.action_zoom),
    )


def commands(screen: MainScreen) -> Iterator[Command]:
    """The commands of the palette that do something now, in its order."""
    exchange = screen.exchange_in_view()
    if exchange is not None and exchange.places:
        yield "Next quote", "{quote.next}", partial(screen.action_step, 1)
        yield "Previous quote", "{quote.previous}", partial(screen.action_step, -1)
    if screen.pane.page is not None:
        yield from _of_the_source(screen)
    yield from (
        ("Go to…", "{jump}: everything by a letter", screen.action_jump),
        ("Documents", "{documents}: open one of them", screen.action_documents),
        (
            "Conversations: the history",
            "{conversations}: continue an earlier one",
            screen.action_conversations,
        ),
        (
            "New conversation: clear the screen",
            "{conversation.new}",
            screen.action_new_conversation,
        ),
        ("Scope: which documents to ask", "{scope}", screen.action_scope),
    )
    if screen.scope:
        yield "Ask all documents", "clear the scope", screen.action_all_documents
    if screen.check_action("literally", ()):
        yield "Take the question as typed", "{literally}", screen.action_literally
    yield from (
        ("Index", "{index}: see what is indexed, and update it", screen.action_index),
        ("Add to the index", "a file, a folder or a web address", screen.action_add),
    )
    if screen.index_state.status is not None:
        yield "Remove from the index", "one of its files or folders", screen.action_remove
        yield "Undo the last update", "of the index, not of files", screen.action_undo_update
        yield "Update the index", "take up new, changed and deleted files", screen.update_index
    if exchange is not None and exchange.answer is not None:
        yield from _of_an_answer(screen)
    yield "Other pane", "{pane.other}: to the source or back", screen.action_other_pane
    yield "Full screen: zoom", "{pane.zoom}: this pane alone, and back", screen.action_zoom
    if not screen.alone:
        yield "Divider to the left", "{divider.left}", partial(screen.action_move_divider, -1)
        yield "Divider to the right", "{divider.right}", partial(screen.action_move_divider, 1)
        yield "Divider to the middle", "{divider.reset}", screen.action_reset_divider


def _of_the_source(screen: MainScreen) -> Iterator[Command]:
    yield "Find in the document: search", "{find}", screen.pane.action_find
    yield "Go to paragraph", "{paragraph}", screen.action_paragraph
    if screen.headings_in_view():
        yield "Contents: the headings of the document", "{headings}", screen.action_headings
    if screen.pane.page is not None and screen.pane.page.is_drawn:
        action = screen.pane.view.action_as_written
        yield "Text as written", "{as.written}: with all its marks, and back", action
    yield (
        "More like this",
        "{like.paragraph}: passages like this one",
        partial(screen.action_like, False),
    )
    if screen.citation_in_view() is not None:
        yield "More like this sentence", "{like.sentence}", partial(screen.action_like, True)
        yield "Copy the sentence", "{copy.quote}", screen.action_copy_quote
        yield "Copy the sentence with its source", "{copy.citation}", screen.action_copy_citation
    if not in_browser():
        yield "Open in editor", "{edit}: the file, at this line", screen.action_edit


def _of_an_answer(screen: MainScreen) -> Iterator[Command]:
    yield "Copy answer", "{copy.answer}", screen.action_copy_answer
    formats = "Markdown, JSON, HTML or CSV"
    yield "Save answer: export", f"{{export.answer}}: {formats}", screen.action_export_answer
    yield (
        "Save conversation: export",
        f"{{export.conversation}}: {formats}",
        screen.action_export_conversation,
    )
