"""The top of a customer's card: who it is, how to say it, what to mind, and what can be done."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from deskmate.core.customers import Card as CustomerCardData
from deskmate.core.people import Draft
from deskmate.ui import icons, theme
from deskmate.ui.customer_words import day_words, shortened
from deskmate.ui.photo_button import PhotoButton
from deskmate.ui.tokens import Space, Text, Tone
from deskmate.ui.widgets import (
    Button,
    Chip,
    Flow,
    IconButton,
    PlainLabel,
    PrimaryButton,
    SecondaryButton,
    caption,
    drop_menu,
    row,
    set_tooltip,
)

SHOWN_TAGS = 12  # the others stand at the side: alerts and the history keep their place
_LONGEST, _LONGEST_WORD = 120, 30  # of a name: three lines on a small screen; a word can't be broken
_NARROW = 640  # below this a name of usual length does not fit beside the actions
Etiquette = tuple[str, Tone, str]


class CardHeader(QWidget):
    """Name, chips and actions. Signals tell what was asked for; the card does it."""

    note_asked = Signal()
    booking_asked = Signal()
    edit_asked = Signal()
    call_asked = Signal()
    delete_asked = Signal()
    fields_asked = Signal()
    attach_asked = Signal()
    rights_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.photo = PhotoButton(size=48)
        self.name = PlainLabel(size=Text.DISPLAY - 2, weight=QFont.Weight.DemiBold, wrap=True)
        self.under = caption("")
        self.under.setWordWrap(True)
        self.chips = Flow()
        self._more = IconButton("ellipsis", "More", self._show_menu)
        across = QHBoxLayout()
        across.setSpacing(Space.M)
        across.addWidget(self.photo, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.name)
        words.addWidget(self.under)
        across.addLayout(words, 1)
        self.note = PrimaryButton("Note", icon="notebook-pen", tip="Write a note (Ctrl+N)")
        actions = row(
            telling(self.note, self.note_asked),
            telling(SecondaryButton("Book", icon="calendar-plus", tip="Book an appointment"), self.booking_asked),
            telling(SecondaryButton("Edit", icon="pencil", tip="Change the card (Ctrl+E)"), self.edit_asked),
            self._more,
        )
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.setSpacing(Space.S)
        self._top.addLayout(across, 1)
        self._top.addLayout(actions)
        self._top.setAlignment(actions, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addLayout(self._top)
        layout.addWidget(self.chips)

    def show_card(self, card: CustomerCardData, today: date, *, photo: bytes | None = None) -> None:
        """Show another customer, with their photo where there is one."""
        draft = card.draft
        self.photo.show_person(card.name, photo)
        shown = shortened(" ".join(shortened(word, _LONGEST_WORD) for word in card.name.split()), _LONGEST)
        self.name.setText(shown)
        set_tooltip(self.name, card.name if shown != card.name else "")
        self.under.setText(under_name(draft))
        self.under.setVisible(bool(self.under.text()))
        self.chips.clear()
        for words, tone, icon in etiquette(draft, today):
            self.chips.add(Chip(words, tone=tone, icon=icon))
        for tag in draft.tags[:SHOWN_TAGS]:
            self.chips.add(Chip(f"#{tag}", tone=Tone.NEUTRAL))
        if len(draft.tags) > SHOWN_TAGS:
            self.chips.add(caption(f"and {len(draft.tags) - SHOWN_TAGS:,} more tags"))
        self.chips.setVisible(bool(draft.tags) or bool(etiquette(draft, today)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        way = QBoxLayout.Direction  # on a small screen the actions go below: a name cut short is worse
        self._top.setDirection(way.TopToBottom if self.width() < _NARROW else way.LeftToRight)

    @Slot()
    def _show_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        muted = theme.colours(self).text_muted
        ratio = self.devicePixelRatioF()
        for words, name, signal in (
            ("Ask for a call…", "phone-outgoing", self.call_asked),
            ("Attach a file…", "paperclip", self.attach_asked),
            ("Fields of your own…", "list-checks", self.fields_asked),
            ("Privacy and rights…", "shield-check", self.rights_asked),
            ("Delete this customer", "trash-2", self.delete_asked),
        ):
            action = menu.addAction(icons.icon(name, muted, ratio=ratio), words)
            action.triggered.connect(signal)
        drop_menu(menu, self._more)


def telling(button: Button, signal: SignalInstance) -> Button:
    """The button, whose click is told by `signal`."""
    button.clicked.connect(signal)
    return button


def under_name(draft: Draft) -> str:
    """The line below the name: their title, what they go by, how to say it, where they belong, what to speak."""
    goes_by = f"goes by “{draft.known_as}”" if draft.known_as and draft.known_as != draft.name else ""
    say_it = f"say: {draft.say_it}" if draft.say_it else ""
    organisation = draft.organisation if draft.organisation != draft.name else ""
    title = f"title: {draft.prefix}" if draft.prefix and not draft.name.startswith(draft.prefix) else ""
    after = f"after the name: {draft.suffix}" if draft.suffix and not draft.name.endswith(draft.suffix) else ""
    return "  ·  ".join(filter(None, (title, goes_by, say_it, after, organisation, draft.language)))


def etiquette(draft: Draft, today: date) -> list[Etiquette]:
    """What to mind when meeting or writing to this customer."""
    found: list[Etiquette] = []
    if draft.deceased:
        found.append(("Deceased", Tone.NEUTRAL, "heart"))
    if draft.do_not_contact:
        found.append(("Do not contact", Tone.ATTENTION, "phone-off"))
    if draft.bereaved_until is not None and draft.bereaved_until >= today:
        found.append((f"Bereaved, until {day_words(draft.bereaved_until, today)}", Tone.INFO, "heart"))
    if draft.no_greetings:
        found.append(("No greetings", Tone.INFO, "gift"))
    if draft.no_mood_reading:
        found.append(("Notes not read for mood", Tone.NEUTRAL, "eye-off"))
    if draft.seasonal:
        found.append(("Comes by season", Tone.NEUTRAL, "sun"))
    return found
