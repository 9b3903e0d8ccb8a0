"""Imports one after the other, taken back in any order: nothing is left of them, and what people did is as it was."""

import shutil
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel, select

from deskmate.core import appointments, customers, imports, staff
from deskmate.core.db import Database, open_database
from deskmate.core.models import Appointment, ContactDetail, Customer, Interaction, Reminder
from deskmate.core.people import Detail, Draft
from tests.core.bringing import Bring, day

_Row = tuple[int, int, str, str, str, str, str]
_HEAD = "Booking ID,Start,End,Client,Phone,Service,Status\n"
_ROWS = st.lists(
    st.tuples(
        st.sampled_from((7, 7, 7, 8)),
        st.sampled_from((4, 4, 4, 5, -3)),
        st.sampled_from(("10:00", "11:00", "12:00", "13:00", "")),
        st.sampled_from(("Ann Lee", "Ann Lee", "Ann Lee", "Bo Ek")),
        st.sampled_from(("", "020 7946 0018")),
        st.sampled_from(("Cut", "Cut", "Cut", "Dye")),
        st.sampled_from(("Confirmed", "Confirmed", "Completed", "Cancelled")),
    ),
    min_size=1,
    max_size=2,
)


def _file(now: datetime, rows: list[_Row]) -> str:
    return _HEAD + "".join(
        f"{number},{day(now, days)} {clock},,{client},{phone},{service},{status}\n"
        for number, days, clock, client, phone, service, status in rows
    )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=st.lists(_ROWS, min_size=3, max_size=5), order=st.randoms(use_true_random=False), known=st.booleans())
def test_imports_come_and_go(
    tmp_path_factory: pytest.TempPathFactory,
    empty_book: tuple[Path, bytes],
    now: datetime,
    files: list[list[_Row]],
    order: Random,
    known: bool,
) -> None:
    template, key = empty_book
    db = open_database(shutil.copy(template, tmp_path_factory.mktemp("sequence") / "shop.deskmate"), key)
    owner = staff.owner(db)
    bring = Bring(db, owner, now)
    if known:  # somebody whom people know, and what they booked
        ann = customers.add(db, Draft("Ann Lee", details=(Detail("phone", "020 7946 0018"),)), by=owner, now=now)
        start = datetime.combine((now + timedelta(days=4)).date(), time(10))
        appointments.book(db, ann, start=start, service="Cut", minutes=20, by=owner, now=now)
    before = _held(db)
    batches = [bring(_file(now, rows)).batch for rows in files]
    assert before[Appointment] <= _held(db)[Appointment], "what people booked is as they booked it"
    order.shuffle(batches)
    for batch in batches:
        imports.undo(db, batch, by=owner, now=now)
    assert _held(db) == before
    db.close()


def _held(db: Database) -> dict[type[SQLModel], set[str]]:
    """Every row of what imports bring."""
    with db.read() as session:
        return {
            table: {repr(sorted(row.model_dump().items(), key=str)) for row in session.exec(select(table))}
            for table in (Customer, Appointment, Reminder, Interaction, ContactDetail)
        }
