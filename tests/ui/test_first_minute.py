"""What a new user sees: the documents, questions to click, earlier conversations, real progress."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from ui_driver import running_app
from ui_fakes import (
    HOW_MANY,
    WHEAT,
    WHEN,
    FakeIndexFolder,
    FakeLibrary,
    FakeStaleness,
    FakeSummary,
)

from qa.types import Document, Paragraph
from qa.ui.backend.index import OnProgress
from qa.ui.main_screen.lists import RECENT
from qa.ui.model.conversations import ConversationStore, SavedConversation
from qa.ui.widgets.shelf import MOST, Shelf

pytestmark = pytest.mark.asyncio


async def test_the_documents_stand_on_the_right_the_newest_first() -> None:
    async with running_app() as d:
        await d.settled()
        await d.until(lambda: "9 Oct 2024 · 69 words" in d.text())
        lines = [line for line in d.text().splitlines() if "words" in line]
        assert ["ferry" in lines[0], "Harbour bridge" in lines[1]] == [True, True]
        assert "7 Oct 2024 · 127 words" in lines[1]


async def test_a_document_is_opened_from_there_by_key_and_by_mouse() -> None:
    async with running_app() as d:
        await d.until(lambda: d.screen.query_one(Shelf).list.option_count == 2)
        await d.pilot.press("f2", "down", "enter")
        await d.until(lambda: "Ada Vell" in d.text())
        await d.pilot.press("f9")
        await d.until(lambda: "words" in d.text())
        await d.pilot.click("#shelf", offset=(8, 0))
        await d.until(lambda: "electric ferries" in d.text())
        assert d.screen.pane.view.has_focus


async def test_a_large_index_is_only_counted() -> None:
    pages: dict[Document, tuple[Paragraph, ...]] = {
        Document(f"{n:04}.txt", "It rained."): () for n in range(MOST + 20)
    }
    async with running_app(FakeLibrary(pages=pages)) as d:
        await d.until(lambda: f"{MOST + 20:,} documents: F3 lists them" in d.text())
        assert d.screen.query_one(Shelf).list.option_count == 0


async def test_a_new_conversation_puts_the_source_away() -> None:
    async with running_app() as d:
        await d.ask(HOW_MANY)
        await d.until(lambda: "Ada Vell" in d.text())
        await d.pilot.press("f9")
        await d.until(lambda: "words" in d.text())
        assert "By Ada Vell" not in d.text()
        await d.ask(HOW_MANY)
        await d.until(lambda: "By Ada Vell" in d.text())


async def test_the_last_conversations_of_this_index_are_clicked_to_go_on(tmp_path: Path) -> None:
    store = ConversationStore(tmp_path)
    async with running_app(home=tmp_path) as d:
        await d.ask(HOW_MANY)
    for n in range(RECENT):
        store.save(SavedConversation(f"2024010{n}T000000", f"{n} of elsewhere", (), "/elsewhere"))
    async with running_app(home=tmp_path) as d:
        await d.until(lambda: HOW_MANY in d.text())
        assert "elsewhere" not in d.text()
        line = next(n for n, each in enumerate(d.text().splitlines()) if HOW_MANY in each)
        await d.pilot.click(offset=(6, line))
        await d.until(lambda: bool(d.screen.conversation.cards))
        assert [card.exchange.question for card in d.screen.conversation.cards] == [HOW_MANY]


class GrowingFolder(FakeIndexFolder):
    """An update adds a document."""

    def update(self, roots: Sequence[str], report: OnProgress) -> FakeSummary:
        self.library.pages[Document("third.txt", "It rained.")] = ()
        return super().update(roots, report)


@pytest.mark.parametrize("question", [WHEAT, WHEN])
async def test_what_was_answered_before_all_was_indexed_is_offered_anew(question: str) -> None:
    library = FakeLibrary()
    steps = threading.Semaphore(0)
    folder = GrowingFolder(library, FakeStaleness(new=("third.txt",)), steps=steps)
    async with running_app(library, index_folder=folder, in_step=True) as d:
        await d.until(lambda: folder.updates == 1)
        await d.ask(question)
        assert "ask again" not in d.text()
        steps.release(5)
        await d.until(lambda: "All 3 are" in d.text())
        await d.pilot.press("alt+1")
        await d.until(lambda: len(d.screen.conversation.cards) == 2)
        await d.answered()
        again = d.screen.conversation.cards[-1].exchange
        assert (again.question, again.anew) == (question, False)
        assert library.asked == [question, question]
