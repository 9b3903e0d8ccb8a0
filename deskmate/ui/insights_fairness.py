"""Is the reading fair: how often notes read unhappy, and how often people overrule that, group beside group."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from deskmate.core.insights import FEWEST, Comparison, Group, Share
from deskmate.ui.insights_marks import IntervalBar, share_words
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import Card, PlainLabel, SectionHeader, caption, set_tooltip

_LANGUAGES = {
    "ar": "Arabic", "bn": "Bengali", "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "fi": "Finnish", "fr": "French", "ga": "Irish", "gu": "Gujarati", "hi": "Hindi",
    "hu": "Hungarian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "no": "Norwegian",
    "pa": "Punjabi", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "so": "Somali",
    "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
_MOST = 12


class FairnessCard(Card):
    """One comparison: a line for each group that is large enough."""

    def __init__(self, comparison: Comparison) -> None:
        super().__init__(spacing=Space.S)
        self.add(SectionHeader(comparison.by))
        shown = comparison.groups[:_MOST]
        if len(shown) < 2:
            self.add(caption(_nothing(comparison)))
        if shown:
            self.add(_table(shown))
        hidden = comparison.hidden + len(comparison.groups) - len(shown)
        if hidden:
            groups = "One group" if hidden == 1 else f"{hidden} groups"
            self.add(caption(f"{groups} with fewer than {FEWEST} notes: too few to say.", tone="faint"))
        self.body.addStretch(1)


def _table(groups: tuple[Group, ...]) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(Space.M)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(0, 3)
    grid.setColumnStretch(2, 3)
    grid.setColumnStretch(4, 3)
    for place, words in ((1, "Notes"), (2, "Read unhappy"), (4, "Overruled")):
        grid.addWidget(caption(words, tone="faint"), 0, place)
    tops = [max(share.interval[1] for share in shares) for shares in zip(*map(_shares, groups), strict=True)]
    for line, group in enumerate(groups, start=1):
        name = PlainLabel(_name(group.name), elide=True)
        name.setMinimumWidth(88)
        grid.addWidget(name, line, 0)
        grid.addWidget(PlainLabel(f"{group.flagged.whole:,}", tone="muted", tabular=True), line, 1)
        for place, share, top in zip((2, 4), _shares(group), tops, strict=True):
            _add_share(grid, (line, place), group.name, share, top)
    return holder


def _shares(group: Group) -> tuple[Share, Share]:
    return group.flagged, group.overruled


def _add_share(grid: QGridLayout, place: tuple[int, int], name: str, share: Share, top: float) -> None:
    line, column = place
    if not share.told:
        grid.addWidget(caption(share_words(share), tone="faint"), line, column, 1, 2)
        return
    low, high = share.interval
    bar = IntervalBar(name, share, top=top)
    set_tooltip(bar, f"{share.part:,} of {share.whole:,}; the true share likely lies between {low:.0%} and {high:.0%}")
    grid.addWidget(bar, line, column)
    grid.addWidget(PlainLabel(share_words(share), tabular=True), line, column + 1)


def _name(name: str) -> str:
    return _LANGUAGES.get(name.casefold(), name[:1].upper() + name[1:])


def _nothing(comparison: Comparison) -> str:
    if comparison.groups:
        return "Only one group is large enough, so there is nothing to compare."
    return f"No group has {FEWEST} notes that were read. Too few to say."
