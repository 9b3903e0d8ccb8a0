"""Mood reading for the whole shop: off takes every reading away, on lets the notes be read again."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import col

from deskmate.core import settings
from deskmate.core.actors import Actor
from deskmate.core.db import Database, Topic
from deskmate.core.models import Interaction


def set_reading(db: Database, on: bool, *, by: Actor, now: datetime) -> None:
    """Switches mood reading on or off for every customer; only the owner may.

    Off: nothing is read any more, and what was read before is taken away in the same transaction. What people said
    (moods, overrules, confirmed themes) stays. Afterwards the customers want to be reviewed (`reviewing`), and after
    switching on, `rereading` reads what waits.
    """
    with db.write(Topic.SETTINGS, Topic.INTERACTIONS) as session:
        settings.put(session, read_moods=on, by=by, now=now)
        if not on:
            unread = {"label": "", "score": 0.0, "confidence": 0.0, "evidence": [], "engine_version": ""}
            session.exec(update(Interaction).values(unread))
            session.exec(update(Interaction).where(col(Interaction.theme_confirmed).is_(False)).values(theme=""))
