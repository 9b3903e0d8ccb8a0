"""Paints the entries of a timeline, each as high as its words, with heights that are worked out once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QWidget

from deskmate.core import money
from deskmate.core.interactions import TimelineEntry
from deskmate.ui import customer_words, icons, theme
from deskmate.ui.tokens import Colours, Radius, Text, Tone, tone_colours
from deskmate.ui.wall_clock import WallClock
from deskmate.ui.widgets import spoken_date
from deskmate.ui.widgets.marks import CHIP_HEIGHT, chip_width, paint_chip, paint_focus

_LEFT, _RIGHT = 52, 14
_HEAD, _PAD, _GAP = 24, 10, 6
_LINE = 18  # one that names the files of an entry, or what a file said beside it
_CLOSED_LINES = 3
_CLOSED_CHARACTERS = 900  # more can't show in three lines, and laying out a whole letter for each row would be felt
_LAYOUTS_KEPT = 120


@dataclass(frozen=True, slots=True)
class _Words:
    """An entry's text broken into lines."""

    layout: QTextLayout
    lines: int
    more: bool
    height: float


@dataclass(frozen=True, slots=True)
class _Height:
    """A height that was worked out, and what it holds for."""

    entry: TimelineEntry
    open: bool
    height: int


@dataclass(frozen=True, slots=True)
class Look:
    """How an entry is shown now: chosen, with the focus, under the pointer."""

    chosen: bool = False
    focused: bool = False
    under: bool = False


class EntryPainter:
    """`open_entry` is the number of the entry shown whole, with the words that its reading rests on."""

    def __init__(self, clock: WallClock, view: QWidget) -> None:
        self.open_entry: int | None = None
        self.clock = clock
        self._view = view
        self._body, self._small = theme.font(), theme.font(Text.SMALL, tabular=True)
        self._bold = theme.font(Text.BODY, QFont.Weight.DemiBold)
        self._chip = theme.font(Text.SMALL, QFont.Weight.Medium)
        self._metrics = {name: QFontMetrics(getattr(self, name)) for name in ("_body", "_small", "_bold", "_chip")}
        self._width = 0
        self._heights: dict[int, _Height] = {}
        self._layouts: dict[tuple[int, bool], tuple[TimelineEntry, _Words]] = {}

    def set_width(self, width: int) -> None:
        """Break the lines for another width."""
        if width != self._width:
            self._width = width
            self._heights.clear()
            self._layouts.clear()

    def height(self, entry: TimelineEntry) -> int:
        """How high the entry is; worked out once for as long as it stays the same."""
        is_open = entry.id == self.open_entry
        known = self._heights.get(entry.id)
        if known is None or known.open != is_open or (known.entry is not entry and known.entry != entry):
            known = self._heights[entry.id] = _Height(entry, is_open, self._height(entry, is_open))
        return known.height

    def paint_entry(self, painter: QPainter, rect: QRect, entry: TimelineEntry, look: Look) -> None:
        """Draw the entry filling `rect`."""
        colours = theme.colours(self._view)
        is_open = entry.id == self.open_entry
        self._paint_ground(painter, rect, look, colours)
        room = rect.adjusted(_LEFT, _PAD, -_RIGHT, -_PAD)
        self._paint_icon(painter, rect, entry, colours)
        self._paint_head(painter, QRect(room.x(), room.y(), room.width(), _HEAD), entry, colours)
        below = self._paint_text(painter, room, entry, is_open, colours)
        below = self._paint_details(painter, room, below, entry, is_open, colours)
        below = self._paint_mark(painter, room, below, entry, colours)
        below = self._paint_files(painter, room, below, entry, colours)
        if is_open:
            self._paint_evidence(painter, room, below, entry, colours)

    # heights

    def _height(self, entry: TimelineEntry, is_open: bool) -> int:
        height = 2.0 * _PAD + _HEAD + self._words(entry, is_open).height
        height += self._details_height(entry, is_open)
        if customer_words.mark_of(entry) is not None:
            height += _GAP + CHIP_HEIGHT
        if entry.files:
            height += _GAP + _LINE
        if is_open:
            height += _GAP + len(self._evidence_lines(entry)) * self._metrics["_small"].lineSpacing()
        return round(height)

    def _words(self, entry: TimelineEntry, is_open: bool) -> _Words:
        kept = self._layouts.get((entry.id, is_open))
        if kept is not None and (kept[0] is entry or kept[0] == entry):
            return kept[1]
        made = self._broken(entry, is_open)
        if len(self._layouts) >= _LAYOUTS_KEPT:
            self._layouts.pop(next(iter(self._layouts)))
        self._layouts[entry.id, is_open] = (entry, made)
        return made

    def _broken(self, entry: TimelineEntry, is_open: bool) -> _Words:
        shown = entry.text if is_open else entry.text[:_CLOSED_CHARACTERS]
        made = self._laid_out(shown, self._body, most=None if is_open else _CLOSED_LINES)
        return replace(made, more=made.more or len(shown) < len(entry.text))

    def _laid_out(self, words: str, font: QFont, *, most: int | None = None) -> _Words:
        """The words in lines as wide as the entry, at most so many."""
        layout = QTextLayout(words.replace("\n", "\u2028"), font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        room = max(self._width - _LEFT - _RIGHT, 80)
        step = QFontMetrics(font).lineSpacing()
        layout.beginLayout()
        lines, more = 0, False
        while words and (line := layout.createLine()).isValid():
            if lines == most:
                more = True
                break
            line.setLineWidth(room)
            line.setPosition(QPointF(0, lines * step))
            lines += 1
        layout.endLayout()
        return _Words(layout, lines, more, lines * step)

    # painting

    def _paint_ground(self, painter: QPainter, rect: QRect, look: Look, colours: Colours) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(rect).adjusted(2, 1, -2, -1)
        if look.chosen or look.under:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.selection if look.chosen else colours.hover))
            painter.drawRoundedRect(box, Radius.CONTROL, Radius.CONTROL)
        if look.focused:
            paint_focus(painter, box, colours, radius=Radius.CONTROL)

    def _paint_icon(self, painter: QPainter, rect: QRect, entry: TimelineEntry, colours: Colours) -> None:
        icon = customer_words.KINDS[entry.kind][1]
        disc = QRectF(rect.x() + 10, rect.y() + _PAD - 2, 30, 30)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.surface_alt if colours.name == "light" else colours.hover))
        painter.drawEllipse(disc)
        icons.paint(painter, disc.adjusted(7, 7, -7, -7), icon, colours.text_muted)

    def _paint_head(self, painter: QPainter, room: QRect, entry: TimelineEntry, colours: Colours) -> None:
        right = self._when(entry)
        painter.setFont(self._small)
        painter.setPen(QColor(colours.text_muted))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), right)
        room = room.adjusted(0, 0, -self._metrics["_small"].horizontalAdvance(right) - 12, 0)
        kind = customer_words.KINDS[entry.kind][0]
        if entry.amount_minor is not None:
            kind += f"  {money.show(entry.amount_minor, entry.currency)}"
        painter.setFont(self._bold)
        painter.setPen(QColor(colours.text))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), kind)
        room = room.adjusted(self._metrics["_bold"].horizontalAdvance(kind) + 10, 0, 0, 0)
        where = customer_words.CHANNELS[entry.channel] if entry.channel else ""
        words = " · ".join(filter(None, (entry.by, where, "edited" if entry.edited_at else "")))
        self._paint_small(painter, room, words, Qt.TextElideMode.ElideRight, colours)

    def _paint_text(
        self, painter: QPainter, room: QRect, entry: TimelineEntry, is_open: bool, colours: Colours
    ) -> float:
        words = self._words(entry, is_open)
        top = room.y() + _HEAD
        painter.setPen(QColor(colours.text))
        painter.setFont(self._body)
        if is_open:
            words.layout.draw(painter, QPointF(room.x(), top), self._highlights(entry, colours))
            return top + words.height
        for number in range(words.lines):
            line = words.layout.lineAt(number)
            if words.more and number == words.lines - 1:
                self._paint_last(painter, words.layout, number, QPointF(room.x(), top), room.width())
            else:
                line.draw(painter, QPointF(room.x(), top))
        return top + words.height

    def _paint_last(self, painter: QPainter, layout: QTextLayout, number: int, corner: QPointF, width: int) -> None:
        line = layout.lineAt(number)
        units = layout.text().encode("utf-16-le")[2 * line.textStart() : 2 * (line.textStart() + line.textLength())]
        rest = units.decode("utf-16-le", "ignore").rstrip() + "…"
        shown = self._metrics["_body"].elidedText(rest, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QPointF(corner.x(), corner.y() + line.y() + line.ascent()), shown)

    def _highlights(self, entry: TimelineEntry, colours: Colours) -> list[QTextLayout.FormatRange]:
        ranges = []
        for item in entry.reading.evidence if entry.reading else ():
            if not item.counted:
                continue
            made = QTextLayout.FormatRange()
            made.start = _utf16(entry.text[: item.start])
            made.length = _utf16(entry.text[item.start : item.end])
            style = QTextCharFormat()
            ink, ground = tone_colours(colours, Tone.ATTENTION if item.weight < 0 else Tone.GOOD)
            style.setBackground(QColor(ground))
            style.setForeground(QColor(ink))
            made.format = style
            ranges.append(made)
        return ranges

    def _details_height(self, entry: TimelineEntry, is_open: bool) -> float:
        if not entry.details or not is_open:
            return _LINE if entry.details else 0
        return max(float(_LINE), self._laid_out(entry.details, self._small).height)

    def _paint_details(
        self, painter: QPainter, room: QRect, top: float, entry: TimelineEntry, is_open: bool, colours: Colours
    ) -> float:
        height = self._details_height(entry, is_open)
        if height > _LINE:
            painter.setPen(QColor(colours.text_muted))
            self._laid_out(entry.details, self._small).layout.draw(painter, QPointF(room.x(), top))
        elif height:
            line = QRect(room.x(), round(top), room.width(), _LINE)
            self._paint_small(painter, line, entry.details, Qt.TextElideMode.ElideRight, colours)
        return top + height

    def _paint_small(
        self, painter: QPainter, line: QRect, words: str, mode: Qt.TextElideMode, colours: Colours
    ) -> None:
        painter.setFont(self._small)
        painter.setPen(QColor(colours.text_muted))
        shown = self._metrics["_small"].elidedText(words, mode, line.width())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)

    def _paint_mark(self, painter: QPainter, room: QRect, top: float, entry: TimelineEntry, colours: Colours) -> float:
        mark = customer_words.mark_of(entry)
        if mark is None:
            return top
        words, tone, icon = mark
        painter.setFont(self._chip)
        width = min(chip_width(self._metrics["_chip"], words, icon=bool(icon)), room.width())
        box = QRect(room.x(), round(top) + _GAP, width, CHIP_HEIGHT)
        paint_chip(painter, box, words, tone=tone, icon=icon, colours=colours)
        return top + _GAP + CHIP_HEIGHT

    def _paint_files(self, painter: QPainter, room: QRect, top: float, entry: TimelineEntry, colours: Colours) -> float:
        if not entry.files:
            return top
        line = QRect(room.x(), round(top) + _GAP, room.width(), _LINE)
        icons.paint(painter, QRectF(line.x(), line.y() + 2, 14, 14), "paperclip", colours.text_muted)
        words = ", ".join(file.name for file in entry.files)
        line.adjust(20, 0, 0, 0)
        self._paint_small(painter, line, words, Qt.TextElideMode.ElideMiddle, colours)
        return top + _GAP + _LINE

    def _paint_evidence(
        self, painter: QPainter, room: QRect, top: float, entry: TimelineEntry, colours: Colours
    ) -> None:
        painter.setFont(self._small)
        step = self._metrics["_small"].lineSpacing()
        y = round(top) + _GAP
        for words, counted in self._evidence_lines(entry):
            painter.setPen(QColor(colours.text if counted else colours.text_muted))
            shown = self._metrics["_small"].elidedText(words, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(QRect(room.x(), y, room.width(), step), int(Qt.AlignmentFlag.AlignVCenter), shown)
            y += step

    def _evidence_lines(self, entry: TimelineEntry) -> list[tuple[str, bool]]:
        lines = [(customer_words.reading_sentence(entry), True)]
        evidence = entry.reading.evidence if entry.reading else ()
        for item in sorted(evidence, key=lambda item: (not item.counted, item.start)):
            word = "Counted" if item.counted else "Did not count"
            lines.append((f"{word}: ‘{customer_words.shortened(item.text, 80)}’ – {item.why}", item.counted))
        return lines

    def _when(self, entry: TimelineEntry) -> str:
        at, today = self.clock.wall(entry.at), self.clock.today
        return f"{spoken_date(at.date(), today)}, {at:%H:%M}" if at.year == today.year else spoken_date(at.date())


def _utf16(words: str) -> int:
    # Qt counts in UTF-16 units, the reading in characters
    return len(words.encode("utf-16-le")) // 2
