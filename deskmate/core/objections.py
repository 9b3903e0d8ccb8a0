"""A customer who does not want moods read from what is written about them: nothing is scored then, nor kept.

What people said (moods, themes, reasons) stays, because no machine worked it out. Source: GDPR Article 21.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from deskmate.core import changes, customers, follow_ups, readings
from deskmate.core.actors import Actor
from deskmate.core.db import Database, Topic
from deskmate.core.models import Interaction


def record(db: Database, customer_id: int, objects: bool, *, by: Actor, now: datetime) -> None:
    """Writes down that a customer objects, or no longer does; can be undone.

    From then on no note of theirs is read, and what was read before is taken away in the same step. Once they no longer
    object, `rereading` reads what waits.
    """
    with db.write(Topic.CUSTOMERS, Topic.INTERACTIONS, Topic.FOLLOW_UPS) as session:
        changes.watch(session)
        customer = customers.get(session, customer_id)
        customer.no_mood_reading, customer.updated_at = objects, now
        if objects:
            take_readings_away(session, customer_id, now)
        changes.remember(session, f"Changed {customer.name}", by=by, now=now)


def take_readings_away(session: Session, customer_id: int, now: datetime) -> None:
    """Forgets every reading of a customer's notes inside a bigger use case, and looks at the follow-up list again."""
    read = select(Interaction).where(Interaction.customer_id == customer_id, col(Interaction.label) != "")
    for entry in session.exec(read).all():
        readings.clear(entry)
    session.flush()
    follow_ups.review(session, customer_id, now)
