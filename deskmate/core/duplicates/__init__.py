"""Nobody twice: finds entries that may be one person, in a book, in a file, while a form is filled in."""

from deskmate.core.duplicates.columns import from_rows
from deskmate.core.duplicates.frequencies import Frequencies
from deskmate.core.duplicates.pairs import find_pairs, frequencies_of, likely, match_rows
from deskmate.core.duplicates.persons import Address, Pair, Person, Verdict

__all__ = [
    "Address",
    "Frequencies",
    "Pair",
    "Person",
    "Verdict",
    "find_pairs",
    "frequencies_of",
    "from_rows",
    "likely",
    "match_rows",
]
