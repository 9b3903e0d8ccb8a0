"""The keys of the customers page, bound and listed before there is a page: it is made when one of them needs it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from deskmate.ui.shell import Shell

if TYPE_CHECKING:
    from deskmate.ui.customers_page import CustomersPage


class CustomerKeys(QObject):
    """Asks for `page` at the moment a key is pressed."""

    def __init__(self, shell: Shell, page: Callable[[], CustomersPage]) -> None:
        super().__init__(shell)
        self._shell, self._page = shell, page

    def bind(self) -> None:
        """Let the keys work anywhere in the window; list what an entry of the history can be told."""
        keys = self._shell.shortcuts
        keys.add("Ctrl+E", "Change the customer shown", self._on_edit)
        keys.add("Ctrl+F", "Search the history shown", self._on_search)
        keys.add("Ctrl+U", "The usual order once more", self._on_usual)
        keys.add("Ctrl+Shift+F", "Attach a file to the customer shown", self._on_attach)
        keys.add("Ctrl+Shift+D", "Find duplicates", self._on_duplicates)
        keys.add("Ctrl+Shift+S", "Segments: saved filters", self._on_segments)
        keys.note("Ctrl+V", "Attach the picture on the clipboard", group="On a customer's card")
        for key, what in (
            ("Enter", "All of it, and what its reading rests on"),
            ("R", "Not unhappy, because …"),
            ("U  N  H  O", "The mood: unhappy, neutral, happy, left open"),
            ("E", "Change it"),
            ("A", "Attach a picture or PDF to it"),
            ("F", "Open its first file"),
            ("Delete", "Delete it"),
        ):
            keys.note(key, what, group="On an entry of the history")

    @Slot()
    def _on_edit(self) -> None:
        self._page().edit_shown()

    @Slot()
    def _on_search(self) -> None:
        self._page().search_history()

    @Slot()
    def _on_usual(self) -> None:
        self._page().log_usual()

    @Slot()
    def _on_attach(self) -> None:
        self._page().attach_file()

    @Slot()
    def _on_duplicates(self) -> None:
        self._shell.go("customers", focus=False)
        self._page().find_duplicates()

    @Slot()
    def _on_segments(self) -> None:
        self._shell.go("customers", focus=False)
        self._page().show_segments()
