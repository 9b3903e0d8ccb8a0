"""What happened with a customer, and what the shop decided to do about it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, text
from sqlmodel import Field

from deskmate.core.models.base import Record, bin_index, key, link, link_index, moment


class Interaction(Record, table=True):
    """One entry of the timeline: a note, call, visit, purchase, complaint, compliment, feedback, message or outcome.

    `mood` is what staff chose (unhappy, neutral, happy, or empty); it outranks the machine's reading, which is kept
    beside it with its evidence. `overruled_because` says why a person set the reading aside. `details` are no words of
    a person's: what a file said beside them (who did it, a receipt's number); they are shown, and never read.
    """

    __table_args__ = (
        Index("ix_interaction_customer_at", "customer_id", "at"),
        Index("ix_interaction_at", "at"),
        Index("ix_interaction_engine", "engine_version"),
        bin_index("ix_interaction_deleted_at"),
        link_index("ix_interaction_appointment", "appointment_id"),
        link_index("ix_interaction_import_batch", "import_batch_id"),
        # visits and what was spent, whole: segments count them without looking at a single note
        Index(
            "ix_interaction_came",
            "customer_id",
            "at",
            "kind",
            "deleted_at",
            "amount_minor",
            "currency",
            sqlite_where=text("kind IN ('visit', 'purchase') AND deleted_at IS NULL"),
        ),
    )

    id: int | None = key()
    customer_id: int = link("customer.id", cascade=True, index=False)
    at: datetime = moment()
    kind: str
    channel: str = ""
    text: str = ""
    details: str = Field(default="", sa_column_kwargs={"server_default": ""})
    amount_minor: int | None = None
    currency: str = ""
    mood: str = ""
    by: str = ""
    label: str = ""
    score: float = 0.0
    confidence: float = 0.0
    theme: str = ""
    theme_confirmed: bool = False
    evidence: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    engine_version: str = ""
    overruled_because: str = ""
    overruled_by: str = ""
    overruled_at: datetime | None = moment(optional=True)
    appointment_id: int | None = link("appointment.id", optional=True, index=False)
    created_at: datetime = moment()
    edited_at: datetime | None = moment(optional=True)
    deleted_at: datetime | None = moment(optional=True)
    import_batch_id: int | None = link("import_batch.id", optional=True, index=False)


class FollowUp(Record, table=True):
    """A customer who may need a call: why, the words it rests on, by when, by whom, and how it ended.

    `state` is open, closed (a person dealt with it), lapsed (nothing new for long) or cleared (its ground went away,
    for example an overruled note). `by_hand`: a person wants it open, whatever the notes say. `evidence` is a list of
    {interaction_id, at, quote, why}.
    """

    __tablename__ = "follow_up"
    __table_args__ = (
        Index("ix_follow_up_state_due", "state", "due_on"),
        # with the state, so that "this customer's open one" is never looked for among everybody's open ones
        Index("ix_follow_up_customer", "customer_id", "state"),
    )

    id: int | None = key()
    customer_id: int = link("customer.id", cascade=True, index=False)
    kind: str = "mood"
    reason: str
    evidence: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    opened_at: datetime = moment()
    due_on: date
    owner: str = ""
    by_hand: bool = False
    state: str = "open"
    outcome: str = ""
    closed_at: datetime | None = moment(optional=True)
    closed_by: str = ""


class CallAttempt(Record, table=True):
    """One try to reach a customer about a follow-up, and what came of it."""

    __tablename__ = "call_attempt"

    id: int | None = key()
    follow_up_id: int = link("follow_up.id", cascade=True)
    customer_id: int = link("customer.id", cascade=True)
    at: datetime = moment()
    by: str = ""
    outcome: str
    put_right: bool = False
    note: str = ""
    interaction_id: int | None = link("interaction.id", optional=True)


class CustomerState(Record, table=True):
    """What is kept so that no list has to read a customer's whole history again.

    `worry_key` is the forward-decayed sum of the notes that count (all sums decay alike, so its order stays true).
    `cleared_at`: notes up to here no longer count. `look_again_at`: when time alone may ask for a call. Must equal what
    a reading from scratch gives.
    """

    __tablename__ = "customer_state"

    customer_id: int = link("customer.id", cascade=True, primary=True)
    worry_key: float = Field(default=0.0, index=True)
    cleared_at: datetime | None = moment(optional=True)
    lapses_at: datetime | None = moment(optional=True, index=True)
    look_again_at: datetime | None = moment(optional=True, index=True)
    reviewed_at: datetime | None = moment(optional=True)


class VisitRhythm(Record, table=True):
    """How often a customer comes, and from which day on they are late: kept, so that no list reads histories.

    `stale`: a visit or another contact was written, changed or removed since; it is worked out anew before it is used.
    `last_on` is the last visit, `contact_on` the last contact of any kind or an appointment to come, `overdue` how many
    usual gaps will have gone by on the day `late_on`.
    """

    __tablename__ = "visit_rhythm"
    __table_args__ = (
        Index("ix_visit_rhythm_late", "late_on", "overdue"),
        Index("ix_visit_rhythm_stale", "customer_id", sqlite_where=text("stale = 1")),
    )

    customer_id: int = link("customer.id", cascade=True, primary=True)
    stale: bool = True
    visits: int = 0
    usual_days: float | None = None
    last_on: date | None = None
    contact_on: date | None = None
    late_on: date | None = None
    overdue: float = 0.0
