"""Segments: saved filters over everything the shop knows of its customers, with live counts and lists.

`subjects` is the table of what can be asked; `conditions` what was asked, checked; `queries` turns it into one
statement; `members` asks it; `saved` keeps it under a name; `lists` puts it on paper or into a file; `ready` are
examples; `words` says it as a sentence.
"""

from deskmate.core.segments.conditions import Condition, Filter, checked, from_json, to_json
from deskmate.core.segments.lists import ListedCustomer, PrintedList, export, printed
from deskmate.core.segments.members import (
    REASONS,
    Contacting,
    Reach,
    count,
    last_visits,
    offered,
    page,
    reach,
    silent,
    spoken,
)
from deskmate.core.segments.ready import Example, examples
from deskmate.core.segments.saved import SegmentRow, change, create, delete, every, free_name, named
from deskmate.core.segments.subjects import Subject
from deskmate.core.segments.words import sentence

__all__ = [
    "REASONS",
    "Condition",
    "Contacting",
    "Example",
    "Filter",
    "ListedCustomer",
    "PrintedList",
    "Reach",
    "SegmentRow",
    "Subject",
    "change",
    "checked",
    "count",
    "create",
    "delete",
    "every",
    "examples",
    "export",
    "free_name",
    "from_json",
    "last_visits",
    "named",
    "offered",
    "page",
    "printed",
    "reach",
    "sentence",
    "silent",
    "spoken",
    "to_json",
]
