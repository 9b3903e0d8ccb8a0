"""What the search box finds while one types: people at once, then the words of notes, and always "New customer"."""

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

_PEOPLE, _NOTES = 8, 4
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
        self.model = RowModel(self._row, key=_key, parent=self)
        self.list = RowList(self.model, "Found", single_click=True)
        self.popup = Popup(self._box, self.list, min_width=_WIDTH)
        self._then_notes = QTimer(self, singleShot=True, interval=0)
        self._then_notes.timeout.connect(self._find_notes)
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
        self._then_notes.stop()
        if not typed.strip():
            self.popup.fold()
            self._people = []
            self.model.show([])
            return
        if not self.shown():
            self._clock = wall_clock.read(self._desk)
            self._today = self._expected_today()
        self._people = search.find_people(self._desk.db, typed, limit=_PEOPLE, first=self._today)
        self._show(self._people, [])
        # the names are painted before the notes are looked through
        self.list.viewport().repaint()
        self._then_notes.start()

    @Slot()
    def _find_notes(self) -> None:
        typed = self._box.text()
        if not typed.strip() or not self.shown() or _is_not_words(typed):
            return
        seen = {hit.customer_id for hit in self._people}
        found = [
            *search.find_own(self._desk.db, typed, limit=_NOTES + len(seen)),
            *search.find_notes(self._desk.db, typed, limit=_NOTES + len(seen)),
        ]
        notes = [hit for hit in found if hit.customer_id not in seen][:_NOTES]
        if notes:
            self._show(self._people, notes)

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
        chips = (("today", Tone.ACCENT, "calendar-check"),) if item.customer_id in self._today else ()
        named = " · ".join(filter(None, (item.known_as, item.organisation)))
        typed = self._box.text() if item.matched == "name" else ""
        return Row(
            title=item.name,
            subtitle=" · ".join(filter(None, (named, self._why(item)))),
            marks=search.marks(item.name, typed),
            marks_below=search.marks(named, typed),
            trailing=customer_words.seen_words(self._clock.day(item.last_seen_at), self._clock.today),
            avatar=item.name if item.matched != "note" else "",
            icon="notebook-pen" if item.matched == "note" else "",
            chips=chips,
        )

    def _why(self, hit: Hit) -> str:
        """Why this one was found, in what staff typed themselves: nothing of the book's own is given away."""
        typed = self._box.text().strip()
        if hit.matched.startswith(search.OWN_FIELD):
            return hit.matched.removeprefix(search.OWN_FIELD)
        return {
            "phone": f"phone ends …{text.digits(typed)[-4:]}",
            "e-mail": "e-mail",
            "tag": f"tag {customer_words.shortened(typed, 24)}",
            "similar name": "similar name",
            "note": f"a note mentions “{customer_words.shortened(typed, 24)}”",
        }.get(hit.matched, "")


def _key(item: object) -> object:
    return ("new",) if isinstance(item, NewCustomer) else (item.customer_id, item.matched)  # type: ignore[attr-defined]


def _is_ctrl_enter(event: QKeyEvent) -> bool:
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


def _is_not_words(typed: str) -> bool:
    return typed.lstrip().startswith(("#", "@"))
