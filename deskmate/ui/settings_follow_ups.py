"""Follow-ups: until when a call is due, and when a customer comes onto the list; tried before it is saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Slot

from deskmate.core import follow_ups, moods, previews, rereading, reviewing, settings, worry
from deskmate.core.errors import DeskmateError
from deskmate.core.previews import Preview
from deskmate.core.settings import Settings
from deskmate.ui.desk import Desk
from deskmate.ui.settings_fields import NumberField
from deskmate.ui.settings_preview import PreviewPanel, list_rows
from deskmate.ui.settings_section import Section
from deskmate.ui.widgets import Choice, Form, PlainLabel, Tick, caption, sentence_for

CUTS: tuple[tuple[object, str], ...] = (
    (0.2, "a single mildly unhappy note"),
    (0.4, "a single clearly unhappy note"),
    (0.7, "a single very unhappy note, or a few milder ones"),
    (1.2, "several unhappy notes close together"),
)


class FollowUpsSection(Section):
    """Days until due and mood reading save at once; the rule's parameters only after a look at what they change."""

    key = "follow-ups"
    title = "Follow-ups"
    icon = "phone-call"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        due = self.form()
        due.add_number(
            "follow_up_days",
            "Days until a call is due",
            most=60,
            unit="days",
            hint="Something grave is due the same day.",
        )
        self.card("When a call is due", due)
        self.reads = Tick("Read from notes whether a customer went away unhappy")
        self.reads.clicked.connect(self._on_reads)
        self._reads_problem = PlainLabel("", tone="attention", wrap=True)
        self._reads_problem.hide()
        self.card(
            "Mood reading",
            self.reads,
            self._reads_problem,
            caption(
                "It happens on this computer only, shows its reasons, and anybody can overrule it. Switched off, "
                "earlier readings are taken away; moods that staff chose go on counting. For one customer it is "
                "switched off on their card."
            ),
        )
        self.half_life = NumberField(least=7, most=365, unit="days")
        self.credit = NumberField(most=100, unit="%")
        self.cut = Choice(CUTS)
        self.rule = Form(columns=2)
        self.rule.add("half_life", "An unhappy note counts half after", self.half_life)
        self.rule.add("credit", "Praise makes up for", self.credit, hint="of an unhappy note that is as strong.")
        self.rule.add("cut", "A customer comes onto the list with", self.cut, wide=True)
        self.preview = PreviewPanel(self.half_life)
        self.card(
            "Who comes onto the list",
            self.rule,
            self.preview,
            hint="Unhappy notes add up, fade with time, and are outweighed by praise. Something grave, a broken "
            "promise or a row of let-downs counts whatever is set here; a call that put it right clears what was "
            "before.",
        )
        for field in (self.half_life, self.credit):
            field.valueChanged.connect(self._on_changed)
        self.cut.activated.connect(self._on_changed)
        self.preview.look_asked.connect(self._look)
        self.preview.save_asked.connect(self._save)
        self.preview.leave_asked.connect(self._leave)
        self._stored: Settings | None = None

    def reload(self) -> None:
        """Show what is stored; parameters that were changed and not saved stay."""
        super().reload()
        changed = self._is_changed()
        shop = self._stored = settings.current(self._desk.db)
        self.reads.setChecked(shop.read_moods)
        if changed:
            self.preview.dress()
        else:
            self._leave()

    def rules(self) -> worry.Rules:
        """The parameters on the screen."""
        values = self._values()
        return worry.Rules(values["worry_half_life_days"], values["worry_credit"], values["worry_cut"])

    def _values(self) -> dict[str, float]:
        return {
            "worry_half_life_days": float(self.half_life.value()),
            "worry_credit": self.credit.value() / 100,
            "worry_cut": float(str(self.cut.value())),
        }

    def _is_changed(self) -> bool:
        shown = (self.half_life.value(), self.credit.value(), self.cut.value())
        return self._stored is not None and shown != _fields(self._stored)

    @Slot()
    def _on_changed(self) -> None:
        self.preview.rest(changed=self._is_changed())

    @Slot()
    def _leave(self) -> None:
        days, percent, cut = _fields(self._stored or settings.current(self._desk.db))
        own = [] if any(cut == each for each, _words in CUTS) else [(cut, f"a weight of {cut:g}, as it was set")]
        self.cut.set_options([*CUTS, *own])
        self.cut.set_value(cut)
        for field, value in ((self.half_life, days), (self.credit, percent)):
            field.blockSignals(True)
            field.show_value(value)
            field.blockSignals(False)
        self.preview.rest()

    @Slot()
    def _look(self) -> None:
        db, now, rules = self._desk.db, self._desk.now(), self.rules()

        def work(progress: Any, should_stop: Any) -> Preview:
            return previews.preview_rules(db, rules, now=now, progress=progress, should_stop=should_stop)

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
                ("Would come onto the list", list_rows(found.appear, discretion)),
                ("Would leave it", list_rows(found.vanish, discretion)),
            ],
        )

    @Slot()
    def _save(self) -> None:
        values = self._values()
        stored = settings.as_dict(settings.current(self._desk.db))
        before = {name: stored[name] for name in values}

        def keep(kept: dict[str, float]) -> None:
            settings.change(self._desk.db, by=self._desk.actor(), now=self._desk.now(), **kept)
            self._review()

        def back() -> None:
            if self._desk.attempt(lambda: keep(before)):
                self._desk.say("As it was before.")

        if self._desk.attempt(lambda: keep(values), problem=self.preview.stopped):
            self._stored = settings.current(self._desk.db)
            self.preview.rest()
            self._desk.shell.toasts.say("Saved. The list follows.", undo=back)

    @Slot(bool)
    def _on_reads(self, on: bool) -> None:
        problem = self._set_reading(on)
        self._reads_problem.setText(problem)
        self._reads_problem.setVisible(bool(problem))
        if not problem:
            said = "Notes are read again." if on else "Nothing is read any more."
            self._desk.shell.toasts.say(said, undo=lambda: self._set_reading(not on))

    def _set_reading(self, on: bool) -> str:
        desk = self._desk
        try:
            moods.set_reading(desk.db, on, by=desk.actor(), now=desk.now())
        except DeskmateError as error:
            self.reload()
            return sentence_for(error)
        self.reads.setChecked(on)
        self._review(rereading.read_waiting if on else None)
        return ""

    def _review(self, first: Callable[..., object] | None = None) -> None:
        """Brings the list into line on the worker."""
        db, now = self._desk.db, self._desk.now()

        def work(progress: Any, should_stop: Any) -> None:
            if first is not None:
                first(db, now=now, progress=progress, should_stop=should_stop)
            reviewing.review_recent(db, now=now, progress=progress, should_stop=should_stop)

        self.run(work, lambda _nothing: None)


def _fields(shop: Settings) -> tuple[int, int, object]:
    """The parameters as the fields show them."""
    rules = follow_ups.rules_of(shop)
    return round(rules.half_life_days), round(rules.credit * 100), rules.cut


def _summary(found: Preview) -> str:
    stay = f"{found.stay:,} would stay" if found.stay else "nobody would stay"
    if not found.appear and not found.vanish:
        return f"Nothing would change: {stay} on the list." if found.stay else "Nothing would change."
    return f"{len(found.appear):,} would come onto the list, {len(found.vanish):,} would leave it, {stay}."
