"""What a row's customer is called, from a whole name, its parts, or both."""

import pytest

from deskmate.core.importing import Import, Record, read_file


def read(text: str, region: str = "") -> Import:
    return read_file("a.csv", text.encode(), region=region)


def of_column(header: str, *cells: str, region: str = "") -> list[Record]:
    rows = (f'"{cell}",030 12345{number:02}' for number, cell in enumerate(cells))
    return list(read("\n".join([f"{header},Phone", *rows, ""]), region).records)


def test_capitals_that_are_short_for_something_do_not_turn_a_name() -> None:
    shown = ["TSV Ulm", "KFZ Müller", "AOK Bayern", "SARL Dupont", "BBC Wales", "ABC Heating Supply", "Anna Berg"]
    assert [one.name for one in of_column("Name", *shown)] == shown


def test_a_column_with_family_names_in_capitals_is_turned() -> None:
    found = of_column(
        "Nom complet", "MÜLLER Anna", "LE GOFF Yann", "DUPONT Jean", "DIALLO Xyz", "KFZ Paul", region="FR"
    )
    assert [(one.given, one.family) for one in found[:4]] == [
        ("Anna", "MÜLLER"),
        ("Yann", "LE GOFF"),
        ("Jean", "DUPONT"),
        ("Xyz", "DIALLO"),
    ]
    assert found[0].name == "Anna MÜLLER"
    assert found[4].name == "KFZ Paul"


def test_a_name_that_is_the_company_beside_it_has_no_given_name() -> None:
    found = read(
        "Customer,Company,Main Phone\nABC Plumbing,ABC Plumbing,030 12345\nDr. Anna Huber,Dr. Anna Huber,030 12346\n"
    )
    plumber, huber = found.records
    assert (plumber.name, plumber.given, plumber.is_company) == ("ABC Plumbing", "", True)
    assert (huber.name, huber.given, huber.family) == ("Dr. Anna Huber", "Anna", "Huber")


@pytest.mark.parametrize(
    ("column", "text"),
    [("Preferred Contact", "Email"), ("display_name", "lea.k"), ("Patient", "Bello"), ("Shipping Name", "Tom Berg")],
)
def test_a_name_of_somebody_else_does_not_replace_given_and_family(column: str, text: str) -> None:
    record = read(f"First Name,Last Name,Phone,{column}\nLea,Kern,030 123456,{text}\n").records[0]
    assert (record.name, record.given, record.family) == ("Lea Kern", "Lea", "Kern")
    assert (column, text) in record.extra


@pytest.mark.parametrize("shown", ["Bob Kern", "Dr. Lea Kern", "Lea Kern-Lang"])
def test_a_display_name_that_shares_a_word_is_how_they_are_called(shown: str) -> None:
    assert read(f"First Name,Last Name,Display Name,Phone\nLea,Kern,{shown},030 1\n").records[0].name == shown


def test_a_name_beside_an_empty_given_name_is_a_family_name() -> None:
    found = read("Anrede;Name;Vorname;Telefon\nFrau;Lang;;030 12345\nHerr;Berg;Tom;030 12346\n;von Berg;;030 12347\n")
    assert [(one.given, one.family) for one in found.records] == [("", "Lang"), ("Tom", "Berg"), ("", "von Berg")]
    assert read("Name;First Name;Phone\nLang;;030 123458\n").records[0].family == "Lang"


def test_the_company_before_a_person_is_the_one_beside_them() -> None:
    text = 'Display Name,Phone,Email,Company Name\n"Azure Interior, Brandon Lee",030 123456,b@x.de,Azure Interior\n'
    record = read(text).records[0]
    assert (record.name, record.given, record.family) == ("Brandon Lee", "Brandon", "Lee")
    assert record.organisation == "Azure Interior"


def test_a_birth_name_is_kept_beside_the_name() -> None:
    found = of_column("Name", "Eva Müller, geb. Schmidt", "Müller, Eva (née Schmidt)", "Eva Maria Müller geb. Schmidt")
    assert [one.name for one in found] == ["Eva Müller", "Eva Müller", "Eva Maria Müller"]
    assert all(one.extra == (("Birth name", "Schmidt"),) for one in found)


def test_the_particle_of_a_family_name_may_stand_behind_or_in_the_middle() -> None:
    assert of_column("Name", "Berg, Jan van den")[0].name == "Jan van den Berg"
    record = read("Voornaam,Middelste naam,Achternaam,Telefoon\nJoost,van der,Berg,020 123456\n").records[0]
    assert (record.name, record.middle, record.family) == ("Joost van der Berg", "", "van der Berg")


def test_what_begins_with_a_trade_is_brought_in_as_a_company() -> None:
    found = of_column("Name", "Hotel Adler", "Anna Berg")
    assert [one.is_company for one in found] == [True, False]


def test_without_column_names_the_given_names_tell_which_column_holds_the_family() -> None:
    found = read("Müller;Anna;030 123456\nSchmidt;Tom;030 123457\nLang;Eva;030 123458\n").records
    assert [(one.given, one.family) for one in found] == [("Anna", "Müller"), ("Tom", "Schmidt"), ("Eva", "Lang")]
    assert read("Anna;Müller;030 123456\nTom;Lang;030 123457\n").records[0].given == "Anna"
