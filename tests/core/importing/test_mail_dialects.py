"""Mails as programs really write them: each one's own words, in the letters they were written in."""

import time

import pytest

from deskmate.core.importing import read_file

HEAD = b"From: Anna <anna@x.de>\nDate: Tue, 4 Mar 2025 14:30:00 +0100\nSubject: Hi\n"


def words(body: str | bytes, more: bytes = b"Content-Type: text/plain; charset=utf-8\n") -> str:
    raw = body if isinstance(body, bytes) else body.encode()
    return read_file("a.eml", HEAD + more + b"\n" + raw).records[0].entries[0].text.removeprefix("Hi\n")


@pytest.mark.parametrize(
    "answered",
    [
        "Am Mo., 3. März 2025 um 10:00 Uhr schrieb Shop <shop@x.de>:\n> Passt Dienstag?\n",
        "On Mon, 3 Mar 2025 at 10:00, Shop <shop@x.de>\nwrote:\n\n> Tuesday?\n> Best\n",
        "-----Ursprüngliche Nachricht-----\nVon: Shop\nGesendet: Montag\n\nPasst Dienstag?\n",
        "Von: Shop <shop@x.de>\nGesendet: Montag, 3. März\nAn: Anna\nBetreff: Termin\n\nPasst Dienstag?\n",
        "________________________________\nFrom: Shop\nSent: Monday\nTo: Anna\nSubject: x\n\nTuesday?\n",
        "-- \nAnna Müller\nTel. 030 123456\n",
    ],
)
def test_what_is_answered_and_signed_is_not_said_again(answered: str) -> None:
    assert words(f"Ja.\n\n{answered}") == "Ja."


def test_answers_below_and_between_the_lines_are_kept() -> None:
    text = "Am 3. März 2025 um 10:00 schrieb Shop:\n> Passt Dienstag?\nJa.\n> Farbe auch?\nNein, danke.\n"
    assert words(text) == "Ja.\nNein, danke."


def test_a_form_that_tells_who_wrote_and_when_is_kept_whole() -> None:
    text = "New request\n\nFrom: Anna\nDate: 3 March\nMessage: Do you have time?\n"
    assert "Do you have time?" in words(text)


def test_only_a_quotation_is_better_than_nothing() -> None:
    assert words("> Passt Dienstag?\n") == "> Passt Dienstag?"


def test_letters_that_nothing_declares() -> None:
    raw = "From: Jörg Müller <j@x.de>\nDate: 4 Mar 2025 14:30 +0100\nSubject: Grüße\n\nSchön\n".encode("cp1252")
    read = read_file("a.eml", raw)
    assert not read.questions
    assert (read.records[0].name, read.records[0].entries[0].text) == ("Jörg Müller", "Grüße\nSchön")
    assert words("Schön".encode("cp1252"), b"Content-Type: text/plain; charset=unknown-8bit\n") == "Schön"


def test_a_flowing_text_is_put_together() -> None:
    flowed = b"Content-Type: text/plain; format=flowed\n"
    assert words("a long \nline\n\nEnd\n", flowed) == "a long line\n\nEnd"


def test_a_page_is_read_line_by_line_without_what_it_answers() -> None:
    page = "<style>p{}</style><p>Gr&uuml;&szlig;e &amp; Dank</p>Zeile 2<br>Zeile 3<blockquote>alt</blockquote>"
    assert words(page, b"Content-Type: text/html\n") == "Grüße & Dank\nZeile 2\nZeile 3"


def test_a_sentence_that_begins_with_from_ends_no_mail() -> None:
    box = b"From a@x.de Tue Mar  4 14:30:00 2025\n" + HEAD + b"\nHello\n\nFrom now on 2025 is my year\nok\n"
    read = read_file("a.mbox", box)
    assert read.rows == 1
    assert "From now on" in read.records[0].entries[0].text


@pytest.mark.parametrize(
    "body", ["<a" * 200_000, "<p>" * 100_000, "On " * 200_000, "> \n" * 200_000, "From:\n" * 100_000]
)
def test_no_mail_takes_long(body: str) -> None:
    began = time.process_time()
    words(body, b"Content-Type: text/html\n")
    words(body)
    assert time.process_time() - began < 4


def test_the_birth_name_of_a_sender_is_kept() -> None:
    mail = HEAD.replace(b"Anna <", b'"Berg, Anna, geb. Lang" <') + b"\nHi\n"
    record = read_file("a.eml", mail).records[0]
    assert (record.name, record.extra) == ("Anna Berg", (("Birth name", "Lang"),))
