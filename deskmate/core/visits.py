"""What counts as a visit or a contact, and that a customer's kept rhythm is worked out anew after any of them changed.

The database itself marks it (triggers), so that no way of writing can forget to: notes, calls, appointments, imports,
merges, undo. The rhythm is worked out in `deskmate/reminders/usual_visits.py`, before it is used.
"""

from sqlalchemy import Connection

VISITS = ("visit", "purchase")
CONTACTS = (*VISITS, "call", "complaint", "compliment", "feedback")
KEPT_APPOINTMENTS = ("arrived", "done")
COUNTED_APPOINTMENTS = (*KEPT_APPOINTMENTS, "booked")
NOBODY_THERE = ("left-word", "not-reached")

_NEW = (
    "INSERT OR IGNORE INTO visit_rhythm (customer_id, stale, visits, overdue) VALUES (NEW.customer_id, 1, 0, 0); "
    "UPDATE visit_rhythm SET stale = 1 WHERE customer_id = NEW.customer_id AND NOT stale;"
)
_OLD = "UPDATE visit_rhythm SET stale = 1 WHERE customer_id = OLD.customer_id AND NOT stale;"
_EVERYBODY = "UPDATE visit_rhythm SET stale = 1 WHERE NOT stale;"


def _in(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _on(table: str, columns: str, column: str, values: tuple[str, ...]) -> dict[str, str]:
    old, new = _in(f"OLD.{column}", values), _in(f"NEW.{column}", values)
    return {
        f"visit_rhythm_{table}_new": f"AFTER INSERT ON {table} WHEN {new} BEGIN {_NEW} END",
        f"visit_rhythm_{table}_gone": f"AFTER DELETE ON {table} WHEN {old} BEGIN {_OLD} END",
        f"visit_rhythm_{table}": f"AFTER UPDATE OF {columns} ON {table} WHEN {old} OR {new} BEGIN {_OLD} {_NEW} END",
    }


_TRIGGERS = {
    **_on("interaction", "customer_id, at, kind, deleted_at", "kind", CONTACTS),
    **_on("appointment", "customer_id, starts_at, status", "status", COUNTED_APPOINTMENTS),
    **_on("call_attempt", "customer_id, interaction_id, outcome", "outcome", NOBODY_THERE),
    # in another zone some visits fall on another day
    "visit_rhythm_zone_new": f"AFTER INSERT ON setting WHEN NEW.key = 'zone' BEGIN {_EVERYBODY} END",
    "visit_rhythm_zone": f"AFTER UPDATE ON setting WHEN NEW.key = 'zone' BEGIN {_EVERYBODY} END",
}


def create(connection: Connection) -> None:
    """Lets the database mark the rhythms, in a new book and after a migration."""
    for name, when in _TRIGGERS.items():
        connection.exec_driver_sql(f"CREATE TRIGGER IF NOT EXISTS {name} {when}")
