"""Which words of a question are searched in the full text."""

from qa.store.full_text import full_text_query


def test_what_is_to_be_explained_is_a_phrase() -> None:
    assert full_text_query("What is a winch?") == (
        '"winch"', '"winch is"', '"winch are"', '"winch means"',
    )  # fmt: skip
    assert full_text_query("Where is the winch?") == ('"winch"',)
