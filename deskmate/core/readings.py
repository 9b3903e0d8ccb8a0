"""Between the book and the reader of notes: what the reader should know, and how its answer is kept."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlmodel import Session, col, select

from deskmate.core.models import Customer, Interaction, Staff
from deskmate.core.sentiment import Context, Evidence, Reading, combine, packs, read
from deskmate.core.settings import Settings

MOODS = ("unhappy", "neutral", "happy")
# marks what the shop wrote about its own call: there is no customer's mood to read in it
OWN_WORDS = "own words"
_MOOD_LABELS = {"unhappy": "negative", "neutral": "neutral", "happy": "positive"}
_MOOD_SCORES = {"unhappy": -1.0, "neutral": 0.0, "happy": 1.0}


def context_for(session: Session, customer: Customer, shop: Settings) -> Context:
    """The names and goods that say nothing about mood in a note on this customer."""
    names = [customer.name, customer.given, customer.family, customer.known_as, customer.organisation]
    return shop_context(session, shop, names=names)


def shop_context(session: Session, shop: Settings, *, names: Iterable[str] = ()) -> Context:
    """The context every note of this shop shares: staff names and the trade's goods, with the shop's own words."""
    staff = session.exec(select(Staff.name).where(col(Staff.active))).all()
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


def read_into(interaction: Interaction, context: Context) -> None:
    """Reads the note's text and keeps label, score, evidence and engine version beside it."""
    keep(interaction, read(interaction.text, context=context))


def keep(interaction: Interaction, reading: Reading) -> None:
    """Stores a reading beside the note it is of."""
    interaction.label = reading.label
    interaction.score = reading.score
    interaction.confidence = reading.confidence
    interaction.theme = interaction.theme if interaction.theme_confirmed else reading.theme or ""
    interaction.evidence = [asdict(item) for item in reading.evidence]
    interaction.engine_version = reading.engine_version


def clear(interaction: Interaction) -> None:
    """Takes the reading away, for a customer who objects to mood reading."""
    keep(interaction, Reading(label="unsure", score=0.0))
    interaction.label = ""


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


def effective(interaction: Interaction) -> tuple[str, float]:
    """What counts for this note: the mood staff chose, else an overrule, else the reading."""
    if interaction.mood:
        return _MOOD_LABELS[interaction.mood], _MOOD_SCORES[interaction.mood]
    if interaction.overruled_at is not None:
        return "neutral", 0.0
    return interaction.label or "unsure", interaction.score


def as_json(interaction: Interaction) -> dict[str, Any] | None:
    """The reading for the command line and exports."""
    reading = stored(interaction)
    if reading is None:
        return None
    label, score = effective(interaction)
    return asdict(reading) | {
        "counts_as": label,
        "counts_score": score,
        "mood": interaction.mood or None,
        "overruled_because": interaction.overruled_because or None,
    }


def _lines(value: str) -> tuple[str, ...]:
    return tuple(filter(None, (line.strip() for line in value.replace(",", "\n").splitlines())))
