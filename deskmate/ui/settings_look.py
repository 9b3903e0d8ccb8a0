"""How Deskmate looks on this computer."""

from __future__ import annotations

from PySide6.QtCore import Slot

from deskmate.core import settings
from deskmate.ui.desk import Desk
from deskmate.ui.settings_section import Section
from deskmate.ui.tokens import Mode
from deskmate.ui.widgets import Option, SegmentedChoice, caption, row


class LookSection(Section):
    """Light, dark, high contrast, or as the computer is set; worn at once."""

    key = "look"
    title = "Look"
    icon = "contrast"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.theme = SegmentedChoice(
            "Look",
            [
                Option(Mode.SYSTEM.value, "As the computer", icon="monitor"),
                Option(Mode.LIGHT.value, "Light", icon="sun"),
                Option(Mode.DARK.value, "Dark", icon="moon"),
                Option(Mode.HIGH_CONTRAST.value, "High contrast", icon="contrast"),
            ],
            value=Mode.SYSTEM.value,
        )
        self.theme.changed.connect(self._on_theme)
        self.card("Light and dark", row(self.theme, None), caption("Text follows the size set for the whole computer."))

    def reload(self) -> None:
        """Show what is stored."""
        self.theme.set_value(settings.current(self._desk.db).theme)

    @Slot(object)
    def _on_theme(self, value: str) -> None:
        problem = self.save({"theme": value})
        if problem:
            self._desk.say(problem)
