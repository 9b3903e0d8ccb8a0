"""The tables that programs export, in the languages they are exported in: each column finds its place."""

import csv
import io
from typing import Any

import pytest

from deskmate.core.importing import Import, Record, read_file


def table(columns: dict[str, str], *, region: str = "", encoding: str = "utf-8", **options: Any) -> Import:
    """A file of one row, by the names of its columns (a dot at the end of a name tells two equal ones apart)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([name.rstrip(".") for name in columns])
    writer.writerow(columns.values())
    return read_file("a.csv", out.getvalue().encode(encoding), region=region, **options)


def one(columns: dict[str, str], **options: Any) -> Record:
    """The customer of a file of one row."""
    (record,) = table(columns, **options).records
    return record


def labels(record: Record) -> list[tuple[str, str]]:
    """The phones by their last three digits, with their labels."""
    return [(phone.typed[-3:], phone.label) for phone in record.phones]


# the columns in which Outlook's export differs most by language, with what stands in them
OUTLOOK = {
    "de": {"Anrede": "Herr", "Vorname": "Max", "Weitere Vornamen": "K.", "Nachname": "Groß", "Firma": "X GmbH",
           "Position": "Chef", "Straße geschäftlich": "Hof 1", "Straße geschäftlich 2": "EG",
           "Ort geschäftlich": "Köln", "Postleitzahl geschäftlich": "50667", "Straße privat": "Weg 2",
           "Ort privat": "Bonn", "Weitere Straße": "Pfad 3", "Weiterer Ort": "Ulm",
           "Telefon geschäftlich": "0221 333101", "Telefon (privat)": "0228 333102", "Mobiltelefon": "0171 3333103",
           "Fax geschäftlich": "0221 333104", "Telefon Assistent": "0221 333105", "E-Mail-Adresse": "a@x.de",
           "E-Mail-Typ": "SMTP", "E-Mail: Angezeigter Name": "Max", "E-Mail 2: Adresse": "b@x.de",
           "Geburtstag": "25.12.1970", "Jahrestag": "14.6.2001", "Ort": "Raum 3", "Kategorien": "VIP"},
    "fr": {"Titre": "M.", "Prénom": "Max", "Deuxième prénom": "K.", "Nom": "Groß", "Société": "X GmbH",
           "Titre.": "Chef", "Rue (bureau)": "Hof 1", "Rue (bureau) 2": "EG", "Ville (bureau)": "Köln",
           "Code postal (bureau)": "50667", "Rue (domicile)": "Weg 2", "Ville (domicile)": "Bonn",
           "Rue (autre)": "Pfad 3", "Ville (autre)": "Ulm", "Téléphone (bureau)": "0221 333101",
           "Téléphone (domicile)": "0228 333102", "Tél. mobile": "0171 3333103", "Télécopie (bureau)": "0221 333104",
           "Téléphone de l'assistant(e)": "0221 333105", "Adresse de messagerie": "a@x.de",
           "Type de messagerie": "SMTP", "Nom complet de l'adresse de messagerie": "Max",
           "Adresse de messagerie 2": "b@x.de", "Anniversaire": "25/12/1970",
           "Anniversaire de mariage ou fête": "14/06/2001", "Catégories": "VIP"},
    "es": {"Título": "Sr.", "Nombre": "Max", "Segundo nombre": "K.", "Apellidos": "Groß", "Organización": "X GmbH",
           "Puesto": "Chef", "Calle del trabajo": "Hof 1", "Calle del trabajo 2": "EG",
           "Ciudad de trabajo": "Köln", "Código postal del trabajo": "50667", "Calle del domicilio": "Weg 2",
           "Ciudad de residencia": "Bonn", "Otra calle": "Pfad 3", "Otra ciudad": "Ulm",
           "Teléfono del trabajo": "0221 333101", "Teléfono particular": "0228 333102",
           "Teléfono móvil": "0171 3333103", "Fax del trabajo": "0221 333104", "Teléfono del ayudante": "0221 333105",
           "Aniversario": "14/06/2001", "Categorías": "VIP", "Cumpleaños": "25/12/1970",
           "Dirección de correo electrónico": "a@x.de", "Tipo de correo electrónico": "SMTP",
           "Nombre de pantalla del correo electrónico": "Max", "Dirección del correo electrónico 2": "b@x.de"},
    "it": {"Titolo": "Sig.", "Nome": "Max", "Secondo nome": "K.", "Cognome": "Groß", "Società": "X GmbH",
           "Posizione": "Chef", "Via (uff.)": "Hof 1", "Via (uff.) 2": "EG", "Città (uff.)": "Köln",
           "CAP (uff.)": "50667", "Via (ab.)": "Weg 2", "Città (ab.)": "Bonn", "Altra via": "Pfad 3",
           "Altra città": "Ulm", "Ufficio": "0221 333101", "Abitazione": "0228 333102", "Cellulare": "0171 3333103",
           "Fax (uff.)": "0221 333104", "Telefono assistente": "0221 333105", "Anniversario": "14/06/2001",
           "Categorie": "VIP", "Compleanno": "25/12/1970", "Indirizzo posta elettronica": "a@x.de",
           "Tipo posta elettronica": "SMTP", "Nome visualizzato posta elettronica": "Max",
           "Indirizzo posta elettronica 2": "b@x.de"},
    "pt": {"Título": "Sr.", "Nome": "Max", "Segundo nome": "K.", "Sobrenome": "Groß", "Empresa": "X GmbH",
           "Cargo": "Chef", "Rua do endereço comercial": "Hof 1", "Rua do endereço comercial 2": "EG",
           "Cidade do endereço comercial": "Köln", "CEP do endereço comercial": "50667",
           "Rua do endereço residencial": "Weg 2", "Cidade do endereço residencial": "Bonn", "Outra rua": "Pfad 3",
           "Outra cidade": "Ulm", "Telefone comercial": "0221 333101", "Telefone residencial": "0228 333102",
           "Telefone celular": "0171 3333103", "Fax comercial": "0221 333104",
           "Telefone do assistente": "0221 333105", "Endereço de email": "a@x.de", "Tipo de email": "SMTP",
           "Nome para exibição do email": "Max", "Endereço de email 2": "b@x.de", "Aniversário": "25/12/1970",
           "Datas especiais": "14/06/2001", "Categorias": "VIP"},
    "nl": {"Titel": "Dhr.", "Voornaam": "Max", "Middelste naam": "K.", "Achternaam": "Groß", "Bedrijf": "X GmbH",
           "Functie": "Chef", "Werkadres, straat": "Hof 1", "Werkadres 2, straat": "EG",
           "Werkadres, plaats": "Köln", "Werkadres, postcode": "50667", "Huisadres, straat": "Weg 2",
           "Huisadres, plaats": "Bonn", "Ander adres, straat": "Pfad 3", "Ander adres, plaats": "Ulm",
           "Telefoon op werk": "0221 333101", "Telefoon thuis": "0228 333102", "Mobiele telefoon": "0171 3333103",
           "Fax op werk": "0221 333104", "Telefoonnummer assistent": "0221 333105", "E-mailadres": "a@x.de",
           "E-mailtype": "SMTP", "E-mail, weergegeven als": "Max", "E-mailadres 2": "b@x.de",
           "Verjaardag": "25-12-1970", "Speciale datum": "14-6-2001", "Categorieën": "VIP"},
    "ja": {"敬称": "様", "名": "Max", "ミドル ネーム": "K.", "姓": "Groß", "肩書き": "", "会社名": "X GmbH",
           "役職": "Chef", "番地 (会社)": "Hof 1", "番地 (会社) 2": "EG", "市区町村 (会社)": "Köln",
           "郵便番号 (会社)": "50667", "番地 (自宅)": "Weg 2", "市区町村 (自宅)": "Bonn", "番地 (その他)": "Pfad 3",
           "市区町村 (その他)": "Ulm", "会社電話": "0221 333101", "自宅電話": "0228 333102",
           "携帯電話": "0171 3333103", "会社 FAX": "0221 333104", "秘書の電話": "0221 333105",
           "電子メール アドレス": "a@x.de", "電子メールの種類": "SMTP", "電子メール表示名": "Max",
           "電子メール 2 アドレス": "b@x.de", "誕生日": "1970/12/25", "記念日": "2001/6/14", "分類項目": "VIP"},
}  # fmt: skip


@pytest.mark.parametrize("language", sorted(OUTLOOK))
def test_outlook_in_its_languages(language: str) -> None:
    record = one(OUTLOOK[language], region="DE")
    assert (record.given, record.middle, record.family) == ("Max", "K.", "Groß")
    assert record.prefix
    assert (record.organisation, record.job_title) == ("X GmbH", "Chef")
    places = [(place.street, place.city, place.label) for place in record.addresses]
    assert places == [("Hof 1, EG", "Köln", "work"), ("Weg 2", "Bonn", "home"), ("Pfad 3", "Ulm", "other")]
    assert record.addresses[0].postal_code == "50667"
    assert sorted(labels(record)) == [
        ("101", "work"), ("102", "home"), ("103", "mobile"), ("104", "fax"), ("105", "assistant"),
    ]  # fmt: skip
    assert [email.address for email in record.emails] == ["a@x.de", "b@x.de"]
    assert record.birthday is not None
    assert record.birthday.iso == "1970-12-25"
    assert [(occasion.kind, occasion.day.iso) for occasion in record.occasions] == [("anniversary", "2001-06-14")]
    assert record.tags == ("VIP",)
    assert {name for name, _text in record.extra} <= {"Ort"}, "no technical column becomes a text of the customer"


GOOGLE = {
    "Name Prefix": "Dr.", "First Name": "Anna", "Last Name": "Müller", "File As": "Müller, Anna",
    "Labels": "* myContacts ::: VIP", "E-mail 1 - Label": "* Home", "E-mail 1 - Value": "a@x.de ::: b@x.de",
    "Phone 1 - Label": "Mobile", "Phone 1 - Value": "0170 1234567", "Address 1 - Label": "Work",
    "Address 1 - Formatted": "Weg 1\n10115 Berlin", "Address 1 - Street": "Weg 1", "Address 1 - City": "Berlin",
    "Relation 1 - Label": "Spouse", "Relation 1 - Value": "Peter Müller", "Website 1 - Label": "Profile",
    "Website 1 - Value": "http://x.de", "Event 1 - Label": "Anniversary", "Event 1 - Value": "2001-05-06",
    "Custom Field 1 - Label": "Chair", "Custom Field 1 - Value": "3", "IM 1 - Type": "Home", "IM 1 - Service": "Skype",
    "IM 1 - Value": "anna.s",
}  # fmt: skip


def test_google_keeps_events_relations_and_own_fields_under_their_labels() -> None:
    record = one(GOOGLE, region="DE")
    assert record.name == "Anna Müller"
    assert [(o.kind, o.day.iso) for o in record.occasions] == [("anniversary", "2001-05-06")]
    assert record.extra == (("Spouse", "Peter Müller"), ("Chair", "3"), ("Skype", "anna.s"))
    assert [(email.address, email.label) for email in record.emails] == [("a@x.de", "home"), ("b@x.de", "home")]
    assert record.tags == ("VIP",)


@pytest.mark.parametrize(
    ("phone", "label", "email", "event"),
    [
        ("Teléfono 1: valor", "Teléfono 1: etiqueta", "Correo electrónico 1: valor", "Evento 1: valor"),
        ("Telefon 1 – Wert", "Telefon 1 – Beschriftung", "E-Mail 1 – Wert", "Ereignis 1 – Wert"),
        ("Téléphone 1 - Valeur", "Téléphone 1 - Libellé", "E-mail 1 - Valeur", "Événement 1 - Valeur"),
        ("Telefono 1 - Valore", "Telefono 1 - Etichetta", "E-mail 1 - Valore", "Evento 1 - Valore"),
        ("Telefoon 1 - Waarde", "Telefoon 1 - Label", "E-mail 1 - Waarde", "Gebeurtenis 1 - Waarde"),
        ("電話 1 - 値", "電話 1 - ラベル", "メール 1 - 値", "イベント 1 - 値"),
    ],
)
def test_numbered_values_and_their_kinds_in_other_languages(phone: str, label: str, email: str, event: str) -> None:
    record = one({label: "Casa", phone: "0221 333101", email: "a@x.de", event: "2001-05-06", "Name": "Max Groß"})
    assert labels(record) == [("101", "home")]
    assert record.emails[0].address == "a@x.de"
    assert record.occasions[0].day.iso == "2001-05-06"
    assert record.extra == ()


def test_whose_city_it_is_when_only_the_street_says_so() -> None:
    both = {"Name": "A B", "Home Address": "Weg 1", "City": "Bonn", "Zip": "53111", "Work Address": "Hof 2",
            "City.": "Köln", "Zip.": "50667"}  # fmt: skip
    places = [(a.street, a.city, a.postal_code, a.label) for a in one(both).addresses]
    assert places == [("Weg 1", "Bonn", "53111", "home"), ("Hof 2", "Köln", "50667", "work")]


def test_two_addresses_with_the_same_column_names_stay_two() -> None:
    record = one({"Name": "A B", "Street": "Weg 1", "City": "Bonn", "Street.": "Hof 2", "City.": "Köln"})
    assert [(a.street, a.city) for a in record.addresses] == [("Weg 1", "Bonn"), ("Hof 2", "Köln")]


def test_thunderbirds_days_in_three_columns() -> None:
    record = one({"First Name": "A", "Last Name": "B", "Birth Year": "1970", "Birth Month": "12", "Birth Day": "25",
                  "Anniversary Year": "2001", "Anniversary Month": "6", "Anniversary Day": "14"})  # fmt: skip
    assert record.birthday is not None
    assert (record.birthday.iso, record.occasions[0].day.iso) == ("1970-12-25", "2001-06-14")


def test_somebody_elses_phone_is_not_the_customers() -> None:
    record = one({"First Name": "A", "Last Name": "B", "Mobile Phone": "5552010002",
                  "Emergency Contact Phone": "555-201-0009", "Emergency Contact Email": "bob@x.com"})  # fmt: skip
    assert labels(record) == [("002", "mobile")]
    assert record.emails == ()
    assert ("Emergency Contact Phone", "555-201-0009") in record.extra


def test_shopifys_company_and_phone_of_the_address() -> None:
    record = one({"First Name": "A", "Last Name": "B", "Default Address Company": "ACME",
                  "Default Address Address1": "1 Main", "Default Address Phone": "'+15552010001"})  # fmt: skip
    assert (record.organisation, [a.street for a in record.addresses]) == ("ACME", ["1 Main"])
    assert record.phones[0].e164 == "+15552010001"


def test_mailchimps_guessed_region_is_no_address() -> None:
    record = one({"Email Address": "a@x.com", "First Name": "A", "LATITUDE": "39.5", "GMTOFF": "-8", "REGION": "nv"})
    assert record.addresses == ()
    assert ("REGION", "nv") in record.extra


def test_a_name_beside_a_surname_is_the_given_name() -> None:
    record = one({"Name": "Ann", "Surname": "Lee"})
    assert (record.name, record.given, record.family) == ("Ann Lee", "Ann", "Lee")
    whole = one({"Name": "Ann Lee", "Surname": "Lee"})
    assert (whole.name, whole.given, whole.family) == ("Ann Lee", "Ann", "Lee")


def test_letters_behind_a_family_name_and_titles_before_a_given_one() -> None:
    record = one({"First Name": "Dr. Jörg", "Last Name": "Groß, MBA", "Company": "X"})
    assert (record.prefix, record.given, record.family, record.suffix) == ("Dr.", "Jörg", "Groß", "MBA")


def test_odoos_technical_names_and_companies() -> None:
    record = one({"id": "7", "name": "Lee Brothers", "is_company": "True", "country_id/name": "United States",
                  "zip": "89501", "category_id/name": "VIP"})  # fmt: skip
    assert (record.is_company, record.given, record.family) == (True, "", "")
    assert (record.addresses[0].country, record.tags) == ("United States", ("VIP",))


def test_an_occupation_gives_way_to_the_job() -> None:
    record = one({"Name": "A B", "Occupation": "Baker", "Organization 1 - Title": "Chef"})
    assert record.job_title == "Chef"
    assert ("Occupation", "Baker") in record.extra
    assert one({"Name": "A B", "Occupation": "Baker"}).job_title == "Baker"


def test_where_two_columns_want_to_be_the_same_the_filled_one_is() -> None:
    assert one({"Name": "A B", "Job Title": "", "Position": "Chef"}).job_title == "Chef"


@pytest.mark.parametrize(
    ("header", "name", "given", "family"),
    [
        ("Cognome e Nome", "De Rossi Luca", "Luca", "De Rossi"),
        ("Nom et prénom", "DUPONT Jean-Pierre", "Jean-Pierre", "DUPONT"),
        ("Nachname Vorname", "Groß Jörg", "Jörg", "Groß"),
        ("Name, Vorname", "Groß, Jörg", "Jörg", "Groß"),
        ("Apellidos y nombre", "García Pérez José", "José", "García Pérez"),
        ("Vorname Nachname", "Jörg Groß", "Jörg", "Groß"),
        ("Nome e cognome", "Luca De Rossi", "Luca", "De Rossi"),
        ("Prénom et nom", "Jean Dupont", "Jean", "Dupont"),
    ],
)
def test_whole_names_in_the_order_that_their_column_says(header: str, name: str, given: str, family: str) -> None:
    record = one({header: name, "Tel": "0221 333101"}, region="ES" if "Apellidos" in header else "DE")
    assert (record.name, record.given, record.family) == (f"{given} {family}", given, family)


def test_a_russian_name_keeps_its_patronymic() -> None:
    record = one({"ФИО": "Иванов Иван Петрович"}, region="RU")
    assert (record.name, record.given, record.middle) == ("Иванов Иван Петрович", "Иван", "Петрович")


@pytest.mark.parametrize(
    ("header", "text", "place"),
    [
        ("PLZ/Ort", "10115 Berlin", ("Berlin", "", "10115")),
        ("PLZ/Ort", "D-10115 Berlin", ("Berlin", "", "10115")),
        ("City, State, Zip", "Reno, NV 89501", ("Reno", "NV", "89501")),
        ("CP Ville", "75001 Paris", ("Paris", "", "75001")),
        ("Postcode + plaats", "1012 AB Amsterdam", ("Amsterdam", "", "1012 AB")),
        ("Town and postcode", "London W1D 1AA", ("London", "", "W1D 1AA")),
        ("CAP/Città", "10100 Torino", ("Torino", "", "10100")),
        ("PLZ/Ort", "Berlin", ("Berlin", "", "")),
    ],
)
def test_a_postcode_and_a_city_in_one_cell(header: str, text: str, place: tuple[str, str, str]) -> None:
    (address,) = one({"Name": "A B", "Straße": "Weg 1", header: text}).addresses
    assert (address.city, address.region, address.postal_code) == place


def test_a_house_number_stands_behind_its_street() -> None:
    (address,) = one({"Nome": "A B", "Logradouro": "Rua A", "Número": "12", "Bairro": "Centro"}, region="BR").addresses
    assert address.street == "Rua A 12, Centro"
    assert one({"Nome": "A B", "Número": "12"}).addresses == ()


def test_two_words_before_a_name_stand_together() -> None:
    assert one({"Anrede": "Frau", "Titel": "Dr.", "Name": "Anna Groß"}).prefix == "Frau Dr."
    record = one({"Anrede": "Frau", "Titel": "Geschäftsführerin", "Name": "Anna Groß"})
    assert (record.prefix, record.job_title) == ("Frau", "Geschäftsführerin")


@pytest.mark.parametrize(
    "header", ["WhatsApp", "Handynummer", "Κινητό", "휴대폰 번호", "Cep Telefonu", "ご携帯電話", "Mobilszám"]
)
def test_mobile_phones_by_many_names(header: str) -> None:
    assert labels(one({"Name": "A B", header: "0171 3333103"}, region="DE")) == [("103", "mobile")]


@pytest.mark.parametrize(
    "header",
    ["Né(e) le", "Nato il", "Data Nasc.", "F. Nac.", "geb. am", "Geb.-Datum", "Datum narození", "Születési dátum",
     "Ημερομηνία γέννησης", "Fødselsdato", "Doğum Tarihi", "お誕生日", "תאריך לידה"],
)  # fmt: skip
def test_birthdays_by_many_names(header: str) -> None:
    record = one({"Name": "A B", header: "25.12.1970"})
    assert record.birthday is not None
    assert record.birthday.iso == "1970-12-25"
