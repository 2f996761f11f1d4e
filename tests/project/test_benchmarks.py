"""What benchmarks/performance.py measures with: texts, made paragraphs, pictures, the page."""

import gzip
import json
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from qa.library import Library
from qa.types import Answer, Citation, Document, Group, Paragraph, Relation, Span

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))


def _unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def test_every_part_has_its_place_on_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import performance

    page = tmp_path / "performance.md"
    page.write_bytes(performance.PAGE.read_bytes())
    monkeypatch.setattr(performance, "PAGE", page)
    for part in performance.PARTS:
        performance.write(part, f"measured \\1 {part}")
    text = page.read_text(encoding="utf-8")
    assert [text.count(f"\nmeasured \\1 {part}\n") for part in performance.PARTS] == [1] * 6
    with pytest.raises(SystemExit):
        performance.write("nothing", "")


def test_rows_bring_their_questions_and_articles_find_theirs(tmp_path: Path, seeds: Path) -> None:
    from peers import corpus

    rows = [
        {"title": "Old_mills", "context": "The mill\n was built.", "question": "Who built it?"},
        {"title": "Old_mills", "context": "The mill was built.", "question": "When was it?"},
        {"title": "Ferries", "context": "The ferry sank.", "question": "What sank?"},
    ]
    file = tmp_path / "some.jsonl.gz"
    file.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    of_rows = corpus.read([file])
    assert [(p.title, p.text) for p in of_rows.passages] == [
        ("Old mills", "The mill was built."),
        ("Ferries", "The ferry sank."),
    ]
    assert [q.right for q in of_rows.questions] == [{"000000"}, {"000000"}, {"000001"}]
    both = corpus.read([file, seeds])
    assert both.passages[:2] == of_rows.passages
    assert {q.text for q in both.questions} > {q.text for q in of_rows.questions}
    assert len({p.id for p in both.passages}) == len(both.passages)
    few = corpus.read([file, seeds], texts=5, asked=1)
    assert (len(few.passages), few) == (5, corpus.read([file, seeds], texts=5, asked=1))


def test_made_vectors_lie_where_real_ones_do() -> None:
    from speed.made import Maker, fit

    chance = np.random.default_rng(0)
    centres = chance.standard_normal((30, 32))
    real = _unit(np.repeat(centres, 40, axis=0) + 0.5 * chance.standard_normal((1200, 32)))
    like, made = Maker(real, 0.2).make(500)
    np.testing.assert_allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)
    assert (made * real[like]).sum(axis=1).min() > 0.5
    assert not np.array_equal(made, real[like])
    fitted = fit(real, _unit(centres + 0.5 * chance.standard_normal(centres.shape)))
    assert 0 < fitted.aside < 0.8
    assert fitted.off < 0.05


def test_a_made_index_grows_and_shrinks(library: Library, tmp_path: Path) -> None:
    from speed.store_made import Growing, Real

    folder = tmp_path / "grown"
    growing = Growing(Real.read(library.folder), folder, 0.1)
    for size in (50, 95):
        growing.grow(size - growing.paragraphs)
    with Library.open(folder) as grown:
        assert (grown.status().paragraphs, growing.paragraphs) == (95, 95)
        assert {d.published for d in grown.documents()} == {str(1900 + n) for n in range(6)}
    growing.shrink(30)
    assert growing.paragraphs == 50  # only whole documents go
    with Library.open(folder) as shrunk:
        assert shrunk.status().paragraphs == 50
        with shrunk.store.snapshot():
            assert len(shrunk.store.search((), np.ones(64, np.float32) / 8, 100)[1]) == 50


def test_a_picture_has_all_its_lines() -> None:
    from speed import plot

    names = [f"line {n}" for n in range(len(plot.COLOURS))]
    series = {name: [(1000, 2.0), (10_000, 2.0 + n)] for n, name in enumerate(names)}
    drawn = ElementTree.fromstring(plot.lines(series, "across", "up"))
    texts = [element for element in drawn.iter() if element.tag.endswith("text")]
    assert {*names, "across", "up", "1,000", "10,000"} <= {element.text for element in texts}
    heights = sorted(float(e.get("y", 0)) for e in texts if e.text in names)
    assert min(np.diff(heights)) >= plot.LINE - 0.1
    with pytest.raises(ValueError, match="lines"):
        plot.lines(series | {"one more": [(1, 1)]}, "", "")


@pytest.mark.parametrize(
    ("kind", "differs", "sources", "right"),
    [
        ("differ", True, 1, True),
        ("differ", False, 1, False),
        ("agree", False, 2, True),
        ("beside", True, 1, False),
        ("same report", False, 1, True),
        ("same report", False, 2, False),
    ],
)
def test_a_case_of_sources_is_judged(kind: str, differs: bool, sources: int, right: bool) -> None:
    from sources import outcome

    citations = tuple(
        Citation(n, Paragraph(Document(f"{n}", text), 0, 0, len(text)), Span(0, 2))
        for n, text in enumerate(("40 ships came.", "60 ships came."), start=1)
    )
    relation = Relation.DIFFERS if differs else Relation.ALSO
    groups = (Group("40", (1,), sources, Relation.MAIN), Group("60", (2,), 1, relation))
    answer = Answer("How many?", "40", (), citations, (), 0.9, groups=groups)
    case = {"kind": kind, "values": ["40", "60"]}
    assert outcome(case, answer).right is right
    assert not outcome({**case, "kind": "differ", "values": ["40", "70"]}, answer).right


def test_the_cases_of_sources_are_whole() -> None:
    from sources import CASES, KINDS

    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    assert len({case["id"] for case in cases}) == len(cases) >= 60
    assert {case["kind"] for case in cases} == set(KINDS)
    for case in cases:
        texts = " ".join(document["text"] for document in case["documents"])
        assert all(value in texts for value in case.get("values", ())), case["id"]
        assert ("values" in case) is (case["kind"] == "differ"), case["id"]


def test_a_server_under_load_is_measured(
    library: Library,
) -> None:
    pytest.importorskip("uvicorn")
    import time

    from serve import Load, ask
    from serving import served

    from qa.doors.http import make_application

    load = Load()
    with served(make_application(library)) as port:
        ask(port, ["Who found cracks?", " "], time.perf_counter() + 0.5, load)
    assert load.seconds
    assert all("the question is empty" in failure for failure in load.failures)
    assert load.failures
    ask(port, ["Who found cracks?"], time.perf_counter() + 0.1, refused := Load())
    assert (refused.seconds, "refused" in refused.failures[0]) == ([], True)
