"""Where sentences begin and end."""

from __future__ import annotations

import pytest

from qa.split.paragraphs import split
from qa.split.sentences import find_sentences
from qa.types import Document, Kind, Span

CASES = {  # a bar stands where one sentence ends and the next begins
    "plain": "The ferry left at noon. | It came back empty.",
    "may": "The ferry is free until the end of May. | Olu pays for it.",
    "question": "Who paid for the bridge? | Nobody knows! | The town has forgotten.",
    "straight-quote-end": 'She said, "We will rebuild the mill." | The council agreed.',
    "curly-quote-end": "She said, “We will rebuild the mill.” | The council agreed.",
    "quote-then-quote": "“We waited all night.” | “Nobody came.”",
    "quote-says": '"They left before dawn." Marsh says. | Nobody saw them.',
    "question-says": "“Who would go back?” Ada Marsh says. | Few would.",
    "question-in-quote": "“Will it hold?” asked the engineer. | It did.",
    "exclamation-in-quote": '"Stop!" he shouted. | The driver did not hear him.',
    "quote-comma": '"It was cold," she said. | "We had no coal."',
    "whole-quote": "He wrote: “It is over. We lost.” | Then he left.",
    "single-quote": "The sign read ‘Closed until May.’ | No one obeyed.",
    "apostrophe": "It was the miners’ idea. | The owners’ answer was no.",
    "late-opening": '"They knew," Marsh says. | “They will come back,“ she adds.',
    "wrong-closing": "“They came at night“, Marsh said. | “Nobody heard them“, she added.",
    "parenthesis": "The dam (see map) held. | (It was built in 1931.) | It still stands.",
    "parenthesis-end": "The dam held (it was built in 1931). | It still stands.",
    "bracket-in-quote": "“I doubt [Anna] would pay.” | That was in March.",
    "initial": "The spokesman, John F. Kirby, spoke first. | Then J. K. Moss did.",
    "initials": "Books by J.R.R. Tolkien sold well. | So did maps.",
    "initial-start": "J. Edgar Hoover wrote the memo. | It was lost.",
    "us-middle": "On Monday the U.S. National Park Service closed the road. | It reopened later.",
    "us-end": "They moved to the U.S. | They never returned.",
    "us-said": "Officials in the U.S. said nothing. | Others talked.",
    "possessive": "The U.N.’s envoy and the U.S.'s envoy met. | They shook hands.",
    "uk-eu": "The U.K. Treasury and the E.U. Commission disagreed. | Talks go on.",
    "washington": "He works in Washington, D.C. | His family lives in Ohio.",
    "month": "The strike began on Nov. 6 and ended on Dec. 12. | Nobody was paid.",
    "as-of": "As of Sept. 30, the pit was closed. | It stayed closed.",
    "decimal": "The gap grew to 2.5 metres. | It was 1.25 metres in 1990.",
    "bare-decimal": "The share cost .125 dlrs in May. | It is worth .5 dlrs now.",
    "number": "The village lies on Route No. 10 in the north. | Take the train.",
    "money": "They paid $3.5 million for it. | It was worth $1.",
    "am-pm": "Doors open at 9 a.m. and close at 5 p.m. on Sundays. | Come early.",
    "pm-end": "The train left at 5 p.m. | It was late.",
    "am-name": "At 8 a.m. Tuesday the siren rang. | All was well.",
    "titles": "Dr. Ada Lowe and Prof. Lee met Gen. Grant and Mrs. Poole. | Mr. Hill was late.",
    "saint": "She taught at the University of St. Andrews for years. | She then retired.",
    "senator": "Sen. Maria Cole and Rep. Tom Ash voted against it. | Gov. Reed signed it.",
    "lieutenant": "Lt. Col. James Pike led the unit. | Sgt. Moore drove.",
    "company": "Acme Inc. said it would buy Delta Corp. for cash. | Shares rose.",
    "company-end": "The plant belongs to Acme Inc. | The mayor wants it back.",
    "company-limited": "Harbour Co. Ltd. owns two ships. | One sank.",
    "junior": "Martin Luther King Jr. spoke there. | Crowds came.",
    "versus": "The case was Lowe vs. Harbour and it dragged on. | Nobody won.",
    "latin": "Some crops, e.g. maize, failed. | Others, i.e. wheat and rye, did not.",
    "etc": "Ropes, sails, etc. were sold. | The hull stayed.",
    "et-al": "The method of Frost et al. is slow. | Ours is not.",
    "newswire": "Net rose 5 pct to 2.4 mln dlrs vs 1.9 mln. | Sales fell.",
    "not-available": "The figure was n.a. in 1986. | It is known now.",
    "dots": "He paused... then he went on. | We listened.",
    "dots-end": "We waited... | Nobody came.",
    "ellipsis": "They kept walking… and then they stopped. | It rained.",
    "ellipsis-end": "They kept walking… | Then it rained.",
    "name-with-mark": "Yahoo! said it would close the site. | Users complained.",
    "dash": "The bridge fell—no one knows why!—and the road closed. | It rained.",
    "colon": "There was one problem: the key was lost; nobody had another. | They broke in.",
    "number-start": "The herd shrank. | 12,000 sheep were sold.",
    "year-start": "Prices fell in 1931. | 1932 was worse.",
    "quote-start": "The mayor was blunt. | “We are broke.”",
    "small-start": "He sells phones. | iPhones are the best sellers.",
    "address": "Visit example.com for more. | Or call us.",
    "version": "Version 2.0.1 was released on Friday. | It fixed the clock.",
    "item-numbers": "1. Wash the apples. | 2. Peel them.",
    "two-marks": "He did what?! | Nobody believed it.",
    "german": "Dr. Müller wartet z. B. in Köln. | Der Zug fährt um 9 Uhr ab.",
    "spanish": "¿Quién pagó el puente? | Nadie lo sabe. | ¡Qué lástima!",
    "french": "« Nous partons demain. » | Le maire n’a rien dit.",
    "french-name": "M. Dupont est arrivé à Orléans. | Il pleuvait.",
    "chinese": "桥在周一倒塌。| 没有人受伤！| 为什么？",
    "chinese-quote": "他说：“我们明天走。”| 没有人回答。",
    "japanese": "橋は月曜日に崩れた。| けが人はいない。",
    "russian": "Мост рухнул в понедельник. | Никто не пострадал.",
    "hindi": "पुल सोमवार को गिर गया। | कोई घायल नहीं हुआ।",
    "emoji": "It fell 😀! | Nobody was 👩‍👩‍👧 hurt.",
    "note-mark": "The bridge fell in May.[3] | It was rebuilt.",
    "wrapped": "The bridge\nfell in May. | It was\nrebuilt.",
    "german-day": "Am 3. Mai kam er an. | Am 12. März ging er.",
    "score-before-may": "The home team scored 12. | May was glad.",
    "no-end": "No stop at the end of this one",
    "only-dots": "...",
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_sentences(case: str) -> None:
    expected = [sentence.strip() for sentence in case.split("|")]
    text = case.replace("| ", "")
    before = "前 "  # so that a place in the text is not one in the paragraph
    spans = find_sentences(before + text, len(before), len(before + text))
    assert [(before + text)[span.start : span.end] for span in spans] == expected


def test_sentences_of_a_long_quotation_count_on_their_own() -> None:
    first = (
        "“The river rose all night long and " + "we carried sand to the wall and " * 10 + "lost."
    )
    second = "Nobody slept until the morning came.”"
    text = f"{first} {second} Then it fell."
    spans = find_sentences(text, 0, len(text))
    assert [text[s.start : s.end] for s in spans] == [first, second, "Then it fell."]


def test_a_list_has_a_sentence_for_each_item() -> None:
    text = "The council will pay for:\n- stone\n- sand\n  and gravel\n- lamps"
    (paragraph,) = split(Document("a.txt", text, "A"))
    assert [text[s.start : s.end] for s in paragraph.sentences] == [
        "The council will pay for:",
        "- stone",
        "- sand\n  and gravel",
        "- lamps",
    ]


def test_fragments_have_sentences_too() -> None:
    document = Document("a.txt", "# The mill\n\nIt burned down on Monday. Nobody knows why.", "A")
    heading, body = split(document)
    assert (heading.kind, heading.ordinal, heading.text) == (Kind.HEADING, 0, "# The mill")
    assert heading.sentences == (Span(0, 10),)
    assert (body.kind, body.ordinal, len(body.sentences)) == (Kind.BODY, 1, 2)
    assert body.document is document


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "4. Oil the hinge. Keep it at 20-25°C.\n5. Hang the door.\n6. Close it.\n",
            ["4. Oil the hinge.", "Keep it at 20-25°C.", "5. Hang the door.", "6. Close it."],
        ),
        (
            "(a) Oil the hinge.\n(b) Hang the door.\n",
            ["(a) Oil the hinge.", "(b) Hang the door."],
        ),
        ("- 1. Oil the hinge.\n- 2. Hang it.\n", ["- 1. Oil the hinge.", "- 2. Hang it."]),
        ("### 3. Hang the door\n", ["### 3. Hang the door"]),
        (
            "The gate falls under clause 4. The rule of clause 5. is void.",
            ["The gate falls under clause 4.", "The rule of clause 5. is void."],
        ),
    ],
)
def test_the_number_of_an_item_is_no_sentence(text: str, sentences: list[str]) -> None:
    found = [s for paragraph in split(Document("a.md", text)) for s in paragraph.sentences]
    assert [text[s.start : s.end] for s in found] == sentences
