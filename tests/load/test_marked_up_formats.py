"""Marked-up text and notebooks: every word that a reader would see, with its structure."""

from __future__ import annotations

import io
import json
import time

import pytest

from qa.errors import BadInput
from qa.load.documents import read_stream
from qa.split.metadata import described
from qa.types import Document


def only(text: str, name: str) -> Document:
    [document] = read_stream(io.BytesIO(text.encode()), name, name)
    return document


def facts(document: Document) -> tuple[str, str, str]:
    document = described(document)
    return document.title, document.author, document.published


RST = """\
.. _top:

===========
Mill Ferry
===========

:Author: Ada Lowe
:Date: 2024-11-06

The *ferry* costs |price|, see :ref:`the pier <pier>` and `its page
<https://valley.example>`_ [1]_.

.. |price| replace:: two pounds

Rules
-----

.. note::

   Dogs go free.

1. Wait at the
   pier.
#. Ring.

- Red
- Green

Call it::

    ferry.call()

      now

.. code-block:: python
   :linenos:

   ferry = 1

.. A comment
   of two lines.

Bell
   It hangs at the pier.

+------+-------+
| Year | Trips |
+======+=======+
| 2023 | 8,100 |
|      | about |
+------+-------+

====  =====
Day   Hours
====  =====
Mon   seven
====  =====

.. list-table:: Fares

   * - Child
     - One
   * - Adult
     - Two

.. [1] As of spring.
.. image:: x.png
   :alt: A green ferry
.. toctree::

   hidden
"""
RST_TEXT = """\
# Mill Ferry

- Author: Ada Lowe
- Date: 2024-11-06

The ferry costs two pounds, see the pier and its page [1].

## Rules

Note: Dogs go free.

1. Wait at the pier.
2. Ring.
- Red
- Green

Call it:

```
ferry.call()

  now
```

```
ferry = 1
```

- Bell: It hangs at the pier.

| Year | Trips |
| 2023 | 8,100 about |

| Day | Hours |
| Mon | seven |

Fares

| Child | One |
| Adult | Two |

[1] As of spring.

A green ferry
"""

ORG = """\
#+TITLE: Mill Ferry
#+AUTHOR: Ada Lowe
#+DATE: <2024-11-06 Wed>
# a comment
The /ferry/ is on [[https://valley.example][its page]].

* TODO [#A] Rules :pier:
  DEADLINE: <2024-12-01 Sun>
  :PROPERTIES:
  :ID: 77
  :END:
Dogs go free[fn:: Small ones.].
1. Wait
2. Ring
   twice
- Bell :: It hangs there
** Code
#+begin_src python
ferry = 1
  now
#+end_src
| Year | Trips |
|------+-------|
| 2023 | 8,100 |
"""
ORG_TEXT = """\
The ferry is on its page.

# TODO Rules

DEADLINE: 2024-12-01 Sun

Dogs go free (Small ones.).

1. Wait
2. Ring twice
- Bell: It hangs there

## Code

```
ferry = 1
  now
```

| Year | Trips |
|---|---|
| 2023 | 8,100 |
"""

ADOC = """\
= Mill Ferry
Ada Lowe <ada@valley.example>
v1.0, 2024-11-06
:price: two pounds

// a comment
The _ferry_ costs *{price}*, see <<pier,the pier>> and https://valley.example[its page].

[[rules]]
== Rules

WARNING: Never ring twice.

[NOTE]
====
Dogs go free.
====

. Wait
. Ring
once

* Red
Bell:: It hangs there

.How to call
[source,python]
----
ferry = 1
  now
----

////
hidden
////

|===
| Year | Trips

| 2023
| 8,100
|===
"""
ADOC_TEXT = """\
# Mill Ferry

The ferry costs two pounds, see the pier and its page.

## Rules

Warning: Never ring twice.

Note: Dogs go free.

1. Wait
2. Ring once
- Red
- Bell: It hangs there

How to call

```
ferry = 1
  now
```

| Year | Trips |
| 2023 | 8,100 |
"""

TEX = r"""
\documentclass{article}
\title{Mill \emph{Ferry}}
\author{Ada Lowe\thanks{Pier} \\ Mill \and Bob Moss}
\date{6 November 2024}
\newcommand{\hidden}{x}
\begin{document}
\maketitle
\section{Rules \& fares}\label{sec:rules}
The ferry\footnote{A red one.} takes \textbf{caf\'e} guests~\cite{lowe},
at 5\% off --- or $x^2 > y$. % hidden
% hidden too
\begin{enumerate}
  \item Wait.
  \item Ring
    once.
\end{enumerate}
\begin{tabular}{l|r}
\hline
Year & Trips \\ \hline
2023 & \multicolumn{1}{c}{8,100}
\end{tabular}
\begin{verbatim}
ferry = 1 % kept
  now
\end{verbatim}
\[ a + b \]
\end{document}
hidden
"""
TEX_TEXT = r"""# Mill Ferry

## Rules & fares

The ferry (A red one.) takes café guests, at 5% off — or $x^2 > y$.

1. Wait.
2. Ring once.

| Year | Trips |
| 2023 | 8,100 |

```
ferry = 1 % kept
  now
```

\[ a + b \]
"""


@pytest.mark.parametrize(
    ("name", "source", "text", "author"),
    [
        pytest.param("a.rst", RST, RST_TEXT, "Ada Lowe", id="rst"),
        pytest.param("a.org", ORG, ORG_TEXT, "Ada Lowe", id="org"),
        pytest.param("a.adoc", ADOC, ADOC_TEXT, "Ada Lowe", id="adoc"),
        pytest.param("a.tex", TEX, TEX_TEXT, "Ada Lowe, Bob Moss", id="tex"),
    ],
)
def test_words_and_structure_are_kept(name: str, source: str, text: str, author: str) -> None:
    document = only(source, name)
    assert document.text == text
    assert facts(document) == ("Mill Ferry", author, "2024-11-06")


def test_mdx_is_markdown_without_its_program() -> None:
    source = """\
---
title: Mill Ferry
---
import Tabs from '@theme/Tabs';
import {
  A,
} from "x";

export const price = {
  a: 1,
}

<Tabs onChange={(e) => go(e)}>
  <Tab label="On foot">Wait <b>here</b>.{/* hidden */} Use `<Bell />` if 3 < 4.</Tab>
</Tabs>

```jsx
import x from 'y'
```
"""
    document = only(source, "a.mdx")
    assert "\n".join(filter(None, map(str.strip, document.text.split("\n")))) == (
        "---\ntitle: Mill Ferry\n---\nOn foot Wait here. Use `<Bell />` if 3 < 4.\n"
        "```jsx\nimport x from 'y'\n```"
    )
    assert document.text.split("\n").index("```jsx") == source.split("\n").index("```jsx")
    assert facts(document)[0] == "Mill Ferry"


def test_a_notebook_is_its_markdown_its_code_and_the_start_of_what_was_printed() -> None:
    notebook = {
        "metadata": {"kernelspec": {"language": "python"}, "title": "Trips"},
        "cells": [
            {"cell_type": "markdown", "source": ["# Ferry\n", "\n", "1. Count\n", "2. Add"]},
            {
                "cell_type": "code",
                "source": "count()",
                "outputs": [
                    {"output_type": "stream", "text": "\x1b[31m8,100\x1b[0m trips\n" * 1000},
                    {"data": {"image/png": "x", "text/plain": ["<Figure size 1x1>"]}},
                    {"output_type": "error", "ename": "ValueError", "evalue": "no ferry"},
                    "damaged",
                ],
            },
            {"cell_type": "markdown", "source": "```\nopen"},
            {"cell_type": "markdown", "source": "The end."},
            7,
        ],
    }
    document = only(json.dumps(notebook), "a.ipynb")
    assert document.title == "Trips"
    assert document.text.startswith(
        "# Ferry\n\n1. Count\n2. Add\n\n```python\ncount()\n```\n\n```\n8,100 trips\n"
    )
    assert document.text.count("8,100 trips") == 40
    assert document.text.endswith(
        "8,100 trips\n```\n\n```\nValueError: no ferry\n```\n\n```\nopen\n```\n\nThe end.\n"
    )


@pytest.mark.parametrize("source", ["{", "[1]", "[" * 100_000, "{}", '{"cells": [{"source": 1}]}'])
def test_what_is_no_notebook_is_said(source: str) -> None:
    with pytest.raises(BadInput):
        only(source, "a.ipynb")


@pytest.mark.parametrize("suffix", [".rst", ".org", ".adoc", ".tex", ".mdx", ".log"])
def test_a_plain_sentence_is_kept_as_it_is(suffix: str) -> None:
    sentence = "The price_of 3 * 4 tickets is 12, see a/b and C# at 7:30."
    assert only(sentence, f"a{suffix}").text.strip() == sentence


@pytest.mark.parametrize(
    ("suffix", "unit"),
    [
        (".rst", "`a <"), (".rst", "*a "), (".rst", ".. a::\n  "), (".rst", "== ==\na\n\n"),
        (".rst", f".. |a| replace:: {'b' * 200}\n\n|a| "), (".rst", ":a:`"),
        (".org", ":a:\n"), (".org", "/a "), (".org", "[[a"), (".org", "#+begin_src\n"),
        (".adoc", "_*a "), (".adoc", "|===\n|a\n"), (".adoc", "link:a["), (".adoc", "////\n"),
        (".tex", "\\cite{"), (".tex", "\\begin{verbatim}"), (".tex", "\\section{"),
        (".tex", "$a\\"), (".tex", "\\item[\\item]"), (".tex", "\\title{"),
        (".mdx", '<a b="'), (".mdx", "<a {"), (".mdx", "{/*"), (".mdx", "\nimport {a"),
    ],
)  # fmt: skip
def test_no_marks_take_long_or_swell(suffix: str, unit: str) -> None:
    source = unit * (200_000 // len(unit))
    start = time.process_time()
    try:
        text = only(source, f"a{suffix}").text
    except BadInput:
        text = ""
    assert time.process_time() - start < 5
    assert len(text) < 20 * len(source)
