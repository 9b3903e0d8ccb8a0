"""What imports booked before: which appointment a file means by its own name for it, and whether people changed it."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from deskmate.core import changes
from deskmate.core.importing import Appointment as Planned
from deskmate.core.models import Appointment, ImportBatch, ImportChange

_LETTERS = 16


def mark(planned: Planned) -> str:
    """What is kept of the name that the file has for a plan; never the name itself, which may be an e-mail address."""
    return hashlib.sha256(planned.ref.encode()).hexdigest()[:_LETTERS] if planned.ref else ""


class Before:
    """What earlier imports booked. A name that a file gives to several times of its own says nothing."""

    def __init__(self, session: Session, plans: Iterable[Planned] = ()) -> None:
        times: dict[str, set[str]] = defaultdict(set)
        for planned in plans:
            if planned.ref and not planned.all_day:
                times[mark(planned)].add(planned.start)
        wanted = {ref for ref, starts in times.items() if len(starts) == 1}
        self._session = session
        self._rows: dict[str, int] = {}
        self._brought: set[int] = set()
        self._last: dict[int, datetime] = {}
        query = (
            select(ImportChange)
            .join(ImportBatch, col(ImportBatch.id) == ImportChange.batch_id)
            .where(ImportChange.table == Appointment.__tablename__, col(ImportBatch.undone_at).is_(None))
        )
        for change in session.exec(query.order_by(col(ImportChange.id))):
            after = change.after or {}
            if change.before is None:
                self._brought.add(change.row_id)
            if after.get("ref") in wanted:
                self._rows[after["ref"]] = change.row_id
            if "updated_at" in after:
                self._last[change.row_id] = changes.decode(after["updated_at"])

    def meant(self, planned: Planned, number: int | None, now: datetime) -> Appointment | None:
        """The appointment to come of the same person that the file calls so, at whatever time; or None."""
        row = self._session.get(Appointment, self._rows.get(mark(planned), 0)) if planned.ref else None
        return row if row is not None and row.customer_id == number and row.starts_at >= now else None

    def came(self, row: Appointment) -> None:
        """Takes in what this import brings."""
        self._brought.add(row.id or 0)

    def is_as_it_came(self, row: Appointment) -> bool:
        """Whether an import brought it, and nobody but imports has changed it since."""
        return row.id in self._brought and row.updated_at == self._last.get(row.id or 0, row.created_at)
