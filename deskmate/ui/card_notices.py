"""What must be seen first on a customer's card: alerts, a call that may be due, pinned preferences."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from deskmate.core import money
from deskmate.core.customers import Card as CustomerCardData
from deskmate.core.follow_ups import FollowUpRow
from deskmate.core.preferences import PreferenceDraft, PreferenceRow
from deskmate.core.usual_orders import UsualOrder
from deskmate.ui import customer_words
from deskmate.ui.card_header import telling
from deskmate.ui.tokens import Space, Text, Tone
from deskmate.ui.widgets import (
    Card,
    Chip,
    Flow,
    Icon,
    PlainLabel,
    SecondaryButton,
    caption,
    clear,
    column,
    row,
    set_tooltip,
)

_CHIP_LIMIT = 70
_MOST_PINS = 6


class CardNotices(QWidget):
    """Fills itself from a card.

    `follow_up_asked(id)` leads to the call, `health_asked` shows what is hidden, `usual_asked` logs the usual order.
    """

    follow_up_asked = Signal(int)
    health_asked = Signal()
    usual_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._follow_up: int | None = None
        self._whose, self._shows_health = 0, False
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(Space.S)

    def show_notices(
        self, card: CustomerCardData, follow_up: FollowUpRow | None, today: date, *, usual: UsualOrder | None = None
    ) -> None:
        """Show what holds for this customer now; health is hidden again when it is another one."""
        clear(self._layout)
        if card.id != self._whose:
            self._whose, self._shows_health = card.id, False
        self._follow_up = follow_up.id if follow_up is not None else None
        alerts = card.alerts(today)
        if alerts:
            self._layout.addWidget(self._alerts(alerts, today))
        if follow_up is not None:
            self._layout.addWidget(self._call(follow_up, today))
        pinned = pinned_ones(card)
        if pinned or usual:
            chips = [] if usual is None else [self._usual(usual)]
            self._layout.addWidget(Flow(*chips, *(_pin(item, today) for item in pinned)))
        self.setVisible(bool(alerts or pinned or follow_up or usual))

    @Slot()
    def show_health(self) -> None:
        """Let alerts about health say what they are about from the next `show_notices` on, until another card."""
        self._shows_health = True

    def _usual(self, usual: UsualOrder) -> Chip:
        chip = Chip(
            f"The usual: {usual_words(usual)}", tone=Tone.GOOD, icon="shopping-bag", on_click=self.usual_asked.emit
        )
        set_tooltip(chip, f"Bought {usual.times} times. Write it down again", keys="Ctrl+U")
        return chip

    def _alerts(self, alerts: tuple[PreferenceRow, ...], today: date) -> Card:
        made = Card(kind="attention", padding=Space.M, spacing=Space.XS)
        told = [item for item in alerts if self._shows_health or not item.health]
        for item in told:
            words = preference_words(item, today)
            label = PlainLabel(f"Alert – {words}", tone="attention", weight=QFont.Weight.Medium, wrap=True)
            made.add(_with_icon(Icon("triangle-alert", tone="attention"), label))
        if len(told) < len(alerts):
            label = PlainLabel(
                "Alert – there is a health matter to know about.", tone="attention", weight=QFont.Weight.Medium
            )
            show = telling(SecondaryButton("Show"), self.health_asked)
            line = row(Icon("triangle-alert", tone="attention"), label, None, show, spacing=Space.M)
            made.add(line)
        return made

    def _call(self, follow_up: FollowUpRow, today: date) -> Card:
        made = Card(kind="accent", padding=Space.M, spacing=Space.XS)
        when = f"due {customer_words.day_words(follow_up.due_on, today)}" if follow_up.due_on >= today else "overdue"
        owner = f"{follow_up.owner} will call" if follow_up.owner else "nobody has it yet"
        heading = PlainLabel(
            customer_words.follow_up_heading(follow_up, today), weight=QFont.Weight.DemiBold, tone="accent"
        )
        words = column(heading, PlainLabel(customer_words.follow_up_quote(follow_up), wrap=True), spacing=2)
        if not follow_up.waits_for_promise(today):
            words.addWidget(caption(f"{when}, {owner}"))
        across = row(Icon("phone-call", tone="accent_text"), words, spacing=Space.M)
        across.setStretch(1, 1)
        across.addWidget(SecondaryButton("Go there", self._on_follow_up, tip="Open the follow-up"))
        made.add(across)
        return made

    @Slot()
    def _on_follow_up(self) -> None:
        if self._follow_up is not None:
            self.follow_up_asked.emit(self._follow_up)


def pinned_ones(card: CustomerCardData) -> list[PreferenceRow]:
    """What stands at the top as a chip; what does not fit there goes with the others at the side."""
    return [item for item in card.preferences if item.pinned and not item.alert and not item.health][:_MOST_PINS]


def usual_words(usual: UsualOrder) -> str:
    """ "flat white, £3.20"."""
    amount = money.show(usual.amount_minor, usual.currency) if usual.amount_minor is not None else ""
    return ", ".join(filter(None, (customer_words.shortened(usual.text, 50), amount)))


def preference_words(item: PreferenceRow | PreferenceDraft, today: date) -> str:
    """ "Allergy: latex, until 3 Mar"; the category "other" goes without saying."""
    words = item.text if item.category == "other" else f"{item.category[:1].upper()}{item.category[1:]}: {item.text}"
    if item.expires_on is None:
        return words
    ended = item.expires_on < today
    return f"{words}, {'ended' if ended else 'until'} {customer_words.day_words(item.expires_on, today)}"


def _pin(item: PreferenceRow, today: date) -> QWidget:
    words = preference_words(item, today)
    if len(words) > _CHIP_LIMIT:
        return PlainLabel(words, wrap=True, size=Text.SMALL)
    chip = Chip(words, tone=Tone.ACCENT, icon="pin")
    set_tooltip(chip, words)
    return chip


def _with_icon(icon: Icon, label: PlainLabel) -> QHBoxLayout:
    across = row(icon, label, spacing=Space.M)
    across.setStretch(1, 1)
    return across
