"""Pages of the web: what a reader reads of them stays, with its structure; the rest is left out."""

from __future__ import annotations

import time

import pytest
import samples

from qa.load.html import read_html

NOISE = "Mill Lane was closed for the whole week, and the bus took the road over the hill instead. "


def text_of(body: str) -> str:
    page = f"<html><head><title>Mill</title></head><body>{body}</body></html>"
    return read_html(page.encode()).text


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<ol start=4><li>Cut</li><li>Glue</li></ol>", "4. Cut\n5. Glue\n"),
        ("<ol type=a><li>Cut<ol><li>Twice</li></ol></li><li>Glue</li></ol>", "a. Cut\n1. Twice\nb"),
        ("<ol reversed type=I><li>Cut</li><li value=9>Glue</li></ol>", "II. Cut\nIX. Glue\n"),
        ("<ol type=a start=27><li>Cut</li><li>Glue</li></ol>", "aa. Cut\nab. Glue\n"),
        ("<ul><li><p>Cut</p><p>here</p></li></ul>", "- Cut here\n"),
        ("<dl><dt>Weir<dd>A low dam.<dt>Race<dt>Leat<dd>A ditch.</dl>", "- Weir: A low dam.\n"),
        ("<dl><dt>Race<dt>Leat<dd>A ditch.</dl>", "- Race, Leat: A ditch.\n"),
        ("<dl><dt>Leat</dl><p>More.</p>", "- Leat\n\nMore.\n"),
        ("<dl><dt>Leat<dd></dd><dt>Race<dd>A ditch.</dl>", "- Leat\n- Race: A ditch.\n"),
        ("<dl><dt>Leat<dd><dl><dt>Race<dd>A ditch.</dl></dl>", "- Leat\n- Race: A ditch.\n"),
        ("<dl><dt>Gate<dd><pre>open</pre></dl>", "- Gate\n\n```\nopen\n```\n"),
        ("<h3><button>Is it deep?</button></h3><p>No.</p>", "### Is it deep?\n\nNo.\n"),
        ("<fieldset><legend>Toll</legend>Two.</fieldset>", "Toll\n\nTwo.\n"),
        ("<p>It leaks<sup><a href='#n1'>1</a></sup>.</p>", "It leaks[1].\n"),
        ("<p><a-b>East</a-b><a-b>West</a-b></p>", "East West\n"),
        ("<div class=tab-pane style='display:none'>Lift the gate.</div>", "Lift the gate.\n"),
        ("<article><div><footer>A. Lowe</footer></div></article>", "A. Lowe\n"),
        ("<h3>See also</h3><ul><li><a>Leat</a><li><a>Race</a><li><a>Gate</a></ul>", "- Race\n"),
        (
            "<div id=social-fund><h2>Social fund</h2><p>Ask.</p><button>Copy</button></div>",
            "## Social fund\n\nAsk.\n",
        ),
        ("<pre>a: 1\n\n  b: 2\n</pre>", "```\na: 1\n\n  b: 2\n```\n"),
        ("<pre>one<br>two ``` x</pre>", "````\none\ntwo ``` x\n````\n"),
        ("<p>Shut at <time>9:40</time> today.</p>", "Shut at 9:40 today.\n"),
        ("<figure><img><figcaption>The weir.</figcaption></figure>", "\nThe weir.\n"),
        ("<h2>Weir</h2><p>Low.</p><h4>Gate</h4><p>Old.</p>", "## Weir\n\nLow.\n\n#### Gate\n"),
        ("<aside><p>Mind the steps.</p></aside>", "Mind the steps.\n"),
        ("<section id=cookies><h2>Cookies</h2><p>Two are set.</p></section>", "Two are set.\n"),
        ("<details><summary>Why</summary><p>Rain.</p></details>", "Why\n\nRain.\n"),
    ],
)
def test_structure_is_kept(body: str, expected: str) -> None:
    assert expected in text_of(f"<p>{NOISE}</p>{body}<p>{NOISE}</p>")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            "<tr><th>Lock<th>Day<th>From<tr><td rowspan=2>East<td>Monday<td>8<tr><td>Friday<td>9",
            "| East | Monday | 8 |\n| East | Friday | 9 |\n",
        ),
        ("<tr><td>Lock<td colspan=2>shut<tr><td>a<td>b<td>c", "| Lock | shut | shut |\n| a |"),
        ("<caption>Tolls</caption><tr><td>Cart<td>2", "Tolls\n\n| Cart | 2 |\n"),
        ("<tr><td colspan=2>Locks<tr><td>a<td>b", "Locks\n\n| a | b |\n"),
        ("<tr><td>a<td><ul><li>b<li>c</ul>", "| a | b c |\n"),
        ("<tr><td><h2>Weir</h2><p>Low.</p><td><p>Old.</p>", "## Weir\n\nLow.\n\nOld.\n"),
    ],
)
def test_tables(rows: str, expected: str) -> None:
    assert expected in text_of(f"<p>{NOISE}</p><table>{rows}</table>")


@pytest.mark.parametrize(
    "extra",
    [
        "<nav>GONE</nav>",
        "<footer>GONE</footer>",
        "<div role=navigation>GONE</div>",
        "<div class='cookie-banner'>GONE <button>Yes</button></div>",
        "<div class=share><a href=x>GONE</a></div>",
        "<div class='related-list'><h3>Read on</h3><a href=x>GONE for a whole long year</a></div>",
        "<ul><li><a href=a>GONE</a><li><a href=b>Home</a><li><a href=c>Shop</a></ul>",
        "<p hidden>GONE</p>",
        "<p style='display: none'>GONE</p>",
        "<header><a href=x>GONE</a></header>",
    ],
)
def test_boilerplate_is_left_out(extra: str) -> None:
    text = text_of(f"{extra}<h1>Weir</h1><p>{NOISE}</p><p>{NOISE}</p>{extra}")
    assert "GONE" not in text
    assert text.count("Mill Lane") == 2


def test_the_main_content_is_taken_where_the_page_names_it() -> None:
    text = text_of(f"<div>GONE</div><main><ul><li><a href=x>Kept</a></ul><p>{NOISE}</p></main>")
    assert "Kept" in text
    assert "GONE" not in text


def test_nothing_in_a_page_of_definitions_is_lost() -> None:
    items = "".join(f"<h3>Part{n}</h3><dl><dt>term{n}<dd>said{n}</dl>" for n in range(50))
    words = text_of(f"<h1>All</h1>{items}").split()
    assert {f"Part{n}" for n in range(50)} <= set(words)
    assert {f"said{n}" for n in range(50)} <= set(words)


@pytest.mark.parametrize(
    "body",
    [
        "<table>" + "<tr><td rowspan=999 colspan=200>" + "x" * 300 + "<tr>" * 20_000,
        "<p>x" + "<span hidden>y</span>abcdefghij" * 14_000,
        "<ul><li>x" * 14_000,
        "<div class=share>x" * 14_000,
    ],
    ids=["spans", "hidden", "nested", "boxes"],
)
def test_hostile_pages_are_read_in_time(body: str) -> None:
    began = time.monotonic()
    text = text_of(f"<p>{samples.COST}</p>{body}")
    assert len(text) < len(body) + 2_000_000
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            "<tr><th>Gate</th><th>Toll</th></tr><tr><td>East</td><td>2</td></tr>",
            "| Gate | Toll |\n|---|---|\n| East | 2 |\n",
        ),
        (
            "<tr><th>East</th><td>2</td></tr><tr><th>West</th><td>3</td></tr>",
            "| East | 2 |\n| West | 3 |\n",
        ),
        (
            "<tr><td>East</td><td>2</td></tr><tr><th>Gate</th><th>Toll</th></tr>",
            "| East | 2 |\n| Gate | Toll |\n",
        ),
    ],
)
def test_a_header_of_a_table_has_a_rule_under_it(rows: str, expected: str) -> None:
    assert f"\n\n{expected}" in text_of(f"<p>{NOISE}</p><table>{rows}</table><p>{NOISE}</p>")
