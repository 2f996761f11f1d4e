"""How a cell of an Excel file shows its number: as a date, a share, or with so many decimals.

Dates are given in the order of ISO 8601, whatever order the format has, so that they are clear.
"""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from qa.load.xml_stream import Attributes, whole_number

_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy-mm-dd",
    15: "yyyy-mm-dd", 16: "yyyy-mm-dd", 17: "yyyy-mm", 18: "hh:mm", 19: "hh:mm:ss", 20: "hh:mm",
    21: "hh:mm:ss", 22: "yyyy-mm-dd hh:mm", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss",
}  # fmt: skip
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?", re.ASCII)
_LONGEST_NUMBER = 40
_LONGEST_CODE = 300
_TOKEN = re.compile(
    r'"([^"]*)"?|\\(.)|[_*].?|\[\$([^\]-]*)[^\]]*\]|\[([hms]+)\]|\[[^\]]*\]'
    r"|(am/pm|a/p)|([0#?.,]+)|(.)",
    re.IGNORECASE | re.DOTALL,
)
_LAST_DAY = 2_958_466  # 9999-12-31 and one day
_MOST_EXACT = 1e15
_MOST_DECIMALS = 10
_DAY = 24 * 60 * 60


class CellFormats:
    """The format of each style of cells, from the part with the styles."""

    def __init__(self) -> None:
        self._codes = dict(_BUILT_IN)
        self._of_style: list[int] = []
        self._in_cells = False

    def start(self, tag: str, attributes: Attributes) -> None:
        match tag:
            case "numFmt":
                number = whole_number(attributes.get("numFmtId"), 0)
                self._codes[number] = attributes.get("formatCode", "")[:_LONGEST_CODE]
            case "cellXfs":
                self._in_cells = True
            case "xf" if self._in_cells:
                self._of_style.append(whole_number(attributes.get("numFmtId"), 0))

    def end(self, tag: str) -> None:
        if tag == "cellXfs":
            self._in_cells = False

    def show(self, value: str, style: str, *, from_1904: bool = False) -> str:
        """The number as a cell of this style shows it; what is no number, as it stands."""
        if len(value) > _LONGEST_NUMBER or not _NUMBER.fullmatch(value):
            return value
        number = float(value)
        if not math.isfinite(number):
            return value
        at = whole_number(style, -1)
        code = self._codes.get(self._of_style[at], "") if 0 <= at < len(self._of_style) else ""
        return show_number(number, code, from_1904=from_1904)


def show_number(number: float, code: str, *, from_1904: bool = False) -> str:
    """A number by the code of a format, such as "0.0%" or "d mmm yyyy"."""
    sections = _sections(code)
    section, unsigned = sections[0], number
    if number < 0 and len(sections) > 1:
        section, unsigned = sections[1], -number
    elif number == 0 and len(sections) > 2:
        section = sections[2]
    if section.elapsed or section.is_date or section.has_time:
        return _moment(number, section, from_1904=from_1904) or _general(number)
    return section.write(unsigned) if section.is_plain else _general(number)


class _Section:
    """One of the parts of a code, for positive, negative and other numbers."""

    def __init__(self, tokens: list[re.Match[str]]) -> None:
        before: list[str] = []
        after: list[str] = []
        digits, letters, self.elapsed = "", "", ""
        for token in tokens:
            quoted, escaped, money, elapsed, _noon, places, other = token.groups()
            literal = next((one for one in (quoted, escaped, money) if one), "")
            if elapsed:
                self.elapsed = self.elapsed or elapsed[0].lower()
            elif places and any(sign in "0#?" for sign in places):
                digits += places
            elif other and other.isascii() and other.isalpha():
                letters += other.lower()
            else:
                literal = literal or places or other or ""
            (after if digits else before).append(literal)
        self._is_share = "%" in before or "%" in after
        self._before, self._after = "".join(before), "".join(after)
        whole, _, rest = digits.partition(".")
        self._decimals = min(sum(sign in "0#?" for sign in rest), _MOST_DECIMALS)
        self._optional = min(rest.count("#"), _MOST_DECIMALS)
        self._grouped = "," in whole.rstrip(",")
        self.is_plain = bool(digits) and not letters and digits[-1] != "," and "/" not in after
        self.has_time = bool(set("hs") & set(letters))
        self.is_date = bool(set("dy") & set(letters)) or "mmm" in letters
        self.is_date = self.is_date or ("m" in letters and not self.has_time and not self.elapsed)
        if "general" in letters or letters == "e":
            self.is_date = self.has_time = False
        self.has_year, self.has_day = "y" in letters, "d" in letters
        self.has_month, self.has_seconds = "m" in letters, "s" in letters

    def write(self, number: float) -> str:
        if abs(number) >= _MOST_EXACT:
            return _general(number)
        exact = Decimal(repr(number)) * (100 if self._is_share else 1)
        rounded = exact.quantize(Decimal(1).scaleb(-self._decimals), ROUND_HALF_UP)
        words = f"{rounded:,f}" if self._grouped else f"{rounded:f}"
        if self._optional and "." in words:
            least = len(words) - self._optional
            words = words[:least] + words[least:].rstrip("0")
            words = words.rstrip(".")
        sign = "-" if words.startswith("-") and rounded else ""
        return f"{sign}{self._before}{words.lstrip('-')}{self._after}".strip()


@lru_cache(maxsize=1_000)
def _sections(code: str) -> list[_Section]:
    tokens: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code):
        if token.group() == ";":
            tokens.append([])
        else:
            tokens[-1].append(token)
    return [_Section(each) for each in tokens]


def _general(number: float) -> str:
    if number == int(number) and abs(number) < _MOST_EXACT:
        return str(int(number))
    return f"{number:.11g}"


def _moment(number: float, section: _Section, *, from_1904: bool) -> str:
    """A count of days as a date, a time or both; "" where there is no such day."""
    if section.elapsed:
        return _duration(number, section)
    days = number + (1_462 if from_1904 else 0)
    if not 0 <= days < _LAST_DAY:
        return ""
    seconds = round(days * _DAY)
    # The first two months of 1900 are counted as if the year had had a 29th of February.
    first = datetime(1899, 12, 31) if seconds < 60 * _DAY else datetime(1899, 12, 30)
    try:
        moment = first + timedelta(seconds=seconds)
    except OverflowError:
        return ""
    words = ""
    if section.is_date:
        words = moment.date().isoformat()
        if section.has_year and not section.has_day:
            words = words[:7] if section.has_month else words[:4]
    if section.has_time:
        words += f" {moment:%H:%M:%S}" if section.has_seconds else f" {moment:%H:%M}"
    return words.strip()


def _duration(number: float, section: _Section) -> str:
    seconds = round(abs(number) * _DAY) if abs(number) < _LAST_DAY else -1
    if seconds < 0:
        return ""
    sign = "-" if number < 0 else ""
    minutes, rest = divmod(seconds, 60)
    if section.elapsed == "s":
        return f"{sign}{seconds}"
    if section.elapsed == "m":
        return f"{sign}{minutes}:{rest:02}"
    end = f":{rest:02}" if section.has_seconds else ""
    return f"{sign}{minutes // 60}:{minutes % 60:02}{end}"
