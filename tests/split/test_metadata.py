"""Title, author and date, where a text itself says them."""

from __future__ import annotations

import pytest

from qa.split.metadata import described
from qa.types import Document

BODY = "The old bridge over the Lowe fell into the river on Monday."


@pytest.mark.parametrize(
    ("text", "title", "author", "published"),
    [
        pytest.param(f"# A *new* bridge #\n\n{BODY}", "A new bridge", "", "", id="atx"),
        pytest.param(f"A new bridge\n============\n\n{BODY}", "A new bridge", "", "", id="setext"),
        pytest.param(f"A Bridge Falls\n{BODY}", "A Bridge Falls", "", "", id="first-line"),
        pytest.param(f"The Valley\n\n# A bridge\n\n{BODY}", "A bridge", "", "", id="first-level"),
        pytest.param(f"{BODY}\n\n# Later", "", "", "", id="heading-after-body"),
        pytest.param(BODY, "", "", "", id="none"),
        pytest.param("Half a line,\n" + BODY, "", "", "", id="comma"),
        pytest.param("the rest of it\n" + BODY, "", "", "", id="small-letter"),
        pytest.param(f"Who will pay for it?\n{BODY}", "", "", "", id="question"),
        pytest.param(
            f"Who Will Pay Now?\n{BODY}", "Who Will Pay Now?", "", "", id="title-question"
        ),
        pytest.param(
            f"A Bridge Falls\nBy Ada Lowe and Tom Ash\nNovember 6, 2024\n\n{BODY}",
            "A Bridge Falls",
            "Ada Lowe and Tom Ash",
            "2024-11-06",
            id="byline-and-date",
        ),
        pytest.param(f"{BODY}\nAuthor: Ada Lowe", "", "Ada Lowe", "", id="author-at-the-end"),
        pytest.param(f"Written by Ada Lowe | Valley News\n{BODY}", "", "Ada Lowe", "", id="outlet"),
        pytest.param(f"Published: Nov. 6, 2024\n{BODY}", "", "", "2024-11-06", id="published"),
        pytest.param(f"6 November 2024\n{BODY}", "", "", "2024-11-06", id="day-first"),
        pytest.param(f"2024-11-06T10:00:00Z\n{BODY}", "", "", "2024-11-06", id="iso"),
        pytest.param(f"31 February 2024\n{BODY}", "", "", "", id="no-such-day"),
        pytest.param(f"{BODY} It was 6 May 2024.", "", "", "", id="date-in-body"),
        pytest.param(
            f"---\ntitle: 'Bridge: up'\nauthors: [Ada Lowe, T. Ash]\ndate: 2024-11-06\n---\n{BODY}",
            "Bridge: up",
            "Ada Lowe, T. Ash",
            "2024-11-06",
            id="front-matter",
        ),
        pytest.param(
            f"---\ntitle: 1984\nbyline: Ada Lowe\npublished: last spring\n---\n{BODY}",
            "1984",
            "Ada Lowe",
            "last spring",
            id="front-matter-as-written",
        ),
        pytest.param(
            f"---\ntitle: [a\nauthor: x\n---\n# Bridge\n{BODY}", "Bridge", "", "", id="wrong-yaml"
        ),
        pytest.param(
            f"---\ntitle: {{a: b}}\nauthor: !!python/name:os.system x\n---\n{BODY}",
            "",
            "x",
            "",
            id="yaml-constructs-nothing",
        ),
        pytest.param("---\ntitle: " + "[" * 5000 + "\n---\n" + BODY, "", "", "", id="deep-yaml"),
    ],
)
def test_metadata(text: str, title: str, author: str, published: str) -> None:
    document = described(Document("north/old_mill.md", text))
    assert (document.source, document.text) == ("north/old_mill.md", text)
    stated = (title or "old mill", author, published)
    assert (document.title, document.author, document.published) == stated


@pytest.mark.parametrize(
    ("source", "stated", "title", "published"),
    [
        ("notes/Capybara.md", "", "Capybara", ""),
        ("2024-09-20_board-meeting.md", "", "2024-09-20 board-meeting", "2024-09-20"),
        ("daily/2026-06-17.md", "", "2026-06-17", "2026-06-17"),
        ("cache/3f2a9c81d4.txt", "", "The old bridge over the Lowe fell into …", ""),
        ("site/p.html", "p.html", "The old bridge over the Lowe fell into …", ""),
        (
            "scan0012.pdf",
            "Microsoft Word - minutes.doc",
            "The old bridge over the Lowe fell into …",
            "",
        ),
        ("minutes.pdf", "Scan_20240512", "minutes", ""),
        ("a.docx", "Minutes of May", "Minutes of May", ""),
    ],
)
def test_a_name_for_machines_is_no_title(
    source: str, stated: str, title: str, published: str
) -> None:
    document = described(Document(source, BODY, stated))
    assert (document.title, document.published) == (title, published)


@pytest.mark.parametrize(
    "key", ["date", "created", "created_at", "date_created", "modified", "updated"]
)
@pytest.mark.parametrize("written", ["2023-02-09", "9.2.2023", "20230209", "2023-02-09T07:30"])
def test_front_matter_says_the_day_under_any_of_these_keys(key: str, written: str) -> None:
    assert described(Document("hut.md", f"---\n{key}: {written}\n---\n{BODY}")).published == (
        "2023-02-09"
    )


def test_the_day_of_a_text_goes_before_the_day_of_its_change() -> None:
    text = f"---\nmodified: 2024-08-01\ndate: 2023-02-09\n---\n{BODY}"
    assert described(Document("hut.md", text)).published == "2023-02-09"


@pytest.mark.parametrize(
    "days",
    [
        ("## 2023-02-09", "## 2023-02-10"),
        ("# Thu 9 February 2023", "# Fri 10 February 2023"),
        ("## 9.2.2023: frost", "## 10.2.2023: thaw"),
        ("2023-02-09", "2023-02-10"),
        ("2023-02-09\n----------", "2023-02-10\n----------"),
    ],
)
def test_a_journal_has_no_one_day_and_no_day_for_a_title(days: tuple[str, str]) -> None:
    text = "\n\n".join(f"{day}\n\n{BODY}" for day in days)
    journal = described(Document("notes/Hut.md", text))
    assert (journal.title, journal.published) == ("Hut", "")


def test_a_lone_day_over_a_text_is_its_day() -> None:
    note = described(Document("Hut.md", f"# Thu 9 February 2023\n\n{BODY}\n\n## Later\n\n{BODY}"))
    assert (note.title, note.published) == ("Thu 9 February 2023", "2023-02-09")


def test_a_day_among_lines_of_data_is_the_day_of_the_text() -> None:
    visit = described(Document("hut.txt", f"Keeper: Holt\nDate: 9 February 2023\n\n{BODY}"))
    assert visit.published == "2023-02-09"
