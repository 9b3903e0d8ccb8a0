"""All that a new book consists of before anything is written in it: tables, search index, guards, version."""

from sqlalchemy import Connection

from deskmate.core import audit, search, visits
from deskmate.core.db import stamp
from deskmate.core.models import metadata


def create(connection: Connection) -> None:
    """Makes the empty tables in a new file."""
    metadata.create_all(connection)
    lay_beside(connection)
    stamp(connection)


def lay_beside(connection: Connection) -> None:
    """Makes what the models do not describe: the search index, the guards of the audit list, the marks on rhythms."""
    search.create(connection)
    audit.create(connection)
    visits.create(connection)
