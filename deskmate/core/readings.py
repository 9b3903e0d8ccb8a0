"""Between the book and the reader of notes: what the reader should know, and how its answer is kept."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from deskmate.core.models import Customer, Interaction, Staff
from deskmate.core.models.base import table_of
from deskmate.core.prepared import Prepared
from deskmate.core.sentiment import Context, Evidence, Reading
from deskmate.core.settings import Settings

MOODS = ("unhappy", "neutral", "happy")
# marks what the shop wrote about its own call: there is no customer's mood to read in it
OWN_WORDS = "own words"
NAMES = ("name", "given", "family", "known_as", "organisation")  # of a customer; they say nothing about mood
_STAFF = table_of(Staff).c
_AT_WORK = Prepared(select(_STAFF.name).where(_STAFF.active))
_MOOD_LABELS = {"unhappy": "negative", "neutral": "neutral", "happy": "positive"}
_MOOD_SCORES = {"unhappy": -1.0, "neutral": 0.0, "happy": 1.0}


def context_for(session: Session, customer: Customer, shop: Settings) -> Context:
    """The names and goods that say nothing about mood in a note on this customer."""
    return shop_context(session, shop, names=(getattr(customer, name) for name in NAMES))


def shop_context(session: Session, shop: Settings, *, names: Iterable[str] = ()) -> Context:
    """The context every note of this shop shares: staff names and the trade's goods, with the shop's own words."""
    from deskmate.core.sentiment import combine, packs

    session.flush()
    staff = [row.name for row in _AT_WORK.all(session)]
    return packs.context(
        packs.load(shop.trade),
        names=tuple(filter(None, (*names, *staff))),
        extra_goods=_lines(shop.extra_goods),
        extra_neutral_words=_lines(shop.extra_neutral_words),
        extra_idioms=(
            *((phrase, -combine.OWNERS) for phrase in _lines(shop.extra_unhappy)),
            *((phrase, combine.OWNERS) for phrase in _lines(shop.extra_happy)),
        ),
    )


def read_with(context: Context | None, body: str) -> Reading | None:
    """How the words read; nothing without a context, where they are not to be read."""
    return None if context is None else read(body, context=context)


def read(text: str, *, context: Context) -> Reading:
    """How the words read; what reads them is loaded with the first note, so that no start waits for it."""
    from deskmate.core.sentiment import notes

    return notes.read(text, context=context)


def get_ready() -> None:
    """Loads what reads notes and reviews their course, half a second and 90 MB: for a worker, before the first save."""
    from deskmate.core.sentiment import marks, notes

    notes.read("")
    marks.find("")


def keep(interaction: Interaction, reading: Reading | None) -> None:
    """Stores a reading beside the note it is of; a theme that a person confirmed stays."""
    for name, value in columns(reading).items():
        if name != "theme" or not interaction.theme_confirmed:
            setattr(interaction, name, value)


def columns(reading: Reading | None) -> dict[str, Any]:
    """What a note's row holds of its reading; of none, for a note that is not to be read."""
    known = reading or Reading(label="unsure", score=0.0)
    return {
        "label": known.label if reading is not None else "",
        "score": known.score,
        "confidence": known.confidence,
        "theme": known.theme or "",
        "evidence": [asdict(item) for item in known.evidence],
        "engine_version": known.engine_version,
    }


def clear(interaction: Interaction) -> None:
    """Takes the reading away, for a customer who objects to mood reading."""
    keep(interaction, None)


def stored(interaction: Interaction) -> Reading | None:
    """The reading as it was kept, or nothing if the note was never read."""
    if not interaction.label:
        return None
    return Reading(
        label=interaction.label,  # type: ignore[arg-type]  # only labels are ever stored
        score=interaction.score,
        evidence=tuple(Evidence(**item) for item in interaction.evidence),
        engine_version=interaction.engine_version,
        confidence=interaction.confidence,
        theme=interaction.theme or None,
    )


def as_stored(reading: Reading) -> Reading:
    """The reading as the book gives it back."""
    return replace(reading, theme=reading.theme or None, degraded=False)


def effective(interaction: Interaction) -> tuple[str, float]:
    """What counts for this note: the mood staff chose, else an overrule, else the reading."""
    if interaction.mood:
        return _MOOD_LABELS[interaction.mood], _MOOD_SCORES[interaction.mood]
    if interaction.overruled_at is not None:
        return "neutral", 0.0
    return interaction.label or "unsure", interaction.score


def _lines(value: str) -> tuple[str, ...]:
    return tuple(filter(None, (line.strip() for line in value.replace(",", "\n").splitlines())))
