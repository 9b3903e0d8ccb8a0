"""Excel, chats, mails and calendars; limits, progress and stopping."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from deskmate.core.errors import Cancelled, FileProblem
from deskmate.core.importing import Entry, limits, read_file

_CONTENT = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheets(**named: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in named.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_sheets_with_the_same_columns_are_one_list() -> None:
    head: list[object] = ["Name", "Phone"]
    data = sheets(
        A=[head, ["Anna Adam", "030 123451"]], L=[head, ["Tom Lang", "030 123452"], ["Eva Zorn", "030 123453"]]
    )
    found = read_file("a.xlsx", data, region="DE")
    assert [(record.source_row, record.name) for record in found.records] == [
        (2, "Anna Adam"), (4, "Tom Lang"), (5, "Eva Zorn"),
    ]  # fmt: skip
    assert found.problems == ()


def test_of_several_sheets_the_one_about_people_is_read_and_the_others_are_named() -> None:
    sales: list[list[object]] = [["Datum", "Kunde", "Betrag"], *(["01.02.2026", "Anna Adam", n] for n in range(5))]
    people: list[list[object]] = [["Name", "Telefon", "E-Mail"], ["Anna Adam", "030 123451", "a@x.de"]]
    found = read_file("a.xlsx", sheets(Umsatz=sales, Kunden=people, Leer=[]), region="DE")
    assert [record.emails[0].address for record in found.records] == ["a@x.de"]
    assert [problem.reason for problem in found.problems] == [
        "The sheet “Umsatz” was not read; save it as a file of its own and bring that too."
    ]


def test_excel_cells_are_read_as_people_see_them() -> None:
    data = workbook(["Customers 2024"], [], ["Name", "Phone", "Birthday", "Last Visit"],
                    ["Anna Huber", 491701234567, date(1980, 2, 3), datetime(2024, 5, 1, 10, 30)])  # fmt: skip
    read = read_file("a.xlsx", data, region="DE")
    record = read.records[0]
    assert (record.source_row, record.name, record.phones[0].typed) == (4, "Anna Huber", "491701234567")
    assert record.birthday is not None
    assert record.birthday.iso == "1980-02-03"
    assert record.entries == (Entry("2024-05-01T10:30:00", "visit", "Last Visit"),)
    assert read.title_lines == ("Customers 2024",)


def test_a_workbook_that_unpacks_to_far_more_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _CONTENT)
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    with pytest.raises(FileProblem, match="100 times"):
        read_file("a.xlsx", out.getvalue())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04 broken", "damaged"),
        (b"%PDF-1.7", "no list"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "old Excel"),
        (b"", "empty"),
        (b" \n \n", "empty"),
        (b"x" * (limits.MAX_BYTES + 1), "50 MB"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(data: bytes, words: str) -> None:
    with pytest.raises(FileProblem, match=words):
        read_file("a.csv", data)


def test_any_other_archive_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("letter.txt", "hello")
    with pytest.raises(FileProblem, match="not an Excel workbook"):
        read_file("a.zip", out.getvalue())


CHATS = {
    "ios": "[01.02.24, 10:11:12] Anna Huber: Ist die Bestellung da?\nDanke!\n[13.02.24, 11:00:00] Salon: Ja\n",
    "android": "13/02/2024, 10:11 - Messages are end-to-end encrypted.\n13/02/2024, 10:12 - Anna Huber: Hello\n"
    "14/02/2024, 9:00 - +49 170 1234567: Thanks <3\n",
    "american": "2/13/24, 10:11 PM - Anna Huber: Hi\n2/14/24, 9:00 AM - Shop: Hello\n",
    "japanese": "[2026/07/01 12:34:56] 田中良子: こんにちは\n[2026/07/02 08:00:00] 自分: どうも\n",
}


@pytest.mark.parametrize(
    ("kind", "who", "at", "text"),
    [
        ("ios", "Anna Huber", "2024-02-01T10:11:12", "Ist die Bestellung da?\nDanke!"),
        ("android", "Anna Huber", "2024-02-13T10:12:00", "Hello"),
        ("american", "Anna Huber", "2024-02-13T22:11:00", "Hi"),
        ("japanese", "田中良子", "2026-07-01T12:34:56", "こんにちは"),
    ],
)
def test_chats_become_messages_by_person(kind: str, who: str, at: str, text: str) -> None:
    read = read_file("chat.txt", CHATS[kind].encode())
    assert read.format == "whatsapp"
    assert (read.records[0].name, read.records[0].entries[0]) == (who, Entry(at, "message", text))


def test_a_number_in_a_chat_is_a_phone_and_the_shop_is_asked_for() -> None:
    read = read_file("chat.txt", CHATS["android"].encode())
    assert read.records[1].phones[0].e164 == "+491701234567"
    assert [question.kind for question in read.questions] == ["own_name"]


MAIL = (
    "From: =?utf-8?q?Huber=2C_J=C3=B6rg?= <J@Huber.DE>\r\nTo: shop@x.de\r\nDate: Mon, 5 Feb 2024 10:00:00 +0100\r\n"
    "Subject: My order\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    "Where is it? I have been waiting.\r\n\r\nOn Sun, 4 Feb 2024 at 10:00 Shop wrote:\r\n> Thank you\r\n"
)


def test_a_mail_becomes_a_message_without_what_it_quotes() -> None:
    record = read_file("a.eml", MAIL.encode()).records[0]
    assert (record.name, record.emails[0].address) == ("Jörg Huber", "j@huber.de")
    assert record.entries == (
        Entry("2024-02-05T10:00:00+01:00", "message", "My order\nWhere is it? I have been waiting."),
    )


def test_a_mailbox_is_grouped_by_sender_and_lists_what_it_left_out() -> None:
    start = b"From MAILER Mon Feb  5 10:00:00 2024\n"
    data = start + MAIL.encode() + b"\n" + start + MAIL.encode() + b"\n" + start + b"Subject: nobody\n\nx\n"
    read = read_file("a.mbox", data)
    assert len(read.records) == 1
    assert len(read.records[0].entries) == 2
    assert [problem.row for problem in read.problems] == [3]


@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("Date: nonsense", "2024-02-05T10:00:00"),
        ("Date: nonsense\nReceived: from a by b; Tue, 6 Feb 2024 11:00:00 +0000", "2024-02-06T11:00:00+00:00"),
        ("X-Nothing: 1", "2024-02-05T10:00:00"),
    ],
)
def test_a_mail_without_a_date_has_that_of_the_post_office_or_the_mailbox(date: str, at: str) -> None:
    start = b"From MAILER Mon Feb  5 10:00:00 2024\n"
    found = read_file("a.mbox", start + f"From: Ann <a@x.de>\n{date}\nSubject: Hi\n\nHello\n".encode())
    assert [entry.at for entry in found.records[0].entries] == [at]
    assert found.problems == ()


def test_a_mail_whose_date_nobody_knows_comes_in_as_a_remark_and_is_listed() -> None:
    found = read_file("a.eml", b"From: Ann <a@x.de>\nDate: one day\nSubject: Hi\n\nHello\n")
    (record,) = found.records
    assert (record.notes, record.entries) == ("Hi\nHello", ())
    assert [problem.field for problem in found.problems] == ["Date"]


def test_a_line_that_begins_with_from_stands_as_it_was_written() -> None:
    start = b"From MAILER Mon Feb  5 10:00:00 2024\n"
    mail = b"From: Ann <a@x.de>\nDate: Mon, 5 Feb 2024 10:00:00 +0100\nSubject: Hi\n\nHello\n>From now on at five.\n"
    (record,) = read_file("a.mbox", start + mail).records
    assert record.entries[0].text == "Hi\nHello\nFrom now on at five."


def test_a_calendar_table_becomes_appointments() -> None:
    data = (
        "Betreff,Beginnt am,Beginnt um,Endet am,Endet um,Ganztägiges Ereignis,Ort\n"
        "Schnitt Huber,2.5.2006,11:50:00,2.5.2006,13:00:00,Aus,Salon\nohne Tag,,,,,,\n"
    )
    read = read_file("a.csv", data.encode())
    found = read.appointments[0]
    assert (found.subject, found.start, found.end, found.all_day) == (
        "Schnitt Huber", "2006-05-02T11:50:00", "2006-05-02T13:00:00", False,
    )  # fmt: skip
    assert [problem.row for problem in read.problems] == [3]


def test_progress_is_told_and_reading_stops_when_asked() -> None:
    data = b"Name,Phone\n" + b"Ann,1234567\n" * 3_000
    seen: list[tuple[int, int]] = []
    read_file("a.csv", data, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (3_000, 3_000)
    with pytest.raises(Cancelled):
        read_file("a.csv", data, should_stop=lambda: True)


def test_an_amount_beyond_all_numbers_damages_one_customer_only() -> None:
    """JSON knows 1e999, which is no number of pence."""
    read = read_file(
        "a.json",
        b'{"format": "deskmate-customers", "version": 1, "customers": [{"name": "Ann", "entries": '
        b'[{"at": "2025-01-02", "kind": "purchase", "amount_minor": 1e999}]}, {"name": "Ben"}]}',
    )
    assert [record.name for record in read.records] == ["Ben"]
    assert [problem.row for problem in read.problems] == [1]


def test_the_shop_itself_is_no_customer_of_a_chat() -> None:
    chat = b"[2024-02-01, 10:11:12] Anne: thanks\n[2024-02-01, 10:12:12] The Shop: welcome\n"
    (question,) = read_file("chat.txt", chat).questions
    assert (question.kind, [name for name, _words in question.choices]) == ("own_name", ["Anne", "The Shop"])
    answered = read_file("chat.txt", chat, own_name="The Shop")
    assert [record.name for record in answered.records] == ["Anne"]
    assert answered.questions[0].chosen == "The Shop"


def test_rows_of_a_workbook_may_end_early_and_other_programs_tables_are_named() -> None:
    book = openpyxl.Workbook()
    for row in (["Name", "Telefon", "Ort"], ["Anna", 491712222222], ["Karl"]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    read = read_file("a.xlsx", out.getvalue(), region="DE")
    assert [record.name for record in read.records] == ["Anna", "Karl"]
    assert read.records[0].phones[0].e164 == "+491712222222"
    assert not read.problems
    table = io.BytesIO()
    with zipfile.ZipFile(table, "w") as archive:
        archive.writestr("content.xml", "<x/>")
    with pytest.raises(FileProblem, match="own form"):
        read_file("a.ods", table.getvalue())
    with pytest.raises(FileProblem, match="no list"):
        read_file("a.rtf", rb"{\rtf1\ansi Anna}")
