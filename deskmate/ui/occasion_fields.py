"""Days to remember besides the birthday: what the day is, and when."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from deskmate.core import people
from deskmate.core.errors import InvalidInput
from deskmate.core.people import Birthday, Occasion
from deskmate.ui.customer_words import day_of_year_words
from deskmate.ui.typed_lines import TypedLine, TypedLines
from deskmate.ui.widgets import TextField, day_first_here, offer, parse_birthday

_USUAL = ("wedding anniversary", "anniversary", "name day", "child's birthday", "pet's birthday", "first visit")


class OccasionLine(TypedLine):
    """One day to remember; emptied, it is none."""

    def __init__(self, occasion: Occasion | None) -> None:
        self.name = TextField(occasion.name if occasion else "", placeholder="wedding anniversary", limit=80)
        self.name.setAccessibleName("What the day is")
        offer(self.name, _USUAL)
        day = day_of_year_words(occasion.day) if occasion else ""
        self.day = TextField(day, placeholder="3 may, or 3 may 2010", limit=40)
        self.day.setAccessibleName("When it is")
        self.day.setFixedWidth(190)
        super().__init__(self.name, self.day, drop="Remove this day")

    def occasion(self) -> Occasion | None:
        """The day, or None where nothing is typed or it can't be read."""
        try:
            return self.read_line()
        except (ValueError, InvalidInput):
            return None

    def read_line(self) -> Occasion | None:
        """The day, or None where nothing is typed; raises with the sentence that says what is wrong."""
        name, day = self.name.text().strip(), self.day.text().strip()
        if not name and not day:
            return None
        if not day:
            raise InvalidInput("Write the day too, like 3 May or 3 May 2010.")
        year, month, number = parse_birthday(day, day_first=day_first_here())
        return people.checked_occasion(Occasion(name, Birthday(month, number, year)))

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        return [self.name, self.day]


class OccasionFields(TypedLines[OccasionLine]):
    """Lines of name and day; nothing is shown but a button while there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Days to remember", "Add a day to remember", parent)

    def make_line(self) -> OccasionLine:
        """An empty line."""
        return OccasionLine(None)

    def set_occasions(self, occasions: Iterable[Occasion]) -> None:
        """Show these."""
        self._put([OccasionLine(one) for one in occasions])

    def occasions(self) -> tuple[Occasion, ...]:
        """What is typed, as far as it can be read."""
        return tuple(one for line in self.lines if (one := line.occasion()) is not None)

    def snapshot(self) -> tuple[tuple[str, str], ...]:
        """Everything typed."""
        return tuple((line.name.text(), line.day.text()) for line in self.lines)
