"""The window around the pages: rail, search, bell, panel, banner, toasts. Needs only Qt, so it is there first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QFont, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from deskmate.ui import icons, theme
from deskmate.ui.banner import Banner
from deskmate.ui.bus import Changes, Page
from deskmate.ui.rail import Place, Rail
from deskmate.ui.reading_order import put_in_order
from deskmate.ui.shortcuts import Shortcuts
from deskmate.ui.toast import Toasts
from deskmate.ui.tokens import Size, Space, Text
from deskmate.ui.widgets.buttons import IconButton
from deskmate.ui.widgets.labels import PlainLabel
from deskmate.ui.widgets.lines import SearchField
from deskmate.ui.widgets.marks import badge_width, paint_badge

PLACES = (
    Place("today", "Today", "sun"),
    Place("customers", "Customers", "users"),
    Place("calendar", "Calendar", "calendar-days"),
    Place("follow-ups", "Follow-ups", "phone-call"),
    Place("insights", "Insights", "chart-column"),
    Place("settings", "Settings", "settings", apart=True),
)
SEARCH_HINT = "Find a customer: name, phone, @e-mail, #tag"
_Box = TypeVar("_Box", bound=QBoxLayout)
_SEARCH = 200  # pixels that a long message leaves of the search
_NARROW = 1600  # below this the reminder panel lies over the page instead of squeezing it


class Shell(QMainWindow):
    """The main window. It knows places, not pages: `add_page` brings a page's factory, `go` shows it.

    `load_geometry` and `save_geometry` remember where the window was; `may_close` may keep it open (to the tray).
    """

    page_shown = Signal(str)
    painted = Signal()  # for the first time
    hide_asked = Signal()

    def __init__(
        self,
        *,
        load_geometry: Callable[[], bytes | None] | None = None,
        save_geometry: Callable[[bytes], object] | None = None,
    ) -> None:
        super().__init__()
        self._load_geometry, self._save_geometry = load_geometry, save_geometry
        self._before_panel: QWidget | None = None
        self.may_close: Callable[[], bool] | None = None
        self._factories: dict[str, Callable[[], Page]] = {}
        self._pages: dict[str, Page] = {}
        self._here = PLACES[0].key
        self._trail: list[str] = []
        self._was_painted = False
        self._changes: Changes | None = None
        self.setWindowTitle("Deskmate")
        self.setWindowIcon(icons.app_icon())
        self.setMinimumSize(980, 600)
        self.rail = Rail(PLACES)
        self.search = SearchField(SEARCH_HINT)
        self.bell = Bell()
        self.banner = Banner()
        self.shortcuts = Shortcuts(self)
        self._build()
        self._bind_keys()

    # pages

    def add_page(self, key: str, factory: Callable[[], Page]) -> None:
        """Say how the page at `key` is made; it is made when first shown, or now if one waits for it."""
        self._factories[key] = factory
        if key == self._here and self._stack.currentWidget() is self._waiting:
            self.go(key, focus=False)

    def go(self, key: str, *, focus: bool = True) -> Page | None:
        """Show the page at `key`; None while it can't be made yet (it is shown once it can)."""
        if key != self._here:
            self._trail.append(self._here)
            del self._trail[:-20]
        self._here = key
        self.rail.set_current(key)
        page = self.page(key)
        self._stack.setCurrentWidget(page or self._waiting)
        self._place_panel()
        if page is not None and focus:
            page.setFocus()  # so that the rail does not keep it
            page.focus_first()
        self.page_shown.emit(key)
        return page

    @Slot(str)
    def choose(self, key: str) -> None:
        """Somebody chose this place: show its page, from its beginning if it was shown already."""
        if key == self._here and key in self._pages:
            self._pages[key].begin_again()
        self.go(key)

    def page(self, key: str) -> Page | None:
        """The page at `key`, made if need be but not shown."""
        if key not in self._pages and key in self._factories:
            page = self._factories[key]()
            if self._changes is not None:
                page.listen(self._changes)
            self._pages[key] = page
            self._stack.addWidget(page)
        return self._pages.get(key)

    @Slot()
    def put_away(self) -> None:
        """Somebody else comes: nothing that was typed, looked for or to be undone is left for them."""
        self.search.clear()
        self.toasts.dismiss()
        for page in self._pages.values():
            page.put_away()

    def here(self) -> str:
        """The key of the page shown."""
        return self._here

    @Slot()
    def back(self) -> None:
        """Show the page that was there before."""
        if self._trail:
            key = self._trail.pop()
            self.go(key)
            self._trail.pop()  # going back is no step forward

    def listen(self, changes: Changes) -> None:
        """Let every page hear of changes, those made later too."""
        self._changes = changes
        for page in self._pages.values():
            page.listen(changes)

    def say_waiting(self, text: str) -> None:
        """What stands where no page can be shown yet."""
        self._waiting_words.setText(text)

    def show_alone(self, widget: QWidget) -> None:
        """Show `widget` instead of everything, for the welcome and for a locked book."""
        if self._outer.indexOf(widget) < 0:
            self._outer.addWidget(widget)
        self._outer.setCurrentWidget(widget)
        self._enable_keys(False)

    def show_workplace(self) -> None:
        """Show rail and pages again; what stood alone is let go."""
        alone = self._outer.currentWidget()
        self._outer.setCurrentWidget(self._workplace)
        if alone is not None and alone is not self._workplace:
            self._outer.removeWidget(alone)
            alone.deleteLater()
        self._enable_keys(True)

    # around the pages

    def set_staff(self, widget: QWidget) -> None:
        """Put who is at the counter at the right end of the top bar."""
        self._top.addWidget(widget)

    def add_tool(self, widget: QWidget) -> None:
        """Put a button beside the bell."""
        self._top.insertWidget(self._top.indexOf(self.bell), widget)

    def set_shop(self, name: str) -> None:
        """Show whose book is open, in the rail and in the title."""
        self.rail.set_shop(name)
        self.setWindowTitle(f"{name} – Deskmate")

    def set_badge(self, key: str, count: int, what: str = "waiting") -> None:
        """Show in the rail how many wait at `key`."""
        self.rail.set_badge(key, count, what)

    def set_panel(self, widget: QWidget) -> None:
        """Fill the reminder panel at the right."""
        self._panel_layout.addWidget(widget)
        self.bell.setEnabled(True)

    def show_panel(self, shown: bool) -> None:
        """Open or close the reminder panel; the focus goes back to where it came from."""
        inside = self._panel.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        if shown and not inside:
            self._before_panel = self.focusWidget()
        self._panel.setVisible(shown)
        if not shown and inside and self._before_panel is not None and shiboken6.isValid(self._before_panel):
            self._before_panel.setFocus(Qt.FocusReason.OtherFocusReason)
        self.bell.setChecked(shown)
        self._place_panel()

    def panel_shown(self) -> bool:
        """Whether the reminder panel is open."""
        return not self._panel.isHidden()

    @Slot()
    def hide_panel(self) -> None:
        """Close the reminder panel."""
        self.show_panel(False)

    @Slot()
    def toggle_panel(self) -> None:
        """Open the reminder panel and go there, or close it."""
        self.show_panel(not self.panel_shown())
        filling = self._panel_layout.itemAt(0)
        focus_first = getattr(filling.widget(), "focus_first", None) if filling is not None else None
        if self.panel_shown() and focus_first is not None:
            focus_first()

    @Slot()
    def focus_search(self) -> None:
        """Take the focus to the search box, its words selected."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def open(self) -> None:
        """Show the window where it was last time; on a small screen it fills the screen the first time."""
        saved = self._load_geometry() if self._load_geometry is not None else None
        if not (saved and self.restoreGeometry(QByteArray(saved))):
            room = self.screen().availableGeometry()
            self.resize(min(1360, room.width()), min(860, room.height()))
            if room.width() <= 1400:
                self.setWindowState(Qt.WindowState.WindowMaximized)
        self.show()

    # what Qt calls

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)  # once everything in the window has been painted

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._save_geometry is not None:
            self._save_geometry(bytes(self.saveGeometry().data()))
        if self.may_close is not None and not self.may_close():
            event.ignore()
            return
        super().closeEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        put_in_order(self._middle)  # whatever was put into the page since
        return super().focusNextPrevChild(next)

    # building

    def _build(self) -> None:
        self._stack = QStackedWidget()
        self._waiting = QWidget()
        self._waiting_words = PlainLabel("", tone="muted")
        centre = QVBoxLayout(self._waiting)
        centre.addWidget(self._waiting_words, 0, Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(self._waiting)
        self._panel = QFrame()
        self._panel.setProperty("kind", "panel")
        self._panel_layout = _bare(QVBoxLayout(self._panel))
        self._panel.setFixedWidth(Size.PANEL)
        self._panel.hide()
        escape = QShortcut(QKeySequence("Esc"), self._panel)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.hide_panel)
        self._middle = _Middle()
        self._middle.resized.connect(self._place_panel)
        self._middle_layout = _bare(QHBoxLayout(self._middle))
        self._middle_layout.addWidget(self._stack, 1)
        self._middle_layout.addWidget(self._panel)
        right = _bare(QVBoxLayout())
        right.addWidget(self._build_top())
        right.addWidget(self.banner)
        right.addWidget(self._middle, 1)
        self._workplace = QWidget()
        across = _bare(QHBoxLayout(self._workplace))
        across.addWidget(self.rail)
        across.addLayout(right, 1)
        self._outer = QStackedWidget()
        self._outer.addWidget(self._workplace)
        self.setCentralWidget(self._outer)
        self.rail.set_current(self._here)

    def _build_top(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("kind", "topbar")
        bar.setFixedHeight(Size.TOP_BAR)
        self._top = QHBoxLayout(bar)
        self._top.setContentsMargins(Space.XL, 0, Space.L, 0)
        self._top.setSpacing(Space.S)
        self.search.setMaximumWidth(560)
        self.search.setMinimumWidth(_SEARCH)
        self._top.addWidget(self.search, 3)
        self.toasts = Toasts(bar)
        self._top.addWidget(self.toasts)
        self._top.addStretch(1)
        self._top.addWidget(self.bell)
        return bar

    def _bind_keys(self) -> None:
        self.rail.asked.connect(self.choose)
        self.rail.hide_asked.connect(self.hide_asked)
        self.bell.clicked.connect(self.toggle_panel)
        keys = self.shortcuts
        self._bound = [
            keys.add("Ctrl+K", "Find a customer", self.focus_search),
            keys.add("/", "", self.focus_search),
            keys.add("Alt+Left", "Back to the page before", self.back),
            keys.add("Ctrl+B", "Reminders", self.toggle_panel),
            keys.add("F1", "This list", keys.show),
        ]
        keys.note("Ctrl+Z", "Undo what was done last")
        keys.note("F9", "Hide everything from view")
        for number, place in enumerate(PLACES, start=1):
            go = partial(self.choose, place.key)
            self._bound.append(keys.add(f"Alt+{number}", place.title, go, group="Go to"))
            self._bound.append(keys.add(f"Ctrl+{number}", "", go))

    def _enable_keys(self, enabled: bool) -> None:
        for shortcut in self._bound:
            shortcut.setEnabled(enabled)

    @Slot()
    def _place_panel(self) -> None:
        """Beside the page where there is room for both, over it where there is not."""
        if self._panel.isHidden():
            return
        over = self.width() < _NARROW
        docked = self._middle_layout.indexOf(self._panel) >= 0
        if over and docked:
            self._middle_layout.removeWidget(self._panel)
        elif not over and not docked:
            self._middle_layout.addWidget(self._panel)
        self._middle_layout.activate()
        if over:
            self._panel.setGeometry(self._middle.width() - Size.PANEL, 0, Size.PANEL, self._middle.height())
            self._panel.raise_()


class _Middle(QWidget):
    """The room for pages and panel; the window and the banner both change it."""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


class Bell(IconButton):
    """The reminders' bell with its count."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bell", "Reminders", shortcut="", checkable=True, size=40, parent=parent)
        self._count = 0
        self._badge_font = theme.font(Text.SMALL - 1, QFont.Weight.DemiBold, tabular=True)

    def count(self) -> int:
        """How many reminders wait."""
        return self._count

    def set_count(self, count: int) -> None:
        """Show how many reminders wait."""
        self._count = count
        self.setAccessibleName(f"Reminders, {count} waiting" if count else "Reminders")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(40, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._count:
            return
        painter = QPainter(self)
        painter.setFont(self._badge_font)
        width = max(18, badge_width(painter.fontMetrics(), self._count) - 3)
        box = QRectF(self.width() - width - 1, 1, width, 17).toRect()
        paint_badge(painter, box, self._count, theme.colours(self))


def _bare(layout: _Box) -> _Box:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout
