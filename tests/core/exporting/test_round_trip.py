"""What goes out comes back the same: CSV, Excel, vCard 4.0 and 3.0, JSON."""

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deskmate.core import exporting, phones
from deskmate.core.importing import (
    Address,
    Birthday,
    EmailValue,
    Entry,
    Occasion,
    PhoneValue,
    Preference,
    Record,
    read_file,
)
from deskmate.core.importing.minding import COLUMNS
from deskmate.core.importing.records import File, Tie
from deskmate.core.text import clean

_CHARACTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Co", "Cn", "Zl", "Zp"])
_TRICKY = st.sampled_from(
    ["=1+1", "+49 30 1", "-", "@home", "'t Hart", "''", '"', "a,b;c", "\\n", "N/A", "2 * 3", "* x", "*", "Total"]
)
_ANY = st.one_of(st.text(_CHARACTERS, max_size=20), _TRICKY)
lines = _ANY.map(clean).map(lambda text: " ".join(text.split()))
some = lines.filter(bool)
notes = st.lists(lines, max_size=3).map("\n".join).map(clean)
days = (
    st.dates(min_value=date(1850, 1, 1), max_value=date(2200, 1, 1))
    .flatmap(lambda day: st.sampled_from([Birthday(day.month, day.day, day.year), Birthday(day.month, day.day)]))
    .filter(lambda day: day.year != 1604)
)
labels = st.sampled_from(["", "home", "work", "mobile", "fax", "Grandma’s", "summer, house; north"])


@st.composite
def phone_values(draw: st.DrawFn) -> PhoneValue:
    typed = draw(st.from_regex(r"(\+49 |0)[1-9][0-9]{2,3}[ /-]?[0-9]{4,7}", fullmatch=True))
    return PhoneValue(typed, phones.parse(typed, "DE").e164, draw(labels), draw(st.booleans()))


emails = st.builds(
    EmailValue, st.from_regex(r"[a-z][a-z0-9.]{0,8}[a-z]@[a-z]{1,8}\.(de|com)", fullmatch=True), labels, st.booleans()
)
addresses = st.builds(Address, some, lines, lines, lines, lines, lines, lines, labels)


def _record(**said: Any) -> Record:
    """A record that says this and nothing else; from the class itself `builds` would make up the rest."""
    return Record(**said)


def records() -> st.SearchStrategy[Record]:
    """Customers with everything that people type."""
    return st.builds(
        _record,
        source_row=st.just(1),
        name=some,
        given=lines,
        middle=lines,
        family=lines,
        prefix=lines,
        suffix=lines,
        known_as=lines,
        reading=lines,
        organisation=lines,
        department=lines,
        job_title=lines,
        is_company=st.booleans(),
        phones=st.lists(phone_values(), max_size=2, unique_by=lambda phone: phone.e164 or phone.typed).map(tuple),
        emails=st.lists(emails, max_size=2, unique_by=lambda email: email.address).map(tuple),
        addresses=st.lists(addresses, max_size=2, unique=True).map(tuple),
        birthday=st.none() | days,
        occasions=st.lists(st.builds(Occasion, st.sampled_from(["anniversary", "name day"]), days), max_size=1).map(
            tuple
        ),
        notes=notes,
        tags=st.lists(st.from_regex(r"[a-zäß]{1,4}( [a-zäß]{1,4})?", fullmatch=True), max_size=3, unique=True).map(
            tuple
        ),
        language=lines,
        urls=st.lists(st.from_regex(r"https://[a-z]{1,9}\.de", fullmatch=True), max_size=2, unique=True).map(tuple),
        preferences=st.lists(st.builds(Preference, some, some, lines), max_size=2).map(tuple),
        to_mind=st.fixed_dictionaries({}, optional=dict.fromkeys(COLUMNS.values(), some)).map(
            lambda said: tuple((name, said[name]) for name in COLUMNS.values() if name in said)
        ),
        opted_out=st.none() | st.booleans(),
        external_id=lines,
        extra=st.lists(st.tuples(some, some), max_size=2).map(tuple),
    )


def _same(read: tuple[Record, ...], written: list[Record]) -> bool:
    return [r._replace(source_row=1, repeat_of=None) for r in read] == written


_RELAXED = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)


@_RELAXED
@given(st.lists(records(), min_size=1, max_size=3))
def test_csv_comes_back_equal(written: list[Record]) -> None:
    assert _same(read_file("customers.csv", exporting.to_csv(written), region="DE").records, written)


@settings(parent=_RELAXED, max_examples=15)
@given(st.lists(records(), min_size=1, max_size=2))
def test_excel_comes_back_equal(written: list[Record]) -> None:
    assert _same(read_file("customers.xlsx", exporting.to_xlsx(written), region="DE").records, written)


@pytest.mark.parametrize("version", ["4.0", "3.0"])
def test_vcard_comes_back_equal(version: str) -> None:
    @_RELAXED
    @given(st.lists(records(), min_size=1, max_size=3))
    def check(written: list[Record]) -> None:
        assert _same(
            read_file("customers.vcf", exporting.to_vcard(written, version=version), region="DE").records, written
        )

    check()


@settings(parent=_RELAXED, max_examples=15)
@given(st.lists(records(), max_size=3), st.none() | st.binary(min_size=1, max_size=50))
def test_json_comes_back_equal_with_pictures_and_history(written: list[Record], photo: bytes | None) -> None:
    file = File("Beleg.pdf", b"%PDF-1.4 Beleg", "2024-05-01T10:00:00")
    entry = Entry("2024-05-01T10:00:00", "purchase", "2 × Brot", 890, "EUR", (file,), "Receipt: 7")
    ties, home = (Tie("child", "2"), Tie("pet", "3")), {"household": "7", "household_name": "Hübner"}
    whole = [record._replace(photo=photo, entries=(entry,), ties=ties, files=(file,), **home) for record in written]
    out = io.BytesIO()
    exporting.write_json_file(out, whole)
    assert _same(read_file("customers.json", out.getvalue()).records, whole)


def test_a_picture_comes_back_with_the_card() -> None:
    record = Record(1, "Anna", photo=b"\x89PNG" + bytes(range(256)))
    for version in ("3.0", "4.0"):
        read = read_file("x.vcf", exporting.to_vcard([record], version=version))
        assert read.records[0].photo == record.photo


@given(st.lists(records(), min_size=1, max_size=2))
@_RELAXED
def test_no_cell_starts_a_formula_and_no_phone_is_changed(written: list[Record]) -> None:
    rows = list(csv.reader(io.StringIO(exporting.to_csv(written).decode("utf-8-sig"), newline="")))
    for cell in (cell for row in rows for cell in row):
        assert not cell.startswith(("=", "@", "\t", "\r")), cell
        assert (
            not cell.startswith(("+", "-"))
            or cell[1:].replace(" ", "").replace("(", "")[:1].isdigit()
            or cell.startswith("--")
        )
    typed = {phone.typed for record in written for phone in record.phones}
    assert typed <= {cell for row in rows for cell in row}


def test_the_history_goes_out_beside_the_customers_and_comes_back() -> None:
    visit = Entry("2024-05-01", "visit", "cut; colour", 4550, "EUR", details="Staff: Mia · Room: 2")
    entries = (visit, Entry("2024-06-02", "note", "=likes tea"))
    record = Record(1, "Anna Huber", given="Anna", family="Huber", emails=(EmailValue("a@x.de"),), entries=entries)
    read = read_file("history.csv", exporting.history_csv([record]))
    assert [r.entries[0] for r in read.records] == list(entries)
    assert read.records[1].repeat_of == read.records[0].source_row


@pytest.mark.parametrize("written", ["12.34,GBP", "1234,CLP", "1234,ISK", "1.234,KWD"])
def test_an_amount_has_the_digits_of_its_currency(written: str) -> None:
    record = Record(1, "Anna Huber", entries=(Entry("2024-05-01", "purchase", "boots", 1234, written[-3:]),))
    history = exporting.history_csv([record])
    assert history.endswith(f",{written},\r\n".encode())
    assert read_file("history.csv", history).records[0].entries == record.entries


def test_lines_are_folded_at_75_octets_between_characters() -> None:
    card = exporting.to_vcard([Record(1, "Ä" * 200)])
    assert all(len(line) <= 75 for line in card.split(b"\r\n"))
    assert card.decode("utf-8")


@pytest.mark.parametrize("version", ["4.0", "3.0"])
def test_a_department_that_ends_in_a_semicolon_keeps_it(version: str) -> None:
    written = [Record(source_row=1, name="A", department="x;"), Record(source_row=1, name="B", organisation="y;")]
    assert _same(read_file("customers.vcf", exporting.to_vcard(written, version=version), region="DE").records, written)


@pytest.mark.parametrize("write", [exporting.to_csv, exporting.to_xlsx])
def test_who_lives_and_belongs_with_whom_comes_back_from_a_table(write: Callable[[list[Record]], bytes]) -> None:
    one = Record(source_row=1, name="A", external_id="1", household="7", household_name="Hübner; Weg 1")
    ties = (Tie("child", "2"), Tie("pet", "3"))
    other = one._replace(name="B", external_id="2")
    written = [one._replace(ties=ties), other, Record(source_row=1, name="C", external_id="3")]
    name = "customers.xlsx" if write is exporting.to_xlsx else "customers.csv"
    assert _same(read_file(name, write(written), region="DE").records, written)
