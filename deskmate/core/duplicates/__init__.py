"""Nobody twice: finds entries that may be one person, in a book, in a file, while a form is filled in."""

from deskmate.core.duplicates.columns import from_rows
from deskmate.core.duplicates.pairs import find_pairs, likely, match_rows
from deskmate.core.duplicates.persons import Address, Pair, Person, Verdict

__all__ = [
    "Address",
    "Pair",
    "Person",
    "Verdict",
    "find_pairs",
    "from_rows",
    "likely",
    "match_rows",
]
