"""Reading the files that people bring: bytes in, records and words about problems out; nothing is written."""

from deskmate.core.importing.headers import known_fields, means_number
from deskmate.core.importing.limits import check_size
from deskmate.core.importing.reader import read_file
from deskmate.core.importing.records import (
    Address,
    Appointment,
    Birthday,
    Column,
    EmailValue,
    Entry,
    FieldKind,
    Import,
    Occasion,
    PhoneValue,
    Preference,
    Problem,
    Question,
    Record,
    to_json,
)
from deskmate.core.importing.visit_columns import tells_visits_apart

__all__ = [
    "Address",
    "Appointment",
    "Birthday",
    "Column",
    "EmailValue",
    "Entry",
    "FieldKind",
    "Import",
    "Occasion",
    "PhoneValue",
    "Preference",
    "Problem",
    "Question",
    "Record",
    "check_size",
    "known_fields",
    "means_number",
    "read_file",
    "tells_visits_apart",
    "to_json",
]
