"""What of a page is its content: without menus, cookie banners, share links, related articles.

Elements are judged by tag, role and class; one that holds much of the page's text always stays.
"""

from __future__ import annotations

import re
from typing import Any

_NEVER = frozenset({"html", "body", "main", "article", "td", "th", "tr", "table", "pre", "code"})
_IN_A_LINE = frozenset({"a", "abbr", "b", "em", "i", "span", "strong", "sub", "sup", "u"})
_ROLES = frozenset({"navigation", "search", "contentinfo", "menu", "menubar", "dialog"})
_NAMED = frozenset({"a", "aside", "div", "form", "ol", "section", "ul"})
_EXTRA = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|newsletter|subscribe|share|sharing|social|breadcrumbs?"
    r"|skip-?link|skip-?to|headerlink|comments|disqus|adverts?|advertisement|ads)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LIKELY = re.compile(
    r"(?:^|[\s_-])(?:menu|nav|navbar|navigation|sidebar|related|recommended|recommendations|promo"
    r"|sponsored|trending|popular|most-?read|read-?more|toolbar|pager|pagination|tags)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_UNFOLDS = re.compile(  # what a click shows
    r"(?:^|[\s_-])tab-?(?:pane|panel|content|item)|accordion|collaps|spoiler", re.IGNORECASE
)
_MOST_OF_PAGE = 0.4  # of its text: what holds more is no boilerplate, whatever it is called
_MOSTLY_LINKS = 0.5
_MENU_LINKS = 3
_MENU_WORDS = 30  # characters of a menu's entry
_HEADING_TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SHORT = 200  # characters
_HEADINGS = ".//h1|.//h2|.//h3|.//h4|.//h5|.//h6"


def take_content(tree: Any) -> Any:
    """The element with the content of a page, from which the boilerplate has been taken out."""
    sizes, links = _sizes(tree)
    body = tree.find(".//body")
    body = tree if body is None else body
    root = _main(body, sizes)
    is_main = root is not body
    inside: set[Any] = set(root.iter("section"))
    for content in root.iter("article", "main", "blockquote"):
        if content not in inside:
            inside.update(content.iter())
    for element in list(root.iter()):
        if element is root or element.tag in _NEVER or not isinstance(element.tag, str):
            continue
        if _is_hidden(element) or (
            sizes[element] < _MOST_OF_PAGE * max(sizes[root], 1)
            and _is_boilerplate(element, sizes, links, inside, is_main)
        ):
            _empty(element)
    return root


def _main(body: Any, sizes: dict[Any, int]) -> Any:
    """The one element that says it is the main content; `body` where none does."""
    named = [*body.iter("main"), *body.iterfind(".//*[@role='main']")]
    articles = list(body.iter("article"))
    for found in (named, articles if len(articles) == 1 else []):
        best = max(found, key=lambda element: sizes[element], default=None)
        if best is not None and sizes[best] * 4 >= sizes[body]:
            return best
    return body


def _empty(element: Any) -> None:
    """Leaves the place and what follows: lxml's `drop_tree` would join that text each time."""
    parts = element.tag not in _IN_A_LINE
    element.clear(keep_tail=True)
    element.tag = "hr" if parts else "span"


def _is_hidden(element: Any) -> bool:
    if element.get("hidden", "until-found") == "until-found" and not _HIDDEN.search(
        element.get("style", "")
    ):
        return False
    name = element.get("class", "")
    return element.get("role") != "tabpanel" and _UNFOLDS.search(name) is None


def _is_boilerplate(
    element: Any, sizes: dict[Any, int], links: dict[Any, int], inside: set[Any], is_main: bool
) -> bool:
    size = sizes[element]
    tag, role = element.tag, element.get("role", "").lower()
    if tag == "nav" or role in _ROLES:
        return True
    parent = element.getparent()
    many_links = links[element] > _MOSTLY_LINKS * max(size, 1)
    if tag == "footer":
        return many_links or parent not in inside
    if tag == "header" and not is_main and parent not in inside:
        return not element.xpath(".//h1|.//h2")
    if tag in _NAMED:
        name = f"{element.get('class', '')} {element.get('id', '')}"
        if _EXTRA.search(name) and (many_links or _is_box(element, size)):
            return not _is_section(element)
        if many_links and _LIKELY.search(name):
            return True
    if tag == "aside":
        return many_links
    return (
        tag in ("ul", "ol")
        and not is_main
        and many_links
        and _is_menu(element, size)
        and not (_is_introduced(element) and sizes[parent] > 2 * links[parent])
    )


def _is_section(element: Any) -> bool:
    """Whether its name is only that of its heading, as of a chapter on cookies."""
    heading = next(element.iter(*_HEADING_TAGS), None)
    name = element.get("id", "").lower()
    if heading is None or not name or _EXTRA.search(element.get("class", "")):
        return False
    words = re.findall(r"\w+", "".join(heading.itertext()).lower())
    return bool(words) and name.startswith("-".join(words))


def _is_box(element: Any, size: int) -> bool:
    """Whether it asks for a click, or is a short note: a section on cookies is neither."""
    if element.find(".//button") is not None or element.find(".//input") is not None:
        return True
    return size < _SHORT and not element.xpath(_HEADINGS)


def _is_introduced(element: Any) -> bool:
    """Whether a heading or a line with a colon stands right before it, as before "See also"."""
    before = element.getprevious()
    if before is None or before.tag not in ("p", *_HEADING_TAGS):
        return False
    return before.tag != "p" or "".join(before.itertext()).rstrip().endswith(":")


def _is_menu(element: Any, size: int) -> bool:
    """Whether a list is of short links and nothing else."""
    count = sum(1 for _ in element.iter("a"))
    linked = sum(len("".join(link.itertext()).strip()) for link in element.iter("a"))
    return count >= _MENU_LINKS and linked >= size * 0.9 and linked <= count * _MENU_WORDS


def _sizes(tree: Any) -> tuple[dict[Any, int], dict[Any, int]]:
    """How many characters each element holds, and how many of them are links'."""
    sizes: dict[Any, int] = {}
    links: dict[Any, int] = {}
    for element in reversed(list(tree.iter())):  # what is inside comes before what is outside
        own = element.tag not in ("script", "style", "noscript", "template")
        size = len((element.text or "").strip()) if own else 0
        linked = 0
        for inner in element if own else ():
            size += sizes[inner] + len((inner.tail or "").strip())
            linked += links[inner]
        sizes[element] = size
        links[element] = size if element.tag == "a" else linked
    return sizes, links
