"""The fields of a customer's form, from the name down to what to remember."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from deskmate.core import people
from deskmate.core.errors import InvalidInput
from deskmate.core.interactions import CHANNELS
from deskmate.core.own_fields import OwnFieldRow
from deskmate.core.people import Birthday, Draft
from deskmate.core.preferences import PreferenceDraft, PreferenceRow
from deskmate.ui import name_parts
from deskmate.ui.contact_fields import ContactFields
from deskmate.ui.customer_words import ANSWERS, birthday_answers, day_of_year_words
from deskmate.ui.occasion_fields import OccasionFields
from deskmate.ui.own_value_fields import OwnValueFields
from deskmate.ui.preferences_section import PreferencesSection
from deskmate.ui.tag_field import TagField
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import (
    Choice,
    DateField,
    Form,
    NoteField,
    QuietButton,
    TextField,
    Tick,
    day_first_here,
    offer,
    parse_birthday,
    row,
)

_PARTS = ("given", "family", "prefix", "suffix", "known_as", "say_it", "organisation", "language")
_MORE = (
    ("known_as", "Goes by", "Ann"),
    ("say_it", "How to say it", "HART-lee"),
    ("given", "Given name", ""),
    ("family", "Family name", ""),
    ("prefix", "Before the name", "Dr"),
    ("suffix", "After the name", "Jr"),
    ("organisation", "Company", ""),
    ("language", "Language", ""),
)
_TICKS = (
    ("is_company", "This is a company, not a person"),
    ("no_greetings", "No greetings, please"),
    ("do_not_contact", "Do not contact"),
    ("deceased", "Has died"),
    ("no_mood_reading", "Does not want notes to be read for mood"),
    ("seasonal", "Comes by season; long pauses are normal"),
)
_BIRTHDAY_HINT = "The year may be left out. Or: “ask next time”, “declined to say”."


class CustomerFields(QWidget):
    """All fields. `changed` whenever something about who it is was typed. `is_new`: nobody was saved of it yet."""

    changed = Signal()

    def __init__(
        self,
        today: Callable[[], date],
        *,
        tags: Sequence[str] = (),
        categories: Sequence[str] = (),
        own: Sequence[OwnFieldRow] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.is_new = False
        self._given_draft = Draft(name="")
        self._split_by_us = True
        self.name = TextField(placeholder="One word is enough", limit=300)
        self.phones, self.emails = ContactFields("phone"), ContactFields("email")
        self.addresses = ContactFields("address", start=False)
        self.birthday = TextField(placeholder="3 dec, or 3 dec 1980", limit=40)
        offer(self.birthday, ANSWERS)
        self._birthday_answers: list[PreferenceRow] = []
        self.tags = TagField(tags)
        self.occasions, self.own = OccasionFields(), OwnValueFields(own, today)
        self.parts = {key: TextField(placeholder=hint, limit=200) for key, _label, hint in _MORE}
        self.best_time = TextField(placeholder="after 4 pm", limit=80)
        self.best_channel = Choice([("", "not said"), *((name, name) for name in CHANNELS if name)])
        self.ticks = {key: Tick(words) for key, words in _TICKS}
        self.bereaved = DateField(today)
        self.days_ahead = TextField(placeholder="as the shop does", limit=3)
        self.about = NoteField(placeholder="Anything else worth knowing", lines=2)
        self.preferences = PreferencesSection(today, categories=categories)
        self.more = QuietButton(
            "More: name parts, company, how to reach, etiquette", self.show_more, icon="chevron-down"
        )
        self._build()
        self._connect()

    def set_draft(self, draft: Draft, preferences: Sequence[PreferenceRow] = ()) -> None:
        """Fill the fields."""
        self._given_draft = draft
        self._split_by_us = _is_split_by_us(draft)
        self.name.setText(draft.name)
        for contact in (self.phones, self.emails, self.addresses):
            contact.set_details(draft.details)
        self._birthday_answers = birthday_answers(preferences)
        answered = self._birthday_answers[0].text if self._birthday_answers else ""
        self.birthday.setText(_birthday_text(draft.birthday) or answered)
        self.tags.set_tags(draft.tags)
        self.occasions.set_occasions(draft.occasions)
        self.own.set_values(draft.own)
        for key in _PARTS:
            self.parts[key].setText(getattr(draft, key))
        self.best_time.setText(draft.best_time)
        self.best_channel.set_value(draft.best_channel)
        for key, tick in self.ticks.items():
            tick.setChecked(getattr(draft, key))
        self.bereaved.set_value(draft.bereaved_until)
        self.days_ahead.setText("" if draft.greet_days_ahead is None else str(draft.greet_days_ahead))
        self.about.set_text(draft.about)
        self.preferences.show_rows([item for item in preferences if item not in self._birthday_answers])
        self._further.setVisible(_has_more(draft))
        self.more.setVisible(not _has_more(draft))

    def draft(self) -> Draft:
        """What is typed now, as far as it can be read; for looking around, not for saving."""
        birthday = None
        with suppress(ValueError, InvalidInput):
            birthday = self._birthday()
        return self._draft(birthday, None)

    def entered(self) -> tuple[Draft, list[PreferenceDraft], list[int]] | None:
        """What is to be saved; None where something is wrong, which is then said below its field."""
        self._split_whole()
        problems = self._problems()
        fine = [part.check() for part in (self.phones, self.emails, self.occasions, self.own, self.addresses)]
        if any(key in problems for key in ("bereaved", "days_ahead", *_PARTS)):
            self.show_more()
        remember = self.preferences.to_remember()
        self._form.show_problems(problems)
        self._further_form.show_problems(problems)
        if problems or not all(fine) or remember is None:
            return None
        answer, forget = self._birthday_answer()
        draft = replace(self._draft(self._birthday(), self.bereaved.value()), greet_days_ahead=self._days_ahead())
        return draft, remember + answer, self.preferences.to_forget() + forget

    def snapshot(self) -> tuple[object, ...]:
        """Everything typed, to tell whether something changed."""
        days = (self.birthday.text(), self.bereaved.text(), self.days_ahead.text())
        return (self.draft(), *days, *self._snapshots())

    def _snapshots(self) -> tuple[object, ...]:
        return self.preferences.snapshot(), self.occasions.snapshot(), self.own.snapshot()

    @Slot()
    def show_more(self) -> None:
        """Show the fields that most cards don't need."""
        self._split_whole()
        self._further.show()
        self.more.hide()

    def _build(self) -> None:
        self._form, self._further_form = Form(), Form(columns=2)
        self._form.add("name", "Name", self.name)
        self._below = Form(columns=2)
        self._further = QWidget()
        self._further.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        layout.addWidget(self._form)
        layout.addWidget(self.phones)
        layout.addWidget(self.emails)
        self._form_of_days = self._below
        self._below.add("birthday", "Birthday", self.birthday, hint=_BIRTHDAY_HINT)
        self._below.add("tags", "Tags", self.tags)
        layout.addWidget(self._below)
        layout.addWidget(self.occasions)
        layout.addWidget(self.own)
        layout.addWidget(self.preferences)
        layout.addLayout(row(self.more, None))
        layout.addWidget(self._further)
        self._build_further()
        self.setFocusProxy(self.name)

    def _build_further(self) -> None:
        inner = QVBoxLayout(self._further)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(Space.M)
        form = self._further_form
        for key, label, _hint in _MORE:
            form.add(key, label, self.parts[key])
        form.add("best_channel", "Best way to reach", self.best_channel)
        form.add("best_time", "Best time", self.best_time)
        form.add("days_ahead", "Days before birthday and others", self.days_ahead, hint="When to be reminded.")
        form.add("bereaved", "Bereaved until", self.bereaved, wide=True)
        inner.addWidget(form)
        inner.addWidget(self.addresses)
        for tick in self.ticks.values():
            inner.addWidget(tick)
        about = Form()
        about.add("about", "About", self.about)
        inner.addWidget(about)

    def _connect(self) -> None:
        self.name.textEdited.connect(self._on_name)
        self.name.editingFinished.connect(self._on_name_left)
        self.parts["language"].editingFinished.connect(self._split_whole)
        self.ticks["is_company"].toggled.connect(self._split_whole)
        self.parts["given"].textEdited.connect(self._on_part)
        self.parts["family"].textEdited.connect(self._on_part)
        self.birthday.textEdited.connect(self._on_birthday)
        for contact in (self.phones, self.emails, self.addresses):
            contact.changed.connect(self.changed)
            contact.grown.connect(self._order_stops)
        self.occasions.grown.connect(self._order_stops)
        self.tags.grown.connect(self._order_stops)
        self._order_stops()

    @Slot()
    def _order_stops(self) -> None:
        """Tab goes down the form as it is read, also after lines were added."""
        further: list[QWidget] = [self.parts[key] for key, _label, _hint in _MORE]
        stops: list[QWidget] = [self.name, *self.phones.stops(), *self.emails.stops(), self.birthday]
        stops += [
            *self.tags.stops(),
            *self.occasions.stops(),
            *self.own.stops(),
            *self.preferences.stops(),
            self.more,
            *further,
            self.best_channel,
            self.best_time,
            self.days_ahead,
        ]
        stops += [
            self.bereaved.focusProxy() or self.bereaved,
            *self.addresses.stops(),
            *self.ticks.values(),
            self.about,
        ]
        for here, following in pairwise(stops):
            self.setTabOrder(here, following)

    def _problems(self) -> dict[str, str]:
        problems = {}
        if not (self.name.text().strip() or any(self.parts[key].text().strip() for key in ("given", "organisation"))):
            problems["name"] = "A customer needs a name; one word is enough."
        try:
            self._birthday()
        except (ValueError, InvalidInput) as problem:
            problems["birthday"] = str(problem)
        if self.bereaved.problem():
            problems["bereaved"] = self.bereaved.problem()
        try:
            self._days_ahead()
        except InvalidInput as problem:
            problems["days_ahead"] = str(problem)
        self._below.show_problems(problems)
        return problems

    def _draft(self, birthday: Birthday | None, bereaved: date | None) -> Draft:
        details = (*self.phones.details(), *self.emails.details(), *self.addresses.details())
        typed: dict[str, Any] = {key: self.parts[key].text() for key in _PARTS}
        typed |= {key: tick.isChecked() for key, tick in self.ticks.items()}
        return replace(
            self._given_draft,
            **typed,
            name=self.name.text(),
            best_time=self.best_time.text(),
            best_channel=str(self.best_channel.value() or ""),
            birthday=birthday,
            bereaved_until=bereaved,
            about=self.about.text(),
            details=tuple(details),
            tags=self.tags.tags(),
            occasions=self.occasions.occasions(),
            own=self.own.values(),
        )

    def _days_ahead(self) -> int | None:
        typed = self.days_ahead.text().strip()
        days = int(typed) if typed.isascii() and typed.isdigit() else -1 if typed else None
        people.check_days_ahead(days)
        return days

    def _birthday(self) -> Birthday | None:
        typed = self.birthday.text().strip()
        if not typed or typed.casefold() in ANSWERS:
            return None
        year, month, day = parse_birthday(typed, day_first=day_first_here())
        birthday = Birthday(month, day, year)
        people.check_birthday(birthday)
        return birthday

    def _birthday_answer(self) -> tuple[list[PreferenceDraft], list[int]]:
        """What to remember and what to forget about asking for the birthday."""
        typed = self.birthday.text().strip().casefold()
        if typed in [item.text for item in self._birthday_answers]:
            return [], []
        answer = [PreferenceDraft("birthday", typed, pinned=False)] if typed in ANSWERS else []
        return answer, [item.id for item in self._birthday_answers]

    @Slot()
    def _on_name(self) -> None:
        # a name is split for sorting and greeting; whoever opens "More" sees it and can say otherwise
        if self._split_by_us:
            self._show_parts(name_parts.quick(self.name.text(), company=self.ticks["is_company"].isChecked()))
        self._form.row("name").set_problem("")
        self.changed.emit()

    @Slot()
    def _on_name_left(self) -> None:
        if self.name.isModified():
            self._split_whole()

    @Slot()
    def _split_whole(self) -> None:
        """Take a name that was typed to its end apart by its language."""
        if self._split_by_us and (self.is_new or self.name.isModified() or self._is_other_kind()):
            company, language = self.ticks["is_company"].isChecked(), self.parts["language"].text()
            self._show_parts(name_parts.by_language(self.name.text(), company=company, language=language))

    def _is_other_kind(self) -> bool:
        """Whether the same name is now of another language, or of a company."""
        kind = self.ticks["is_company"].isChecked(), self.parts["language"].text()
        return kind != (self._given_draft.is_company, self._given_draft.language)

    def _show_parts(self, parts: name_parts.Parts) -> None:
        for key, part in zip(("given", "family"), parts, strict=True):
            self.parts[key].setText(part)

    @Slot()
    def _on_part(self) -> None:
        self._split_by_us = False
        self.changed.emit()

    @Slot()
    def _on_birthday(self) -> None:
        self._below.row("birthday").set_problem("")
        self.changed.emit()


def _is_split_by_us(draft: Draft) -> bool:
    """Whether the parts of the name are those that the name itself says, in the order of its language."""
    if f"{draft.given} {draft.family}".strip() in ("", draft.name):
        return True
    parts = name_parts.by_language(draft.name, company=draft.is_company, language=draft.language)
    return (draft.given, draft.family) == parts


def _has_more(draft: Draft) -> bool:
    parts = any(getattr(draft, key) for key in _PARTS if key not in ("given", "family"))
    split = not _is_split_by_us(draft)
    ticks = any(getattr(draft, key) for key, _words in _TICKS)
    addresses = any(item.kind == "address" for item in draft.details)
    rest = draft.best_time or draft.best_channel or draft.about or draft.bereaved_until
    return bool(parts or split or ticks or addresses or rest or draft.greet_days_ahead is not None)


def _birthday_text(birthday: Birthday | None) -> str:
    return "" if birthday is None else day_of_year_words(birthday)
