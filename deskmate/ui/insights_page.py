"""What the book tells the owner: did calls help, what are grievances about, is the reading fair. Names nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from deskmate.core import insights
from deskmate.core.db import Topic
from deskmate.core.errors import DeskmateError
from deskmate.core.insights import Calls, Insights, Month, Share, Theme
from deskmate.ui.bus import Page
from deskmate.ui.charts import BarChart
from deskmate.ui.desk import Desk
from deskmate.ui.insights_fairness import FairnessCard
from deskmate.ui.insights_marks import SplitBar, share_words
from deskmate.ui.tokens import Space, Text
from deskmate.ui.widgets import (
    Card,
    EmptyState,
    Option,
    PageHeader,
    PlainLabel,
    ScrollColumn,
    SectionHeader,
    SegmentedChoice,
    caption,
    clear,
    sentence_for,
)

WIDTH = 1280
_PERIODS = {"quarter": ("3 months", 91), "year": ("12 months", 365), "all": ("Everything", 0)}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MOST_MONTHS = 24
_FIGURE = 34  # tiles line up whether they show a number or words


class InsightsPage(Page):
    """Counted on the worker each time the page is shown after something changed."""

    topics = frozenset({Topic.INTERACTIONS, Topic.FOLLOW_UPS, Topic.CUSTOMERS})
    title = "Insights"
    icon = "chart-column"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asked = 0
        self.period = SegmentedChoice(
            "Period", [Option(key, words) for key, (words, _days) in _PERIODS.items()], value="year"
        )
        self.period.changed.connect(self._on_period)
        self.header = PageHeader("Insights", subtitle="Counting …", actions=[self.period])
        self._column = ScrollColumn(width=WIDTH)
        self._parts = QVBoxLayout()
        self._parts.setSpacing(Space.L)
        self._column.add(self.header, self._parts)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._empty = EmptyState(
            "chart-column", "Nothing to tell yet", "Write notes and log calls; what they add up to comes here."
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._column)
        self._stack.addWidget(self._empty)
        layout.addWidget(self._stack)

    def reload(self) -> None:
        """Count again on the worker."""
        db, now = self._desk.db, self._desk.now()
        since = _since(str(self.period.value()), now)
        self._asked += 1
        asked = self._asked

        def work(_progress: Any, _should_stop: Any) -> Insights:
            return insights.look(db, since=since, now=now)

        def done(told: Insights) -> None:
            if asked == self._asked:  # a later question has its own answer
                self.show_insights(told)

        self._desk.background.run(work, on_done=done, on_failed=self._failed, owner=self)

    def focus_first(self) -> None:
        """The period is what one changes here."""
        self.period.setFocus(Qt.FocusReason.TabFocusReason)

    def show_insights(self, told: Insights) -> None:
        """Show these."""
        nothing = not told.notes and not told.calls.tried
        self._stack.setCurrentWidget(self._empty if nothing and told.since is None else self._column)
        self.header.set_subtitle(
            "Counts of the whole shop, of nobody in particular. Shares of fewer than ten are not shown."
        )
        clear(self._parts)
        self._parts.addWidget(_calls_card(told.calls))
        self._parts.addWidget(Pairs(_themes_card(told.themes), _months_card(told.months)))
        self._parts.addLayout(_fairness(told))

    def _failed(self, error: BaseException) -> None:
        self.header.set_subtitle(sentence_for(error))
        if not isinstance(error, DeskmateError):
            raise error

    @Slot(object)
    def _on_period(self, _value: str) -> None:
        self.reload()


class Pairs(QWidget):
    """Parts two by two; one below the other where two don't fit side by side."""

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        self._parts = parts
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(Space.L)
        self._place(2)

    def minimumSizeHint(self) -> QSize:
        # only as wide as one part: asking for two would keep the page from ever being narrower
        return QSize(self._widest(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = 2 if 2 * self._widest() + Space.L <= self.width() else 1
        if columns != self._columns:
            self._place(columns)

    def _widest(self) -> int:
        return max((part.minimumSizeHint().width() for part in self._parts), default=0)

    def _place(self, columns: int) -> None:
        self._columns = columns
        for place, part in enumerate(self._parts):
            self._grid.addWidget(part, place // columns, place % columns)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, columns - 1)
        self._grid.setHorizontalSpacing(Space.L if columns == 2 else 0)


def _calls_card(calls: Calls) -> Card:
    card = Card(spacing=Space.M)
    card.add(SectionHeader("What calls led to"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(Space.XL)
    tiles = (
        _tile(f"{calls.tried:,}", "calls made", ""),
        _tile(share_words(calls.reached), "reached", _of(calls.reached, "calls")),
        _tile(share_words(calls.put_right), "put right", _of(calls.put_right, "who were reached")),
        _tile(share_words(calls.back_after_right), "came back after it was put right", _back(calls.back_after_right)),
        _tile(share_words(calls.back_otherwise), "came back otherwise", _back(calls.back_otherwise)),
    )
    for place, tile in enumerate(tiles):
        grid.addWidget(tile, 0, place, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(place, 1)
    card.add(grid)
    words = (
        "Came back: a visit or a purchase within 60 days of the last call. Who comes back may have wanted to anyway."
    )
    if calls.too_recent:
        more = "call is" if calls.too_recent == 1 else "calls are"
        words += f" {calls.too_recent:,} {more} less than 60 days old and not counted yet."
    card.add(caption(words, tone="faint"))
    return card


def _tile(figure: str, words: str, more: str) -> QWidget:
    tile = QWidget()
    layout = QVBoxLayout(tile)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(2)
    told = any(letter.isdigit() for letter in figure)
    label = PlainLabel(
        figure,
        size=Text.DISPLAY if told else Text.LARGE,
        weight=QFont.Weight.DemiBold if told else QFont.Weight.Normal,
        tone="" if told else "faint",
        tabular=True,
    )
    label.setMinimumHeight(_FIGURE)
    layout.addWidget(label)
    layout.addWidget(PlainLabel(words, wrap=True))
    if more:
        layout.addWidget(caption(more))
    return tile


def _of(share: Share, what: str) -> str:
    return f"{share.part:,} of {share.whole:,} {what}"


def _back(share: Share) -> str:
    if not share.told:
        return f"{share.part:,} of {share.whole:,}"
    low, high = share.interval
    return f"{share.part:,} of {share.whole:,}; likely {low:.0%} to {high:.0%}"


def _themes_card(themes: Sequence[Theme]) -> Card:
    card = Card(spacing=Space.S)
    card.add(SectionHeader("What unhappy notes are about"))
    if not themes:
        card.add(caption("Nothing to tell yet."))
    grid = QGridLayout()
    grid.setHorizontalSpacing(Space.M)
    grid.setVerticalSpacing(Space.M)
    grid.setColumnStretch(1, 1)
    most = max((theme.confirmed + theme.proposed for theme in themes), default=1)
    for line, theme in enumerate(themes):
        grid.addWidget(PlainLabel(theme.name.capitalize()), line, 0)
        grid.addWidget(SplitBar(theme.name, theme.confirmed, theme.proposed, most), line, 1)
        grid.addWidget(PlainLabel(str(theme.confirmed + theme.proposed), tabular=True), line, 2)
        grid.addWidget(caption(_theme_words(theme), tone="muted"), line, 3)
    card.add(grid)
    if themes:
        card.add(caption("Full colour: confirmed by staff. Pale: only proposed by the reader.", tone="faint"))
    card.body.addStretch(1)
    return card


def _theme_words(theme: Theme) -> str:
    if not theme.confirmed:
        return "proposed"
    return f"{theme.confirmed} confirmed" if theme.proposed else "confirmed"


def _months_card(months: Sequence[Month]) -> Card:
    card = Card(spacing=Space.S)
    shown = list(months)[-_MOST_MONTHS:]
    for name, values, none in (
        ("Follow-ups that notes opened", [month.flags for month in shown], "No note opened one in this time."),
        (
            "Readings that people overruled",
            [month.overruled for month in shown],
            "Nobody overruled a reading in this time. “Not unhappy …” on the call card does it.",
        ),
    ):
        card.add(SectionHeader(name, count=sum(values)))
        if not any(values):
            card.add(caption(none))
            continue
        chart = BarChart(name, height=132)
        chart.show_points([(_month(month, shown), value) for month, value in zip(shown, values, strict=True)])
        card.add(chart)
    return card


def _month(month: Month, shown: Sequence[Month]) -> str:
    named = _MONTHS[month.month - 1]
    # the year where a reader would wonder: at the first bar and in each January
    return f"{named} ’{month.year % 100:02d}" if month is shown[0] or month.month == 1 else named


def _fairness(told: Insights) -> QVBoxLayout:
    layout = QVBoxLayout()
    layout.setSpacing(Space.S)
    layout.addWidget(SectionHeader("Is the reading fair?"))
    layout.addWidget(
        caption(
            "Of the notes that were read: how many read unhappy, and how many of those a person overruled. Groups may "
            "differ for good reasons; where one is overruled far more often, the reading does it an injustice. The "
            "pale band shows where the true share likely lies."
        )
    )
    layout.addWidget(Pairs(*(FairnessCard(comparison) for comparison in told.fairness)))
    return layout


def _since(period: str, now: datetime) -> datetime | None:
    days = _PERIODS[period][1]
    return now - timedelta(days=days) if days else None
