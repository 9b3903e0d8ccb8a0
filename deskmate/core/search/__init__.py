"""Finding people and notes as one types: one sorted table of terms, and a full-text index of note words."""

from deskmate.core.search.agreement import customers_out_of_step, notes_out_of_step
from deskmate.core.search.index import (
    HOUSEHOLD_LABEL,
    create,
    drop_note,
    forget_customer,
    index_customer,
    index_customers,
    index_household,
    index_note,
    index_notes,
    rebuild,
    reindex_note,
)
from deskmate.core.search.marks import marks
from deskmate.core.search.query import Hit, find, find_notes, find_people, notes_of

__all__ = [
    "HOUSEHOLD_LABEL",
    "Hit",
    "create",
    "customers_out_of_step",
    "drop_note",
    "find",
    "find_notes",
    "find_people",
    "forget_customer",
    "index_customer",
    "index_customers",
    "index_household",
    "index_note",
    "index_notes",
    "marks",
    "notes_of",
    "notes_out_of_step",
    "rebuild",
    "reindex_note",
]
