"""The tables of the book. Everything that is stored is described here, topic by topic."""

from sqlalchemy.orm import configure_mappers

from deskmate.core.models.base import UtcDateTime, metadata
from deskmate.core.models.book import AuditEvent, BookMark, ImportBatch, ImportChange, Segment, Setting, UndoEntry
from deskmate.core.models.calendar import Appointment, Promise, Reminder, ReminderState, Service, Staff
from deskmate.core.models.counter import Draft, StaffPin
from deskmate.core.models.events import CallAttempt, CustomerState, FollowUp, Interaction, VisitRhythm
from deskmate.core.models.people import (
    Apart,
    Attachment,
    Consent,
    ContactDetail,
    Customer,
    CustomerTag,
    Household,
    MergeRecord,
    Occasion,
    OwnField,
    OwnValue,
    Preference,
    Relation,
    Tag,
)
from deskmate.core.models.waiting import FreedTime, WaitEntry

configure_mappers()  # with the loading, on a worker's time, and not within the first question that a window asks

__all__ = [
    "Apart",
    "Appointment",
    "Attachment",
    "AuditEvent",
    "BookMark",
    "CallAttempt",
    "Consent",
    "ContactDetail",
    "Customer",
    "CustomerState",
    "CustomerTag",
    "Draft",
    "FollowUp",
    "FreedTime",
    "Household",
    "ImportBatch",
    "ImportChange",
    "Interaction",
    "MergeRecord",
    "Occasion",
    "OwnField",
    "OwnValue",
    "Preference",
    "Promise",
    "Relation",
    "Reminder",
    "ReminderState",
    "Segment",
    "Service",
    "Setting",
    "Staff",
    "StaffPin",
    "Tag",
    "UndoEntry",
    "UtcDateTime",
    "VisitRhythm",
    "WaitEntry",
    "metadata",
]
