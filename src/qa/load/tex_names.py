"""The commands and environments of LaTeX that need more than leaving out their names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

HEADINGS: Mapping[str, int] = MappingProxyType(
    {
        "part": 1,
        "chapter": 2,
        "section": 2,
        "subsection": 3,
        "subsubsection": 4,
        "paragraph": 5,
        "subparagraph": 6,
        "frametitle": 2,
    }
)
"""The level of each; the title of the document has level 1."""

CODE = frozenset(("verbatim", "Verbatim", "lstlisting", "minted", "alltt", "comment"))
LISTS = frozenset(("itemize", "enumerate", "description"))
TABLES = frozenset(("tabular", "tabularx", "tabulary", "longtable", "tabu", "tblr"))
FORMULAS = frozenset(
    "equation align alignat gather multline displaymath eqnarray math flalign".split()
)
WITH_ARGUMENTS: Mapping[str, int] = MappingProxyType(
    {
        "tabular": 1,
        "tabularx": 2,
        "tabulary": 2,
        "longtable": 1,
        "tabu": 1,
        "tblr": 1,
        "minipage": 1,
        "multicols": 1,
        "wrapfigure": 2,
        "adjustbox": 1,
        "thebibliography": 1,
        "spacing": 1,
    }
)
"""How many arguments of an environment say only how it looks."""

DROPPED: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(
            "cite citep citet citealp citealt citeauthor citeyear nocite parencite textcite "
            "autocite footcite label ref pageref autoref cref Cref eqref nameref vref title author "
            "date includegraphics input include subfile usepackage RequirePackage documentclass "
            "bibliography bibliographystyle addbibresource vspace hspace index glossary pagestyle "
            "thispagestyle pagenumbering hypersetup geometry graphicspath color cline cmidrule "
            "phantom hphantom vphantom usetikzlibrary tikzset lstset lstinputlisting selectlanguage"
            " bibliographyunit usetheme".split(),
            1,
        ),
        **dict.fromkeys(
            "setlength addtolength setcounter addtocounter newtheorem rule addcontentsline "
            "fontsize definecolor newcommand renewcommand providecommand DeclareMathOperator "
            "markboth inputminted".split(),
            2,
        ),
        **dict.fromkeys("newenvironment renewenvironment".split(), 3),
    }
)
"""Left out with so many arguments."""

FIRST_DROPPED: Mapping[str, int] = MappingProxyType(
    {
        "href": 1,
        "textcolor": 1,
        "colorbox": 1,
        "parbox": 1,
        "multicolumn": 2,
        "multirow": 2,
        "raisebox": 1,
        "resizebox": 2,
        "scalebox": 1,
        "hyperref": 0,
    }
)
"""Their last argument is printed, after so many that are not."""

ACCENTS: Mapping[str, str] = MappingProxyType(
    {
        "'": "\u0301",
        "`": "\u0300",
        "^": "\u0302",
        '"': "\u0308",
        "~": "\u0303",
        "=": "\u0304",
        ".": "\u0307",
        "u": "\u0306",
        "v": "\u030c",
        "H": "\u030b",
        "c": "\u0327",
        "k": "\u0328",
        "r": "\u030a",
        "d": "\u0323",
    }
)

SYMBOLS: Mapping[str, str] = MappingProxyType(
    {
        "ss": "ß",
        "ae": "æ",
        "AE": "Æ",
        "oe": "œ",
        "OE": "Œ",
        "o": "ø",
        "O": "Ø",
        "aa": "å",
        "AA": "Å",
        "l": "ł",
        "L": "Ł",
        "i": "ı",
        "S": "§",
        "P": "¶",
        "ldots": "…",
        "dots": "…",
        "textellipsis": "…",
        "LaTeX": "LaTeX",
        "TeX": "TeX",
        "BibTeX": "BibTeX",
        "copyright": "©",
        "textregistered": "®",
        "texttrademark": "™",
        "pounds": "£",
        "euro": "€",
        "texteuro": "€",
        "textdegree": "°",
        "degree": "°",
        "textbackslash": "\\",
        "textasciitilde": "~",
        "textbar": "|",
        "textless": "<",
        "textgreater": ">",
        "textendash": "–",
        "textemdash": "—",
        "quad": " ",
        "qquad": " ",
        "newline": " ",
        "linebreak": " ",
        "and": ", ",
        "textquotedblleft": "“",
        "textquotedblright": "”",
        "textquoteright": "’",
    }
)
