"""Two cards beside each other, and the choice which value is kept where both say something else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QWidget

from deskmate.core.doubles import Comparison, Difference, Side, Value
from deskmate.core.people import Birthday, Draft
from deskmate.ui import customer_words
from deskmate.ui.card_header import etiquette
from deskmate.ui.tokens import Space, Text
from deskmate.ui.wall_clock import WallClock
from deskmate.ui.widgets import Avatar, Card, Option, PlainLabel, ScrollColumn, SegmentedChoice, caption, column, row

_LONGEST = 30
_NAMES = {
    "name": "Name",
    "given": "Given name",
    "family": "Family name",
    "prefix": "Before the name",
    "suffix": "After the name",
    "known_as": "Goes by",
    "say_it": "How to say it",
    "organisation": "Company",
    "language": "Language",
    "birthday": "Birthday",
    "best_channel": "Best way to reach",
    "best_time": "Best time",
    "about": "About",
    "bereaved_until": "Bereaved until",
    "is_company": "A company",
}
_KINDS = {"phone": "Phone", "email": "E-mail", "address": "Address"}


class SideBySide(ScrollColumn):
    """`show_pair` fills it; `take()` gives the fields where the right card's value is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=0, spacing=Space.M, parent=parent)
        self.choices: dict[str, SegmentedChoice] = {}
        self._shown: Comparison | None = None
        self._holder: QWidget | None = None

    def show_pair(self, pair: Comparison, clock: WallClock) -> None:
        """Show these two; what was chosen stays where they are still the same."""
        if pair == self._shown:
            return
        self._shown, self.choices = pair, {}
        if self._holder is not None:
            self._holder.hide()
            self._holder.deleteLater()
        self._holder = card = Card(padding=Space.L, spacing=Space.S)
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(Space.S)
        grid.setColumnMinimumWidth(0, 108)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for at, side in enumerate((pair.ours, pair.theirs), start=1):
            grid.addWidget(_head(side, clock), 0, at)
        self._add_choices(grid, pair, clock.today)
        self._add_rest(grid, pair, clock.today)
        card.body.addLayout(grid)
        self.body.addWidget(card)
        self.verticalScrollBar().setValue(0)

    def take(self) -> tuple[str, ...]:
        """The columns for which the right card's value was chosen."""
        if self._shown is None:
            return ()
        wanted = [item for item in self._shown.choose if self.choices[item.field].value() == "theirs"]
        return tuple(name for item in wanted for name in item.take)

    def _add_choices(self, grid: QGridLayout, pair: Comparison, today: date) -> None:
        for item in pair.choose:
            name = _NAMES[item.field]
            choice = SegmentedChoice(f"{name} to keep", _options(item, today), value="ours", stretch=True)
            self.choices[item.field] = choice
            at = grid.rowCount()
            grid.addWidget(_name(name), at, 0)
            grid.addWidget(choice, at, 1, 1, 2)
        if "name" in self.choices:
            self.choices["name"].changed.connect(self._on_name)

    @Slot(object)
    def _on_name(self, side: str) -> None:
        """The parts of a name go with the name; each can still be chosen by itself."""
        for part in ("given", "family", "prefix", "suffix"):
            if part in self.choices:
                self.choices[part].set_value(side)

    def _add_rest(self, grid: QGridLayout, pair: Comparison, today: date) -> None:
        chosen = {_NAMES[item.field] for item in pair.choose}
        ours, theirs = (dict(_lines(side.card.draft, today)) for side in (pair.ours, pair.theirs))
        for name in dict.fromkeys((*ours, *theirs)):
            if name in chosen:
                continue
            at = grid.rowCount()
            grid.addWidget(_name(name), at, 0, Qt.AlignmentFlag.AlignTop)
            for column_at, words in enumerate((ours.get(name, ""), theirs.get(name, "")), start=1):
                tone = "text" if words else "faint"
                label = PlainLabel(words or "–", wrap=True, tone=tone, selectable=bool(words))
                grid.addWidget(label, at, column_at, Qt.AlignmentFlag.AlignTop)


def _head(side: Side, clock: WallClock) -> QWidget:
    card = side.card
    seen = clock.day(card.last_seen_at)
    since = clock.day(card.created_at) or clock.today
    parts = [
        f"last seen {customer_words.day_words(seen, clock.today)}" if seen else "not seen yet",
        _counted(side.entries, "entry", "entries"),
        _counted(side.appointments, "appointment", "appointments"),
    ]
    words = column(
        PlainLabel(card.name, size=Text.LARGE, weight=QFont.Weight.DemiBold, wrap=True),
        caption(f"In the book since {customer_words.day_words(since, clock.today)}"),
        caption(" · ".join(filter(None, parts))),
        spacing=2,
    )
    across = row(Avatar(card.name, size=40), words, spacing=Space.M)
    across.setStretch(1, 1)
    holder = QWidget()
    holder.setLayout(across)
    return holder


def _counted(number: int, one: str, many: str) -> str:
    return "" if not number else f"1 {one}" if number == 1 else f"{number:,} {many}"


def _name(words: str) -> PlainLabel:
    return PlainLabel(words, size=Text.SMALL, tone="muted", weight=QFont.Weight.Medium)


def _options(item: Difference, today: date) -> list[Option]:
    return [
        Option(side, customer_words.shortened(value_words(value, today), _LONGEST))
        for side, value in (("ours", item.ours), ("theirs", item.theirs))
    ]


def _lines(draft: Draft, today: date) -> Iterator[tuple[str, str]]:
    """What a card says, by name of the field, in words."""
    for field, name in _NAMES.items():
        value: Value = getattr(draft, field)
        if value:
            yield name, value_words(value, today)
    for kind, name in _KINDS.items():
        if details := [item.value for item in draft.details if item.kind == kind]:
            yield name, "\n".join(details)
    if draft.tags:
        yield "Tags", " ".join(f"#{tag}" for tag in draft.tags)
    if minded := [words for words, _tone, _icon in etiquette(draft, today)]:
        yield "To mind", ", ".join(minded)


def value_words(value: Value, today: date) -> str:
    """A field's value as a person reads it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Birthday):
        return customer_words.birthday_words(value, today).split(" – ")[0]
    return customer_words.day_words(value, today) if isinstance(value, date) else value or ""
