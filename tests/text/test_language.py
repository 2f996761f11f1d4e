"""English is told from other languages by script and small words; short texts pass."""

import pytest

from qa.text.language import is_english, language_of


@pytest.mark.parametrize(
    "text",
    [
        "",
        "17.4 %, 2031-04-02",
        "Łódź",
        "Carla de la Vega",
        "Who wrote “Die Leiden des jungen Werther”?",
        "The mayor of Århus said that the café “Le coin de la rue” is closed for the winter.",
        "Invoice 4411, Müller und Sohn",
        "HTTP GET /a/b returns 404",
        "I've had nothing, I'm done.",
        "See https://la.example.com/de/une/le/com and https://www.que.example/das",
    ],
)
def test_english(text: str) -> None:
    assert is_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "Wie tief ist der See und wer hat das Haus gebaut?",
        "Quelle est la hauteur de la tour et qui est son gardien ?",
        "¿Quién es el dueño de la casa y por qué se fue?",
        "Kto jest właścicielem i gdzie się urodził, i kiedy?",
        "Mosten byggdes 1911 och är inte till salu.",
        "桥有多长？",
        "橋の長さはどのくらいですか",
        "Какой длины мост?",
        "كم يبلغ طول الجسر؟",
        "पुल कितना लंबा है?",
    ],
)
def test_other_languages(text: str) -> None:
    assert not is_english(text)


def test_what_is_stated_decides() -> None:
    german = "Wie tief ist der See und wer hat das Haus gebaut?"
    assert is_english(german, "EN")
    assert not is_english("Harbour", "de")


def test_codes() -> None:
    assert language_of("Wie tief ist der See und wer hat das Haus gebaut?") == "de"
    assert language_of("橋の長さは") == "ja"
    assert language_of("桥有多长") == "zh"
    assert language_of("Какой длины мост?") == "und"
    assert language_of("How long is the bridge?") == ""


@pytest.mark.parametrize("text", ["das " * 1_000_000, "桥" * 1_000_000, "\u0301" * 100_000])
def test_long_texts(text: str) -> None:
    is_english(text)
