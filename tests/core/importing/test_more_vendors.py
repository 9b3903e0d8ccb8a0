"""Columns of tills, booking programs and address books that name things in ways of their own."""

from collections.abc import Mapping

import pytest

from deskmate.core.importing import Import, Record, read_file


def table(*rows: Mapping[str, str], region: str = "DE") -> Import:
    """A table with these columns."""
    lines = ["\t".join(rows[0]), *("\t".join(row.values()) for row in rows)]
    return read_file("a.tsv", "\n".join(lines).encode(), region=region, delimiter="\t")


def one(row: Mapping[str, str], region: str = "DE") -> Record:
    return table(row, region=region).records[0]


def test_a_bookkeepers_names_by_kind_of_address() -> None:
    read = one({"Konto": "10001", "Name (Adressattyp Unternehmen)": "", "Name (Adressattyp natürl. Person)": "Müller",
                "Vorname (Adressattyp natürl. Person)": "Anna", "Titel/Akad. Grad": "Dr."})  # fmt: skip
    assert (read.name, read.prefix) == ("Anna Müller", "Dr.")


def test_what_stands_in_brackets_or_is_glued_to_a_number() -> None:
    read = one({"Name": "A B", "Birthday (TT.MM.JJJJ)": "13.02.1980", "Phone1": "030 123456", "Phone2": "030 123457"})
    assert read.birthday is not None
    assert [phone.typed for phone in read.phones] == ["030 123456", "030 123457"]
    assert one({"Name": "A B", "Name (pet)": "Rex"}).extra == (("Name (pet)", "Rex"),)


def test_french_labels_with_an_apostrophe() -> None:
    read = one({"Prénom": "Léa", "Nom": "Petit", "Libellés": "* myContacts ::: VIP", "Titre de l’organisation": "Chef"})
    assert (read.tags, read.job_title) == (("VIP",), "Chef")


def test_japanese_kinds_of_address() -> None:
    read = one({"姓": "山本", "名": "花子", "住所 1 - ラベル": "自宅", "住所 1 - 市区町村": "渋谷区"}, "JP")
    assert [(place.city, place.label) for place in read.addresses] == [("渋谷区", "home")]
    assert not read.tags


def test_a_fax_is_a_fax_wherever_it_stands() -> None:
    assert one({"Name": "A", "Phone 1 - Type": "Home Fax", "Phone 1 - Value": "030 123456"}).phones[0].label == "fax"


def test_a_part_of_a_city_makes_no_second_address() -> None:
    (place,) = one({"Name": "A", "Line 1": "1 High", "Suburb": "Ponsonby", "City": "Auckland"}).addresses
    assert (place.street, place.city) == ("1 High, Ponsonby", "Auckland")
    (place,) = one({"Name": "A", "Suburb": "Ponsonby"}).addresses
    assert place.city == "Ponsonby"


def test_a_street_without_a_word_belongs_to_the_only_city() -> None:
    (place,) = one({"Full Name": "A B", "Street 1": "1 Main", "Ship City": "Reno", "Ship Zipcode": "89501"}).addresses
    assert (place.street, place.city, place.label) == ("1 Main", "Reno", "shipping")


def test_an_appointment_with_what_it_cost() -> None:
    read = one({"Start Time": "March 4, 2025 10:00 am", "First Name": "Ann", "Last Name": "Lee",
                "Appointment Price": "45.00", "Paid?": "yes"})  # fmt: skip
    assert [(entry.at, entry.kind, entry.amount_minor) for entry in read.entries] == [
        ("2025-03-04T10:00:00", "visit", 4500)
    ]
    assert ("Paid?", "yes") in read.extra


def test_how_many_is_not_what() -> None:
    read = one({"Full Name": "A B", "Sale Date": "03/14/25", "Number of Items": "2", "Order Total": "16.50"}, "US")
    assert read.entries[0].text == ""
    assert ("Number of Items", "2") in read.extra


@pytest.mark.parametrize(
    "row",
    [
        {"Review Created (UTC)": "2025-03-04", "Review Username": "Ann Lee", "Review Content": "Good",
         "Review Stars": "5"},
        {"date": "2025-03-04", "stars": "5.0", "user": "Ann Lee", "text": "Good"},
        {"Datum": "04.03.2025", "Name": "Ann Lee", "Sterne": "★★★★★", "Bewertung": "Good"},
        {"Rating": "5 of 5 bubbles", "Date of review": "4 March 2025", "Author": "Ann Lee", "Review": "Good"},
    ],
)  # fmt: skip
def test_reviews_from_many_places(row: dict[str, str]) -> None:
    read = one(row)
    assert read.name == "Ann Lee"
    assert [(entry.at[:10], entry.kind, entry.text) for entry in read.entries] == [
        ("2025-03-04", "feedback", "5 of 5 stars: Good")
    ]


def test_the_title_of_a_review_is_no_profession() -> None:
    read = one({"Title": "Great", "Rating": "5", "Date of review": "2025-03-04", "Author": "Ann", "Review": "Good"})
    assert (read.entries[0].text, read.job_title) == ("5 of 5 stars: Great; Good", "")


def test_a_postcode_in_a_table_without_names_is_no_phone() -> None:
    data = b'"Lee, Ann",555-201-0123,Reno,89501\n"Roe, Bob",555-201-0124,Reno,89501-1234\n'
    assert [len(record.phones) for record in read_file("a.csv", data, region="US").records] == [1, 1]


@pytest.mark.parametrize(
    ("typed", "name", "given", "family", "organisation"),
    [
        ("Müller, Anna (Kranz GmbH)", "Anna Müller", "Anna", "Müller", "Kranz GmbH"),
        ("Anna Müller (Bäckerei Kranz)", "Anna Müller", "Anna", "Müller", "Bäckerei Kranz"),
        ("Kranz GmbH, Anna Müller", "Anna Müller", "Anna", "Müller", "Kranz GmbH"),
        ("Anna & Karl Müller", "Anna & Karl Müller", "Anna & Karl", "Müller", ""),
        ("Müller, Anna und Karl", "Anna und Karl Müller", "Anna und Karl", "Müller", ""),
        ("Müller; Anna", "Anna Müller", "Anna", "Müller", ""),
        ("Familie Müller", "Familie Müller", "", "Müller", ""),
        ("Anna Müller - VIP", "Anna Müller - VIP", "", "", ""),
        ("*Anna Müller*", "*Anna Müller*", "Anna", "Müller", ""),
        ("Prof. Dr. Dr. h.c. Anna Müller MBA", "Prof. Dr. Dr. h.c. Anna Müller MBA", "Anna", "Müller", ""),
        ("محمد بن سلمان", "محمد بن سلمان", "محمد", "بن سلمان", ""),
        ("Firma Kranz", "Firma Kranz", "", "", ""),
    ],
)
def test_names_with_a_company_a_couple_or_a_remark(
    typed: str, name: str, given: str, family: str, organisation: str
) -> None:
    read = one({"Name": typed, "Phone": "030 123456"})
    assert (read.name, read.given, read.family, read.organisation) == (name, given, family, organisation)


def test_a_company_for_a_name_beside_somebodys_own_is_where_they_work() -> None:
    read = one({"*ContactName": "Lee Ltd", "FirstName": "Ann", "LastName": "Lee"})
    assert (read.name, read.organisation, read.is_company) == ("Ann Lee", "Lee Ltd", False)


def test_a_name_shown_beside_an_address_is_better_than_none() -> None:
    read = table({"Email": "Ann Lee <ann@x.de>, bob@x.de"}, {"Email": '"Lee, Cleo" <cleo@x.de>'})
    assert [record.name for record in read.records] == ["Ann Lee", "Cleo Lee"]
    assert [email.address for email in read.records[0].emails] == ["ann@x.de", "bob@x.de"]
    assert one({"Name": "Shop", "Email": "Ann Lee <ann@x.de>"}).name == "Shop"


@pytest.mark.parametrize(
    ("cell", "typed", "e164", "label"),
    [
        ("01712222222.0", "01712222222", "+491712222222", ""),
        ("030 123456 / -57", "030 123456 / -57", "+4930123456", ""),
        ("Mobil: 0171 2222222", "0171 2222222", "+491712222222", "mobile"),
        ("Oma: 0171 2222222", "Oma: 0171 2222222", "+491712222222", ""),
    ],
)
def test_numbers_that_spreadsheets_and_people_dressed_up(cell: str, typed: str, e164: str, label: str) -> None:
    (phone,) = one({"Name": "A", "Telefon": cell}).phones
    assert (phone.typed, phone.e164, phone.label) == (typed, e164, label)


def test_noughts_are_no_number_and_a_number_for_a_name_can_be_called() -> None:
    assert not one({"Name": "A", "Telefon": "00000000"}).phones
    read = one({"Name": "0171 2222222", "Ort": "Köln"})
    assert (read.name, read.given, read.phones[0].e164) == ("0171 2222222", "", "+491712222222")


def test_a_time_in_a_column_of_its_own_belongs_to_the_day() -> None:
    read = one({"Guest Name": "Lee, Ann", "Visit Date": "03/14/2025", "Visit Time": "7:30 PM"}, "US")
    assert [(entry.at, entry.kind) for entry in read.entries] == [("2025-03-14T19:30:00", "visit")]
    read = one({"Kunde": "Anna", "Datum": "14.03.2025", "Uhrzeit": "mittags", "Betrag": "1,00"})
    assert (read.entries[0].at, read.extra) == ("2025-03-14", (("Uhrzeit", "mittags"),))
    assert one({"Name": "Anna", "Uhrzeit": "14:30"}).extra == (("Uhrzeit", "14:30"),)


def test_what_a_spreadsheet_writes_for_an_error_is_nothing() -> None:
    read = table({"Name": "Anna", "Telefon": "#NV", "Geburtstag": "#WERT!", "Ort": "#REF!"})
    assert read.records[0] == one({"Name": "Anna", "Telefon": "", "Geburtstag": "", "Ort": ""})
    assert not read.problems


def test_columns_that_only_sound_like_an_address() -> None:
    read = table({"Email": "a@x.de", "Email Lists": "News", "Email permission status": "Implicit", "_website": "base",
                  "password_hash": "f00"})  # fmt: skip
    assert [email.address for email in read.records[0].emails] == ["a@x.de"]
    assert read.records[0].tags == ("News",)
    assert not read.records[0].urls
    assert "f00" not in repr(read)


def test_two_spanish_family_names() -> None:
    assert one({"Nombre": "Ana", "1er Apellido": "García", "2º Apellido": "López"}, "ES").name == "Ana García López"


@pytest.mark.parametrize(
    ("column", "currency"),
    [("Betrag (€)", "EUR"), ("Total CHF", "CHF"), ("Amount (USD)", "USD"), ("Total (incl. VAT)", ""), ("TOTAL", "")],
)
def test_the_currency_may_stand_in_the_name_of_the_column(column: str, currency: str) -> None:
    (entry,) = one({"Name": "A", "Date": "2025-03-04", column: "12.50"}).entries
    assert (entry.amount_minor, entry.currency) == (1250, currency)
