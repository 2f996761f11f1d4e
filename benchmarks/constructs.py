"""What a document can be made of, grown to any size; for grown.py.

Most are one unit, again and again. Those that nothing ends, such as an open bracket, are what a
search from each of them to the end of the text makes quadratic.
"""

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

PROSE = "The keeper of the hut opened the door in March. "


@dataclass(frozen=True)
class Construct:
    """Something that a document may hold."""

    name: str
    suffix: str
    make: Callable[[int], bytes]
    """From a number of bytes to a document of about that size."""


def grown(suffix: str, unit: str, before: str = "", after: str = "") -> Construct:
    """A unit, repeated up to the size; what must stand around it once."""
    size_of_unit = len(unit.encode("utf-8", "surrogatepass"))

    def make(size: int) -> bytes:
        text = before + unit * max(1, size // size_of_unit) + after
        return text.encode("utf-8", "surrogatepass")

    shown = unit if len(unit) <= 40 else unit[:39] + "…"
    name = f"{suffix} {before[:30]!r} {shown!r} {after[:20]!r}".replace(" ''", "")
    return Construct(name.replace("|", "¦"), suffix, make)


def _zipped(name: str, suffix: str, entry: str, unit: str, before: str, after: str) -> Construct:
    """A unit in an entry of a document that is a zip."""

    def make(size: int) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(entry, before + unit * (size // len(unit)) + after)
        return packed.getvalue()

    return Construct(f"{suffix} {name}", suffix, make)


_IN_TEXT = (
    "a", " ", "a ", "a. ", "A. ", "a, ", PROSE, "The hut opened — then it closed — and ", "(",
    "[", "[a](", "![", "<", "“", "“Yes.” ", '"', '"Yes." ', "“Yes,” said Ada. ", "’", "(a) ",
    "(Yes.) ", "am 3. Mai ", "3. Mai ", "May. ", "5. a ", "— a ", "a — b ", "1. ", "Mr. ", "…",
    "… A ", "! ", "?", "A? ", "a.b ", "a.B ", "U.S. ", "#", "# ", "\t", "a\t", "a   ", "a | ",
    "|", "| a ", "||", "-", "- ", "=", "*", "**", "**a", "_", "_a", "`", "`a ", "~", "&",
    "&amp; ", "\\", ":", "a: ", "key: value ", "A B C D: ", "Ada: yes ", "[00:31] ", "12:30 ",
    "2024-05-06 ", "6 May 2024 ", "1", "1 ", "1,", "1.1 ", "1,000 ", "http://a.b/", "a@b.c ",
    "/a", "a/", "....", ". . ", ".... 3 ", "… 3 ", "中", "中文。", "“中”。", "あ", "한 ",
    "　", "\xa0", "\u200b", "\ufeff", "é", "\u202e", "😀",
    "\u2028", "\x0b", "\x0c", "\x1f", "\x85", "ﬁ", "İ",
    "ß", "a\xad", "ก", "1½ ", "x² ", "€5 ", "a-b-", "a-", "a_b", "A", "Ada Lowe ", "of the ",
    "by ", "By Ada ", "and ", "Photo: ", "Table 1 ", "Chapter ", "Jan ", "10.0.0.1 a b [",
    "<!--", "-->", "<a ", "<a>", "</a>", "{", "{#a", "}", "[1]", "[^1]", "[1] [", "</p>", "$",
    "\\n", "%20", "A b. — c ", ". ", ".", ".”", ".” A", ". (", "( a. ) A", "a.) A ", "a.” said ",
    "It was so. — and ", "“Yes.” Ada Lowe said ", "clause 5. is ",
    "A’s ", "said ", "Ada Lowe Ada Lowe said ", "Vorstand am 3. ", "12. Mai 3. Juni ", "1) ",
    "ii) ", "(iv) ", "a) ", "• ", "•", "·", "– ", "—", "‘", "‘a’ ", "«a» ", "„a“ ",
)  # fmt: skip
_IN_LINES = (
    "a\n", "A\n", "a.\n", PROSE + "\n", "a\n\n", "A\n\n", PROSE + "\n\n", "\n", " \n", "\n\n\na",
    "- a\n", "- a\n\n", "* a\n", "1. a\n", "1. a\n\n", "  - a\n", "3. Mai\n",
    "1) " + PROSE + "\n", "- a\n  b\n", "- a:\n", "(a) b\n", "2.2 a\n", "key: value\n",
    "key: value\n\n", "Owner of it: Holt the older\n", "a: b\nc\n", "# a\n", "## A b\n\n",
    "###### a\n" + PROSE + "\n", "# \n", "#\n", "#a\n", "# a\nb\n", "A b\n===\n", "A b\n---\n\n",
    "===\n", "---\n", "***\n\n", "```\n", "~~~\n", "```\na\n", "```a\n\n", "````\n```\n",
    "| a | b |\n", "| a |\n", "| a | b |\n|---|---|\n", "a | b\n", "a | b\n---|---\n", "|---|\n",
    "a   b   c\n", "a\tb\n", "a    b\n\n", "a | b | c\n\n", "> a\n", "> a\n\n", ">> a\n", "> \n",
    ">\n", "> - a\n", "> " + PROSE + "\n", "    a\n", "\ta\n", "  a\n b\n", "[00:31] Ada: yes\n",
    "Ada: yes\n", "Ada: yes\n\n", "ADA LOWE: What is it?\n\n", "What is it?\n\n",
    "What is it?\n" + PROSE + "\n\n", "2024-05-06 12:30 a\n", "[2024-05-06 12:30:01] a\n  b\n",
    "10.0.0.1 - - [06/May/2024] a\n", "May 6 12:30:01 a\n", "6 May 2024\n\n",
    "# 6 May 2024\n\n" + PROSE + "\n\n", "6 May 2024\n", "By Ada Lowe\n\n", "Photo: Ada\n\n",
    "Share\n\n", "Share\n", "Contents\n", "Contents\n\na .... 3\n", "a .......... 3\n", "a 3\n",
    "a, 3, 4-5\n", "Index\n\na, 3\n", "........\n", "Net 8,100 vs 2,500\n", "Net 8,100 vs\n\n",
    "1\n", "1\n\n", "a b c d e f,\n", "and a b c d\n", "A b c d e f of\n", "From: Ada\n",
    "From: Ada\nSent: May\n\n> a\n", "On Monday Ada wrote:\n> a\n", "--\n",
    "-----Original Message-----\n", "Subject: a\n", "[a]: http://b\n", "[^1]: a\n", "<div>\n",
    "<!-- a\n", "$$\na\n", "\\begin{a}\n", ":::\n", "!!! note\n", "---\na: b\n", "a: [\n",
    "「a」\n", "中文\n", "中文。\n\n", "あ\n", "\u200b\n", "\x0c\n", "\u2028\n", "a\u2028", "•\n",
    "• a\n", "· a\n\n", "Ada Lowe\n\n", "A B C\n\n", "is a\n\n", "a?\n\n", "A?\n", "“A.”\n",
    "“A.”\n\n", "Table 1: a\n\n| a | b |\n| 1 | 2 |\n\n", "a:\n\n- b\n\n", "a:\n- b\n",
    "Chapter 1\n\n", "Section 1: a\n\n" + PROSE + "\n\n",
    "Smith, J. (2019). A b. C, 3(2), 1-5.\n", "a;\n", "a {\n", "}\n", "x = y(1)\n",
)  # fmt: skip
_IN_MARKUP = {
    ".rst": (
        "a::\n\n", "a::\n\n  b\n\n", ".. a\n", ".. note:: a\n", ".. note::\n\n", ".. code::\n\n",
        ".. code::\n\n  a\n\n", ".. |a| replace:: b\n", "|a| ", "``a ", "``a`` ", ":a:`",
        ":a:`b` ", "`a <", "`a <b>`_ ", "*a ", "**a ", "*a* ", "a_ ", "a_", "]_", "\\a", "+-",
        "+-+\n", "+--+--+\n| a| b|\n", "== ==\n", "== ==\na  b\n", "=====\n", "===\na\n===\n\n",
        "a\n==\n\n", ":a: b\n", ":a:\n", "1. a\n", "#. a\n", "| a\n", ">>> a\n", ".. [1] a\n",
        ".. list-table::\n\n   * - a\n     - b\n\n", "   * - a\n     - b\n",
        ".. csv-table::\n\n   a, b\n\n", ".. image:: a\n   :alt: b\n", "__ a\n", ".. _a: b\n",
        ".. \n", "..\n", "a\n  b\n", "  a\n", ".. a::\n",
    ),
    ".org": (
        "* a\n", "* \n", "*", "* a :b:\n", "* a :", "#+title: a\n", "#+a[b\n", "#+begin_src\n",
        "#+begin_src\na\n#+end_src\n", "#+begin_quote\n", ":a:\n", ":end:\n",
        ":properties:\n:a: b\n:end:\n", ": a\n", "| a\n", "|-+-|\n", "- a\n", "1. a\n",
        "- a :: b\n", "[[a", "[[a][b", "[[a][b]] ", "[fn:a:", "[fn:a:b] ", "*a ", "*a* ", "/a",
        "=a ", "_a_ ", "<2024-", "SCHEDULED: <2024-05-06>\n", "# a\n", "-----\n",
        "#+caption: a\n", "*a*b ",
    ),
    ".adoc": (
        "= a\n", "== a\n\n", "=", ":a: b\n", "{a} ", "----\n", "====\n", "----\na\n", "|===\n",
        "|===\n| a\n", "|===\n| a | b\n|===\n", "a|", "| a\n", "* a\n", ". a\n", "a:: b\n",
        "a::", "<1> a\n", "NOTE: a\n", "[NOTE]\n", "[quote, a]\n", ".a\n", "image::a[b]\n",
        "image::a[", "link:a[", "link:a[b] ", "http://a[", "http://a[b] ", "<<a", "<<a,b>> ",
        "[[a]] ", "[[a", "(((a", "**a ", "**a** ", "*a ", "*a* ", "_a", "`a ", "#a ", "+\n",
        "//a\n", "////\n", "include::a[]\n", "'''\n", "--\n", "a; b <c>;", "a :: ", ";;",
        "___\n", "____\na\n____\n", "|===\n\n|a\n|b\n\n",
    ),
    ".tex": (
        "a ", "\\a", "\\a{", "\\a{b}", "\\section{a}\n", "\\section{", "\\begin{a}",
        "\\begin{itemize}\n\\item a\n", "\\item a\n", "\\item[a", "\\end{a}", "$", "$a", "$a$ ",
        "$$", "\\(", "\\[a\\]", "%", "% a\n", "a% b\n", "\\%", "\\\\", "\\\\[", "{", "}", "{}",
        "\\cite{a}", "\\cite[a", "\\cite[a]", "\\title{", "\\title{a}", "\\title[",
        "\\author{a\\and b}", "\\thanks{", "\\footnote{a}", "\\footnote{", "\\verb|a|",
        "\\verb|", "\\verb", "&", "~", "--", "``a''", "\\begin{tabular}{l}\na & b \\\\\n",
        "a & b \\\\\n", "\\begin{tabular}{l}a & b \\\\\\end{tabular}", "\\begin{equation}",
        "\\begin{verbatim}\n", "\\begin{verbatim}\na\n\\end{verbatim}\n", "\\caption{a}", "\\'e",
        "\\'", "\\label{a}", "\\newcommand{\\a}{b}", "\\begin", "\\begin{", "\n \n",
        "\\paragraph{a} b\n", "\\abstract{",
    ),
    ".mdx": (
        "import a from 'b'\n\n", "import {\n", "import a ", "export default a\n\n", "<A>", "<A ",
        "<A b='", '<A b="c"', "<A b={", "<A b={c} ", "<A b={{c}}", "</A>", "{/*", "{/* a */}",
        "<!--", "<!-- a -->", "{' '}", "`a", "`a` ", "```\n", "```a\n```\n", "<", "</", "<a\n",
        "{", "<A title='b' />",
    ),
    ".html": (
        "a ", "<p>a", "<p>a</p>", "<div>", "<div>a", "</div>", "<b>a", "<b>a</b>",
        "<i><b>a</i></b>", "<a href=b>a</a>", "<a>", "<ul><li>a", "<ul><li>a</ul>", "<li>a",
        "<ol><li>a</ol>", "<table><tr><td>a", "<table><tr><td>a</table>", "<tr><td>a", "<td>a",
        "<td colspan=100 rowspan=100>a",
        "<table><tr><td rowspan=1000>a<td colspan=1000>b</table>",
        "<tr><td rowspan=65000>a<tr><td>b", "<h1>a</h1>", "<h2>a</h2><p>b</p>", "<pre>a\n</pre>",
        "<pre>", "<blockquote>a", "<blockquote>a</blockquote>", "<br>", "a<br>",
        "<span>a</span>", "<span>", "<script>", "<script>a</script>", "<style>", "<!--",
        "<!-- a -->", "<!", "<?a", "<", "&amp;", "&", "&#x41;", "&#", "<a b=", "<a b='", "<a b ",
        "<p class=a>b</p>", "<p id=a hidden>b", "<dl><dt>a<dd>b</dl>", "<dt>a<dd>b",
        "<img alt=a>", "<form><input>", "<select><option>a", "<svg>", "<math>", "<template>",
        "<iframe>", "<nav>a</nav>", "<article>a</article>", "<section>", "<details><summary>a",
        "<time datetime=2024-05-06>a</time>", "<meta name=author content=a>", "<title>a",
        "<textarea>", "<font>", "<nobr>", "<button>", "<p><table>", "<a><p>", "<ruby>a<rt>b",
        "<sup>1</sup>", "<sub>", "<q>a</q>", "<code>a</code>", "<hr>",
        "<figure><figcaption>a</figure>", "\n", "<p>\n", PROSE, "<p>" + PROSE + "</p>",
        "<div class=comment><p>" + PROSE + "</p></div>", "<a href=b>a</a> ",
        "<p><a href=b>a</a></p>", "<li><a href=b>a</a></li>",
    ),
    ".eml": (
        "a\n", "> a\n", ">", "> ", "> a\nb\n", "From: a\n", "From: a\nSent: May\n",
        "On Monday Ada wrote:\n> a\n", "-----\n", "-- ", "_ ", "-----Original\n", "Ada wrote:",
        "From: a b: ", "*From: ", "wrote wrote ", "On Mon, Ada wrote:\n\n> a\n\nb\n\n",
        "--\na\n",
    ),
    ".srt": (
        "1\n00:00:01,000 --> 00:00:02,000\na\n\n", "00:00:01,000 --> 00:00:02,000\n", "a\n",
        "<v", "<v a", "<b>", "{\\a", "00:00:01,000 --> ",
        "00:00:01,000 --> 00:00:02,000\na b. <",
    ),
    ".rtf": (
        "a ", "{", "}", "{}", "\\", "\\par ", "a\\par ", "\\b a\\b0 ", "\\'e4", "\\u228?",
        "{\\*\\a b}", "{\\pict 00", "\\bin9 ", "\\trowd a\\cell b\\cell\\row ", "{\\footnote a}",
        "\\s1 a\\par ", "{\\listtext 1.}a\\par ", "\\u", "\\uc9 ", "\\'", "\n", "{\\stylesheet",
        "{\\info{\\title a}}", "{\\field{\\fldinst a}{\\fldrslt b}}",
    ),
    ".csv": (
        "a,b\n", "1,2\n", '"a', '"', '"a",', "a,", ",", '"a""b"\n', "text,date\n", "a;b\n",
        "a\tb\n", "Question?,Answer\n", "\n", PROSE + ",b\n", "a,b,c,d,e,f\n", '"a\n',
    ),
    ".jsonl": (
        '{"text": "a"}\n', "{", "[", '{"a": 1}\n', '{"a": {"b": [1, 2]}}\n', '{"', "1\n", '"a',
        "[1]\n", '{"text": "' + PROSE + '"}\n',
    ),
    ".json": (
        '"a', "{", "[", '[{"a": ',
    ),
    ".log": (
        "2024-05-06T12:30:01Z INFO a b=c\n", "[error] a\n",
        "Traceback (most recent call last):\n  File a\nValueError: b\n\n",
    ),
}  # fmt: skip
_AROUND = {
    ".html": ("<html><body><p>" + PROSE + "</p>", "<p>" + PROSE + "</p></body></html>"),
    ".eml": ("From: Ada <a@b.c>\nSubject: The hut\n\n" + PROSE + "\n\n", "\n" + PROSE),
    ".rtf": ("{\\rtf1\\ansi " + PROSE, "}"),
    ".tex": ("\\documentclass{article}\n", "\n\n" + PROSE),
    ".srt": ("1\n00:00:00,000 --> 00:00:01,000\n" + PROSE + "\n\n", ""),
    ".csv": ("title,text\n", ""),
}
_ENDED = (".rst", ".org", ".adoc", ".mdx")
_IN_FRONT = (
    "# a", "# a#", "# {#", "# [a](b", "- ", "1. ", "> ", "| ", "```\n", "Ada: ", "By ", "a: ",
    "---\n", "---\na: ",
)  # fmt: skip


_INSIDE = (
    (".adoc", "|===\n| a\n", "b\n"),
    (".adoc", "|===\n| a\n", "b"),
    (".adoc", "= a\n", "b; "),
    (".adoc", ":a: " + 300 * "b" + "\n\n", "{a} "),
    (".rst", ".. |a| replace:: " + 200 * "b" + "\n\n", "|a| "),
    (".tex", "\\title", " "),
    (".tex", "\\title", "["),
    (".org", "* a", " "),
    (".org", "* a", " :"),
    (".eml", "From: a@b.c\n\nFrom: a\n", "*"),
    (".eml", "From: a@b.c\n\n", "-"),
    (".html", "<table><tr><td colspan=200>" + 2000 * "a", "<tr><td>b"),
    (".html", "<ul>", "<li><ul>"),
    (".md", "- a\n", "\n"),
    (".md", "a b c d e f\n", "\n \n"),
    (".md", "# a\n\n", "# a\n\n"),
)
"""Units that grow inside something else."""


def _constructs() -> Iterator[Construct]:
    for unit in (*_IN_TEXT, *_IN_LINES):
        yield grown(".txt", unit, after="\n\n" + PROSE)
        yield grown(".md", unit, PROSE + "\n\n", "x\n\n" + PROSE)
    for before in _IN_FRONT:
        for unit in (" ", "#", "a", "a ", ".", "\t", "-", "|", "*", "[", "(", "A ", "\n", "\n\n"):
            yield grown(".md", unit, before, "x\n\n" + PROSE)
    for suffix, before, unit in _INSIDE:
        yield grown(suffix, unit, before, f"\n\n{PROSE}")
    for suffix, units in _IN_MARKUP.items():
        before, after = _AROUND.get(suffix, ("", "\n\n" + PROSE if suffix in _ENDED else ""))
        for unit in units:
            yield grown(suffix, unit, before, after)
    yield from _office()


def _office() -> Iterator[Construct]:
    units = {
        "paragraphs": "<w:p><w:r><w:t>a</w:t></w:r></w:p>",
        "runs": "<w:r><w:t>a </w:t></w:r>",
        "open paragraphs": "<w:p>",
        "tabs": "<w:p><w:r><w:tab/></w:r></w:p>",
        "items": '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
        "<w:r><w:t>a</w:t></w:r></w:p>",
        "headings": '<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:r><w:t>a</w:t></w:r></w:p>',
        "tables": "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        "rows": "<w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr>",
        "wide cells": '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="63"/></w:tcPr><w:p><w:r><w:t>a</w:t>'
        "</w:r></w:p></w:tc></w:tr>",
        "footnotes": '<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>',
        "text boxes": "<w:p><w:r><w:txbxContent><w:p><w:r><w:t>a</w:t></w:r></w:p></w:txbxContent>"
        "</w:r></w:p>",
    }
    for name, unit in units.items():
        inside = "<w:tbl>", "</w:tbl>"
        around = inside if unit.startswith("<w:tr>") else ("", "")
        if name == "runs":
            around = "<w:p>", "</w:p>"
        yield _zipped(
            name,
            ".docx",
            "word/document.xml",
            unit,
            f'<w:document xmlns:w="w"><w:body>{around[0]}',
            f"{around[1]}<w:p><w:r><w:t>{PROSE}</w:t></w:r></w:p></w:body></w:document>",
        )
    yield _zipped(
        "default attributes",
        ".docx",
        "word/document.xml",
        "<w:p><w:r><w:t>a</w:t></w:r></w:p>",
        "<!DOCTYPE d [<!ATTLIST w:p "
        + " ".join(f'a{n} CDATA "b"' for n in range(200))
        + '>]><w:document xmlns:w="w"><w:body>',
        "</w:body></w:document>",
    )
    for name, unit in {
        "paragraphs": "<text:p>a</text:p>",
        "items": "<text:list><text:list-item><text:p>a</text:p></text:list-item></text:list>",
        "spaces": '<text:p>a<text:s text:c="9"/></text:p>',
        "rows": "<table:table><table:table-row><table:table-cell><text:p>a</text:p>"
        "</table:table-cell></table:table-row></table:table>",
    }.items():
        yield _zipped(
            name,
            ".odt",
            "content.xml",
            unit,
            '<d xmlns:text="t" xmlns:table="u"><body>',
            f"<text:p>{PROSE}</text:p></body></d>",
        )


CONSTRUCTS = tuple({construct.name: construct for construct in _constructs()}.values())
