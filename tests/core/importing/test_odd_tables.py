"""Tables that come in other clothes: other quotes and separators, printed lists, web pages, directories."""

import pytest

from deskmate.core.importing import Import, read_file


def read(text: str, name: str = "a.csv", region: str = "US") -> Import:
    """The file as the reader understands it."""
    return read_file(name, text.encode(), region=region)


def phones(found: Import) -> list[tuple[str, str]]:
    """Each customer with the last four digits of their first phone."""
    return [(record.name, record.phones[0].typed[-4:]) for record in found.records]


PEOPLE = [("Ann Lee", "0001"), ("Bob O'Neil", "0002")]


@pytest.mark.parametrize(
    "text",
    [
        "'Name';'Phone'\n'Ann Lee';'555 201 0001'\n'Bob O''Neil';'555 201 0002'\n",
        "“Name”,“Phone”\n“Ann Lee”,“555 201 0001”\n“Bob O'Neil”,“555 201 0002”\n",
        "Name^Phone\nAnn Lee^555 201 0001\nBob O'Neil^555 201 0002\n",
        "Name:Phone\nAnn Lee:555 201 0001\nBob O'Neil:555 201 0002\n",
        "| Name | Phone |\n|------|-------|\n| Ann Lee | 555 201 0001 |\n| Bob O'Neil | 555 201 0002 |\n",
        "Name            Phone\n---------       -----\nAnn Lee         555 201 0001\nBob O'Neil      555 201 0002\n",
        "Name: Ann Lee\nPhone: 555 201 0001\n\nName: Bob O'Neil\nPhone: 555 201 0002\n",
        "FirstName:  Ann\nLastName:  Lee\nCellPhoneNumber:  555 201 0001\n\fFirstName: Bob\nLastName: O'Neil\n"
        "CellPhoneNumber: 555 201 0002\n",
        "<html><style>td {}</style><table><tr><th>Name<th>Phone</tr><tr><td>Ann&nbsp;Lee<td>555 201 0001</tr>"
        "<tr><td>Bob O&#39;Neil</td><td>555 201 0002</td></tr></table>",
    ],
    ids=["single", "curly", "caret", "colon", "markdown", "fixed", "notes", "lotus", "html"],
)
def test_the_same_two_people_in_many_clothes(text: str) -> None:
    assert phones(read(text)) == PEOPLE


def test_a_printed_list_repeats_its_column_names_and_counts_its_pages() -> None:
    found = read("Name,Phone\nAnn Lee,555 201 0001\nPage 1 of 2,\nName,Phone\nBob O'Neil,555 201 0002\nPage 2 of 2\n")
    assert phones(found) == PEOPLE
    assert [(p.row, p.reason) for p in found.problems if "Left out" in p.reason] == [
        (3, "Left out: a page number."),
        (4, "Left out: the column names once more."),
        (6, "Left out: a page number."),
    ]


LDIF = """version: 1

# an address book
dn: cn=Jörg Groß,mail=j@x.de
objectclass: person
givenName:: SsO2cmc=
sn:: R3Jvw58=
cn:: SsO2cmcgR3Jvw58=
mail: j@x.de
telephoneNumber: 0221 333101
mobile: 0171 3333103
mozillaHomeStreet: Weg 1
mozillaHomeLocalityName: Berlin
l: Bonn
street: Hof 2
birthyear: 1970
birthmonth: 12
birthday: 25
description: a long
  note

dn: cn=Everybody
objectclass: groupOfNames
cn: Everybody
member: cn=Jörg Groß
"""


def test_a_directory_file_of_an_address_book() -> None:
    found = read(LDIF, "a.ldif", "DE")
    (record,) = found.records
    assert (record.name, record.given, record.family) == ("Jörg Groß", "Jörg", "Groß")
    assert [(p.typed, p.label) for p in record.phones] == [("0221 333101", "work"), ("0171 3333103", "mobile")]
    assert [(a.street, a.city, a.label) for a in record.addresses] == [
        ("Weg 1", "Berlin", "home"),
        ("Hof 2", "Bonn", "work"),
    ]
    assert record.birthday is not None
    assert (record.birthday.iso, record.notes) == ("1970-12-25", "a long note")
    assert [problem.row for problem in found.problems] == [22], "the list of people is no customer, and said so"


@pytest.mark.parametrize(
    ("cell", "typed", "label", "e164"),
    [
        ("555-201-0010 (work)", "555-201-0010", "work", "+15552010010"),
        ("555 201 0012 ask for Jim", "555 201 0012 ask for Jim", "", "+15552010012"),
        ("call after 5: 555 201 0011", "call after 5: 555 201 0011", "", "+15552010011"),
        ("555 201 0001 ext. 12", "555 201 0001 ext. 12", "", "+15552010001"),
        ("1-800-FLOWERS", "1-800-FLOWERS", "", "+18003569377"),
    ],
)
def test_words_around_a_phone_are_no_digits(cell: str, typed: str, label: str, e164: str) -> None:
    (phone,) = read(f"Name,Phone\nA B,{cell}\n").records[0].phones
    assert (phone.typed, phone.label, phone.e164) == (typed, label, e164)


def test_a_phone_that_a_spreadsheet_shortened_is_no_phone() -> None:
    found = read("Name,Phone\nA B,5.55201E+09\n")
    assert found.records[0].phones == ()
    assert "shortened by a spreadsheet" in found.problems[0].reason
    assert ("Phone", "5.55201E+09") in found.records[0].extra


def test_column_names_in_two_rows() -> None:
    text = "Name,Phone,,Address,,\n,Home,Mobile,Street,City,Zip\nAnn Lee,030 111111,0171 2222222,Str 1,Bonn,53111\n"
    (ann,) = read_file("a.csv", text.encode(), region="DE").records
    assert ann.name == "Ann Lee"
    assert [(phone.typed, phone.label) for phone in ann.phones] == [("030 111111", "home"), ("0171 2222222", "mobile")]
    assert (ann.addresses[0].street, ann.addresses[0].city) == ("Str 1", "Bonn")


def test_how_many_there_are_is_nobody() -> None:
    read = read_file("a.csv", b"Name,Phone\nAnn,030 111111\n2 records,\n7 Zwerge,030 222222\n", region="DE")
    assert [record.name for record in read.records] == ["Ann", "7 Zwerge"]
    assert read.problems[0].row == 3


@pytest.mark.parametrize(
    "text",
    [
        '"Name;Telefon;Ort"\n"Anna Müller;0171 2222222;Köln"\n"Karl Roe;0171 3333333;Bonn"\n',
        '"Name,""Telefon"",Ort"\n"Anna Müller,""0171 2222222"",Köln"\n"Karl Roe,""0171 3333333"",Bonn"\n',
        "Name;Anna Müller;Karl Roe\nTelefon;0171 2222222;0171 3333333\nOrt;Köln;Bonn\n",
    ],
)
def test_lines_quoted_as_a_whole_and_tables_on_their_side(text: str) -> None:
    read = read_file("a.csv", text.encode(), region="DE").records
    assert [(one.name, one.phones[0].typed, one.addresses[0].city) for one in read] == [
        ("Anna Müller", "0171 2222222", "Köln"), ("Karl Roe", "0171 3333333", "Bonn"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        '"Monday, Jan 09, 2023 10:11:12 AM GMT-8"',
        "Stand: 01.03.2024",
        "Druckdatum: 01.03.2024 10:00",
        "Erstellt am 01.03.2024",
        "Generated on 2024-03-01 with SalonBook",
        "Rows: 2",
        "Nombre de clients : 2",
        "End of report",
        "© SalonBook",
        "* = regular",
        "A",
    ],
)
def test_lines_about_the_list_are_nobody(line: str) -> None:
    found = read(f"Name,Phone,City\nAnn Lee,555 201 0001,Leeds\n{line}\nBob O'Neil,555 201 0002,York\n")
    assert phones(found) == PEOPLE
    assert [problem.row for problem in found.problems] == [3], "it is said"


def test_a_lone_name_is_somebody() -> None:
    for name in ("Ann Lee", "Müller", "Prince", "O", "Anna-Lena 2"):
        record = read(f"Name,Phone,City\n{name},,x\n{name},,\n").records[0]
        assert record.name == name


def test_the_title_of_a_group_stands_above_its_columns() -> None:
    found = read("Name,Phone,City\nAnn Lee,555 201 0001,Leeds\nLeads\nName,Phone,City\nBob O'Neil,555 201 0002,York\n")
    assert phones(found) == PEOPLE
    assert [problem.row for problem in found.problems] == [3, 4]
