"""Finding people and notes as one types: one sorted table of terms, and a full-text index of note words."""

from deskmate.core.search.agreement import customers_out_of_step, notes_out_of_step
from deskmate.core.search.booked import find_booked, services_booked
from deskmate.core.search.everything import find
from deskmate.core.search.hits import Hit
from deskmate.core.search.index import (
    HOUSEHOLD_LABEL,
    create,
    drop_note,
    drop_notes,
    forget_customer,
    index_customer,
    index_customers,
    index_household,
    index_note,
    index_notes,
    keep_seen,
    make_anew,
    rebuild,
    reindex_note,
)
from deskmate.core.search.labels import find_labelled
from deskmate.core.search.marks import marks
from deskmate.core.search.notes import find_notes, notes_of
from deskmate.core.search.own import OWN_FIELD, find_own
from deskmate.core.search.query import find_people

__all__ = [
    "HOUSEHOLD_LABEL",
    "OWN_FIELD",
    "Hit",
    "create",
    "customers_out_of_step",
    "drop_note",
    "drop_notes",
    "find",
    "find_booked",
    "find_labelled",
    "find_notes",
    "find_own",
    "find_people",
    "forget_customer",
    "index_customer",
    "index_customers",
    "index_household",
    "index_note",
    "index_notes",
    "keep_seen",
    "make_anew",
    "marks",
    "notes_of",
    "notes_out_of_step",
    "rebuild",
    "reindex_note",
    "services_booked",
]
