"""The shop's own words: what says nothing about mood here, and what does; tried on past notes before it is kept."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot

from deskmate.core import rereading, settings, shop_words
from deskmate.core.errors import DeskmateError
from deskmate.core.sentiment import packs
from deskmate.core.shop_words import Difference, Preview
from deskmate.ui.desk import Desk
from deskmate.ui.settings_preview import PreviewPanel, list_rows
from deskmate.ui.settings_section import Section
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import (
    Form,
    NoteField,
    PlainLabel,
    Row,
    caption,
    column,
    sentence_for,
    spoken_date,
)

READS = {"negative": "unhappy", "neutral": "neutral", "positive": "happy", "unsure": "not sure"}
_SAMPLE = 14
_FIELDS = ("extra_goods", "extra_neutral_words", "extra_unhappy", "extra_happy")


class WordsSection(Section):
    """The trade pack, the shop's own goods and neutral words, and what they would change."""

    key = "words"
    title = "Words"
    icon = "languages"
    intro = (
        "“Killer heels” and “Crime and Punishment” are no complaints: list what says nothing about mood here. And list "
        "the sayings whose meaning only this shop knows."
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._stored = dict.fromkeys(_FIELDS, "")
        self._pack = column(spacing=Space.XS)
        self._pack_name = PlainLabel("")
        self._samples = [caption("") for _ in range(4)]
        for label in (self._pack_name, *self._samples):
            self._pack.addWidget(label)
        self.card("What comes with the trade", self._pack)
        self.goods = NoteField(placeholder="One a line: what you sell, its names and titles", lines=5)
        self.neutral = NoteField(placeholder="One a line: words that are trade talk here", lines=5)
        self.unhappy = NoteField(placeholder="One a line: “had to go next door”", lines=4)
        self.happy = NoteField(placeholder="One a line: “the usual nonsense” (and they mean it kindly)", lines=4)
        self.fields = dict(zip(_FIELDS, (self.goods, self.neutral, self.unhappy, self.happy), strict=True))
        self.words = Form(columns=2)
        self.words.add("extra_goods", "Own goods and titles", self.goods)
        self.words.add("extra_neutral_words", "Own neutral words", self.neutral)
        self.words.add("extra_unhappy", "Sayings that mean unhappy here", self.unhappy)
        self.words.add("extra_happy", "Sayings that mean pleased here", self.happy)
        self.preview = PreviewPanel(self.goods)
        self.card("What this shop adds", self.words, self.preview)
        for field in self.fields.values():
            field.textChanged.connect(self._on_typed)
        self.preview.look_asked.connect(self._look)
        self.preview.save_asked.connect(self._save)
        self.preview.leave_asked.connect(self._leave)

    def reload(self) -> None:
        """Show what is stored; words that were typed and not saved stay."""
        shop = settings.current(self._desk.db)
        typed = self._typed() != self._stored
        self._stored = {name: getattr(shop, name) for name in _FIELDS}
        if typed:
            self.preview.dress()
        else:
            self._leave()
        pack = packs.load(shop.trade)
        self._pack_name.setText(pack.title)
        unhappy = tuple(phrase for phrase, weight in pack.idioms if weight < 0)
        happy = tuple(phrase for phrase, weight in pack.idioms if weight > 0)
        groups = (
            ("Goods", pack.goods),
            ("Neutral words", pack.neutral_words),
            ("Unhappy", unhappy),
            ("Pleased", happy),
        )
        for label, (what, words) in zip(self._samples, groups, strict=True):
            label.setText(_sample(what, words))
            label.setVisible(bool(words))

    def focus_first(self) -> None:
        """Typing starts with the goods."""
        self.goods.setFocus()

    def _typed(self) -> dict[str, str]:
        return {name: field.text().strip() for name, field in self.fields.items()}

    @Slot()
    def _on_typed(self) -> None:
        self.words.show_problems({})
        self.preview.rest(changed=self._typed() != self._stored)

    @Slot()
    def _leave(self) -> None:
        for name, field in self.fields.items():
            field.set_text(self._stored[name])
        self.preview.rest()

    @Slot()
    def _look(self) -> None:
        db, now, values = self._desk.db, self._desk.now(), self._typed()

        def work(progress: Any, should_stop: Any) -> Preview:
            return shop_words.preview(db, now=now, progress=progress, should_stop=should_stop, **values)

        job = self.run(
            work, self._show, on_progress=self.preview.show_progress, problem=self.preview.stopped,
            on_end=self.preview.stopped,
        )  # fmt: skip
        self.preview.begin(job)

    def _show(self, found: Preview) -> None:
        discretion = self._desk.discretion
        self.preview.show_found(
            _summary(found),
            lambda: [
                ("Would come onto the follow-up list", list_rows(found.flags.appear, discretion)),
                ("Would leave the follow-up list", list_rows(found.flags.vanish, discretion)),
                ("Would read differently", [self._row(d) for d in found.differences]),
            ],
        )

    def _row(self, difference: Difference) -> Row:
        day = spoken_date(self._desk.wall(difference.at).date(), self._desk.today())
        if self._desk.discretion.on:  # neither what was written nor how it reads
            return Row(title="A note", subtitle=day)
        return Row(
            title=difference.text,
            subtitle=day,
            trailing=f"{READS[difference.before]} → {READS[difference.after]}",
        )

    @Slot()
    def _save(self) -> None:
        problem = save_words(self, self._typed())
        if problem:
            self.preview.stopped(problem)
        else:
            self._stored = self._typed()
            self.preview.rest()


def save_words(section: Section, values: dict[str, Any]) -> str:
    """Keeps words or the trade, and reads the notes anew that hold a changed word; "" or the sentence of a refusal."""
    desk = section._desk
    before = settings.as_dict(settings.current(desk.db))

    def keep(kept: dict[str, Any], said: str, undo: Any) -> None:
        waiting = shop_words.save(desk.db, by=desk.actor(), now=desk.now(), **kept)
        more = f" {waiting:,} {'note is' if waiting == 1 else 'notes are'} read anew." if waiting else ""
        desk.shell.toasts.say(said + more, undo=undo)
        if waiting:
            read_anew(section)

    def back() -> None:
        desk.attempt(lambda: keep({name: before[name] for name in values}, "As it was before.", None))

    try:
        keep(values, "Saved.", back)
    except DeskmateError as error:
        section.reload()
        return sentence_for(error)
    return ""


def read_anew(section: Section) -> None:
    """Reads what waits on the worker."""
    desk = section._desk
    now = desk.now()

    def work(progress: Any, should_stop: Any) -> int:
        return rereading.read_waiting(desk.db, now=now, progress=progress, should_stop=should_stop)

    section.run(work, lambda _count: None)


def _sample(what: str, words: tuple[str, ...]) -> str:
    more = f" and {len(words) - _SAMPLE} more" if len(words) > _SAMPLE else ""
    return f"{what}: {', '.join(words[:_SAMPLE])}{more}." if words else ""


def _summary(found: Preview) -> str:
    if not found.looked_at:
        return "No note of the last six months holds one of the changed words. They count from now on."
    more = f" ({found.more:,} older ones were not tried)" if found.more else ""
    notes = "note holds" if found.looked_at == 1 else "notes hold"
    if not found.differences:
        return f"{found.looked_at:,} {notes} a changed word{more}; all would read as they do now."
    appear, vanish = len(found.flags.appear), len(found.flags.vanish)
    flags = f" {appear:,} would come onto the follow-up list, {vanish:,} would leave it." if appear + vanish else ""
    return (
        f"{found.looked_at:,} {notes} a changed word{more}; {len(found.differences):,} would read differently.{flags}"
    )
