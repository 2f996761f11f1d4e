"""All that documents say is found, whatever its kind and notation, under what stands above it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from qa.store.full_text import full_text_query
from qa.store.store import Store
from qa.types import Hit, Kind

Search = Callable[..., tuple[Hit, ...]]
OTHERS = {
    f"other-{name}.txt": f"The {name} was painted in the spring, and people liked its colour.\n"
    for name in ("gate", "barn", "fence", "tower")
}
GARDEN = "The garden of the inn has room for eighty guests, and a pond lies behind it.\n"


@pytest.mark.parametrize(
    ("name", "text", "question", "kind", "words"),
    [
        ("a.md", f"# The inn\n\n{GARDEN}\nPhoto: Ruta Kalns\n", "ruta kalns", Kind.CAPTION, "Ruta"),
        ("a.md", f"# The inn\n\n{GARDEN}\nWifi: quince7\n", "wifi", None, "quince7"),
        ("a.md", f"# The inn\n\n{GARDEN}\nBy Orla Finch\n", "orla finch", None, "Orla Finch"),
        ("a.md", f"---\nroom: Larkspur\n---\n\n{GARDEN}", "larkspur", Kind.FRONT_MATTER, "room:"),
        ("a.md", f"# The inn\n\n{GARDEN}\n## Closed on Pentecost\n", "pentecost", Kind.HEADING,
         "Closed"),
        ("a.txt", "sluice open\nkeys with Marek\n", "marek", None, "keys with Marek"),
    ],
    ids=["caption", "key and value", "byline", "front matter", "heading at the end", "notes"],
)  # fmt: skip
def test_text_of_every_kind_is_found(
    name: str, text: str, question: str, kind: Kind | None, words: str, search: Search
) -> None:
    first = search({**OTHERS, name: text}, question)[0].paragraph
    assert first.document.source == name
    assert words in first.text
    assert kind in (None, first.kind)


def test_a_contents_page_is_not_found(search: Search) -> None:
    contents = "\n".join(f"{n}. The {w} ........ {n * 7}" for n, w in enumerate(
        ("kiln", "wheel", "glaze", "oven", "clay", "shelf"), 1))  # fmt: skip
    text = f"Contents\n\n{contents}\n\nThe glaze is made of ash and stays wet for a day.\n"
    hits = search({**OTHERS, "pots.txt": text}, "glaze", k=20)
    assert hits[0].paragraph.text.startswith("The glaze is made of ash")
    assert all("...." not in hit.paragraph.text for hit in hits)


def test_the_headings_above_decide(search: Search) -> None:
    text = "# Setup\n\n" + "".join(
        f"## {system}\n\nUnpack the archive and start program {n} in it.\n\n"
        for n, system in enumerate(("Windows", "Linux", "Haiku"))
    )
    for n, system in enumerate(("Windows", "Linux", "Haiku")):
        first = search({"manual.md": text}, f"start the program on {system}")[0].paragraph
        assert (first.section, f"program {n} in it" in first.text) == ((system,), True)


@pytest.mark.parametrize("question", ["kestrel", "What does the kestrel works owe?", "harrowgate"])
def test_names_of_files_and_folders_are_searched(question: str, search: Search) -> None:
    files = {
        f"{name}.txt": f"The sum of {n} crowns is due on receipt of this letter.\n"
        for n, name in enumerate(("harrowgate/kestrel-works", "lund/heron-mill", "lund/swan-yard"))
    }
    assert search(files, question)[0].paragraph.document.source == "harrowgate/kestrel-works.txt"


def test_a_row_far_down_a_table_has_its_header(search: Search) -> None:
    rows = [f"| plot{n} | {n * 3} | {n + 100} |" for n in range(40)]
    table = "\n".join(("| Plot | Trees | Bushes |", "|---|---|---|", *rows))
    hits = search({"orchard.md": f"# Orchard\n\n{table}\n"}, "trees in plot33", k=9)
    [first] = [h.paragraph for h in hits if "| plot33 | 99 | 133 |" in h.paragraph.text]
    assert first.text.count("\n") < 13
    assert "Trees" not in first.text
    assert first.header is not None
    header = first.document.text[first.header.start : first.header.end]
    assert header.startswith("| Plot | Trees | Bushes |")


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("The levy brought in 2,340,000 crowns.", "2340000"),
        ("The levy brought in 2340000 crowns.", "2,340,000"),
        ("The levy brought in 2.340.000 crowns.", "2340000"),
        ("The levy brought in 2\u202f340\u202f000 crowns.", "2340000"),
        ("The lock was opened on 5 March 2019 by boat.", "2019-03-05"),
        ("The lock was opened on 2019-03-05 by boat.", "5 March 2019"),
        ("The lock was opened on 05.03.2019 by boat.", "March 5, 2019"),
        ("The lock was opened on March 5, 2019 by boat.", "20190305"),
        ("The sluice\u00adgate is made of oak wood.", "sluicegate"),
        ("The \uff4f\uff41\uff4b gate was closed at noon.", "oak"),
        ("The o\ufb03ce is closed at noon on market days.", "office"),
    ],
)
def test_notations_are_one_word(text: str, question: str, search: Search, tmp_path: Path) -> None:
    days = [f"The lock was shut on {n} April 20{n} by boat." for n in (11, 12, 14)]
    sums = [f"The levy brought in {n},111,000 crowns." for n in (3, 4, 5)]
    files = {f"item{c}.txt": f"{said}\n" for c, said in zip("abcdef", days + sums, strict=True)}
    hits = search({**files, "x.txt": f"{text}\n"}, question, k=9)
    assert text in [hit.paragraph.text for hit in hits]  # as written
    store = Store.open(tmp_path / "index")
    with store.snapshot():
        [(key, _)] = store.database.lexical(full_text_query(question), 9)
        assert store.database.places([key])[key][0] == "x.txt"


def test_a_quoted_phrase_is_required(search: Search) -> None:
    files = {
        **OTHERS,
        "a.txt": "The white mill stands on the hill, and a road leads to it.\n",
        "b.txt": "The mill is white since it was painted, and stands by the road.\n",
        "c.md": "# White mill\n\nIt has four sails and grinds barley for the whole valley.\n",
    }
    sources = {h.paragraph.document.source for h in search(files, 'the "white mill" road', k=20)}
    assert sources == {"a.txt", "c.md"}
    sources = {h.paragraph.document.source for h in search(files, "the white mill road", k=20)}
    assert sources > {"a.txt", "b.txt", "c.md"}
    assert search(files, 'the "mill white" road', k=20) == ()


def test_a_quoted_phrase_far_down_is_found(search: Search) -> None:
    files = {f"n{n}.txt": f"A ferry, ferry, ferry {n} crosses the lake, and a late one too.\n"
             for n in range(45)}  # fmt: skip
    files["x.txt"] = (
        "In the harbour nothing but the sheds was new in that year, when the late ferry was sold"
        " to people from abroad who took it to pieces for its brass.\n"
    )
    [hit] = search(files, 'ferry lake crosses "late ferry"')
    assert hit.paragraph.document.source == "x.txt"
