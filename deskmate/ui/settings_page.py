"""The settings: sections at the left, the chosen one at the right. Everything saves by itself and can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from deskmate.core.db import Topic
from deskmate.ui.bus import Page
from deskmate.ui.desk import Desk
from deskmate.ui.reading_order import focus_kept
from deskmate.ui.settings_section import Section
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import Row, RowList, RowModel, caption, heading

NAV_WIDTH = 248


class Place(NamedTuple):
    """A section in the list. Its class is loaded when it is first shown: all of them take a third of a second."""

    key: str
    title: str
    icon: str
    home: str

    def kind(self) -> type[Section]:
        """The section's class."""
        module, _, name = self.home.partition(".")
        found: type[Section] = getattr(import_module(f"deskmate.ui.{module}"), name)
        return found


SECTIONS = (
    Place("shop", "Shop", "store", "settings_shop.ShopSection"),
    Place("staff", "Staff", "users", "settings_staff.StaffSection"),
    Place("services", "Services", "list-checks", "settings_services.ServicesSection"),
    Place("own-fields", "Fields of your own", "tag", "settings_own_fields.OwnFieldsSection"),
    Place("reminders", "Reminders", "bell", "settings_reminders.RemindersSection"),
    Place("follow-ups", "Follow-ups", "phone-call", "settings_follow_ups.FollowUpsSection"),
    Place("words", "Words", "languages", "settings_words.WordsSection"),
    Place("look", "Look", "contrast", "settings_look.LookSection"),
    Place("files", "Import and export", "file-spreadsheet", "settings_files.FilesSection"),
    Place("safety", "Safety", "shield-check", "settings_safety.SafetySection"),
    Place("audit", "Who did what", "history", "settings_audit.AuditSection"),
    Place("privacy", "Privacy", "eye-off", "settings_privacy.PrivacySection"),
    Place("bin", "Bin and undo", "trash-2", "settings_bin.BinSection"),
)


class SettingsPage(Page):
    """`open(key)` shows one section. Emits `restored(sentence)` when the book must be opened anew.

    `start_command` is the program and its arguments for starting with the computer; without it that is not offered.
    """

    topics = frozenset(Topic)
    title = "Settings"
    icon = "settings"
    restored = Signal(str)

    def __init__(self, desk: Desk, *, start_command: Sequence[str] = ()) -> None:
        super().__init__()
        self._desk = desk
        self._start_command = start_command
        self._made: dict[str, Section] = {}
        self._model = RowModel(_row, key=_key, parent=self)
        self.list = RowList(self._model, "Sections", slim=True)
        self._model.show(SECTIONS)
        self._owners = caption("Only the owner can change most of this.", tone="attention")
        self._stack = QStackedWidget()
        self._build()
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(self._on_opened)

    def open(self, key: str) -> None:
        """Show the section with this key ("safety", "words" …)."""
        self.list.choose_key(key)  # which shows it, unless it was chosen already
        if self._stack.currentWidget() is not self._made.get(key, self):
            self._show(key)

    def section(self) -> Section:
        """The section shown now."""
        shown = self._stack.currentWidget()
        assert isinstance(shown, Section)
        return shown

    def reload(self) -> None:
        """Read again what the section shown needs; the others do so when they are chosen."""
        self._owners.setVisible(self._desk.actor().role != "owner")
        if self._stack.currentWidget() is None:
            self.open(SECTIONS[0].key)
        else:
            with focus_kept(self.section()):
                self.section().reload()

    def focus_first(self) -> None:
        """The sections are where one goes on by keyboard."""
        self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def put_away(self) -> None:
        """Whoever comes may be allowed more, or less."""
        self.mark_stale()

    def _build(self) -> None:
        side = QWidget()
        side.setFixedWidth(NAV_WIDTH)
        left = QVBoxLayout(side)
        left.setContentsMargins(Space.XL, Space.XL, 0, Space.S)
        left.setSpacing(Space.M)
        left.addWidget(heading("Settings"))
        left.addWidget(self._owners)
        left.addWidget(self.list, 1)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(side)
        across.addWidget(self._stack, 1)

    def _show(self, key: str) -> None:
        if key not in self._made:
            self._made[key] = self._make(next(place for place in SECTIONS if place.key == key))
            self._stack.addWidget(self._made[key])
        self._stack.setCurrentWidget(self._made[key])
        self._made[key].reload()

    def _make(self, place: Place) -> Section:
        if place.key == "reminders":
            from deskmate.ui.settings_reminders import RemindersSection

            return RemindersSection(self._desk, self._start_command)
        made = place.kind()(self._desk)
        if (restored := getattr(made, "restored", None)) is not None:
            restored.connect(self.restored)
        return made

    @Slot(object)
    def _on_chosen(self, place: Place | None) -> None:
        if place is not None:
            self._show(place.key)

    @Slot(object)
    def _on_opened(self, _place: Place) -> None:
        self.section().focus_first()

    @Slot(object)
    def _on_changed(self, topics: frozenset[str]) -> None:
        shown = self._stack.currentWidget()
        if not self.isVisible() or (isinstance(shown, Section) and topics & shown.topics):
            self.mark_stale()


def _row(item: object) -> Row:
    assert isinstance(item, Place)
    return Row(title=item.title, icon=item.icon)


def _key(item: object) -> str:
    assert isinstance(item, Place)
    return item.key
