"""Who a segment holds for: how many, the first of them, what a list is made for, and whom it leaves out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from deskmate.core import segments
from deskmate.core.customers import CustomerRow
from deskmate.core.errors import Cancelled, DeskmateError
from deskmate.core.segments import Contacting, Filter, Reach
from deskmate.ui import customer_words, wall_clock
from deskmate.ui.background import Job
from deskmate.ui.desk import Desk
from deskmate.ui.tokens import Space, Tone
from deskmate.ui.widgets import Choice, QuietButton, Row, RowList, RowModel, caption, heading, row, sentence_for

_PAGE = 100
_PAUSE = 250  # milliseconds without a key before the book is asked
_EMPTY = "Whom it holds for stands here while you write it."
_UNFINISHED = "As soon as each condition is whole, this shows whom it holds for."
USES = (
    ("", "A list to look at"),
    ("phone", "To call them"),
    ("e-mail", "To e-mail them"),
    ("message", "To send messages"),
    ("letter", "To write letters"),
)
_SILENT = {
    "deceased": ("Deceased", Tone.NEUTRAL, "heart"),
    "do-not-contact": ("Do not contact", Tone.NEUTRAL, "phone-off"),
}
PURPOSES = (("offers", "with offers"), ("greetings", "with greetings"), ("feedback", "asking for feedback"))


@dataclass(frozen=True)
class _Found:
    reach: Reach
    rows: tuple[CustomerRow, ...]
    visits: dict[int, datetime]
    silent: dict[int, str]


class SegmentMembers(QWidget):
    """`show_filter(wanted)` counts on the worker and shows the first; `open_asked(customer_id)`; `counted(reach)`."""

    open_asked = Signal(int)
    counted = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._clock = desk, wall_clock.read(desk)
        self._wanted: Filter | None = None
        self._listed = 0
        self._visits: dict[int, datetime] = {}
        self._silent: dict[int, str] = {}
        self._job: Job | None = None
        self.count, self.why = heading(""), caption("")
        self._at_the_right = caption("Last visit")
        self.use, self.purpose = Choice(USES), Choice(PURPOSES)
        self.use.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
        self.model = RowModel(self._row, key=attrgetter("id"), parent=self)
        self.list = RowList(self.model, "Customers of the segment")
        self.more = QuietButton("Show more", self._on_more)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._build()
        self._pause.timeout.connect(self.ask_now)
        self.list.opened.connect(self._on_opened)
        for choice in (self.use, self.purpose):
            choice.currentIndexChanged.connect(self._on_use)

    def show_filter(self, wanted: Filter | None) -> None:
        """Count and show who this holds for, in a moment; None where there is no whole filter yet."""
        self._wanted = wanted
        self._cancel()
        if wanted is None or not wanted.conditions:
            self._pause.stop()
            self._show(None, _EMPTY if wanted is not None else _UNFINISHED)
            return
        self._pause.start()

    def wanted(self) -> Filter | None:
        """What is shown, or will be in a moment."""
        return self._wanted

    def is_waiting(self) -> bool:
        """Whether an answer is still to come."""
        return self._pause.isActive() or self._job is not None

    def contacting(self) -> Contacting | None:
        """What the list is made for; None where it is only to look at."""
        channel = str(self.use.value() or "")
        return Contacting(str(self.purpose.value()), channel) if channel else None

    @Slot()
    def ask_now(self) -> None:
        """Ask the book without waiting."""
        self._pause.stop()
        if self._wanted is not None and self._wanted.conditions and self.isVisible():
            self._ask(None)

    def _build(self) -> None:
        self.use.setAccessibleName("What the list is for")
        self.purpose.setAccessibleName("For which purpose")
        self.purpose.hide()
        self.more.hide()
        self._at_the_right.hide()
        self.why.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(self.count)
        layout.addLayout(row(self.use, None))
        layout.addLayout(row(self.purpose, None))
        layout.addWidget(self.why)
        layout.addLayout(row(None, self._at_the_right))
        layout.addWidget(self.list, 1)
        layout.addLayout(row(self.more, None))

    def _ask(self, after: CustomerRow | None) -> None:
        db, now, wanted, contacting = self._desk.db, self._desk.now(), self._wanted, self.contacting()
        assert wanted is not None
        last = (after.sort_name, after.id) if after is not None else None

        def work(_progress: Any, _should_stop: Any) -> _Found:
            reach = segments.reach(db, wanted, contacting, now=now)
            rows = segments.page(db, wanted, now=now, contacting=contacting, after=last, limit=_PAGE)
            these = [one.id for one in rows]
            return _Found(reach, tuple(rows), segments.last_visits(db, these), segments.silent(db, these))

        self._cancel()
        if after is None:
            self.count.setText("Counting …")
        asked = self._run(work, after)
        self._job = asked

    def _run(self, work: Callable[[Any, Any], _Found], after: CustomerRow | None) -> Job:
        def done(found: _Found) -> None:
            if self._job is job:
                self._job = None
                self._show(found, more=after is not None)

        def failed(error: BaseException) -> None:
            if self._job is job:
                self._job = None
                if not isinstance(error, Cancelled):
                    self._show(None, sentence_for(error))
            if not isinstance(error, DeskmateError):
                raise error

        job = self._desk.background.run(work, on_done=done, on_failed=failed, owner=self)
        return job

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _show(self, found: _Found | None, sentence: str = "", *, more: bool = False) -> None:
        self._clock = wall_clock.read(self._desk)
        reach = found.reach if found is not None else Reach(0, 0)
        rows = list(found.rows) if found is not None else []
        self._visits = {**(self._visits if more else {}), **(found.visits if found is not None else {})}
        self._silent = {**(self._silent if more else {}), **(found.silent if found is not None else {})}
        self._at_the_right.setVisible(bool(self._visits))
        self.model.show([*self.model.items(), *rows] if more else rows)
        self._listed = reach.listed
        self.more.setVisible(self.model.rowCount() < reach.listed)
        words = segments.spoken(reach) if found is not None else ""
        head, _, left_out = words.partition(". ")
        self.count.setText(head)
        self.count.setVisible(bool(head))
        self.why.setText(left_out or sentence)
        self.why.setVisible(bool(left_out or sentence))
        self.counted.emit(reach if found is not None else None)

    def _row(self, customer: object) -> Row:
        assert isinstance(customer, CustomerRow)
        customer = self._desk.discretion.one(customer)
        why = "" if self._desk.discretion.on else self._silent.get(customer.id, "")
        return Row(
            title=customer.name,
            subtitle=customer_words.also(customer.name, customer.known_as, customer.organisation),
            trailing=customer_words.seen_words(self._clock.day(self._visits.get(customer.id)), self._clock.today),
            avatar=customer.name,
            chips=(_SILENT[why],) if why else (),
        )

    @Slot()
    def _on_use(self) -> None:
        self.purpose.setVisible(bool(self.use.value()))
        self.ask_now()

    @Slot()
    def _on_more(self) -> None:
        items = self.model.items()
        last = items[-1] if items else None
        if isinstance(last, CustomerRow) and self._wanted is not None:
            self._ask(last)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _on_opened(self, customer: CustomerRow) -> None:
        self.open_asked.emit(customer.id)
