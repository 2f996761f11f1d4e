"""What nouns mean by their endings."""

from qa.converse.nouns import is_adjective, is_event, is_person, is_plural, is_time, is_verb


def test_nouns_by_their_endings() -> None:
    assert [is_plural(noun) for noun in ("boats", "men", "bus", "boss", "analysis")] == [
        True, True, False, False, False,
    ]  # fmt: skip
    assert [is_person(noun) for noun in ("officer", "woman", "zone", "bridge")] == [
        True, True, False, False,
    ]  # fmt: skip


def test_what_happens() -> None:
    assert [is_event(noun) for noun in ("coup", "floods", "deployment", "government", "boat")] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_times() -> None:
    assert [is_time(noun) for noun in ("moment", "Fridays", "2019", "bus")] == [
        True, True, True, False,
    ]  # fmt: skip


def test_what_ends_no_phrase() -> None:
    assert [is_verb(word) for word in ("stood", "organized", "wing", "building")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert [is_adjective(word) for word in ("new", "famous", "bus")] == [True, True, False]
