"""Everything out: complete, readable by others and by us again, for the owner only, and never half there."""

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from deskmate.core import appointments, audit, customers, exports, importing, interactions, services
from deskmate.core.actors import Actor, NotAllowed
from deskmate.core.db import Database
from deskmate.core.errors import Cancelled, FileProblem, InvalidInput
from deskmate.core.people import Birthday, Detail, Draft
from deskmate.core.preferences import PreferenceDraft


@pytest.fixture
def filled(db: Database, owner: Actor, now: datetime) -> Database:
    """Two customers with a history, and one in the bin."""
    ann = customers.add(
        db,
        Draft(
            "Ann Lee",
            given="Ann",
            family="Lee",
            birthday=Birthday(2, 29),
            details=(Detail("phone", "020 7946 0018", "mobile", preferred=True), Detail("email", "ann@example.org")),
            tags=("Regular",),
            about="=1+1",
        ),
        remember=[PreferenceDraft("Likes", "window seat")],
        by=owner,
        now=now,
    )
    interactions.add(
        db, ann, "lamp picked up; @ten", kind="visit", amount_minor=1250, currency="GBP", by=owner, now=now
    )
    interactions.add(db, ann, "rang", channel="phone", by=owner, now=now + timedelta(hours=1))
    appointments.book(db, ann, start=datetime(2026, 3, 5, 10), service=services.offered(db)[0].name, by=owner, now=now)
    customers.add(db, Draft("Bo Øst"), by=owner, now=now)
    gone = customers.add(db, Draft("Gone Away"), by=owner, now=now)
    interactions.add(db, gone, "secret of the bin", by=owner, now=now)
    customers.delete(db, gone, by=owner, now=now)
    return db


def test_csv_holds_customers_history_and_every_other_table(
    filled: Database, owner: Actor, now: datetime, tmp_path: Path
) -> None:
    done = exports.export(filled, "csv", tmp_path / "out", by=owner, now=now)
    assert (done.customers, done.interactions) == (2, 2)
    files = {Path(name).name: Path(name) for name in done.files}
    assert {"customers.csv", "history.csv", "appointment.csv", "staff.csv", "preference.csv"} <= set(files)
    with files["customers.csv"].open(encoding="utf-8-sig", newline="") as source:
        ann, bo = csv.DictReader(source)
    assert (ann["Name"], ann["Birthday"], ann["Notes"]) == ("Ann Lee", "'--02-29", "'=1+1")
    assert bo["Name"] == "Bo Øst"
    with files["history.csv"].open(encoding="utf-8-sig", newline="") as source:
        visit, call = csv.DictReader(source)
    assert (visit["Details"], visit["Amount"], visit["Currency"]) == ("lamp picked up; @ten", "12.50", "GBP")
    assert call["Date"] == "2026-03-02T10:00:00+00:00"
    for file in files.values():
        assert "secret of the bin" not in file.read_text(encoding="utf-8-sig")
        assert "Gone Away" not in file.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("fmt", "name"),
    [("csv", "customers.csv"), ("json", "customers.json"), ("vcard", "customers.vcf"), ("xlsx", "customers.xlsx"),
     ("vcard-3.0", "customers.vcf")],
)  # fmt: skip
def test_what_went_out_comes_in_again(
    filled: Database, owner: Actor, now: datetime, tmp_path: Path, fmt: str, name: str
) -> None:
    done = exports.export(filled, fmt, tmp_path, by=owner, now=now)
    file = next(Path(each) for each in done.files if Path(each).name == name)
    read = importing.read_file(name, file.read_bytes(), region="GB")
    ann = next(record for record in read.records if record.name == "Ann Lee")
    assert [phone.e164 for phone in ann.phones] == ["+442079460018"]
    assert [email.address for email in ann.emails] == ["ann@example.org"]
    assert ann.birthday is not None and (ann.birthday.month, ann.birthday.day, ann.birthday.year) == (2, 29, None)
    assert (ann.tags, ann.notes) == (("Regular",), "=1+1")
    assert [(p.category, p.text) for p in ann.preferences] == [("Likes", "window seat")]
    if "vcard" in fmt:
        assert f"VERSION:{'3.0' if '3' in fmt else '4.0'}" in file.read_text(encoding="utf-8")
        assert done.interactions == 0
    if fmt == "json":
        assert [entry.amount_minor for entry in ann.entries] == [1250, None]


def test_json_holds_every_table_as_it_is(filled: Database, owner: Actor, now: datetime, tmp_path: Path) -> None:
    done = exports.export(filled, "json", tmp_path, by=owner, now=now)
    file = next(Path(name) for name in done.files if name.endswith("book.json"))
    tables = json.loads(file.read_text(encoding="utf-8"))["tables"]
    assert [row["name"] for row in tables["customer"]] == ["Ann Lee", "Bo Øst"]
    assert {row["text"] for row in tables["interaction"]} == {"lamp picked up; @ten", "rang"}
    assert tables["interaction"][0]["evidence"] is not None
    assert len(tables["appointment"]) == 1
    assert not {"undo_entry", "audit_event"} & set(tables)


def test_only_the_owner_exports_and_it_is_on_the_list(
    filled: Database, owner: Actor, now: datetime, tmp_path: Path
) -> None:
    with pytest.raises(NotAllowed, match="Only the owner can export"):
        exports.export(filled, "csv", tmp_path, by=Actor("Sam"), now=now)
    assert list(tmp_path.glob("deskmate-*")) == []
    exports.export(filled, "vcard", tmp_path, by=owner, now=now)
    assert audit.entries(filled, by=owner, subject="book")[0].what == "exported as vcard"


def test_a_second_export_leaves_the_first_alone(filled: Database, owner: Actor, now: datetime, tmp_path: Path) -> None:
    first = exports.export(filled, "vcard", tmp_path, by=owner, now=now)
    assert first.customers and not first.interactions, "a vCard has no history, so none is counted"
    second = exports.export(filled, "vcard", tmp_path, by=owner, now=now)
    assert not set(first.files) & set(second.files)
    assert all(Path(name).is_file() for name in (*first.files, *second.files))


@pytest.mark.parametrize("fmt", exports.FORMATS)
def test_stopped_or_failed_leaves_nothing_behind(
    filled: Database, owner: Actor, now: datetime, tmp_path: Path, fmt: str
) -> None:
    out = tmp_path / "out"
    with pytest.raises(Cancelled):
        exports.export(filled, fmt, out, by=owner, now=now, should_stop=lambda: True)
    assert list(out.iterdir()) == []
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    with pytest.raises(FileProblem, match="Nothing was exported"):
        exports.export(filled, fmt, blocked, by=owner, now=now)
    assert blocked.read_text() == "no folder"


def test_an_unknown_format_is_refused(db: Database, owner: Actor, now: datetime, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"csv, json, vcard, vcard-3\.0, xlsx"):
        exports.export(db, "pdf", tmp_path, by=owner, now=now)
