"""What the search box finds while one types: people at once, then tags, appointments, notes, always "New customer"."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent

from deskmate.core import appointments, search, text
from deskmate.core.search import Hit
from deskmate.ui import customer_words, wall_clock
from deskmate.ui.desk import Desk
from deskmate.ui.tokens import Tone
from deskmate.ui.widgets import Popup, Row, RowList, RowModel

_PEOPLE, _OTHERS = 8, 6
_EACH = 4  # of one kind, so that a frequent tag leaves room for notes
_ICONS = {"note": "notebook-pen", "appointment": "calendar-check"}
_SHOWN = 9
_WIDTH = 520


@dataclass(frozen=True)
class NewCustomer:
    """The last row: nobody of these."""

    typed: str


class SearchResults(QObject):
    """Hangs below the window's search box and answers it. The focus stays in the box.

    Enter or a click opens, the arrows move, Esc closes, Ctrl+Enter starts a new customer with what was typed.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.shell)
        self._desk, self._box = desk, desk.shell.search
        self._people: list[Hit] = []
        self._clock = wall_clock.read(desk)
        self._today: frozenset[int] = frozenset()
        self._booked: list[str] = []  # what for, so that after each letter only what may fit is looked up
        self.model = RowModel(self._row, key=_key, parent=self)
        self.list = RowList(self.model, "Found", single_click=True)
        self.popup = Popup(self._box, self.list, min_width=_WIDTH)
        self._then_others = QTimer(self, singleShot=True, interval=0)
        self._then_others.timeout.connect(self._find_others)
        self._box.typed.connect(self._on_typed)
        self._box.entered.connect(self._on_entered)
        self._box.escaped.connect(self._on_escaped)
        self._box.stepped.connect(self._on_stepped)
        self.list.opened.connect(self._open)
        self._box.installEventFilter(self)

    def shown(self) -> bool:
        """Whether results are on the screen."""
        return not self.popup.isHidden()

    def answer(self) -> None:
        """Answer what stands in the box already: somebody may have typed while the book was still being opened."""
        self._on_typed(self._box.text())

    def bind_keys(self) -> None:
        """List the keys that the search box handles itself."""
        for keys, what in (
            ("Enter", "Open what is chosen"),
            ("Ctrl+Enter", "New customer with what was typed"),
            ("Esc", "Close the results"),
        ):
            self._desk.shell.shortcuts.note(keys, what, group="In the search box")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and _is_ctrl_enter(event):
            self._new_customer(self._box.text())
            return True
        if kind == QEvent.Type.FocusIn and self._box.text().strip():
            self._on_typed(self._box.text())
        return False

    @Slot(str)
    def _on_typed(self, typed: str) -> None:
        self._then_others.stop()
        if not typed.strip():
            self.popup.fold()
            self._people = []
            self.model.show([])
            return
        if not self.shown():
            self._clock = wall_clock.read(self._desk)
            self._today = self._expected_today()
            self._booked = search.services_booked(self._desk.db, since=self._clock.midnight())
        self._people = search.find_people(self._desk.db, typed, limit=_PEOPLE, first=self._today)
        self._show(self._people, [])
        # the names are painted before notes and the others are looked through
        self.list.viewport().repaint()
        self._then_others.start()

    @Slot()
    def _find_others(self) -> None:
        typed = self._box.text()
        if not typed.strip() or not self.shown():
            return
        db, begin = self._desk.db, self._clock.midnight()
        most = _EACH + len(self._people)
        others: dict[int, Hit] = {}
        for found in (
            search.find_labelled(db, typed, limit=most),
            search.find_own(db, typed, limit=most),
            search.find_booked(db, typed, since=begin, services=self._booked, limit=most),
            [] if _is_not_words(typed) else search.find_notes(db, typed, limit=most),
        ):
            seen = {hit.customer_id for hit in self._people} | others.keys()
            others |= {hit.customer_id: hit for hit in [one for one in found if one.customer_id not in seen][:_EACH]}
        if others:
            self._show(self._people, list(others.values())[:_OTHERS])

    def _show(self, people: list[Hit], notes: list[Hit]) -> None:
        moved = self.list.currentIndex().row() > 0
        self.model.show([*people, *notes, NewCustomer(self._box.text().strip())])
        if not moved or not self.list.currentIndex().isValid():
            self.list.choose_row(0)
        self.popup.drop(self.list.height_for(min(self.model.rowCount(), _SHOWN)))

    @Slot()
    def _on_entered(self) -> None:
        if self.shown():
            self.list.open_current()
        elif self._box.text().strip():
            self._on_typed(self._box.text())

    @Slot()
    def _on_escaped(self) -> None:
        self.popup.fold()

    @Slot(int)
    def _on_stepped(self, by: int) -> None:
        if self.shown():
            self.list.step(by)
        elif self._box.text().strip():
            self._on_typed(self._box.text())

    @Slot(object)
    def _open(self, item: Hit | NewCustomer) -> None:
        if isinstance(item, NewCustomer):
            self._new_customer(item.typed)
            return
        self._leave()
        if item.interaction_id is not None:
            self._desk.ways.open_entry(item.customer_id, item.interaction_id)
        else:
            self._desk.ways.open_customer(item.customer_id)

    def _new_customer(self, typed: str) -> None:
        self._leave()
        self._desk.ways.new_customer(typed.strip())

    def _leave(self) -> None:
        self._box.clear()
        self.popup.fold()

    def _expected_today(self) -> frozenset[int]:
        return appointments.expected_on(self._desk.db, self._clock.today)

    def _row(self, item: object) -> Row:
        if isinstance(item, NewCustomer):
            return Row(title=f"New customer “{customer_words.shortened(item.typed, 40)}”", icon="user-plus",
                       icon_tone=Tone.ACCENT, trailing="Ctrl+Enter")  # fmt: skip
        assert isinstance(item, Hit)
        if self._desk.discretion.on:
            name = self._desk.discretion.name(item.name)
            return Row(title=name, avatar=name)  # not why it was found either: that could be words of a note
        expected = item.customer_id in self._today and item.matched != "appointment"  # that says the day itself
        chips = (("today", Tone.ACCENT, "calendar-check"),) if expected else ()
        named = customer_words.also(item.name, item.known_as, item.organisation)
        typed = self._box.text() if item.matched == "name" else ""
        return Row(
            title=item.name,
            subtitle=" · ".join(filter(None, (named, self._why(item)))),
            marks=search.marks(item.name, typed),
            marks_below=search.marks(named, typed),
            trailing=customer_words.seen_words(self._clock.day(item.last_seen_at), self._clock.today),
            avatar="" if item.matched in _ICONS else item.name,
            icon=_ICONS.get(item.matched, ""),
            chips=chips,
        )

    def _why(self, hit: Hit) -> str:
        """Why this one was found, in what staff typed themselves: nothing of the book's own is given away."""
        typed = self._box.text().strip()
        if hit.matched.startswith(search.OWN_FIELD):
            return hit.matched.removeprefix(search.OWN_FIELD)
        return {
            "phone": f"phone ends …{text.digits(typed)[-4:]}" if hit.whole else "part of a phone number",
            "appointment": self._when(hit),
            "e-mail": "e-mail",
            "tag": f"tag {customer_words.shortened(typed, 24)}",
            "similar name": "similar name",
            "note": f"a note mentions “{customer_words.shortened(typed, 24)}”",
        }.get(hit.matched, "")

    def _when(self, hit: Hit) -> str:
        """ "booked today, 14:30": what for was typed."""
        if hit.booked_at is None:
            return ""
        at = self._clock.wall(hit.booked_at)
        return f"booked {customer_words.day_words(at.date(), self._clock.today)}, {at:%H:%M}"


def _key(item: object) -> object:
    return ("new",) if isinstance(item, NewCustomer) else (item.customer_id, item.matched)  # type: ignore[attr-defined]


def _is_ctrl_enter(event: QKeyEvent) -> bool:
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


def _is_not_words(typed: str) -> bool:
    return typed.lstrip().startswith(("#", "@"))
