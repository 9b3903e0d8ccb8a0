"""Cards as phones and programs really write them: what is broken, undeclared or odd costs nothing else on the card."""

import base64

import pytest
from vcard_files import card, cards

from deskmate.core.importing import read_file

JPEG = base64.b64encode(b"\xff\xd8\xff\xe0" + bytes(90)).decode()


def test_a_soft_break_too_many_does_not_swallow_the_next_line() -> None:
    read = card("N:B;A", "NOTE;ENCODING=QUOTED-PRINTABLE:first=", "TEL;CELL:0171 2222222", version="2.1")
    assert (read.notes, read.phones[0].typed) == ("first", "0171 2222222")


def test_a_note_that_speaks_of_a_telephone_stays_whole() -> None:
    lines = ("N:B;A", "NOTE;ENCODING=QUOTED-PRINTABLE:call=0D=0A=", "TEL:0171 2222222")
    assert card(*lines, version="2.1").notes == "call\nTEL:0171 2222222"


def test_quoted_printable_that_nothing_declares() -> None:
    assert card("FN:J=C3=B6rg M=C3=BCller", version="2.1").name == "Jörg Müller"
    assert card("FN:J=C3=B6rg").name == "J=C3=B6rg"
    assert card("FN:A", "NOTE:a=b, 5=5", version="2.1").notes == "a=b, 5=5"


@pytest.mark.parametrize("head", ["PHOTO;ENCODING=b;TYPE=JPEG:", "PHOTO;JPEG:", "PHOTO;TYPE=JPEG:"])
def test_a_picture_that_is_cut_short_or_declares_nothing_is_still_one(head: str) -> None:
    read = card("FN:A B", head + JPEG[:61], JPEG[61:102], "TEL:030 123456")
    assert read.photo is not None
    assert read.photo.startswith(b"\xff\xd8\xff")
    assert not read.extra
    assert read.phones[0].typed == "030 123456"


def test_line_ends_written_as_signs() -> None:
    read = read_file("a.vcf", rb"BEGIN:VCARD\nVERSION:3.0\nFN:A B\nTEL:030 111111\nEND:VCARD").records
    assert (read[0].name, read[0].phones[0].typed) == ("A B", "030 111111")
    assert card("FN:A", r"ADR:;;1 St\r\nFloor 2;Town").addresses[0].street == "1 St\nFloor 2"


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("BDAY:0000-02-03", "--02-03"),
        ("BDAY:00010203", "--02-03"),
        ("BDAY:1604-02-03T00:00:00", "--02-03"),
        ("BDAY:1604-00-00", ""),
        ("BDAY:(null)", ""),
        ("BDAY:4501-01-01", ""),
    ],
)
def test_programs_ways_to_leave_out_a_year_or_a_day(line: str, iso: str) -> None:
    read = cards("FN:A", line)
    day = read.records[0].birthday
    assert (day.iso if day else "") == iso
    assert not read.problems


def test_a_day_that_could_be_two_is_read_by_the_country_or_kept_as_text() -> None:
    for region, iso in (("US", "1980-03-02"), ("DE", "1980-02-03")):
        day = card("FN:A", "BDAY:03/02/1980", region=region).birthday
        assert day is not None
        assert day.iso == iso
    read = cards("FN:A", "BDAY:03/02/1980", region="")
    assert read.records[0].birthday is None
    assert "two different days" in read.problems[0].reason


def test_several_addresses_or_numbers_on_one_line() -> None:
    read = card("FN:A", "EMAIL:a@x.de; b@x.de", "TEL;CELL:0171 2222222 / 0172 3333333")
    assert [email.address for email in read.emails] == ["a@x.de", "b@x.de"]
    assert [phone.typed for phone in read.phones] == ["0171 2222222", "0172 3333333"]


def test_no_name_is_nobodys_name() -> None:
    assert card("FN:(null)", "N:(null);(null);;;", "TEL:030 123456").name == "030 123456"
    assert card("FN:Unknown", "EMAIL:a@x.de").name == "a@x.de"


def test_labels_and_relatives_in_plain_words() -> None:
    read = card(
        "FN:A",
        "item1.TEL:030 123456",
        "item1.X-ABLabel:_$!<HomeFAX>!$_",
        "X-ANDROID-CUSTOM:vnd.android.cursor.item/relation;Petra;14;;;;;;;;;;;;;",
        "X-SPOUSESNAME:Tom",
        "X-IRMC-LUID:0001",
    )
    assert read.phones[0].label == "fax"
    assert read.extra == (("Spouse", "Petra"), ("Spouse", "Tom"))


def test_the_preferred_language_and_the_first_company_that_has_a_name() -> None:
    read = card("FN:A", "LANG;PREF=2:en", "LANG;PREF=1:de", "ORG:;Kitchen", "ORG:Tea Ltd", version="4.0")
    assert (read.language, read.organisation, read.department) == ("de", "Tea Ltd", "Kitchen")
    assert ("Language", "en") in read.extra


def test_a_kind_in_ones_own_letters_is_ones_own_word() -> None:
    assert card('TEL;TYPE="费":030 123456').phones[0].label == "费"


def test_a_company_in_brackets_behind_the_only_name_is_where_they_work() -> None:
    read = card("FN:Müller, Anna (Kranz GmbH)")
    assert (read.name, read.given, read.family) == ("Müller, Anna (Kranz GmbH)", "Anna", "Müller")
    assert (read.organisation, read.known_as) == ("Kranz GmbH", "")


def test_cards_that_were_indented_as_a_whole() -> None:
    text = "  BEGIN:VCARD\n  VERSION:3.0\n  FN:Ann Lee\n  NOTE:a\n    b\n  TEL:030 123456\n  END:VCARD\n"
    (read,) = read_file("a.vcf", text.encode()).records
    assert (read.name, read.notes, read.phones[0].typed) == ("Ann Lee", "a b", "030 123456")


def test_an_address_for_a_name_is_no_given_name() -> None:
    read = card("N:;anna@x.de;;;", "FN:anna@x.de", "EMAIL:anna@x.de", "X-GROUP-NAME:Family")
    assert (read.name, read.given, read.tags) == ("anna@x.de", "", ("Family",))


@pytest.mark.parametrize(
    "line",
    ["NICKNAME:Annie", "LABEL;WORK:1 High St", "ROLE:Lead", "CATEGORIES:vip", "item1.TEL:030 123456", "VERSION:2.1",
     "CLASS:PUBLIC", "ANNIVERSARY:2001-02-03", "IMPP:x:y"],
)  # fmt: skip
def test_a_soft_break_too_many_before_any_property(line: str) -> None:
    assert card("FN:A", "ORG;ENCODING=QUOTED-PRINTABLE:Acme=", line, version="2.1").organisation == "Acme"


def test_soft_breaks_with_blanks_behind_them_and_doubled_line_ends() -> None:
    note = "NOTE;ENCODING=QUOTED-PRINTABLE:one ="
    assert card("FN:A", note + " \t", "two", version="2.1").notes == "one two"
    read = cards("N:Lee;Ann", note, "two", "TEL:030 123456", version="2.1", end=b"\r\r\n").records[0]
    assert (read.notes, read.phones[0].typed) == ("one two", "030 123456")


@pytest.mark.parametrize("line", ["EMAIL;INTERNET:ann.lee@exam", "URL:http://x.example/ann.lee@exam"])
def test_a_fold_puts_no_blank_into_an_address(line: str) -> None:
    read = card("N:Lee;Ann", line, " ple.example", "NOTE:one", " two", version="2.1")
    assert [email.address for email in read.emails] + list(read.urls) == [line.partition(":")[2] + "ple.example"]
    assert read.notes == "one two"


def test_texts_in_base64() -> None:
    def b64(text: str, charset: str = "utf-8") -> str:
        return base64.b64encode(text.encode(charset)).decode()

    read = card(
        f"N;ENCODING=BASE64;CHARSET=UTF-8:{b64('Müller;Jörg')}",
        f"TITLE;ENCODING=BASE64;CHARSET=ISO-8859-1:{b64('Büro', 'latin-1')}",
        f"X-HOBBY;ENCODING=b:{b64('Tee')}",
        "NOTE;ENCODING=BASE64:",
        f" {b64('Likes tea')}",
        "",
        "TEL:030 123456",
        version="2.1",
    )
    assert (read.family, read.given, read.job_title, read.notes) == ("Müller", "Jörg", "Büro", "Likes tea")
    assert read.extra == (("Hobby", "Tee"),)


def test_what_declares_base64_and_is_none_stays_as_it_is() -> None:
    assert card("FN:A", "NOTE;ENCODING=BASE64:Likes tea, no milk").notes == "Likes tea, no milk"


@pytest.mark.parametrize("line", [f"LOGO;ENCODING=b;TYPE=JPEG:{JPEG}", f"SOUND;ENCODING=b:{JPEG}",
                                  f"X-PRINT;ENCODING=b:{JPEG}"])  # fmt: skip
def test_what_is_no_text_and_has_no_place_is_said_to_be_left_out(line: str) -> None:
    read = cards("FN:A", line)
    assert [problem.field for problem in read.problems] == [line.partition(";")[0]]
    assert not read.records[0].extra


def test_the_address_of_a_logo_is_kept() -> None:
    assert card("FN:A", "LOGO;VALUE=uri:http://x.example/a.png").extra == (("Logo", "http://x.example/a.png"),)


def test_a_picture_in_an_address_with_percent_signs() -> None:
    quoted = JPEG.replace("/", "%2F").replace("+", "%2B").replace("=", "%3D")
    assert card("FN:A", f"PHOTO:data:image/jpeg;base64,{quoted}", version="4.0").photo == base64.b64decode(JPEG)
