"""Who did what, for the owner: narrowed to a customer, a person, a time; its seals looked through; as a file."""

from __future__ import annotations

from datetime import timedelta
from operator import attrgetter
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog

from deskmate import paths
from deskmate.core import audit, audit_list, check
from deskmate.core.audit_list import Line, Narrowed
from deskmate.core.db import Topic
from deskmate.ui import file_places
from deskmate.ui.customer_picker import CustomerPicker
from deskmate.ui.desk import Desk
from deskmate.ui.settings_facts import Fact
from deskmate.ui.settings_section import Section
from deskmate.ui.widgets import (
    Card,
    Choice,
    EmptyState,
    Form,
    ListCard,
    PagedListModel,
    QuietButton,
    Row,
    RowList,
    SecondaryButton,
    spoken_date,
)

_ROWS = 12
_EVERYBODY = ""
_PERIODS = (("all", "Any time"), ("0", "Today"), ("6", "The last 7 days"), ("29", "The last 30 days"))
_ICONS = (
    ("viewed", "eye"),
    ("export", "download"),
    ("printed", "printer"),
    ("erased", "trash-2"),
    ("undone", "undo-2"),
    ("done again", "rotate-ccw"),
)


class AuditSection(Section):
    """The list with its filters; staff are told that it is for the owner."""

    key = "audit"
    title = "Who did what"
    icon = "history"
    intro = (
        "Every change, every card that was opened, and all that left the book, with who it was. It says which fields, "
        "never what was written in them, and it only grows."
    )
    topics = frozenset(set(Topic) - {Topic.BACKUPS})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._checking = False
        self.check = SecondaryButton("Check it", self.verify)
        self.whole = Fact("shield-check", "Has anybody tampered with it?", self.check)
        self.whole.say("Each entry is sealed with the one before; backups and the key store know the newest seals.")
        self._top = Card()
        self._top.add(self.whole)
        self.customer = CustomerPicker(desk)
        self.customer.field.setPlaceholderText("Name or number")  # a third of the width holds no more
        self.person = Choice([(_EVERYBODY, "Everybody")])
        self.period = Choice(_PERIODS)
        form = Form(columns=3)
        form.add("customer", "About", self.customer)
        form.add("person", "By", self.person)
        form.add("period", "When", self.period)
        self._top.add(form)
        self._model = PagedListModel(self._page, self._row, key=attrgetter("id"), parent=self)
        self.list = RowList(self._model, "Who did what", slim=True)
        self.all = QuietButton("Clear the filters", self.widen)
        self.save_as = SecondaryButton("Save as CSV …", self.ask_file, icon="download")
        self._empty = EmptyState("history", "Nothing here", "Nobody did anything of that kind in that time.")
        self.add(
            self._top,
            ListCard("", self.list, empty=self._empty, actions=[self.all, self.save_as], count=False, fit=_ROWS),
        )
        self.customer.changed.connect(self._on_narrowed)
        self.person.currentIndexChanged.connect(self._on_narrowed)
        self.period.currentIndexChanged.connect(self._on_narrowed)
        self.list.opened.connect(self._on_opened)

    def reload(self) -> None:
        """Read the list again; for staff there is none."""
        desk = self._desk
        owner = desk.actor().role == "owner"
        self._top.setVisible(owner)
        for part in (self.all, self.save_as):
            part.setVisible(owner)
        if not owner:
            self._empty.set_words("Only the owner can see who did what", "Choose the owner at the top of the window.")
            self._model.show([])
            return
        self._empty.set_words("Nothing here", "Nobody did anything of that kind in that time.")
        self.person.blockSignals(True)
        people = audit.people(desk.db, by=desk.actor())
        self.person.set_options([(_EVERYBODY, "Everybody"), *((name, name) for name in people)])
        self.person.blockSignals(False)
        self._model.reload(most=self.list.last_needed_row() + _ROWS)

    def narrowed(self) -> Narrowed:
        """What the filters say."""
        days = str(self.period.value())
        since = self._desk.today() - timedelta(days=int(days)) if days.isdigit() else None
        about = self.customer.value()
        return Narrowed(f"customer:{about}" if about is not None else "", str(self.person.value() or ""), since)

    @Slot()
    def widen(self) -> None:
        """Take all filters away."""
        self.customer.set_value(None)
        self.person.set_value(_EVERYBODY)
        self.period.set_value("all")
        self._on_narrowed()

    @Slot()
    def verify(self) -> None:
        """Look through the whole chain on the worker."""
        db, folder = self._desk.db, paths.backups(self._desk.db.path)

        def work(_progress: Any, _should_stop: Any) -> str:
            return audit.verify(db, known=check.heads(db, folder))

        if self._checking:
            return  # the button stays as it is meanwhile: one that can't be pressed would let the focus jump away
        self._checking = True
        self.whole.say("Looking through every entry …")
        self.run(work, self._show_verdict, on_end=self._checked)

    def _checked(self) -> None:
        self._checking = False

    def _show_verdict(self, problem: str) -> None:
        at = self._desk.wall(self._desk.now())
        self.whole.say(
            problem or f"Nobody: every entry is as it was written. Looked at {at:%H:%M}.", warn=bool(problem)
        )

    @Slot()
    def ask_file(self) -> None:
        """Let the owner choose where the file goes."""
        name = f"who-did-what {self._desk.today().isoformat()}.csv"
        dialog = QFileDialog(self.window(), "Save who did what", str(file_places.documents() / name), "CSV (*.csv)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    @Slot(str)
    def save_to(self, path: str) -> None:
        """Write what the filters let through, on the worker."""
        db, narrowed, by, now = self._desk.db, self.narrowed(), self._desk.actor(), self._desk.now()

        def work(_progress: Any, _should_stop: Any) -> int:
            return audit_list.export(db, Path(path), narrowed, by=by, now=now)

        self.run(work, lambda count: self._saved(count, Path(path).name))

    def _saved(self, count: int, name: str) -> None:
        self._desk.say(f"{count:,} entries saved as {name}." if count != 1 else f"One entry saved as {name}.")
        self.reload()

    @Slot()
    def _on_narrowed(self) -> None:
        if self._desk.actor().role == "owner":
            self._model.restart()

    @Slot(object)
    def _on_opened(self, line: object) -> None:
        if isinstance(line, Line) and line.customer_id is not None:
            self.customer.set_value(line.customer_id)
            self._on_narrowed()

    def _page(self, after: object | None, limit: int) -> list[Line]:
        if self._desk.actor().role != "owner":
            return []
        before = after.id if isinstance(after, Line) else None
        return audit_list.lines(self._desk.db, self.narrowed(), by=self._desk.actor(), before=before, limit=limit)

    def _row(self, item: object) -> Row:
        assert isinstance(item, Line)
        at = self._desk.wall(item.at)
        about = self._desk.discretion.name(item.about) if item.customer_id is not None else item.about
        fields = ", ".join(item.fields[:6]) + (" …" if len(item.fields) > 6 else "")
        return Row(
            title=" · ".join(filter(None, (item.what.capitalize(), about))),
            subtitle=" · ".join(filter(None, (item.who, fields))),
            trailing=f"{spoken_date(at.date(), self._desk.today())}, {at:%H:%M}",
            icon=next((icon for word, icon in _ICONS if word in item.what), "pencil"),
        )
