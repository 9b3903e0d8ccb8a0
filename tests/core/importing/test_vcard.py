"""Cards of every version and dialect: what can be read comes in, the rest is listed."""

import base64

import pytest

from deskmate.core.importing import Import, read_file


def read(*lines: str | bytes, end: bytes = b"\r\n") -> Import:
    data = end.join(line if isinstance(line, bytes) else line.encode() for line in lines)
    return read_file("a.vcf", data, region="DE")


def card(*lines: str | bytes, version: str = "3.0") -> Import:
    return read("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", "")


def test_one_broken_card_loses_no_other() -> None:
    found = read("BEGIN:VCARD", "FN:A", "§§§", "END:VCARD", "BEGIN:VCARD", "FN:B", "BEGIN:VCARD", "FN:C", "END:VCARD")
    assert [record.name for record in found.records] == ["A", "B", "C"]
    assert {problem.row for problem in found.problems} == {1, 2}


def test_cards_glued_together_and_without_a_beginning() -> None:
    assert len(read("BEGIN:VCARD", "FN:A", "END:VCARDBEGIN:VCARD", "FN:B", "END:VCARD").records) == 2
    assert [r.name for r in read("FN:A", "END:VCARD", "BEGIN:VCARD", "FN:B", "END:VCARD").records] == ["A", "B"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_with_and_without_a_mark(encoding: str) -> None:
    data = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jörg\r\nNOTE:Straße 5, am Markt\r\nEND:VCARD\r\n".encode(encoding)
    assert read_file("a.vcf", data).records[0].name == "Jörg"


def test_each_line_may_have_its_own_character_set() -> None:
    name = b"FN;CHARSET=SHIFT_JIS:" + "伊能 圭一".encode("cp932")
    found = card(name, "N;CHARSET=UTF-8:伊能;圭一;;;", b"NOTE;CHARSET=ISO-8859-1:K\xf6ln", version="2.1")
    assert found.records[0].name == "伊能 圭一"
    assert found.records[0].notes == "Köln"
    assert not found.questions


def test_quoted_printable_with_soft_breaks() -> None:
    found = card(
        "FN:x",
        "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Gr=C3=BC=",
        "=C3=9Fe=0D=0Aaus K=C3=B6ln",
        "TEL:123",
        version="2.1",
    )
    assert found.records[0].notes == "Grüße\naus Köln"
    assert found.records[0].phones


def test_quoted_printable_in_windows_1252_without_saying_so() -> None:
    assert card("FN:x", "NOTE;ENCODING=QUOTED-PRINTABLE:Reid=92s", version="2.1").records[0].notes == "Reid’s"


def test_folded_lines_and_folds_inside_quotes() -> None:
    found = card("FN:Anna Hu", " ber", 'ADR;LABEL="one', ' two";TYPE=home:;;Weg 1;Ort;;1;DE')
    assert found.records[0].name == "Anna Huber"
    assert found.records[0].addresses[0].street == "Weg 1"


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("BDAY:19800203", "1980-02-03"),
        ("BDAY:1980-02-03T10:00:00Z", "1980-02-03"),
        ("BDAY;VALUE=date:--0203", "--02-03"),
        ("BDAY:--02-03", "--02-03"),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-03", "--02-03"),
        ("BDAY:1985", None),
        ("BDAY:10000", None),
        ("BDAY;VALUE=text:circa 1800", None),
        ("BDAY:", None),
    ],
)
def test_birthdays(line: str, iso: str | None) -> None:
    birthday = card("FN:x", line).records[0].birthday
    assert (birthday.iso if birthday else None) == iso


def test_a_birthday_that_is_no_date_is_kept_as_text() -> None:
    found = card("FN:x", "BDAY:1985")
    assert found.records[0].extra == (("Birthday", "1985"),)
    assert found.problems


def test_labels_groups_and_the_preferred_one() -> None:
    record = card(
        "FN:x", "item1.TEL:030 1", "item1.X-ABLabel:Grandma", "TEL;TYPE=CELL,pref:0170 1234567", "item2.URL:x.de",
        "item2.X-ABLabel:_$!<HomePage>!$_",
    ).records[0]  # fmt: skip
    assert [(phone.label, phone.preferred) for phone in record.phones] == [("Grandma", False), ("mobile", True)]


def test_words_in_a_phone_are_kept_and_never_become_digits() -> None:
    found = card("FN:x", "TEL:BusinessPhone")
    assert not found.records[0].phones
    assert ("Phone", "BusinessPhone") in found.records[0].extra


@pytest.mark.parametrize("blank", [[], [""]])
def test_pictures_in_every_spelling(blank: list[str]) -> None:
    picture = bytes(range(256))
    text = base64.b64encode(picture).decode()
    for lines in (
        [f"PHOTO;ENCODING=b;TYPE=JPEG:{text[:60]}", f" {text[60:]}"],
        ["PHOTO;ENCODING=BASE64;JPEG:", f" {text[:60]}", f" {text[60:]}", *blank],
        [f"PHOTO:data:image/jpeg;base64,{text[:60]}", f" {text[60:]}"],
        [f"PHOTO;BASE64:{text[:60]}", text[60:]],
    ):
        record = card("FN:x", *lines, "TEL:12345").records[0]
        assert record.photo == picture
        assert record.phones


def test_companies_groups_and_empty_cards() -> None:
    assert card("FN:ACME", "KIND:org", version="4.0").records[0].is_company
    assert card("FN:Apple AG", "N:;;;;", "X-ABShowAs:COMPANY").records[0].given == ""
    for lines in (["FN:Team", "KIND:group"], ["FN:"], []):
        found = card(*lines)
        assert not found.records
        assert "Left out" in found.problems[0].reason


def test_a_nested_card_is_not_a_customer() -> None:
    found = read("BEGIN:VCARD", "FN:A", "AGENT:", "BEGIN:VCARD", "FN:Secretary", "END:VCARD", "TEL:12345", "END:VCARD")
    assert [record.name for record in found.records] == ["A"]
    assert found.records[0].phones


def test_escapes_of_structured_values() -> None:
    record = card("N:Doe;John;Richter\\, James;;", "FN:John\\, Doe", "ADR:;;A\\;B;C;;;").records[0]
    assert (record.middle, record.name, record.addresses[0].street) == ("Richter, James", "John, Doe", "A;B")


def test_a_very_long_file_of_cards_is_read_in_time() -> None:
    data = b"BEGIN:VCARD\nVERSION:3.0\nFN:A B\nN:B;A;;;\nTEL;TYPE=CELL:0170 1234567\nEND:VCARD\n" * 3_000
    assert len(read_file("a.vcf", data).records) == 3_000


def _one(*lines: str, version: str = "3.0", region: str = "DE") -> Import:
    card = "\r\n".join(("BEGIN:VCARD", f"VERSION:{version}", "FN:Ann Lee", "N:Lee;Ann;;;", *lines, "END:VCARD", ""))
    return read_file("a.vcf", card.encode(), region=region)


def test_what_programs_call_their_own_goes_without_their_names() -> None:
    (record,) = _one(
        "X-MS-SPOUSE;N:Bob",
        "X-EVOLUTION-MANAGER:Sue",
        "X-KADDRESSBOOK-X-AssistantsName:Kim",
        "IMPP;X-SERVICE-TYPE=Skype;type=pref:skype:ann",
        "X-SOCIALPROFILE;type=twitter:http://t/ann",
        "RELATED;TYPE=child;VALUE=text:Tim",
        "X-MOZILLA-HTML:FALSE",
        "X-MS-OL-DEFAULT-POSTAL-ADDRESS:2",
    ).records
    assert record.extra == (
        ("Spouse", "Bob"), ("Manager", "Sue"), ("Assistant", "Kim"), ("Skype", "skype:ann"),
        ("Twitter", "http://t/ann"), ("Child", "Tim"),
    )  # fmt: skip


def test_outlooks_other_phones_are_phones() -> None:
    lines = ("X-MS-TEL;VOICE;ASSISTANT:0221 333105", "X-MS-TEL;VOICE;COMPANY:0221 333106")
    (record,) = _one(*lines, version="2.1").records
    assert [(phone.typed, phone.label) for phone in record.phones] == [
        ("0221 333105", "assistant"),
        ("0221 333106", "work"),
    ]


def test_phones_are_called_what_people_called_them() -> None:
    (record,) = _one(
        "TEL;TYPE=x-Ferienhaus:0221 333101",
        "TEL;X-Custom(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,=4F=6D=61):0221 333102",
    ).records
    assert [phone.label for phone in record.phones] == ["Ferienhaus", "Oma"]


def test_a_second_of_what_there_is_one_place_for_is_kept() -> None:
    (record,) = _one("TITLE:Chef", "ROLE:Owner", "NICKNAME:Annie,Nan", "LANG:de", "LANG:en", "ORG:A", "ORG:B;C",
                     "BDAY:1970-12-25", "BDAY:1971-12-25", "FN:Ann L.", version="4.0").records  # fmt: skip
    assert (record.name, record.job_title, record.known_as, record.language) == ("Ann Lee", "Chef", "Annie", "de")
    assert set(record.extra) == {
        ("Job", "Owner"), ("Nickname", "Nan"), ("Language", "en"), ("Organisation", "B, C"),
        ("Birthday", "1971-12-25"), ("Name", "Ann L."),
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["group", "location", "device"])
def test_a_card_that_is_no_person_is_listed(kind: str) -> None:
    found = _one(f"KIND:{kind}", version="4.0")
    assert found.records == ()
    assert found.problems[0].reason.startswith("Left out: the card is a")


@pytest.mark.parametrize(
    "agent",
    [
        ("AGENT:BEGIN:VCARD\\nFN:Susan\\nTEL:555\\nEND:VCARD\\n",),
        ("AGENT:", "BEGIN:VCARD", "VERSION:2.1", "N:Friday;Fred", "TEL;WORK:555 201 0009", "END:VCARD"),
        ("AGENT:", "", "BEGIN:VCARD", "N:Friday;Fred", "", "TEL;WORK:555 201 0009", "END:VCARD"),
        ("AGENT;CHARSET=UTF-8:", "BEGIN:VCARD", "N:Friday;Fred", "TEL;WORK:555 201 0009", "END:VCARD"),
        ("item1.AGENT;TYPE=VCARD:BEGIN:VCARD", "", "N:Friday;Fred", "TEL;WORK:555 201 0009", "END:VCARD"),
        ("AGENT:", "BEGIN:VCARD", "N:Friday;Fred", "AGENT:BEGIN:VCARD", "TEL:1", "END:VCARD", "TEL:2", "END:VCARD"),
    ],
)
def test_a_card_inside_a_card_is_said_to_be_left_out(agent: tuple[str, ...]) -> None:
    found = _one(*agent, "TEL;HOME:0221 333101")
    (record,) = found.records
    assert [phone.typed for phone in record.phones] == ["0221 333101"]
    assert [(problem.field, problem.reason) for problem in found.problems] == [
        ("AGENT", "Somebody else's card inside this one is left out.")
    ]


def test_lists_of_contacts_are_no_persons() -> None:
    found = _one("X-EVOLUTION-LIST:TRUE", "EMAIL:a@x.example")
    assert found.records == ()
    assert "a group of contacts" in found.problems[0].reason
    assert len(_one("X-EVOLUTION-LIST:FALSE").records) == 1
    text = b"BEGIN:VCARD\nFN:A\nEND:VCARD\nBEGIN:VLIST\nFN:My list\nCARD;FN=A:4A.vcf\nEND:VLIST\n"
    found = read_file("a.vcf", text)
    assert [record.name for record in found.records] == ["A"]
    assert [(problem.row, "a group of contacts" in problem.reason) for problem in found.problems] == [(2, True)]


def test_an_address_in_place_of_a_name_is_no_given_name() -> None:
    (record,) = read_file("a.vcf", b"BEGIN:VCARD\nVERSION:3.0\nFN:a@x.de\nEMAIL:a@x.de\nEND:VCARD\n").records
    assert (record.name, record.given) == ("a@x.de", "")


def test_cyrillic_cards_are_not_taken_for_greek() -> None:
    card = "BEGIN:VCARD\nVERSION:2.1\nN:Иванов;Иван\nEND:VCARD\n"
    assert read_file("a.vcf", card.encode("cp1251"), region="RU").records[0].family == "Иванов"
