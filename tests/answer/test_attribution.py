"""Who is named as saying so."""

import pytest

from qa.answer.attribution import attribution


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("According to the harbour office, 40 ships came.", "the harbour office"),
        ("Forty ships came, according to Ada Moll.", "Ada Moll"),
        ("Officials in Wendel said on Tuesday that 40 ships came.", "Officials in Wendel"),
        ("A day later, Norland estimated that 40 ships came.", "Norland"),
        ("While nobody counted, the coast police reported 40 ships.", "the coast police"),
        ("“Forty ships came,” said J. P. Brock.", "J. P. Brock"),
        ("As reported by the Post, 40 ships came.", "the Post"),
        ("J. P. Brock, who runs the port, said on 3 May that about 40 ships came.", "J. P. Brock"),
        ("Norland\nreplied a day later that 40 ships came.", "Norland"),
        ("Nobody said that 40 ships came.", ""),
        ("Forty ships came.", ""),
        ("He said that 40 ships came.", ""),
        ("As noted above, 40 ships came.", ""),
    ],
)
def test_who_says_so(sentence: str, who: str) -> None:
    place = attribution(sentence)
    assert (sentence[place.start : place.end] if place else "") == who
