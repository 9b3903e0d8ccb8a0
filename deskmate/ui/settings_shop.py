"""The shop itself: what it is called, where it is, when it is open."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from deskmate.core import settings
from deskmate.core.sentiment import packs
from deskmate.ui.desk import Desk
from deskmate.ui.settings_section import Section
from deskmate.ui.settings_words import save_words
from deskmate.ui.tokens import Space
from deskmate.ui.welcome import COUNTRIES
from deskmate.ui.widgets import FormRow, Tick, row

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_COMPUTERS = "As this computer"


class ShopSection(Section):
    """Name, trade, country, currency, time zone, opening hours and open days."""

    key = "shop"
    title = "Shop"
    icon = "store"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        form = self.form()
        self.name = form.add_line("shop_name", "Name of the shop")
        self.trade = form.add_choice(
            "trade",
            "Kind of shop",
            sorted(((name, packs.load(name).title) for name in packs.names()), key=lambda each: each[1]),
            hint="Its goods and ways of speaking say nothing about mood.",
        )
        self.card("The shop", form)
        place = self.form()
        place.add_choice(
            "region",
            "Country",
            [(code, name) for code, name, _money in COUNTRIES],
            hint="For phone numbers without a country code.",
        )
        place.add_choice("currency", "Currency", _currencies())
        place.add_choice("zone", "Time zone", _zones(), hint="Whose wall clock appointments follow.")
        self.card("Where it is", place)
        hours = self.form(columns=3)
        hours.add_line("opens", "Opens", placeholder="09:00", limit=8)
        hours.add_line("closes", "Closes", placeholder="18:00", limit=8)
        self.days = [Tick(day) for day in DAYS]
        for tick in self.days:
            tick.clicked.connect(self._on_days)
        across = QWidget()
        across.setLayout(row(*self.days, None, spacing=Space.L))
        self._open_days = FormRow("Open on", across)
        self.card("When it is open", hours, self._open_days, hint="The calendar shows these hours and days first.")

    def reload(self) -> None:
        """Show what is stored."""
        super().reload()
        stored = settings.current(self._desk.db).open_days
        for number, tick in enumerate(self.days, start=1):
            tick.setChecked(str(number) in stored)

    def save(self, values: dict[str, Any]) -> str:
        """Another trade changes how past notes read, so those are read again."""
        return save_words(self, values) if "trade" in values else super().save(values)

    @Slot()
    def _on_days(self) -> None:
        chosen = "".join(str(number) for number, tick in enumerate(self.days, start=1) if tick.isChecked())
        self._open_days.set_problem(self.save({"open_days": chosen}))


def _currencies() -> list[tuple[object, str]]:
    return [(money, money) for money in sorted({money for _code, _name, money in COUNTRIES})]


def _zones() -> list[tuple[object, str]]:
    named = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    return [("", _COMPUTERS), *((name, name.replace("_", " ")) for name in named)]
