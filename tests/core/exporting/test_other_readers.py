"""Our vCards as another program's library reads them: vobject, which khard and Radicale stand on."""

from datetime import date

import pytest
import vobject

from deskmate.core import exporting
from deskmate.core.importing import (
    Address,
    Birthday,
    EmailValue,
    Occasion,
    PhoneValue,
    Preference,
    Record,
    read_file,
)

PHOTO = b"\x89PNG" + bytes(range(256)) * 8
ANNA = Record(
    source_row=1,
    name="Anna Lee, MD; Köln",
    given="Anna",
    family="Lee; Köln",
    prefix="Dr.",
    known_as="Nan",
    organisation="Müller, Söhne & Co; Köln",
    job_title="Chief",
    phones=(PhoneValue("+44 20 7946 0018", "+442079460018", "mobile", True), PhoneValue("0221 99", None, "Grandma’s")),
    emails=(EmailValue("anna@example.org", "work"),),
    addresses=(Address("Long Road 1,\nBack", "Flat 2", "", "Köln", "NRW", "50667", "Germany", "home"),),
    birthday=Birthday(2, 3, 1980),
    occasions=(Occasion("anniversary", Birthday(5, 4, 2001)),),
    notes="First line;\nsecond, \\n line 🎂 " + "ä" * 200,
    tags=("Regular", "New in town"),
    language="de",
    urls=("https://example.org/a,b",),
    photo=PHOTO,
    preferences=(Preference("Likes", "tea; mint"),),
    opted_out=True,
    external_id="17",
    extra=(("Chair", "3, window"),),
)


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_another_library_reads_what_we_write(version: str) -> None:
    (card,) = vobject.readComponents(exporting.to_vcard([ANNA], version=version).decode("utf-8"))
    assert card.version.value == version
    assert card.fn.value == ANNA.name
    assert (card.n.value.family, card.n.value.given, card.n.value.prefix) == ("Lee; Köln", "Anna", "Dr.")
    assert [tel.value for tel in card.tel_list] == ["+44 20 7946 0018", "0221 99"]
    assert "cell" in card.tel_list[0].params["TYPE"]
    assert card.email.value == "anna@example.org"
    place = card.adr.value
    assert (place.street, place.extended, place.city, place.code, place.country) == (
        "Long Road 1,\nBack", "Flat 2", "Köln", "50667", "Germany",
    )  # fmt: skip
    assert card.org.value == ["Müller, Söhne & Co; Köln"]
    assert card.note.value == ANNA.notes
    assert card.categories.value == ["Regular", "New in town"]
    assert card.nickname.value == "Nan" and card.title.value == "Chief"
    assert card.bday.value.replace("-", "") == "19800203"


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_what_another_library_writes_again_comes_back_the_same(version: str) -> None:
    """Out of the book, through another program, and into the book."""
    (card,) = vobject.readComponents(exporting.to_vcard([ANNA], version=version).decode("utf-8"))
    again = card.serialize(validate=False)
    (record,) = read_file("x.vcf", again.encode("utf-8")).records
    for name in ("name", "given", "family", "prefix", "known_as", "organisation", "birthday", "notes", "tags"):
        assert getattr(record, name) == getattr(ANNA, name), name
    assert [phone.typed for phone in record.phones] == [phone.typed for phone in ANNA.phones]
    assert [email.address for email in record.emails] == ["anna@example.org"]
    assert [place.parts for place in record.addresses] == [place.parts for place in ANNA.addresses]
    # vobject cuts a value of 4.0 at its comma, so that a picture gets lost in it, whoever wrote the card
    assert record.photo == (PHOTO if version == "3.0" else None)


def test_a_birthday_without_a_year_is_read() -> None:
    record = Record(1, "Bo", birthday=Birthday(2, 29))
    (card,) = vobject.readComponents(exporting.to_vcard([record]).decode("utf-8"))
    assert card.bday.value == "--0229"
    assert date(2024, 2, 29).strftime("--%m%d") == card.bday.value
