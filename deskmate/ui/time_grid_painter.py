"""How the time grid looks: hours, appointments, the line that says what time it is."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from deskmate.ui import appointment_words as words
from deskmate.ui import icons, theme
from deskmate.ui.day_layout import Block, Column
from deskmate.ui.grid_geometry import GUTTER
from deskmate.ui.tokens import Colours, Radius, Text, Tone, tone_colours
from deskmate.ui.widgets.marks import initials, paint_focus

_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
_ELIDE = Qt.TextElideMode.ElideRight
_LINE = 19
_NARROW = 72  # three at once in a week, on a small screen
_MARK = 15
_WORDED = 120  # from here on a mark has its word
_LEAST_NAME = 24  # what initials take
_LEAST = 3  # signs, the dots among them: fewer say nothing


class GridPainter:
    """Paints into the painter given to `begin`; keeps fonts and their measures between paintings."""

    def __init__(self) -> None:
        self._name = theme.font(Text.SMALL + 1, QFont.Weight.DemiBold, tabular=True)
        self._small = theme.font(Text.SMALL, tabular=True)
        self._strong = theme.font(Text.BODY, QFont.Weight.DemiBold)
        self._pill = theme.font(Text.SMALL - 1, QFont.Weight.DemiBold, tabular=True)
        self._name_metrics, self._small_metrics = QFontMetrics(self._name), QFontMetrics(self._small)
        self._strong_metrics = QFontMetrics(self._strong)

    def begin(self, painter: QPainter, colours: Colours, room: QRect, zone: ZoneInfo) -> None:
        """Paint with this from here on."""
        self._p, self._c, self._room, self._zone = painter, colours, room, zone
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def ground(
        self, spans: Sequence[tuple[int, int]], today: Sequence[bool], hours: Sequence[tuple[int, int]], top: int
    ) -> None:
        """The sheet with its hour lines (hour, y) and columns (left, width)."""
        p, c = self._p, self._c
        p.fillRect(self._room, QColor(c.surface))
        if len(spans) > 1 and any(today) and not all(today):
            for (left, width), is_today in zip(spans, today, strict=True):
                if is_today:
                    p.fillRect(QRect(left, top, width, self._room.height()), QColor(c.surface_alt))
        p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        p.setFont(self._small)
        for hour, y in hours:
            p.setPen(QColor(c.border))
            p.drawLine(GUTTER, y, self._room.right(), y)
            p.setPen(QColor(c.text_muted))
            p.drawText(QRect(0, y - 10, GUTTER - 10, 20), _RIGHT, f"{hour % 24:02}:00")
        p.setPen(QColor(c.border))
        for left, _ in spans[1:]:
            p.drawLine(left, top, left, self._room.bottom())
        p.setRenderHint(QPainter.RenderHint.Antialiasing)

    def header(self, spans: Sequence[tuple[int, int]], columns: Sequence[Column], height: int) -> None:
        """The columns' names, over whatever was scrolled below them."""
        p, c = self._p, self._c
        p.fillRect(QRect(0, 0, self._room.width(), height), QColor(c.surface))
        for (left, width), column in zip(spans, columns, strict=True):
            room = QRect(left + 10, 0, width - 16, height)
            p.setFont(self._strong)
            p.setPen(QColor(c.accent_text if column.today and column.subtitle == "Today" else c.text))
            shown = self._strong_metrics.elidedText(column.title, _ELIDE, room.width())
            p.drawText(room, _LEFT, shown)
            used = self._strong_metrics.horizontalAdvance(shown) + 8
            p.setFont(self._small)
            p.setPen(QColor(c.text_muted))
            rest = room.adjusted(used, 1, 0, 0)
            if rest.width() > 24:
                p.drawText(rest, _LEFT, self._small_metrics.elidedText(column.subtitle, _ELIDE, rest.width()))
        p.fillRect(QRect(0, 0, GUTTER, height), QColor(c.surface))
        p.setPen(QColor(c.border))
        p.drawLine(0, height - 1, self._room.right(), height - 1)

    def block(
        self, box: QRect, block: Block, *, chosen: bool, focused: bool, lit: bool, faded: bool, with_staff: bool
    ) -> None:
        """One appointment."""
        p, c, row = self._p, self._c, block.row
        tone = words.STATUS_TONES[row.status]
        ink, ground = tone_colours(c, tone)
        p.save()
        p.setOpacity(0.45 if faded else 1)
        p.setClipRect(QRectF(box).adjusted(-2, -2, 2, 2))
        p.setPen(QPen(QColor(ink if chosen or lit or c.name == "high-contrast" else c.surface), 1.5 if chosen else 1))
        p.setBrush(QColor(ground))
        p.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), Radius.SMALL, Radius.SMALL)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(QColor(ink if tone is not Tone.NEUTRAL else c.border_strong))
        p.drawRoundedRect(QRectF(box.x() + 1, box.y() + 3, 3, box.height() - 6), 1.5, 1.5)
        if focused:
            paint_focus(p, QRectF(box), c, radius=Radius.SMALL)
        narrow = box.width() < _NARROW
        self._words(box.adjusted(6 if narrow else 10, 1, -1 if narrow else -6, -1), block, ink, with_staff)
        p.restore()

    def _words(self, room: QRect, block: Block, ink: str, with_staff: bool) -> None:
        p, c, row = self._p, self._c, block.row
        over = row.status in ("done", "no-show")
        two = room.height() >= 2 * _LINE - 3
        top = QRect(room.x(), room.y() + (1 if two else 0), room.width(), _LINE if two else room.height())
        if two and room.height() >= 2 * _LINE + 6:
            top.translate(0, 2)
        top_room = self._marks(top, block, ink, worded=room.width() > 210 or not two)
        name_ink = c.text_muted if over else c.text
        p.setFont(self._small)
        p.setPen(QColor(c.text_muted if over else ink))
        time = f"{row.starts_at.astimezone(self._zone):%H:%M}"
        used = self._small_metrics.horizontalAdvance(time) + 7
        if top_room.width() > used + (50 if two else _LEAST_NAME):
            p.drawText(top_room, _LEFT, time)
            top_room = top_room.adjusted(used, 0, 0, 0)
        p.setFont(self._name)
        p.setPen(QColor(name_ink))
        name = self._fitted(row.customer, top_room.width())
        p.drawText(top_room, _LEFT, name)
        rest = " · ".join(filter(None, (row.service, row.staff if with_staff else "")))
        p.setFont(self._small)
        p.setPen(QColor(c.text_muted))
        if two:
            below = QRect(room.x(), top.bottom(), room.width(), _LINE)
            p.drawText(below, _LEFT, self._below(rest, time, below.width()))
        else:
            top_room.adjust(self._name_metrics.horizontalAdvance(name) + 8, 0, 0, 0)
            if top_room.width() > 40:
                p.drawText(top_room, _LEFT, self._small_metrics.elidedText(rest, _ELIDE, top_room.width()))

    def _fitted(self, customer: str, width: int) -> str:
        """The name, cut short where it must be; initials where nothing of it would be left but dots."""
        whole = customer.replace("\n", " ")
        name = self._name_metrics.elidedText(whole, _ELIDE, max(width, 0))
        return name if name == whole or len(name) > _LEAST else initials(customer)

    def _below(self, rest: str, time: str, width: int) -> str:
        shown = self._small_metrics.elidedText(rest, _ELIDE, max(width, 0))
        if shown == rest or width >= _NARROW:
            return shown
        return time if self._small_metrics.horizontalAdvance(time) <= width else ""

    def _marks(self, room: QRect, block: Block, ink: str, *, worded: bool) -> QRect:
        """What there is to know at a glance, from the right: an alert or a death, and how far the appointment is."""
        row, c = block.row, self._c
        if row.status in ("booked", "arrived") and (mark := words.mark(row)) is not None:
            word, tone, icon = mark
            colour = c.attention if tone is Tone.ATTENTION else ink
            enough = _WORDED if word == words.ALERT else 2 * _WORDED  # a long word would leave initials of the name
            room = self._marked(room, icon, word if room.width() > enough else "", colour)
        if row.status != "booked":
            word = words.STATUS_WORDS[row.status] if worded else ""
            room = self._marked(room, words.STATUS_ICONS[row.status], word, ink)
        return room

    def _marked(self, room: QRect, icon: str, word: str, ink: str) -> QRect:
        p = self._p
        wide = self._small_metrics.horizontalAdvance(word) + 4 if word else 0
        if room.width() < _MARK + wide + 30:
            wide, word = 0, ""
        if room.width() < _MARK + 24:
            return room
        if word:
            p.setFont(self._small)
            p.setPen(QColor(ink))
            p.drawText(room, _RIGHT, word)
        left = room.right() - wide - _MARK
        icons.paint(p, QRectF(left, room.y() + (room.height() - _MARK) / 2, _MARK, _MARK), icon, ink)
        return room.adjusted(0, 0, -wide - _MARK - 8, 0)

    def mark(self, box: QRect, text: str) -> None:
        """The free time that the keys stand on."""
        p, c = self._p, self._c
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(QColor(c.hover))
        p.drawRoundedRect(box, Radius.SMALL, Radius.SMALL)
        paint_focus(p, QRectF(box), c, radius=Radius.SMALL)
        p.setFont(self._small)
        p.setPen(QColor(c.text_muted))
        shown = self._small_metrics.elidedText(f"{text}  Enter to book", _ELIDE, box.width() - 16)
        p.drawText(box.adjusted(10, 0, -6, 0), _LEFT, shown)

    def ghost(self, box: QRect, text: str) -> None:
        """Where an appointment would come to stand."""
        p, c = self._p, self._c
        p.setBrush(QColor(c.accent_soft))
        p.setPen(QPen(QColor(c.accent), 1.5, Qt.PenStyle.DashLine))
        p.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), Radius.SMALL, Radius.SMALL)
        p.setFont(self._name)
        p.setPen(QColor(c.accent_text))
        shown = self._name_metrics.elidedText(text, _ELIDE, box.width() - 16)
        p.drawText(box.adjusted(10, 2, -6, 0).intersected(QRect(box.x(), box.y(), box.width(), 24)), _LEFT, shown)

    def now_line(self, y: int, spans: Sequence[tuple[int, int]], text: str, top: int) -> None:
        """The line across the columns of today, with the time in the gutter."""
        if y < top or not spans:
            return
        p, c = self._p, self._c
        ink = QColor(c.text)
        left, right = spans[0][0], spans[-1][0] + spans[-1][1]
        p.setPen(QPen(ink, 1.6))
        p.drawLine(QPointF(left, y), QPointF(right, y))
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(ink)
        p.drawEllipse(QPointF(left, y), 4, 4)
        pill = QRectF(4, y - 9, GUTTER - 12, 18)
        p.drawRoundedRect(pill, 9, 9)
        p.setFont(self._pill)
        p.setPen(QColor(c.surface))
        p.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
