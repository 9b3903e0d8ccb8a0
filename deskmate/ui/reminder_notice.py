"""What just fell due, said at the top of the window: for computers that can't show a pop-up of their own."""

from __future__ import annotations

from collections.abc import Callable

from deskmate.ui.banner import Banner
from deskmate.ui.notifier import COUNT_KEY, Popup

_KEY = "due"


class ReminderNotice:
    """One notice however many reminders fell due; `show(key)` opens the panel there. Never takes the focus.

    While `is_private()` it only counts. What it says goes when the reminder was seen to, or somebody put it aside.
    """

    def __init__(self, banner: Banner, is_private: Callable[[], bool], show: Callable[[str], object]) -> None:
        self._banner, self._is_private, self._show = banner, is_private, show
        self._waiting: dict[str, Popup] = {}

    def tell(self, popup: Popup) -> None:
        """Say what a pop-up could not."""
        self._waiting[popup.key] = popup
        self.refresh()

    def drop(self, key: str) -> None:
        """Say no more of a reminder."""
        if self._waiting.pop(key, None) is not None:
            self.refresh()

    def settle(self) -> None:
        """Say no more of any: the panel is open and lists them."""
        self._waiting.clear()
        self.refresh()

    def refresh(self) -> None:
        """Say it anew, with names or without."""
        if self._waiting:
            self._banner.show_notice(
                _KEY, self._words(), action="Show", on_action=self._on_show, on_close=self._waiting.clear
            )
        else:
            self._banner.settle(_KEY)

    def _words(self) -> str:
        named = [popup for key, popup in self._waiting.items() if key != COUNT_KEY]
        if COUNT_KEY in self._waiting and not named:
            return f"{self._waiting[COUNT_KEY].title}."
        if len(self._waiting) == 1 and not self._is_private():
            return ". ".join(part for part in (named[0].title, named[0].body) if part)
        some = len(named)
        return (
            "Several reminders fell due." if COUNT_KEY in self._waiting else f"{some} reminder{'s' * (some != 1)} due."
        )

    def _on_show(self) -> None:
        first = next(iter(self._waiting))
        self.settle()
        self._show(first)
