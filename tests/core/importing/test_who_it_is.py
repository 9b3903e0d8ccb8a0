"""Which column holds the names of customers, and which only sounds like it."""

import pytest

from deskmate.core.importing import Import, read_file


def table(names: str, *rows: str) -> Import:
    """A list with these columns and rows, each parted by semicolons."""
    return read_file("a.csv", "\n".join([names, *rows]).encode(), region="DE", delimiter=";")


NUMBERS = [
    "Client #", "Customer #", "Patient #", "Guest #", "Member #", "Klient nr", "Nr klienta", "Klant nr", "Müşteri No",
    "Nº de cliente", "Cliente Nº", "№ клиента", "Код клиента", "Mitglieds-Nr.", "Patienten-ID", "Contact #",
]  # fmt: skip


@pytest.mark.parametrize("column", NUMBERS)
def test_the_numbers_of_customers_are_not_their_names(column: str) -> None:
    for names, row in (("Name", "Ann Lee"), ("Vorname;Nachname", "Ann;Lee")):
        (record,) = table(f"{column};{names}", f"12;{row}").records
        assert (record.name, record.external_id, record.extra) == ("Ann Lee", "12", ())


def test_a_contact_number_that_can_be_called_is_a_phone() -> None:
    (record,) = table("Name;Contact #", "Ann Lee;030 1234567").records
    assert ([phone.typed for phone in record.phones], record.external_id) == (["030 1234567"], "")


def test_the_second_address_is_no_number_of_an_address() -> None:
    (record,) = table("Name;Address #1;Address #2;City", "Ann Lee;Weg 1;Hinterhaus;Ulm").records
    assert [place.street for place in record.addresses] == ["Weg 1, Hinterhaus"]


@pytest.mark.parametrize(
    "column",
    ["Last Contact", "First contact", "Last client", "Last customer", "Last guest", "First Customer Contact",
     "Last call", "Preferred Contact", "Preferred client"],
)  # fmt: skip
def test_days_and_ways_to_reach_somebody_are_no_names_and_no_phones(column: str) -> None:
    for cell in ("01.02.2020", "Email"):
        for names, row in (("Name", "Ann Lee"), ("First Name;Last Name", "Ann;Lee")):
            (record,) = table(f"{names};{column}", f"{row};{cell}").records
            assert (record.name, record.given, record.family) == ("Ann Lee", "Ann", "Lee")
            assert (record.phones, record.extra) == ((), ((column, cell),))


def test_a_way_to_reach_somebody_is_not_their_name() -> None:
    read = table("First Name;Last Name;Contact", "Ann;Lee;Email", "Bob;Ray;Text", "Cleo;Orr;Phone")
    assert [(record.name, record.extra[0][1]) for record in read.records] == [
        ("Ann Lee", "Email"),
        ("Bob Ray", "Text"),
        ("Cleo Orr", "Phone"),
    ]
    assert table("Contact;Phone", "Mel;030 1234567").records[0].name == "Mel"


def test_days_counts_and_answers_are_no_names_whatever_their_column_is_called() -> None:
    read = table("Name;Family;Given;Kunden;Gast", "Ann Lee;01.02.2020;yes;3;nein", "Bob Ray;24.05.2020;no;4;ja")
    assert [(record.name, len(record.extra)) for record in read.records] == [("Ann Lee", 4), ("Bob Ray", 4)]


@pytest.mark.parametrize(
    "column",
    ["Kunden", "Gast", "Gästename", "Teilnehmer", "Käufer", "Tierhalter", "Schüler", "Clients", "Customers", "Buyer",
     "Student", "Paciente", "Denominazione", "Nazwa", "Pacjent", "Покупатель", "Имя клиента", "Müşteri Ünvanı", "客户",
     "顾客", "お客様", "氏名(漢字)", "고객", "Name u. Vorname", "Vorname Name", "Name/Firma", "What is your name?",
     "Wie heißt du?"],
)  # fmt: skip
def test_what_lists_call_whoever_comes(column: str) -> None:
    assert table(f"{column};Telefon", "Ann;030 1234567").records[0].name == "Ann"


def test_a_word_for_the_customer_beside_a_name_is_somebody_else() -> None:
    (record,) = table("Vorname;Nachname;Schüler", "Ann;Lee;Tim Lee").records
    assert (record.name, record.extra) == ("Ann Lee", (("Schüler", "Tim Lee"),))
    (record,) = table("Datum;Kunde;Nazwa;Betrag", "01.02.2024;Ann Lee;Szampon;12,00").records
    assert (record.name, record.entries[0].amount_minor) == ("Ann Lee", 1200)


def test_a_list_that_begins_with_the_family_name_may_say_so() -> None:
    record = table("Name u. Vorname;Telefon", "Lee Ann;030 1234567").records[0]
    assert (record.name, record.given, record.family) == ("Ann Lee", "Ann", "Lee")
    assert table("姓名;会员", "王小明;是").records[0].name == "王小明"
    assert table("会员;电话", "是;13812345678", "否;13912345678").records[0].extra == (("会员", "是"),)


def test_the_owners_of_animals() -> None:
    (record,) = table("Owner Last;Owner First;Pet Name;Phone", "Lee;Ann;Rex;030 1234567").records
    assert (record.name, record.given, record.family) == ("Ann Lee", "Ann", "Lee")
    (record,) = table("Owner First Name;Owner Last Name;Contact Name;Phone", "Kim;Boss;Ann Lee;030 1234567").records
    assert record.name == "Ann Lee"


def test_questions_of_a_form() -> None:
    (record,) = table("What is your name?;What's your phone number?;Deine Handynummer",
                      "Ann Lee;030 1234567;0171 1234567").records  # fmt: skip
    assert [(phone.typed, phone.label) for phone in record.phones] == [("030 1234567", ""), ("0171 1234567", "mobile")]


def test_an_unknown_column_of_names_is_the_name() -> None:
    read = table("Wer da war;Ort/Kreis;E-Mail;Letzter Besuch",
                 "Ann Lee;Ulm;a@x.de;01.02.2024", "Bob van Ray;Ulm;b@x.de;")  # fmt: skip
    assert [(record.name, record.extra) for record in read.records] == [
        ("Ann Lee", (("Ort/Kreis", "Ulm"),)),
        ("Bob van Ray", (("Ort/Kreis", "Ulm"),)),
    ]


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("Drink", ("Tea", "Coffee")),  # single words may be anything
        ("Wish", ("Blue Moon", "Blue Moon")),  # said twice
        ("Remark from us", ("Comes late often", "Wants to sit inside")),
        ("Agent", ("Kim Boss", "Lee Chief")),
        ("Stylist", ("Kim Boss", "Lee Chief")),
    ],
)
def test_other_words_are_no_names(column: str, cells: tuple[str, str]) -> None:
    read = table(f"{column};E-Mail", f"{cells[0]};a@x.de", f"{cells[1]};b@x.de")
    assert [record.name for record in read.records] == ["a@x.de", "b@x.de"]
