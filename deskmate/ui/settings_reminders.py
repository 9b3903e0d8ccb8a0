"""Reminders: how early, how many, when not at all; and whether Deskmate is there to give them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Slot

from deskmate import paths
from deskmate.ui import autostart
from deskmate.ui.desk import Desk
from deskmate.ui.settings_section import Section
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import PlainLabel, Tick, caption, column

_QUIET = ("quiet_from", "quiet_until")


class RemindersSection(Section):
    """`start_command` is the program and its arguments for starting with the computer; empty: not offered."""

    key = "reminders"
    title = "Reminders"
    icon = "bell"

    def __init__(self, desk: Desk, start_command: Sequence[str] = ()) -> None:
        super().__init__(desk)
        self._command = list(start_command)
        ahead = self.form()
        ahead.add_number("appointment_lead_minutes", "Before an appointment", most=7 * 24 * 60, unit="minutes")
        ahead.add_number("birthday_days_ahead", "Before a birthday", most=60, unit="days")
        ahead.add_choice(
            "leap_day",
            "Born on 29 February",
            [("28 Feb", "28 February"), ("1 Mar", "1 March")],
            hint="The day to greet in years without one.",
        )
        ages = ahead.tie_tick("show_ages", Tick("Show how old a customer turns"))
        late = ahead.tie_tick("rhythm_reminders", Tick("Remind of regulars who stay away longer than they usually do"))
        self.card("How early", ahead, ages, late)
        self.quiet = self.form()
        self.quiet.add_line("quiet_from", "Quiet from", placeholder="20:00", limit=8)
        self.quiet.add_line("quiet_until", "Quiet until", placeholder="08:00", limit=8)
        self.quiet.add_number(
            "popups_an_hour", "Pop-ups an hour, at most", most=60, hint="The others wait in the panel. 0: never."
        )
        sound = self.quiet.tie_tick("reminder_sound", Tick("Play a sound"))
        self.card("How loud", self.quiet, sound, hint="In quiet hours nothing pops up; the panel has it all the same.")
        self.tray = self.quiet.tie_tick("keep_in_tray", Tick("Keep running when the window is closed"))
        self.start = Tick("Start with the computer")
        self.start.clicked.connect(self._on_start)
        self.start.setVisible(bool(self._command))
        self._start_problem = PlainLabel("", tone="attention", wrap=True)
        there = column(self.tray, self.start, self._start_problem, spacing=Space.XS)
        self.card("Being there", there, caption("Reminders come only while Deskmate runs, also without its window."))

    def reload(self) -> None:
        """Show what is stored."""
        super().reload()
        self.start.setChecked(autostart.is_on(paths.autostart()))
        self._say_start("")

    def save(self, values: dict[str, Any]) -> str:
        """Quiet hours are stored once both ends are there."""
        name = next(iter(values))
        if name in _QUIET and len(values) == 1:
            values = {each: self._typed(each) for each in _QUIET}
            if values["quiet_from"] and not values["quiet_until"]:
                return "" if name == "quiet_from" else super().save(dict.fromkeys(_QUIET, ""))
            if values["quiet_until"] and not values["quiet_from"]:
                return "" if name == "quiet_until" else super().save(dict.fromkeys(_QUIET, ""))
        return super().save(values)

    def _typed(self, name: str) -> str:
        field = self.quiet.field(name)
        return str(field.text()).strip() if hasattr(field, "text") else ""

    @Slot(bool)
    def _on_start(self, on: bool) -> None:
        file = paths.autostart()

        def work() -> None:
            if on:
                autostart.turn_on(file, self._command)
            else:
                autostart.turn_off(file)

        self._say_start("")
        if self._desk.attempt(work, problem=self._say_start):
            self._desk.say("Deskmate starts with the computer." if on else "Deskmate waits until it is started.")
        self.start.setChecked(autostart.is_on(file))

    def _say_start(self, sentence: str) -> None:
        self._start_problem.setText(sentence)
        self._start_problem.setVisible(bool(sentence))
