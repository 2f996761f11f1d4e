"""Letters: the part that says something, what is attached, who wrote to whom and when."""

from __future__ import annotations

import io
import sys
from base64 import b64encode
from email.message import EmailMessage

import pytest
import samples
from samples import BRIDGE, COST

from qa.errors import BadInput
from qa.load.documents import read_stream
from qa.types import Document

PAGE = f"<html><body><p>{BRIDGE}</p><p>{COST}</p></body></html>"


def letter(plain: str | None = None, page: str | None = None, subject: str = "") -> EmailMessage:
    message = EmailMessage()
    if subject:
        message["Subject"] = subject
    if plain is not None:
        message.set_content(plain)
    if page is not None:
        (message.add_alternative if plain is not None else message.set_content)(page, "html")
    return message


def read(message: EmailMessage | bytes) -> tuple[dict[str, Document], list[tuple[str, str]]]:
    """The documents by their sources, and what was skipped."""
    data = message if isinstance(message, bytes) else message.as_bytes()
    skipped: list[tuple[str, str]] = []
    found = read_stream(io.BytesIO(data), "a.eml", "f.eml", skip=lambda *said: skipped.append(said))
    return {document.source: document for document in found}, skipped


def words(message: EmailMessage) -> str:
    return " ".join(read(message)[0]["f.eml"].text.split())


@pytest.mark.parametrize(
    ("plain", "said"),
    [
        ("", f"{BRIDGE} {COST}"),
        (" \n\n", f"{BRIDGE} {COST}"),
        ("Your program shows no HTML.", f"{BRIDGE} {COST}"),
        (f"{BRIDGE}\n\nA new one will cost 40 million pounds.\n", None),
    ],
    ids=["none", "blank", "stub", "says-it"],
)
def test_of_two_versions_the_one_that_says_something_is_read(plain: str, said: str | None) -> None:
    assert words(letter(plain, PAGE)) == (said or " ".join(plain.split()))


def test_versions_that_say_different_things_are_both_read() -> None:
    other = " ".join(f"Boat{i} sails at {i} past noon." for i in range(30))
    assert words(letter(other, PAGE)) == f"{other} {BRIDGE} {COST}"


def test_all_parts_of_the_text_are_read() -> None:
    text = samples.MAIL.replace(
        b"--x--\n", b"--x\nContent-Type: text/plain\n\nSent from the mill.\n--x--\n"
    )
    documents, _ = read(text)
    assert documents["f.eml"].text.endswith("Café closed.\n\n\nSent from the mill.")


def test_who_wrote_to_whom_and_when_stands_in_the_text() -> None:
    message = letter("It fell.", subject="Bridge")
    message["From"] = "Ada Lowe <ada@valley.example>"
    message["To"] = "tom@valley.example, Ines Ash <ines@valley.example>"
    message["Cc"] = "rob@valley.example"
    message["Date"] = "Wed, 06 Nov 2024 10:00:00 +0000"
    assert read(message)[0]["f.eml"].text == (
        "# Bridge\n\nFrom: Ada Lowe <ada@valley.example>\n"
        "To: tom@valley.example, Ines Ash <ines@valley.example>\nCc: rob@valley.example\n"
        "Date: Wed, 06 Nov 2024 10:00:00 +0000\nSubject: Bridge\n\nIt fell.\n"
    )


def test_attachments_are_documents_and_others_are_named() -> None:
    message = letter("See the files.")
    message.add_attachment(COST, filename="notes/minutes.txt")
    message.add_attachment(samples.docx(), "application", "octet-stream", filename="bridge.docx")
    message.add_attachment(b"a,b\n1,2\n3,4\n", "text", "csv")
    message.add_attachment(b"\x89PNG", "image", "png", filename="photo.png")
    message.add_attachment(b"x", "application", "pgp-signature", filename="s.asc")
    message.add_attachment(b"BEGIN:VCALENDAR", "text", "calendar", filename="meet.ics")
    message.add_attachment(b"%PDF", "application", "pdf", filename="cut.pdf")
    documents, skipped = read(message)
    assert [*documents][:3] == ["f.eml", "f.eml/notes/minutes.txt", "f.eml/bridge.docx"]
    assert [*documents][3].startswith("f.eml/part 3.csv")
    assert documents["f.eml/notes/minutes.txt"].text.strip() == COST
    assert skipped == [
        ("f.eml/meet.ics", "calendar entries are not read"),
        ("f.eml/cut.pdf", "damaged, cut short, or not really a PDF"),
        ("f.eml", "not read: 1 .png"),
    ]


def test_attached_letters_are_documents_with_their_own_attachments() -> None:
    inner = letter(BRIDGE, subject="Roof/Bridge")
    inner.add_attachment(COST, filename="cost.txt")
    outer = letter("See below.", subject="Fwd")
    outer.add_attachment(inner)
    documents, skipped = read(outer)
    assert [*documents] == ["f.eml", "f.eml/Roof-Bridge.eml", "f.eml/Roof-Bridge.eml/cost.txt"]
    assert documents["f.eml/Roof-Bridge.eml"].title == "Roof/Bridge"
    assert skipped == []


def test_a_letter_of_an_attachment_alone_is_read_with_it() -> None:
    message = letter("", subject="Minutes")
    message.add_attachment(BRIDGE, filename="m.txt")
    documents, _ = read(message)
    assert (documents["f.eml"].text, documents["f.eml/m.txt"].text.strip()) == ("# Minutes", BRIDGE)


def test_letters_in_letters_end() -> None:
    message = letter(BRIDGE, subject="0")
    for i in range(1, 15):
        outer = letter("See.", subject=str(i))
        outer.add_attachment(message)
        message = outer
    documents, skipped = read(message)
    assert len(documents) == 9
    assert [reason for _, reason in skipped] == [
        "mails nested too deeply: save the inner one as a file"
    ]
    packed = message.as_bytes()
    for _ in range(12):
        head = (
            b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Transfer-Encoding: base64"
        )
        head += b"\nContent-Disposition: attachment; filename=a.eml\n\n"
        packed = head + b64encode(packed) + b"\n--x--\n"
    assert "nested too deeply" in str(read(b"Subject: x\n" + packed)[1])


def test_a_mailbox_gives_attachments_too() -> None:
    message = letter("See.", subject="x")
    message.add_attachment(COST, filename="m.txt")
    data = b"From ada\n" + message.as_bytes() + b"\n\nFrom tom\n" + message.as_bytes()
    found = read_stream(io.BytesIO(data), "a.mbox", "a.mbox")
    assert [document.source for document in found] == [
        "a.mbox/1", "a.mbox/1/m.txt", "a.mbox/2", "a.mbox/2/m.txt",
    ]  # fmt: skip


def test_without_lxml_the_plain_version_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lxml", None)
    assert words(letter("It fell.", PAGE)) == "It fell."


def test_a_locked_letter_is_named_as_such() -> None:
    with pytest.raises(BadInput, match=r"^it contains no text: encrypted$"):
        read(b"Content-Type: application/pkcs7-mime; name=smime.p7m\n\nxx")


ASKED = "When does the ferry to Stell leave on Sundays?"
SAID = "It leaves at half past nine from the east pier."


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        pytest.param(
            f"{SAID}\n\nOn Mon, 3 Mar 2025 at 10:12, Olu <olu@x.example>\nwrote:\n\n> {ASKED}\n",
            f"{SAID}\n\n## Quoted: On Mon, 3 Mar 2025 at 10:12, Olu <olu@x.example> wrote\n\n"
            f"{ASKED}",
            id="below",
        ),
        pytest.param(
            f"Olu Brandt wrote:\n> {ASKED}\n\n{SAID}\n\n-- \nMara\n",
            f"{SAID}\n\n-- \nMara\n\n## Quoted: Olu Brandt wrote\n\n{ASKED}",
            id="above",
        ),
        pytest.param(
            f"{SAID}\n\n> {ASKED}\n>\n> Mara wrote:\n>> {BRIDGE}\n",
            f"{SAID}\n\n## Quoted\n\n{ASKED}\n\n## Quoted: Mara wrote\n\n{BRIDGE}",
            id="twice",
        ),
        pytest.param(
            f"Olu wrote:\n> {ASKED}\n{SAID}\n> {BRIDGE}\n{COST}\n",
            f"Olu wrote:\n\n> {ASKED}\n\n{SAID}\n\n> {BRIDGE}\n\n{COST}",
            id="line-by-line",
        ),
        pytest.param(
            f"{SAID}\n\n-----Original Message-----\nFrom: Olu Brandt\nSent: 3 March 2025\n\n"
            f"{ASKED}\n",
            f"{SAID}\n\n## Quoted: Olu Brandt\n\n-----Original Message-----\nFrom: Olu Brandt\n"
            f"Sent: 3 March 2025\n\n{ASKED}",
            id="header-lines",
        ),
        pytest.param(f"From: here one sees {BRIDGE}", f"From: here one sees {BRIDGE}", id="none"),
    ],
)
def test_a_reply_begins_with_its_own_words(plain: str, expected: str) -> None:
    [document] = read(letter(plain))[0].values()
    assert document.text.strip() == expected


def test_a_quotation_in_markup_is_told_apart() -> None:
    page = (
        "<div>Olu wrote:</div><blockquote><p>" + ASKED + "</p><blockquote><p>" + BRIDGE + "</p>"
        f"</blockquote></blockquote><p>{SAID}</p>"
    )
    [document] = read(letter(page=page))[0].values()
    assert document.text.strip() == (
        f"{SAID}\n\n## Quoted: Olu wrote\n\n{ASKED}\n\n## Quoted\n\n{BRIDGE}"
    )
