"""Puts the morning and the closing sheet on paper or into a PDF: one page where it fits, never less than all of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPagedPaintDevice, QPainter, QPen
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from deskmate.core import audit, settings
from deskmate.core.db import Database
from deskmate.reminders import sheets
from deskmate.reminders.sheets import Line, Section, Sheet
from deskmate.ui import file_places, paper
from deskmate.ui.desk import Desk
from deskmate.ui.widgets import drop_menu

KINDS: dict[str, tuple[str, Callable[..., Sheet]]] = {
    "morning": ("Morning sheet", sheets.morning),
    "closing": ("Closing sheet", sheets.closing),
}
_SCALES = (1.0, 0.9, 0.8, 0.7, 0.62)  # smaller than the last can't be read at arm's length
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


def choose(desk: Desk, anchor: QWidget) -> QMenu:
    """Opens a menu below `anchor`: which sheet, on paper or as a PDF."""
    menu = QMenu(anchor)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for kind, (name, _) in KINDS.items():
        menu.addAction(f"Print the {name.lower()} …").triggered.connect(partial(print_sheet, desk, kind))
        menu.addAction(f"{name} as PDF …").triggered.connect(partial(_save, desk, kind))
    drop_menu(menu, anchor)
    return menu


def make(db: Database, kind: str, *, now: object) -> Sheet:
    """The sheet of that kind ("morning" or "closing")."""
    return KINDS[kind][1](db, now=now)


def write_pdf(sheet: Sheet, path: Path, *, region: str = "") -> int:
    """Writes the sheet to a PDF file and gives its number of pages. Raises `FileProblem` where it can't be written."""
    return paper.write_pdf(path, sheet.title, partial(paint, sheet), region=region)


def paint(sheet: Sheet, device: QPagedPaintDevice) -> int:
    """Paints the sheet and gives the number of pages: one if smaller letters make it fit, else as many as it takes."""
    painter = QPainter(device)
    try:
        area = QRectF(painter.viewport())
        scale = next((scale for scale in _SCALES if _Pen(painter, area, scale).height(sheet) <= area.height()), None)
        pen = _Pen(painter, area, scale or _SCALES[-1])
        pen.draw(sheet, device.newPage)
        return pen.pages
    finally:
        painter.end()


def print_sheet(desk: Desk, kind: str) -> None:
    """Asks for a printer and sends it the sheet of that kind."""
    name, region = KINDS[kind][0], settings.current(desk.db).region
    paper.ask_printer(desk.shell, name, f"Deskmate {name.lower()}", partial(_on_printer, desk, kind), region=region)


def _on_printer(desk: Desk, kind: str, printer: QPrinter) -> None:
    paint(make(desk.db, kind, now=desk.now()), printer)
    _note(desk, f"{KINDS[kind][0].lower()} printed")
    desk.say(f"{KINDS[kind][0]} sent to the printer.")


def _save(desk: Desk, kind: str) -> None:
    name = f"{KINDS[kind][0]} {desk.today().isoformat()}.pdf"
    dialog = QFileDialog(desk.shell, KINDS[kind][0], str(file_places.documents() / name), "PDF (*.pdf)")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("pdf")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(partial(save_to, desk, kind))
    dialog.open()


def save_to(desk: Desk, kind: str, path: str) -> None:
    """Writes the sheet of that kind to a file and says so, or says why not."""
    sheet, region = make(desk.db, kind, now=desk.now()), settings.current(desk.db).region
    if desk.attempt(lambda: write_pdf(sheet, Path(path), region=region)):
        _note(desk, f"{KINDS[kind][0].lower()} saved as PDF")
        desk.say(f"Saved as {Path(path).name}.")


def _note(desk: Desk, what: str) -> None:
    desk.attempt(lambda: audit.note_alone(desk.db, desk.actor(), what, "book", now=desk.now()))


_LEADS = ("00:00–00:00", *(f"by {day} 30 Nov" for day in ("Mon", "Wed")))  # the widest of what a line begins with


@dataclass(frozen=True)
class _Fonts:
    title: QFont
    heading: QFont
    body: QFont
    small: QFont


class _Pen:
    """Measures and draws one sheet at one size of letters."""

    def __init__(self, painter: QPainter, area: QRectF, scale: float) -> None:
        self._p, self._area = painter, area
        self._fonts = _Fonts(
            paper.font(17 * scale, QFont.Weight.DemiBold, tabular=True),
            paper.font(11.5 * scale, QFont.Weight.DemiBold, tabular=True),
            paper.font(10.5 * scale, tabular=True),
            paper.font(8.5 * scale, tabular=True),
        )
        self._unit = QFontMetricsF(self._fonts.body, painter.device()).height()
        measure = QFontMetricsF(self._fonts.body, painter.device())
        self._lead = max(measure.horizontalAdvance(f"{words}  ") for words in _LEADS)
        self._box = self._unit * 0.62
        self._y = 0.0
        self.pages = 1

    def height(self, sheet: Sheet) -> float:
        """How high the whole sheet would be."""
        total = self._text_height(sheet.title, self._fonts.title) + 1.6 * self._unit
        for section in sheet.sections:
            total += 1.9 * self._unit + sum(self._line_height(line) for line in section.lines or (Line(section.empty),))
        return total + 2 * self._unit

    def draw(self, sheet: Sheet, new_page: Callable[[], object]) -> None:
        """Draw everything, on as many pages as it takes."""
        self._new_page = new_page
        self._text(QRectF(0, 0, self._area.width(), 3 * self._unit), sheet.title, self._fonts.title)
        self._y = self._text_height(sheet.title, self._fonts.title)
        self._text(QRectF(0, self._y, self._area.width(), 2 * self._unit), sheet.subtitle, self._fonts.body)
        self._y += 1.2 * self._unit
        for section in sheet.sections:
            self._section(section)
        foot = QRectF(0, self._area.height() - self._unit, self._area.width(), self._unit)
        self._text(foot, sheet.footer, self._fonts.small)

    def _section(self, section: Section) -> None:
        first = self._line_height(section.lines[0]) if section.lines else self._unit
        self._room_for(1.9 * self._unit + first)
        self._y += 0.6 * self._unit
        count = f"  {len(section.lines)}" if section.lines else ""
        self._text(self._row(1.3 * self._unit), section.title + count, self._fonts.heading)
        self._y += 1.2 * self._unit
        self._p.setPen(QPen(Qt.GlobalColor.gray, max(self._unit / 40, 1)))
        self._p.drawLine(0, round(self._y), round(self._area.width()), round(self._y))
        self._p.setPen(Qt.GlobalColor.black)
        self._y += 0.1 * self._unit
        for line in section.lines:
            height = self._line_height(line)
            self._room_for(height)
            self._line(line)
            self._y += height
        if not section.lines:
            self._text(self._row(self._unit), section.empty, self._fonts.small)
            self._y += self._unit

    def _line(self, line: Line) -> None:
        box = QRectF(0, self._y + (1.25 * self._unit - self._box) / 2, self._box, self._box)
        self._p.setPen(QPen(Qt.GlobalColor.black, max(self._unit / 30, 1)))
        self._p.drawRect(box)
        left = self._left()
        top = self._y + 0.12 * self._unit
        if line.lead:
            self._text(QRectF(1.6 * self._box, top, self._lead, self._unit), line.lead, self._fonts.body)
        height = self._text_height(line.text, self._fonts.body)
        self._text(QRectF(left, top, self._width(), height), line.text, self._fonts.body)
        if line.detail:
            room = QRectF(left, top + height, self._width(), self._text_height(line.detail, self._fonts.small))
            self._text(room, line.detail, self._fonts.small)

    def _line_height(self, line: Line) -> float:
        detail = self._text_height(line.detail, self._fonts.small) if line.detail else 0
        return self._text_height(line.text, self._fonts.body) + detail + 0.3 * self._unit

    def _room_for(self, height: float) -> None:
        if self._y + height > self._area.height() - 1.5 * self._unit:
            self._new_page()
            self.pages += 1
            self._y = 0.0

    def _left(self) -> float:
        return 1.6 * self._box + self._lead

    def _width(self) -> float:
        return self._area.width() - self._left()

    def _row(self, height: float) -> QRectF:
        return QRectF(0, self._y, self._area.width(), height)

    def _text_height(self, text: str, font: QFont) -> float:
        room = QRectF(0, 0, self._width(), 1e6)
        return QFontMetricsF(font, self._p.device()).boundingRect(room, _WRAP, text).height()

    def _text(self, room: QRectF, text: str, font: QFont) -> None:
        self._p.setFont(font)
        self._p.setPen(Qt.GlobalColor.black)
        self._p.drawText(room, _WRAP, text)
