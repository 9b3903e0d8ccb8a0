"""Lists of visits read from text, for the tests of what they mean."""

from deskmate.core.importing import Import, Record, read_file


def read(text: str) -> Import:
    """The table as a shop in Britain brings it."""
    return read_file("a.csv", text.encode(), region="GB")


def people(found: Import) -> list[list[Record]]:
    """The rows of each customer."""
    return [
        [one for one in found.records if first.source_row in (one.source_row, one.repeat_of)]
        for first in found.records
        if first.repeat_of is None
    ]
