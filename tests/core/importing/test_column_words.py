"""More words that lists use, and words that say one thing or another by what stands below or beside them."""

import pytest

from deskmate.core.importing import Import, Record, headers, read_file


def table(names: str, *rows: str, region: str = "DE") -> Import:
    """A list with these columns and rows, each parted by semicolons."""
    return read_file("a.csv", "\n".join([names, *rows]).encode(), region=region, delimiter=";")


def one(names: str, row: str, region: str = "DE") -> Record:
    return table(names, row, region=region).records[0]


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("birthday", "Ur.;Data ur.;ДР;Д.Р.;Дата рожд.;Cumple;B-day;Geburt"),
        ("external_id", "Mitgliedsnr.;Patienten-ID;Debitorennummer;customernumber;Account Reference;System ID;会员卡号;"
                        "고객번호;Kundenr.;Код клиента;Relatiecode;Datensatz-ID"),
        ("street", "Str. u. Nr.;详细地址"),
        ("postal_code", "Postal;postal_code/zip_code"),
        ("notes", "Anm.;Opm.;Opis;Not;Anteckning;Background"),
        ("tags", "Теги;标签;Категории;Grupa"),
        ("organisation", "Accounts;Companies"),
        ("job_title", "Должность"),
        ("prefix", "Обращение"),
        ("known_as", "Preferred First name"),
        ("region", "省"),
        ("house_number", "HNr;Nr domu"),
    ],
)  # fmt: skip
def test_more_words_of_more_languages(field: str, names: str) -> None:
    assert {name: headers.recognise(name)[0] for name in names.split(";")} == dict.fromkeys(names.split(";"), field)


@pytest.mark.parametrize(
    "column",
    ["Therapist email", "Berater E-Mail", "Verkäufer E-Mail", "Family Doctor Email", "Vet email"],
)
def test_the_addresses_of_others_are_not_the_customers(column: str) -> None:
    record = one(f"Name;{column}", "Ann Lee;kim@x.de")
    assert (record.emails, record.extra) == ((), ((column, "kim@x.de"),))


@pytest.mark.parametrize(
    "column",
    ["Family Doctor Phone", "Stylist phone", "Insurance Phone", "Vermittler Telefon", "Hausarzt Tel.", "Tel. Ehemann"],
)
def test_the_phones_of_others_are_not_the_customers(column: str) -> None:
    record = one(f"Name;{column}", "Ann Lee;030 1234567")
    assert (record.phones, record.extra) == ((), ((column, "030 1234567"),))


@pytest.mark.parametrize(
    ("number", "field"), [("R01", "external_id"), ("10045", "external_id"), ("12345678", "refused"),
                          ("DE89 3704 0044 0532 0130 00", "refused")]
)  # fmt: skip
def test_an_account_number_is_the_banks_where_it_looks_like_it(number: str, field: str) -> None:
    read = table("Name;AccountNumber", f"Ann Lee;{number}")
    assert read.columns[1].field == field
    assert (number in repr(read)) == (field == "external_id")


@pytest.mark.parametrize(
    ("names", "row", "places"),
    [
        ("Address 1: Street 1;Address 1: Street 2;Address 1: City", "Weg 1;EG;Ulm", [("Weg 1, EG", "Ulm")]),
        ("Address 2 - Street;Address 2 - City", "Weg 1;Ulm", [("Weg 1", "Ulm")]),
        ("Address Mail Street;Address Mail City", "Weg 1;Ulm", [("Weg 1", "Ulm")]),
        ("POAddressLine1;POCity;SAAddressLine1;SACity", "Box 7;Ulm;Weg 1;Bonn", [("Box 7", "Ulm"), ("Weg 1", "Bonn")]),
        ("_address_street;_address_city;_address_default_billing_", "Weg 1;Ulm;1", [("Weg 1", "Ulm")]),
        ("Adres;İlçe;İl", "Sokak 1;Kadıköy;İstanbul", [("Sokak 1, Kadıköy", "İstanbul")]),
        ("Adres;İlçe", "Sokak 1;Kadıköy", [("Sokak 1", "Kadıköy")]),
        ("省;市;区;详细地址", "浙江;杭州;西湖;路1", [("路1, 西湖", "杭州")]),
        ("Address;City;ST;Zip", "1 Elm;Plano;TX;75023", [("1 Elm", "Plano")]),
        ("Endereço;Número;Cidade", "Rua A;10;Rio", [("Rua A 10", "Rio")]),
        ("Adresse;Nº;Ville", "Rue A;10b;Lyon", [("Rue A 10b", "Lyon")]),
        ("Straße;Nr.;Ort", "Weg;4;Ulm", [("Weg 4", "Ulm")]),
        ("Ulica;Nr domu;Miasto", "Polna;3/4;Kraków", [("Polna 3/4", "Kraków")]),
    ],
)  # fmt: skip
def test_what_belongs_to_one_address(names: str, row: str, places: list[tuple[str, str]]) -> None:
    record = one(f"Name;{names}", f"Ann Lee;{row}")
    assert [(place.street, place.city) for place in record.addresses] == places


def test_the_number_of_a_row_is_no_house_number() -> None:
    for names, row in (("Nr;Straße;Ort;Name", "7;Weg;Ulm;Ann Lee"), ("Name;Straße;Nr;Ort", "Ann Lee;Weg 1;7;Ulm")):
        record = one(names, row)
        assert [place.street.removesuffix(" 1") for place in record.addresses] == ["Weg"]
        assert record.extra == (("Nr", "7"),)


def test_the_kind_of_a_phone_may_be_glued_to_its_number() -> None:
    record = one("Name;Phone1Type;Phone1;Phone2Type;Phone2", "Ann Lee;Mobile;0171 1234567;Work;030 1234567")
    assert [(phone.typed, phone.label) for phone in record.phones] == [
        ("0171 1234567", "mobile"),
        ("030 1234567", "work"),
    ]


def test_the_kind_of_an_address_in_russian() -> None:
    record = one("Имя;Рабочий e-mail;Личный e-mail", "Анна;a@x.ru;b@x.ru", "RU")
    assert [(email.address, email.label) for email in record.emails] == [("a@x.ru", "work"), ("b@x.ru", "home")]


def test_a_number_is_no_company_and_a_login_no_job() -> None:
    record = one("Name;Firma Nr;Role", "Ann Lee;1;shop_manager")
    assert (record.organisation, record.job_title) == ("", "")
    assert record.extra == (("Firma Nr", "1"), ("Role", "shop_manager"))
    assert one("Name;Role", "Ann Lee;Owner").job_title == "Owner"


@pytest.mark.parametrize("greeting", ["Geachte heer Lee", "Dear Ann", "Sehr geehrte Frau Lee"])
def test_what_a_letter_begins_with_is_no_title(greeting: str) -> None:
    record = one("Name;Salutation", f"Ann Lee;{greeting}")
    assert (record.prefix, record.extra) == ("", (("Salutation", greeting),))
    assert one("Name;Salutation", "Ann Lee;Ms.").prefix == "Ms."
