"""What belongs to one person at the counter: their PIN, and what they began to write and have not saved."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field

from deskmate.core.models.base import Record, key, link, moment


class StaffPin(Record, table=True):
    """One person's PIN, stretched (Argon2id). `wrong` counts the tries since the last right one; `tried_at`: the last.

    `pepper` is None where the keyring keeps it; `pepper_mark` tells whether it is still the one the PIN was made with.
    """

    __tablename__ = "staff_pin"

    staff_id: int = link("staff.id", cascade=True, primary=True)
    salt: bytes
    stretched: bytes
    iterations: int
    lanes: int
    memory_cost: int
    pepper: bytes | None = None
    pepper_mark: bytes
    wrong: int = 0
    tried_at: datetime | None = moment(optional=True)
    set_at: datetime = moment()


class Draft(Record, table=True):
    """Something begun and not saved, for the person who began it; `place` is the form ("note", "customer")."""

    id: int | None = key()
    staff_id: int | None = link("staff.id", cascade=True, optional=True)
    customer_id: int | None = link("customer.id", cascade=True, optional=True)
    place: str
    body: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    at: datetime = moment()
