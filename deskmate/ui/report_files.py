"""What is held about a customer as a file to hand over: a PDF, a page to read, or JSON for another program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import (
    QFont,
    QPainter,
    QPdfWriter,
    QTextDocument,
    QTextLayout,
    QTextOption,
)

from deskmate.core import files
from deskmate.core.access import Report
from deskmate.ui import paper, theme

KINDS = {"pdf": "PDF", "html": "Page", "json": "JSON"}
_NAMES_WIDTH, _BETWEEN = 0.3, 20  # of the page; dots between two entries


def write(report: Report, path: Path, *, region: str = "") -> None:
    """Writes the report in the form that the file's ending names, whole or not at all; raises `FileProblem`.

    May take seconds for a long history; needs no window and can be done on the worker.
    """
    kind = path.suffix.lower().removeprefix(".")
    if kind == "pdf":
        paper.write_pdf(
            path, "What we hold about you", lambda writer: _Pen(writer).draw(report), region=region, resolution=150
        )
        return
    text = report.as_html() if kind in ("html", "htm") else json.dumps(report.as_json(), ensure_ascii=False)
    files.hand_out(path, text.encode())


def document(report: Report) -> QTextDocument:
    """The page laid out for reading on the screen; it asks for nothing from anywhere."""
    made = _Closed()
    made.setDefaultFont(theme.font())
    made.setHtml(report.as_html())
    return made


def name_for(customer_id: int, day: str, kind: str) -> str:
    """A file name without the customer's name in it: lists of recent files are for everybody to see."""
    return f"what-we-hold {customer_id} {day}.{kind}"


class _Closed(QTextDocument):
    """A document that loads nothing, whatever stands in it."""

    def loadResource(self, _kind: int, _name: object) -> Any:
        return None


class _Pen:
    """Draws the report line by line, on as many pages as it takes; words are never read as anything but words."""

    def __init__(self, writer: QPdfWriter) -> None:
        self._writer, self._painter = writer, QPainter(writer)
        area = self._painter.viewport()
        self._width, self._height, self._y = float(area.width()), float(area.height()), 0.0

    def draw(self, report: Report) -> None:
        """All of it; the pages are complete when this returns."""
        self._paragraph(report.title, paper.font(16, QFont.Weight.DemiBold), after=0.6)
        self._paragraph(report.introduction, paper.font(10), after=1.0)
        for section in report.sections:
            self._paragraph(section.title, paper.font(12, QFont.Weight.DemiBold), before=1.0, after=0.3)
            for entry in report.to_read(section):
                self._entry(entry)
        self._painter.end()

    def _entry(self, pairs: list[tuple[str, str]]) -> None:
        name, value = paper.font(9), paper.font(10)
        some = min(len(pairs), 3)  # no entry begins at the foot of a page
        self._turn_page_for(some * self._line_height(self._lines("x", value, self._width), 0))
        for what, words in pairs:
            left = self._lines(what, name, self._width * (_NAMES_WIDTH - 0.03))
            right = self._lines(words, value, self._width * (1 - _NAMES_WIDTH))
            for number in range(max(left.lineCount(), right.lineCount())):
                high = self._line_height(right if number < right.lineCount() else left, number)
                self._turn_page_for(high)
                self._draw_line(left, number, 0.0)
                self._draw_line(right, number, self._width * _NAMES_WIDTH)
                self._y += high
        self._y += _BETWEEN

    def _paragraph(self, words: str, font: QFont, *, before: float = 0.0, after: float = 0.0) -> None:
        laid = self._lines(words, font, self._width)
        unit = self._line_height(laid, 0)
        self._y += before * unit if self._y else 0
        for number in range(laid.lineCount()):
            self._turn_page_for(unit * (3 if number == 0 and before else 1))  # no heading alone at the foot of a page
            self._draw_line(laid, number, 0.0)
            self._y += self._line_height(laid, number)
        self._y += after * unit

    def _turn_page_for(self, high: float) -> None:
        if self._y + high > self._height:
            self._writer.newPage()
            self._y = 0.0

    def _lines(self, words: str, font: QFont, width: float) -> QTextLayout:
        laid = QTextLayout(words.replace("\n", "\u2028"), font, self._writer)
        option = QTextOption(Qt.AlignmentFlag.AlignLeft)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        laid.setTextOption(option)
        laid.beginLayout()
        while (line := laid.createLine()).isValid():
            line.setLineWidth(width)
        laid.endLayout()
        return laid

    def _line_height(self, laid: QTextLayout, number: int) -> float:
        return laid.lineAt(number).height() * 1.15 if number < laid.lineCount() else 20.0

    def _draw_line(self, laid: QTextLayout, number: int, x: float) -> None:
        if number < laid.lineCount():
            line = laid.lineAt(number)
            line.draw(self._painter, QPointF(x, self._y - line.y()))
