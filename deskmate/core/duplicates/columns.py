"""People from the rows of a table: which column is the family name, the phone, the day of birth."""

import re
from collections.abc import Iterable, Sequence

from deskmate.core.duplicates.persons import Address, Person
from deskmate.core.errors import InvalidInput
from deskmate.core.text import digits, words

# Headers as folded words run together; the shop's own numbers are read, national ones (social security) never
_HEADERS = {
    "given": """given givenname givennames first firstname fname forename christianname vorname prenom nombre nombres
        nome name1 voornaam fnamec1 primeironome""",
    "middle": "middle middlename secondname additionalname fnamec2",
    "family": """family familyname last lastname lname surname secondsurname nachname familienname nomdefamille apellido
        apellidos cognome sobrenome apelido achternaam lnamec1 lnamec2""",
    "full": """name fullname displayname contact contactname customer customername client clientname fileas naam nom
        nomcomplet nombrecompleto nomecompleto""",
    "known_as": "nickname knownas nick preferredname rufname goesby",
    "organisation": "organisation organization company companyname business firma societe empresa azienda bedrijf",
    "birthday": """birthday birthdate dateofbirth dob born bday geburtstag geburtsdatum datedenaissance naissance
        fechadenacimiento cumpleanos datadinascita nascita datadenascimento geboortedatum""",
    "year": "by birthyear yearofbirth geburtsjahr",
    "month": "bm birthmonth monthofbirth geburtsmonat",
    "day": "bd birthdayday day dayofbirth",
    "number": "customernumber customerno customerid memberno membernumber cardnumber loyaltynumber kundennummer",
    "house": "streetnumber housenumber houseno hausnummer numero huisnummer",
    "street": """street street1 streetaddress address address1 addressline1 addr1 strasse adresse rue direccion calle
        indirizzo via endereco rua straat adres""",
    "more": "address2 addressline2 street2 addr2 addresszusatz unit building",
    "city": "city town suburb locality place ort stadt wohnort ville ciudad citta cidade plaats stad",
    "postcode": """postcode postalcode zip zipcode plz postleitzahl codepostal codigopostal cap cep""",
    "region": "state region county province bundesland kanton departement provincia estado provincie",
}
_FIELDS = {name: field for field, names in _HEADERS.items() for name in names.split()}
_PHONE = re.compile(r"phone(?!tic)|telef|telep|^tel|mobil|^cell|handy|portable|movil|celular|gsm")
_EMAIL = re.compile(r"email|^mail(\d|$)|courriel|correo(?!postal)")
_LABEL = re.compile(
    r"^(address\d+(?=[a-z])|(home|work|business|main|primary|other|personal|mailing|billing)(?=.))|\d+$|value$"
)
_NOTHING = frozenset({"", "na", "n/a", "nan", "none", "null", "nil", "-", "\\n", "unknown", "0/0/00"})
_CLOCK = re.compile(r"[T ]\d{1,2}:\d\d.*$")
_DATE_PARTS = re.compile(r"\d+")
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_OTHER_MONTHS = {"mai": 5, "okt": 10, "dez": 12, "ene": 1, "abr": 4, "ago": 8, "fev": 2, "avr": 4, "aou": 8, "mag": 5}
_MONTHS = _OTHER_MONTHS | {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}

Row = Sequence[str | None]
Date = tuple[int | None, int | None, int | None]


def recognise(header: Sequence[str]) -> dict[int, str]:
    """The field each column holds, by position; a column that isn't about who somebody is has none."""
    fields: dict[int, str] = {}
    for position, title in enumerate(header):
        key = "".join(words(title))
        bare = _LABEL.sub("", _LABEL.sub("", key))
        if _EMAIL.search(key):
            fields[position] = "email"
        elif _PHONE.search(key):
            fields[position] = "phone"
        elif field := _FIELDS.get(key) or _FIELDS.get(bare):
            fields[position] = field
    return fields


def from_rows(header: Sequence[str], rows: Iterable[Row], id_column: str | None = None) -> list[Person]:
    """The people in a table; without `id_column` the row's number (from 1) is the id.

    Raises `InvalidInput` where there is no such column, or none that tells people apart.
    """
    titles = [title.strip().lstrip("\ufeff") for title in header]
    if id_column is not None and id_column.strip() not in titles:
        raise InvalidInput(f"There is no column “{id_column.strip()}” in this file.")
    key = titles.index(id_column.strip()) if id_column is not None else None
    fields = {position: field for position, field in recognise(titles).items() if position != key}
    if not set(fields.values()) & {"given", "family", "full", "organisation", "email", "phone", "number"}:
        raise InvalidInput("This file has no column with names, phones or e-mails, so there is nothing to compare.")
    table = [_cells(row, len(titles)) for row in rows]
    day_first = _day_first(row[p] for row in table for p, field in fields.items() if field == "birthday")
    return [
        _person(row[key] if key is not None else str(number), _gather(row, fields), day_first=day_first)
        for number, row in enumerate(table, start=1)
    ]


def _cells(row: Row, width: int) -> list[str]:
    cells = [(cell or "").strip() for cell in row[:width]]
    return [*("" if cell.casefold() in _NOTHING else cell for cell in cells), *[""] * (width - len(cells))]


def _gather(row: Sequence[str], fields: dict[int, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for position, field in fields.items():
        if row[position]:
            found.setdefault(field, []).append(row[position])
    return found


def _person(name: str, found: dict[str, list[str]], *, day_first: bool) -> Person:
    def text(*fields: str) -> str:
        return " ".join(value for field in fields for value in found.get(field, ()))

    birthday = read_date(text("birthday"), day_first=day_first)
    parts = (_number(text("year")), _number(text("month")), _number(text("day")))
    year, month, day = birthday if any(birthday) else parts
    address = Address(text("house", "street"), text("more"), text("city"), text("postcode"), text("region"))
    return Person(
        id=name,
        given=text("given", "middle"),
        family=text("family"),
        full=text("full"),
        known_as=text("known_as"),
        organisation=text("organisation"),
        birth_year=year,
        birth_month=month,
        birth_day=day,
        phones=tuple(found.get("phone", ())),
        emails=tuple(found.get("email", ())),
        addresses=(address,),
        numbers=tuple(found.get("number", ())),
    )


def _day_first(dates: Iterable[str]) -> bool:
    """Whether 01/02/2003 is in February: by the dates of the same column that can only be read one way."""
    first = second = 0
    for date in dates:
        parts = [int(part) for part in _DATE_PARTS.findall(date)[:3] if len(part) <= 2]
        if len(parts) >= 2 and len(_DATE_PARTS.findall(date)[0]) <= 2:
            first += parts[0] > 12
            second += parts[1] > 12
    return first >= second


def read_date(text: str, *, day_first: bool = True) -> Date:
    """Year, month and day of a date as written, None for what isn't there; mistyped numbers are kept as they are."""
    parts = _DATE_PARTS.findall(_CLOCK.sub("", text))
    word = next((_MONTHS[w[:3]] for w in words(text) if w[:3] in _MONTHS), None)
    if word and parts:
        return _worded(parts, word)
    if text.startswith("--") and len(digits(text)) == 4:
        parts = ["", digits(text)[:2], digits(text)[2:]]
    elif len(parts) == 1:
        whole = parts[0]
        parts = [whole[:4], whole[4:6], whole[6:]] if len(whole) == 8 else [whole, "", ""] if len(whole) == 4 else []
    if len(parts) < 2:
        return None, None, None
    return _numeric(parts, day_first=day_first)


def _worded(parts: Sequence[str], month: int) -> Date:
    """A date whose month is a word: the longer or later number is the year."""
    years = [part for part in parts if len(part) == 4] or list(parts[1:2])
    days = [part for part in parts if len(part) <= 2]
    return _year(years[0]) if years else None, month, _number(days[0]) if days else None


def _numeric(parts: Sequence[str], *, day_first: bool) -> Date:
    if len(parts[0]) >= 3 or not parts[0]:
        return _number(parts[0]), _number(parts[1]), _number(parts[2] if len(parts) > 2 else "")
    first, second = _number(parts[0]), _number(parts[1])
    swap = day_first if not ((second or 0) > 12 or (first or 0) > 12) else (first or 0) > 12
    month, day = (second, first) if swap else (first, second)
    return _year(parts[2]) if len(parts) > 2 else None, month, day


def _year(text: str) -> int | None:
    """A year as written; of two digits, the last one of that ending that is over (30 and later are the 1900s)."""
    year = _number(text)
    if year is None or len(text) != 2:
        return year
    return year + (1900 if year >= 30 else 2000)


def _number(text: str) -> int | None:
    found = digits(text)[:4]
    return int(found) or None if found else None
