"""What the sections of the settings share: a readable column, saving by itself, undo by a toast, work on the worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from deskmate.core import settings
from deskmate.core.db import Topic
from deskmate.core.errors import Cancelled, DeskmateError
from deskmate.ui.background import Job, Progress, Work
from deskmate.ui.desk import Desk
from deskmate.ui.settings_fields import SettingForm
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import Card, ScrollColumn, SectionHeader, caption, heading, sentence_for, spoken_date

WIDTH = 780


class Section(ScrollColumn):
    """One section. Override `reload()`; it is called when the section is shown and when one of `topics` changed."""

    key: ClassVar[str] = ""
    title: ClassVar[str] = ""
    icon: ClassVar[str] = "settings"
    intro: ClassVar[str] = ""
    topics: ClassVar[frozenset[str]] = frozenset({Topic.SETTINGS})

    def __init__(self, desk: Desk) -> None:
        super().__init__(width=WIDTH)
        self._desk = desk
        self.add(heading(self.title))
        self.body.setSpacing(Space.M)
        if self.intro:
            self.add(caption(self.intro))
        self._forms: list[SettingForm] = []

    def reload(self) -> None:
        """Read the book again and show it."""
        shop = settings.current(self._desk.db)
        for form in self._forms:
            form.show_settings(shop)

    def focus_first(self) -> None:
        """Take the focus to the first thing to change."""
        fields = (each for each in self.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus)
        first = next((field for field in fields if field.isVisibleTo(self) and field.isEnabled()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def form(self, *, columns: int = 2) -> SettingForm:
        """A form whose fields save by themselves."""
        made = SettingForm(self.save, columns=columns)
        self._forms.append(made)
        return made

    def card(self, text: str, *parts: Any, hint: str = "") -> Card:
        """A card with a header, put below what is there."""
        made = Card(spacing=Space.M)
        made.add(SectionHeader(text))
        if hint:
            made.add(caption(hint))
        made.add(*parts)
        self.add(made)
        return made

    def when(self, at: datetime) -> str:
        """An instant as the shop's clock shows it, for the middle of a sentence."""
        wall = self._desk.wall(at)
        day = spoken_date(wall.date(), self._desk.today())
        return f"{day.lower() if day.isalpha() else day}, {wall:%H:%M}"

    def save(self, values: dict[str, Any]) -> str:
        """Stores settings and offers to take it back; gives "" or the sentence that says why not."""
        desk = self._desk
        before = settings.as_dict(settings.current(desk.db))
        try:
            settings.change(desk.db, by=desk.actor(), now=desk.now(), **values)
        except DeskmateError as error:
            self.reload()
            return sentence_for(error)
        old = {name: before[name] for name in values}
        desk.shell.toasts.say("Saved.", undo=lambda: self._put_back(old))
        return ""

    def said(self, text: str, undo: Callable[[], object]) -> None:
        """Say what was done, with the way back; the section shows what is stored then."""

        def back() -> None:
            self._desk.attempt(undo)
            self.reload()

        self._desk.shell.toasts.say(text, undo=back)

    def _put_back(self, old: dict[str, Any]) -> None:
        desk = self._desk

        def work() -> None:
            settings.change(desk.db, by=desk.actor(), now=desk.now(), **old)
            desk.say("As it was before.")

        desk.attempt(work)

    def run(
        self,
        work: Work,
        on_done: Callable[[Any], object],
        *,
        on_end: Callable[[], object] | None = None,
        on_progress: Callable[[Progress], object] | None = None,
        problem: Callable[[str], object] | None = None,
    ) -> Job:
        """Runs something long on the worker; `on_end` comes in any case, a refusal is shown as a sentence."""

        def done(result: Any) -> None:
            if on_end is not None:
                on_end()
            on_done(result)

        def failed(error: BaseException) -> None:
            if on_end is not None:
                on_end()
            if not isinstance(error, Cancelled):
                (problem or self._desk.say)(sentence_for(error))
            if not isinstance(error, DeskmateError):
                raise error

        return self._desk.background.run(work, on_done=done, on_failed=failed, on_progress=on_progress, owner=self)
