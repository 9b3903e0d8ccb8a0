"""Columns are recognised in many languages and by many programs' names."""

import pytest

from deskmate.core.errors import InvalidInput
from deskmate.core.importing import headers, read_file

BY_LANGUAGE = {
    "en": "First Name,Last Name,Email Address,Mobile Phone,Date of Birth,Postcode,City,Notes",
    "de": "Vorname,Nachname,E-Mail-Adresse,Handynummer,Geburtsdatum,PLZ,Ort,Bemerkungen",
    "fr": "Prénom,Nom de famille,Adresse e-mail,Téléphone portable,Date de naissance,Code postal,Ville,Remarques",
    "es": "Nombre de pila,Apellidos,Correo electrónico,Móvil,Fecha de nacimiento,Código postal,Población,Notas",
    "it": "Primo nome,Cognome,Indirizzo email,Cellulare,Data di nascita,CAP,Città,Osservazioni",
    "pt": "Primeiro nome,Sobrenome,E-mail,Celular,Data de nascimento,CEP,Cidade,Observações",
    "nl": "Voornaam,Achternaam,E-mailadres,Mobiel nummer,Geboortedatum,Postcode,Woonplaats,Opmerkingen",
    "ja": "名,姓,メールアドレス,携帯電話番号,生年月日,郵便番号,市区町村,備考",
    "ar": "الاسم الأول,اسم العائلة,البريد الإلكتروني,رقم الجوال,تاريخ الميلاد,الرمز البريدي,المدينة,ملاحظات",
    "hi": "पहला नाम,अंतिम नाम,ईमेल,मोबाइल नंबर,जन्म तिथि,पिन कोड,शहर,टिप्पणी",
}
EXPECTED = ["given", "family", "email", "phone", "birthday", "postal_code", "city", "notes"]


@pytest.mark.parametrize("language", sorted(BY_LANGUAGE))
def test_column_names_of_ten_languages(language: str) -> None:
    assert [headers.recognise(name)[0] for name in BY_LANGUAGE[language].split(",")] == EXPECTED


@pytest.mark.parametrize(
    ("name", "field", "label", "slot"),
    [
        ("E-mail 2 - Value", "email", "", "2"),
        ("Phone 1 - Label", "phone_label", "", "1"),
        ("Address 2 - Postal Code", "postal_code", "", "2"),
        ("Business Street 2", "street2", "work", ""),
        ("Home Phone 2", "phone", "home", "2"),
        ("Telefon geschäftlich", "phone", "work", ""),
        ("Code postal (domicile)", "postal_code", "home", ""),
        ("Mailing Zip/Postal Code", "postal_code", "mailing", ""),
        ("Default Address Address1", "street", "", ""),
        ("Person - Email", "email", "", ""),
        ("Privat: PLZ", "postal_code", "home", ""),
        ("FirstName", "given", "", ""),
        ("campaign_name", "", "", ""),
        ("email_open_count", "", "", ""),
        ("Credit Card", "refused", "", ""),
    ],
)
def test_names_are_taken_apart(name: str, field: str, label: str, slot: str) -> None:
    assert headers.recognise(name)[:3] == (field, label, slot)


def test_a_name_column_is_judged_by_its_neighbours() -> None:
    assert [c.field for c in read_file("a.csv", b"Nom;Tel\nJean Dupont;061234567\n").columns] == ["name", "phone"]
    assert [c.field for c in read_file("a.csv", "Prénom;Nom\nJean;Dupont\n".encode()).columns] == ["given", "family"]
    assert [c.field for c in read_file("a.csv", b"Nombre;Apellidos\nJuan;Gil\n").columns] == ["given", "family"]


def test_a_title_is_a_salutation_or_a_job() -> None:
    assert read_file("a.csv", b"Title,Name\nDr,Anna\n").records[0].prefix == "Dr"
    assert read_file("a.csv", b"Title,Name\nCEO,Anna\n").records[0].job_title == "CEO"


def test_card_numbers_are_refused_by_name_and_by_content() -> None:
    read = read_file("a.csv", b"Name,Phone,Extra\nAnn,1234567,4111111111111111\nBob,1234568,5555555555554444\n")
    assert read.columns[2].field == "refused"
    assert "4111" not in repr(read.records)
    assert "4111" not in repr(read.columns)
    assert any("card numbers" in problem.reason for problem in read.problems)


def test_other_peoples_columns_are_not_the_customers() -> None:
    read = read_file("a.csv", b"Name,Email,Contact owner\nAnn,a@x.de,boss@shop.de\n")
    assert [email.address for email in read.records[0].emails] == ["a@x.de"]
    assert ("Contact owner", "boss@shop.de") in read.records[0].extra


def test_a_mapping_outranks_every_guess() -> None:
    read = read_file(
        "a.csv",
        b"One,Two,Three\nAnn,0301234567,secret\n",
        mapping={"One": "name", "#2": "phone:work", "Three": "ignore"},
    )
    record = read.records[0]
    assert (record.name, record.phones[0].label, record.extra) == ("Ann", "work", ())


@pytest.mark.parametrize("mapping", [{"Nope": "name"}, {"One": "nonsense"}])
def test_a_wrong_mapping_is_a_sentence(mapping: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        read_file("a.csv", b"One,Two\nAnn,1\n", mapping=mapping)


def test_every_own_name_in_the_lists_is_recognised_as_itself() -> None:
    for name, field in headers.words().fields.items():
        assert headers.recognise(name)[0] == field.partition(":")[0]
