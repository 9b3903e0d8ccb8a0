"""Whether the book is whole: a quick and a full check, what they found, and the button that helps with each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from deskmate import paths
from deskmate.core import audit_heads, check
from deskmate.core.check import Finding
from deskmate.ui.background import Job, Progress
from deskmate.ui.desk import Desk
from deskmate.ui.reading_order import focus_kept
from deskmate.ui.settings_backups import BackupsCard
from deskmate.ui.settings_facts import Fact
from deskmate.ui.settings_section import Section
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import (
    Button,
    Card,
    PlainLabel,
    QuietButton,
    SecondaryButton,
    SectionHeader,
    clear,
    column,
    row,
)


class CheckCard(Card):
    """One card of the safety section; the card of the backups helps with what only they can mend."""

    def __init__(self, desk: Desk, section: Section, backups: BackupsCard) -> None:
        super().__init__()
        self._desk, self._section, self._backups = desk, section, backups
        self._job: Job | None = None
        self.quick = SecondaryButton("Quick check", self.check_quickly)
        self.full = SecondaryButton("Full check", self.check_fully)
        self.stop = QuietButton("Stop", self._on_stop)
        self.outcome = Fact("list-checks", "Check the book", self.stop, self.quick, self.full)
        self.outcome.say("Quick looks at samples, full reads every page and entry.")
        self._findings = column(spacing=Space.S)
        self.add(SectionHeader("Is everything whole?"), self.outcome, self._findings)
        self._show_checking(False)

    @Slot()
    def check_quickly(self) -> None:
        """Look at the structure and at samples."""
        self._check(full=False)

    @Slot()
    def check_fully(self) -> None:
        """Read every page, entry and index word."""
        self._check(full=True)

    def _check(self, *, full: bool) -> None:
        db, now = self._desk.db, self._desk.now()
        folder = paths.backups(db.path)

        def work(progress: Any, should_stop: Any) -> list[Finding]:
            def tell(part: float) -> bool:
                progress(round(part * 100), 100)
                return not should_stop()

            return check.run(db, full=full, backups=folder, now=now, progress=tell)

        clear(self._findings)
        self._show_checking(True)
        self.outcome.say("Checking …")
        self._job = self._section.run(
            work,
            lambda found: self._show_findings(found, full),
            on_end=self._checked,
            on_progress=self._show_progress,
            problem=lambda sentence: self.outcome.say(sentence, warn=True),
        )

    def _checked(self) -> None:
        self._show_checking(False)
        self.outcome.say("Stopped before its end.")

    def _show_progress(self, progress: Progress) -> None:
        self.outcome.say(f"Checking … {progress.done} %")

    def _show_findings(self, found: Sequence[Finding], full: bool) -> None:
        when = self._section.when(self._desk.now())
        what = "Every page and entry was read" if full else "Structure and samples were looked at"
        result = (
            f"{len(found)} things to see to" if len(found) > 1 else "one thing to see to" if found else "all is well"
        )
        self.outcome.say(f"{what} {when}: {result}.", warn=any(item.serious for item in found))
        clear(self._findings)
        for item in found:
            self._findings.addWidget(self._finding(item, found))

    def _finding(self, item: Finding, found: Sequence[Finding]) -> QWidget:
        card = Card(kind="attention" if item.serious else "quiet", padding=Space.M)
        button = self._button_for(item, found)
        across = row(PlainLabel(item.sentence, wrap=True), *([button] if button else []), spacing=Space.M)
        across.setStretch(0, 1)
        card.add(across)
        return card

    def _button_for(self, item: Finding, found: Sequence[Finding]) -> Button | None:
        if item.repairable:
            return SecondaryButton("Put it right", lambda: self._repair(found))
        ways: dict[str, tuple[str, Callable[[], object]]] = {
            "damaged": ("Restore …", self._backups.ask_restore),
            "key-file": ("Restore …", self._backups.ask_restore),
            "backups": ("Back up now", self._backups.make_backup),
            "older-copy": ("It is the right one", self._accept_copy),
            "audit": ("I know of it", self._accept_copy),
        }
        return SecondaryButton(ways[item.code][0], ways[item.code][1]) if item.code in ways else None

    def _repair(self, found: Sequence[Finding]) -> None:
        db, now = self._desk.db, self._desk.now()

        def work(_progress: Any, _should_stop: Any) -> None:
            check.repair(db, list(found), now=now)

        self._section.run(work, lambda _nothing: self._check(full=False))

    def _accept_copy(self) -> None:
        desk, by, now = self._desk, self._desk.actor(), self._desk.now()

        def work(_progress: Any, _should_stop: Any) -> None:
            audit_heads.accept(desk.db, by=by, now=now)

        if self._desk.is_owner("take an older copy for the right one"):
            self._section.run(work, lambda _nothing: self._accepted())

    def _accepted(self) -> None:
        self._check(full=False)
        self._section.reload()

    def _show_checking(self, checking: bool) -> None:
        with focus_kept(self):
            self.stop.setVisible(checking)
            for button in (self.quick, self.full):
                button.setVisible(not checking)

    @Slot()
    def _on_stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
