"""Rows become customers, and nothing of them is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskmate.core.importing import Entry, Import, formulas, read_file, several_phones, to_json, values


def read(text: str, **options: object) -> Import:
    return read_file("a.csv", text.encode(), **options)  # type: ignore[arg-type]


def test_the_dry_run_shows_each_record_in_the_documented_shape() -> None:
    record = read(
        "Name,Phone,Email,Birthday,Tags\nAnna Huber,0170 1234567,A@X.de,1980-02-03,vip\n", region="DE"
    ).records[0]
    assert to_json(record) == {
        "source_row": 2,
        "name": "Anna Huber",
        "given": "Anna",
        "family": "Huber",
        "organisation": "",
        "phones": [{"typed": "0170 1234567", "e164": "+491701234567", "label": ""}],
        "emails": ["a@x.de"],
        "addresses": [],
        "birthday": {"year": 1980, "month": 2, "day": 3},
        "notes": "",
        "tags": ["vip"],
        "photo_bytes": 0,
        "entries": [],
    }


def test_unknown_columns_are_kept_under_their_name() -> None:
    assert read("Name,Shoe brand\nAnna,Camper\n").records[0].extra == (("Shoe brand", "Camper"),)


def test_cells_beyond_the_header_are_kept() -> None:
    read_ = read("Name,Phone\nAnna,1234567,more\nBob,1234568\n")
    assert ("Column 3", "more") in read_.records[0].extra
    assert any(problem.row == 2 for problem in read_.problems)


def test_a_cell_in_the_wrong_column_is_moved_and_named() -> None:
    read_ = read("Name,Phone,Email\nAnna,anna@x.de,030 1234567\n")
    record = read_.records[0]
    assert record.emails[0].address == "anna@x.de"
    assert record.phones[0].typed == "030 1234567"
    assert len(read_.problems) == 2


def test_the_country_of_the_row_reads_its_phone() -> None:
    record = read("Name,Phone,Country\nAnna,06 12 34 56 78,France\n", region="DE").records[0]
    assert record.phones[0].e164 == "+33612345678"


def test_several_values_in_a_cell_are_told_apart() -> None:
    record = read('Name,Phone,Email\nAnna,030 1234567 / 0171 2345678,"a@x.de; b@x.de"\n').records[0]
    assert [phone.typed for phone in record.phones] == ["030 1234567", "0171 2345678"]
    assert [email.address for email in record.emails] == ["a@x.de", "b@x.de"]
    assert several_phones.split("301/23456") == ["301/23456"]


def test_numbers_with_words_before_them_are_told_apart() -> None:
    record = read("Name,Phone Numbers\nAnn,Phone: 030 1234567 Mobile: 0170 1234567\n").records[0]
    assert [(p.typed, p.label) for p in record.phones] == [("030 1234567", ""), ("0170 1234567", "mobile")]


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("030/123456 + 0171/1234567", [("030/123456", ""), ("0171/1234567", "")]),
        ("030 123456 und 0171 1234567", [("030 123456", ""), ("0171 1234567", "")]),
        ("030 123456 & 0171 1234567", [("030 123456", ""), ("0171 1234567", "")]),
        ("212-555-0123/212-555-0124", [("212-555-0123", ""), ("212-555-0124", "")]),
        ("01 42 33 44 55 - 06 12 34 56 78", [("01 42 33 44 55", ""), ("06 12 34 56 78", "")]),
        ("T: 030 123456 M: 0171 1234567", [("030 123456", ""), ("0171 1234567", "mobile")]),
        ("p: 030 123456, g: 030 765432", [("030 123456", "home"), ("030 765432", "work")]),
        ("030 123456 (p) 0171 1234567 (m)", [("030 123456", "home"), ("0171 1234567", "mobile")]),
        ("0049891/2345678", [("0049891/2345678", "")]),
        ("0171 - 1234567", [("0171 - 1234567", "")]),
        ("+49 (0) 30 - 12345678", [("+49 (0) 30 - 12345678", "")]),
        ("030/1234567-89", [("030/1234567-89", "")]),
        ("030 123456 (ask for Jim)", [("030 123456 (ask for Jim)", "")]),
    ],
)
def test_numbers_of_one_cell(cell: str, numbers: list[tuple[str, str]]) -> None:
    record = read(f'Name,Phone\nAnna,"{cell}"\n', region="DE").records[0]
    assert [(phone.typed, phone.label) for phone in record.phones] == numbers


@pytest.mark.parametrize(
    ("cell", "addresses"),
    [
        ("a@x.de / b@x.de", [("a@x.de", ""), ("b@x.de", "")]),
        ("a@x.de und b@x.de", [("a@x.de", ""), ("b@x.de", "")]),
        ("a@x.de oder b@x.de", [("a@x.de", ""), ("b@x.de", "")]),
        ("a@x.de (privat)", [("a@x.de", "home")]),
        ("a@x.de b@x.de", [("a@x.de", ""), ("b@x.de", "")]),
    ],
)
def test_addresses_of_one_cell(cell: str, addresses: list[tuple[str, str]]) -> None:
    found = read(f'Name,Email\nAnna,"{cell}"\n')
    assert [(email.address, email.label) for email in found.records[0].emails] == addresses
    assert found.problems == ()


def test_a_formatted_address_does_not_hide_its_parts() -> None:
    text = 'Name,Address 1 - Formatted,Address 1 - Street,Address 1 - City\nAnn,"1 High St\nYork",1 High St,York\n'
    address = read(text).records[0].addresses[0]
    assert (address.street, address.city) == ("1 High St", "York")


def test_totals_and_rows_without_anybody_are_listed_not_brought_in() -> None:
    read_ = read("Name,Phone,Spent\nAnna,1234567,3\n,,5\nTotal,,8\n")
    assert [record.name for record in read_.records] == ["Anna"]
    assert {problem.row for problem in read_.problems} == {3, 4}


def test_a_customer_called_total_stays() -> None:
    assert len(read("Name,Email\nTotal Anna,a@x.de\nTotal,t@x.de\n").records) == 2


def test_purchases_visits_and_reviews_with_a_date_come_along() -> None:
    bought = read("Date,Customer,Service,Amount\n2024-01-05,Ann Lee,Cut,£35.00\n2024-02-05,Ann Lee,Colour,£80\n")
    assert bought.records[0].entries == (Entry("2024-01-05", "purchase", "Cut", 3500, "GBP"),)
    assert bought.records[1].repeat_of == 2
    visited = read("Name,Last Visit\nAnn,2026-01-15\n").records[0].entries
    assert visited == (Entry("2026-01-15", "visit", "Last Visit"),)
    review = read("Reviewer,Email,Review Date,Stars,Review\nAnn,a@x.de,2024-01-05,2,Waited 40 minutes\n").records[0]
    assert review.entries == (Entry("2024-01-05", "feedback", "2 of 5 stars: Waited 40 minutes"),)


@pytest.mark.parametrize(
    ("header", "cell", "out"),
    [
        ("Opted Out", "Yes", True),
        ("Opted Out", "", None),
        ("Accepts Marketing", "no", True),
        ("Newsletter", "ja", False),
        ("Status", "Unsubscribed", True),
        ("Status", "Open", None),
        ("UNSUB_TIME", "2026-05-01 10:00:00", True),
    ],
)
def test_consent_is_read_as_the_file_says_it(header: str, cell: str, out: bool | None) -> None:
    assert read(f"Name,{header}\nAnn,{cell}\n").records[0].opted_out is out


def test_families_and_blank_emails_are_not_one_person() -> None:
    family = read("Name,Phone,Birthday\nAnn,1234567,1980-01-01\nBob,1234567,\nAnn,1234567,2010-01-01\n")
    assert not family.repeats
    assert len(read("Name,Phone,Email\nCy Ng,,CY@x.de\ncy  ng,,cy@x.de\n").repeats) == 1


@pytest.mark.parametrize("text", ["+49 30 1234", "(030) 12", "-5", "Anna", "", "3 = 3"])
def test_harmless_cells_stay_as_they_are_on_the_way_out(text: str) -> None:
    assert formulas.guard(text) == text


@given(st.text(max_size=20))
def test_guarded_cells_come_back(text: str) -> None:
    assert formulas.unguard(formulas.guard(text), free_text=True) == text


@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "-cmd|x", "@A1", "\t=1", "\r=1"])
def test_formulas_are_guarded(text: str) -> None:
    assert formulas.guard(text) == "'" + text


def test_shopify_and_excel_guards_come_off() -> None:
    assert formulas.unguard("'1234AB") == "1234AB"
    assert formulas.unguard('="0171"') == "0171"
    assert formulas.unguard("'t Hart") == "'t Hart"
    assert formulas.unguard("'90s music", free_text=True) == "'90s music"


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("$1,234.50", 1234.5, "USD"),
        ("1.234,50 €", 1234.5, "EUR"),
        ("12,5", 12.5, ""),
        ("1,234", 1234.0, ""),
        ("CHF 12.00", 12.0, "CHF"),
        ("-3.00", -3.0, ""),
        ("¥1200", 1200.0, "JPY"),
        ("KWD 1.250", 1.25, "KWD"),
        ("table 5 by the window", None, ""),
    ],
)
def test_money_in_any_spelling(text: str, amount: float | None, currency: str) -> None:
    assert values.money(text) == (amount, currency)


@given(st.text(max_size=30))
def test_no_text_is_an_error_as_money_stars_or_mail(text: str) -> None:
    values.money(text)
    values.stars(text)
    values.email(text)
