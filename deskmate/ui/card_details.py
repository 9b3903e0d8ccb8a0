"""The side of a customer's card: next appointment, how to reach them, what else to remember, health on demand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QVBoxLayout, QWidget

from deskmate.core.appointments import AppointmentRow
from deskmate.core.customers import Card as CustomerCardData
from deskmate.core.households import LABEL, Home
from deskmate.core.merging import Merged
from deskmate.core.people import Detail, Draft
from deskmate.core.preferences import PreferenceRow
from deskmate.ui.belonging import household_words
from deskmate.ui.card_header import SHOWN_TAGS, telling
from deskmate.ui.card_notices import pinned_ones, preference_words
from deskmate.ui.customer_words import birthday_answers, birthday_words, day_words, own_value_words
from deskmate.ui.reading_order import focus_kept
from deskmate.ui.tokens import Space, Text
from deskmate.ui.wall_clock import WallClock
from deskmate.ui.widgets import (
    Card,
    Icon,
    PlainLabel,
    QuietButton,
    ScrollColumn,
    caption,
    clear,
    column,
    row,
    spoken_date,
)

WIDTH = 276
_ANY_WIDTH = 16777215  # Qt's QWIDGETSIZE_MAX, which PySide6 does not name
_ICONS = {"phone": "phone", "email": "mail", "address": "map-pin"}


class CardDetails(ScrollColumn):
    """Sections that appear where there is something to say. Health matters stay hidden until asked for."""

    booking_asked = Signal()
    remember_asked = Signal()
    part_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=0, spacing=Space.M, parent=parent)
        self.setFixedWidth(WIDTH)
        self._card: CustomerCardData | None = None
        self._shows_health = False
        self._health_at: QVBoxLayout | None = None
        self._today = date.min

    def show_details(
        self,
        card: CustomerCardData,
        appointment: AppointmentRow | None,
        clock: WallClock,
        *,
        merged: Sequence[Merged] = (),
        ages: bool = False,
        home: Home | None = None,
        more: Sequence[QWidget] = (),
        waits: Sequence[str] = (),
    ) -> None:
        """Show this customer; health is hidden again when it is another one. `merged` are cards that became part.

        `home` says which phones belong to the household; `more` are sections that look after themselves; `waits` is
        what the customer is on the waiting list for.
        """
        if self._card is None or self._card.id != card.id:
            self._shows_health = False
            self.verticalScrollBar().setValue(0)
        self._card, self._today = card, clock.today
        clear(self.body)
        self._add_appointment(appointment, clock, waits)
        self._add_reach(card, ages, home)
        for part in more[:1]:
            self.body.addWidget(part)
        self._add_preferences(card)
        self._add_health(card)
        self._add_own(card.draft)
        self._add_tags(card.draft.tags[SHOWN_TAGS:])
        if card.draft.about:
            section = self._section("About")
            section.addWidget(PlainLabel(card.draft.about, wrap=True, selectable=True))
        for part in more[1:]:
            self.body.addWidget(part)
        self._add_merged(merged, clock)

    def be_wide(self, wide: bool) -> None:
        """Take all the width there is, or a column's."""
        self.setMinimumWidth(0 if wide else WIDTH)
        self.setMaximumWidth(_ANY_WIDTH if wide else WIDTH)

    @Slot()
    def show_health(self) -> None:
        """Show the health matters of this customer, until another card is opened."""
        self._shows_health = True
        with focus_kept(self):
            self._fill_health()

    def _section(self, name: str, action: QWidget | None = None) -> QVBoxLayout:
        card = Card(padding=Space.M, spacing=Space.XS)
        card.add(row(PlainLabel(name, size=Text.SMALL, weight=QFont.Weight.DemiBold, tone="muted"), None, action))
        self.body.addWidget(card)
        return card.body

    def _add_appointment(self, appointment: AppointmentRow | None, clock: WallClock, waits: Sequence[str] = ()) -> None:
        section = self._section("Next appointment")
        self._add_next(section, appointment, clock)
        for words in waits:
            section.addWidget(_line("hourglass", PlainLabel(f"On the waiting list for {words}", wrap=True)))

    def _add_next(self, section: QVBoxLayout, appointment: AppointmentRow | None, clock: WallClock) -> None:
        if appointment is None:
            book = telling(QuietButton("Book one"), self.booking_asked)
            section.addLayout(row(PlainLabel("None booked", tone="muted"), None, book))
            return
        at = clock.wall(appointment.starts_at)
        words = f"{spoken_date(at.date(), self._today)}, {at:%H:%M}"
        section.addWidget(PlainLabel(words, weight=QFont.Weight.DemiBold, tabular=True))
        what = ", ".join(filter(None, (appointment.service, appointment.staff and f"with {appointment.staff}")))
        section.addWidget(caption(what))

    def _add_reach(self, card: CustomerCardData, ages: bool, home: Home | None) -> None:
        draft, answers = card.draft, birthday_answers(card.preferences)
        how = ", ".join(filter(None, (draft.best_channel and f"best by {draft.best_channel}", draft.best_time)))
        borrowed = home.borrowed if home is not None else ()
        if not (draft.details or draft.birthday or answers or draft.occasions or how or borrowed):
            return
        section = self._section("Contact")
        for detail in sorted(draft.details, key=lambda item: (list(_ICONS).index(item.kind), not item.preferred)):
            shared = household_words(home) if home is not None and detail.value in home.shared else ""
            section.addWidget(_detail(detail, shared))
        for phone in borrowed:
            label = f"of {lower_the(household_words(home))}, on the card of {phone.name}" if home else ""
            section.addWidget(_detail(Detail("phone", phone.value, label=label)))
        if how:
            section.addWidget(caption(how[:1].upper() + how[1:]))
        if draft.birthday is not None:
            words = birthday_words(draft.birthday, self._today, age=ages)
            section.addWidget(_line("cake", PlainLabel(words, wrap=True)))
        elif answers:
            section.addWidget(_line("cake", PlainLabel(f"Birthday: {answers[0].text}", tone="muted", wrap=True)))
        for one in draft.occasions:
            words = f"{one.name[:1].upper()}{one.name[1:]}: {birthday_words(one.day, self._today)}"
            section.addWidget(_line("gift", PlainLabel(words, wrap=True)))

    def _add_own(self, draft: Draft) -> None:
        if not draft.own:
            return
        section = self._section("More about them")
        for name, value in draft.own:
            words = PlainLabel(own_value_words(value, self._today), wrap=True, selectable=True)
            section.addLayout(column(caption(name), words, spacing=0))

    def _add_tags(self, tags: Sequence[str]) -> None:
        if tags:
            section = self._section("More tags")
            section.addWidget(PlainLabel("   ".join(f"#{tag}" for tag in tags), wrap=True, selectable=True))

    def _add_preferences(self, card: CustomerCardData) -> None:
        elsewhere = birthday_answers(card.preferences)
        on_top = {item.id for item in (*card.alerts(self._today), *pinned_ones(card), *elsewhere)}
        rest = [item for item in card.preferences if not item.health and item.id not in on_top]
        add = telling(QuietButton("Add", icon="plus"), self.remember_asked)
        add.setAccessibleName("Add something to remember")
        section = self._section("To remember", add)
        for item in rest:
            section.addWidget(PlainLabel(preference_words(item, self._today), wrap=True))
        if not rest:
            section.addWidget(caption("Sizes, likes, the usual, what not to mention."))

    def _add_merged(self, merged: Sequence[Merged], clock: WallClock) -> None:
        if not merged:
            return
        section = self._section("One card of several")
        for one in merged:
            day = day_words(clock.wall(one.at).date(), self._today)
            words = column(PlainLabel(one.other_name, wrap=True), caption(f"joined {day} by {one.by}"), spacing=0)
            part = QuietButton("Part again", tip=f"Make two cards of it again: {one.other_name} gets back its own")
            part.clicked.connect(partial(self._on_part, one.id))
            across = row(words, part)
            across.setStretch(0, 1)
            section.addLayout(across)

    def _on_part(self, merge_id: int, _checked: bool = False) -> None:
        self.part_asked.emit(merge_id)

    def _add_health(self, card: CustomerCardData) -> None:
        self._health_at = None
        if any(item.health for item in card.preferences):
            self._health_at = self._section("Health")
            self._fill_health()

    def _fill_health(self) -> None:
        section, card = self._health_at, self._card
        if section is None or card is None:
            return
        while section.count() > 1:
            inner = section.takeAt(1)
            if inner is not None and (widget := inner.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        matters = [item for item in card.preferences if item.health]
        if not self._shows_health:
            words = "1 matter" if len(matters) == 1 else f"{len(matters)} matters"
            section.addWidget(QuietButton(f"Show {words}", self.show_health, icon="eye"))
            return
        for item in matters:
            section.addWidget(self._matter(item))

    def _matter(self, item: PreferenceRow) -> QWidget:
        words = preference_words(item, self._today)
        agreed = f"agreed to on {day_words(item.consent_on, self._today)}" if item.consent_on else ""
        holder = QWidget()
        holder.setLayout(column(PlainLabel(words, wrap=True, selectable=True), caption(agreed), spacing=0))
        return holder


def _detail(detail: Detail, household: str = "") -> QWidget:
    large, one_word = detail.kind == "phone", detail.kind == "email"
    value = PlainLabel(
        detail.value,
        size=Text.LARGE if large else Text.BODY,
        weight=QFont.Weight.Medium if large else QFont.Weight.Normal,
        wrap=not one_word,
        elide=one_word,  # it can't be broken; the whole of it is in the tooltip
        selectable=True,
        tabular=large,
    )
    own = "" if household and detail.label.lower() == LABEL else detail.label
    shared = f"shared by {lower_the(household)}" if household else ""
    label = ", ".join(filter(None, (own, "preferred" if detail.preferred else "", shared)))
    below = caption(label)
    below.setWordWrap(True)
    words = column(value, below, spacing=0) if label else column(value)
    return _line(_ICONS[detail.kind], words)


def lower_the(words: str) -> str:
    """ "the Meyer household", in the middle of a sentence."""
    return f"the {words[4:]}" if words.startswith("The ") else words


def _line(icon: str, words: QWidget | QVBoxLayout) -> QWidget:
    holder = QWidget()
    across = row(Icon(icon, size=16), words)
    across.setStretch(1, 1)
    holder.setLayout(across)
    return holder
