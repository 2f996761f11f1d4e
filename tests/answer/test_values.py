"""Values that are the same in other words, that differ, and that cannot be compared."""

import pytest

from qa.answer.values import Type, Value, comparable, same, two_spans, value_of


def _value(sentence: str, kind: str = "") -> Value:
    """The value between brackets."""
    start, end = sentence.index("["), sentence.index("]") - 1
    return value_of(sentence.replace("[", "").replace("]", ""), start, end, kind)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("number", "more than [10,000] men", "some [ten thousand] men"),
        ("number", "[3 million] crowns", "[3,000,000] crowns"),
        ("number", "in [forty-eight] rooms", "[48] rooms"),
        ("number", "[seven or eight] years", "[8 years]"),
        ("number", "[12] of the weeks", "[12 weeks] of leave"),
        ("number", "[90 minutes]", "[one and a half hours, or 90 minutes]"),
        ("number", "[1.5 kg]", "[1,500 grams]"),
        ("number", "about [2 tonnes]", "[1,950 kg]"),
        ("date", "in [May 1932]", "on [3 May 1932]"),
        ("date", "in [1932]", "[1932-05-03]"),
        ("date", "[7 October]", "[October 7, 1801]"),
        ("date", "([2 July 1829 – 3 November 1913])", "([2 July 1829–3 Nov. 1913])"),
        ("date", "in [1913]", "([2 July 1829–3 Nov. 1913])"),
        ("date", "in the [1890s]", "in [1894]"),
        ("name", "said [Kirby]", "said [John F. Kirby]"),
        ("name", "by [L. Ostrava]", "by [Professor Lena Ostrava]"),
        ("", "the [WFP]", "the [Water Framework Plan]"),
        ("", "in [Washington, D.C.]", "in [Washington, DC]"),
        ("place", "in [Korea]", "the [Korean] coast"),
        ("", "a [brick]", "made of [red bricks]"),
    ],
)
def test_the_same_in_other_words(kind: str, one: str, other: str) -> None:
    values = _value(one, kind), _value(other, kind)
    assert comparable(*values)
    assert same(*values)
    assert same(*reversed(values))


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("number", "about [10,000] men", "approximately [12,000] men"),
        ("number", "[four weeks]", "[three months]"),
        ("number", "[Three] men", "[Seven] men"),
        ("number", "[2 °C]", "[8 °C]"),
        ("date", "on [4 May 1932]", "on [3 May 1932]"),
        ("date", "[7 October]", "[15 January]"),
        ("date", "([1870 – 1920])", "([1865 – 1920])"),
        ("name", "by [Marta Quill]", "by [Owen Prast]"),
    ],
)
def test_other_values(kind: str, one: str, other: str) -> None:
    values = _value(one, kind), _value(other, kind)
    assert comparable(*values)
    assert not same(*values)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("number", "[12 weeks] of leave", "[8 percent] of all"),
        ("number", "[12 weeks] of leave", "[many] of them"),
        ("name", "by the [chair]", "by [Kestrel Roofing Ltd.]"),
        ("", "port [8920]", "a [PFX]"),
    ],
)
def test_values_of_two_types_are_not_compared(kind: str, one: str, other: str) -> None:
    assert not comparable(_value(one, kind), _value(other, kind))


def test_a_value_takes_its_date_from_the_whole_of_it() -> None:
    assert _value("on 3 May [1932]").days == _value("on [3 May 1932]").days
    assert _value("on [3 May 1932]").type is Type.DATE


def test_two_lives_have_neither_end_in_common() -> None:
    life = _value("Roe ([1 May 1827 – 4 June 1893]) was a judge.", "date")
    another = _value("Roe ([9 May 1873 – 2 April 1946]) was a judge.", "date")
    misprinted = _value("Roe ([1 May 1829 – 4 June 1893]) was a judge.", "date")
    assert two_spans(life, another)
    assert not two_spans(life, misprinted)


def test_a_century_is_no_number() -> None:
    assert _value("It is a church in [18th-century Baroque].").type is not Type.NUMBER
