"""Opens the form for a customer from anywhere, saves what it gives, and keeps what was left unsaved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from deskmate.core import customers, households, own_fields, settings, tags
from deskmate.core.people import Draft
from deskmate.ui import customer_drafts, customer_words, name_parts
from deskmate.ui.desk import Desk
from deskmate.ui.draft_keeper import DraftKeeper

if TYPE_CHECKING:  # the form, and what compares people, are loaded when somebody is to be written down
    from deskmate.core.households import Member
    from deskmate.core.lookalikes import Lookalike
    from deskmate.ui.customer_form import CustomerForm, Entered

PLACE = "customer"
_Whose = tuple[int | None, int | None]  # the numbers of a person at the counter and of a customer


class CustomerEditing(QObject):
    """`new(typed)` and `edit(customer_id)` open the form; `saved(customer_id)` after it was saved."""

    saved = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.shell)
        self._desk = desk
        self._unsaved: dict[_Whose, CustomerForm] = {}
        self._number: int | None = None
        self._form: CustomerForm | None = None

    def bind_keys(self) -> None:
        """Let Ctrl+Shift+N start a new customer anywhere."""
        self._desk.shell.shortcuts.add("Ctrl+Shift+N", "New customer", self._on_new_key)

    def new(self, typed: str = "") -> CustomerForm:
        """The form for a new customer, with what was typed in the search box; else what was left there unsaved."""
        if not typed and self._whose(None) in self._unsaved:
            return self._reopen(None)
        form = self._make(None, "New customer")
        form.show_draft(customer_words.draft_from(typed))
        if not typed:
            self._show_kept(form, None)
        return self._open(None, form)

    def edit(self, customer_id: int) -> CustomerForm | None:
        """The form for a card; None where the customer is no longer in the book."""
        if self._whose(customer_id) in self._unsaved:
            return self._reopen(customer_id)
        found: list[customers.Card] = []
        if not self._desk.attempt(lambda: found.append(customers.card(self._desk.db, customer_id))):
            return None
        form = self._make(customer_id, f"Change {found[0].name}")
        form.show_draft(found[0].draft, found[0].preferences)
        self._show_kept(form, customer_id)
        return self._open(customer_id, form)

    def _make(self, customer_id: int | None, heading: str) -> CustomerForm:
        from deskmate.core.sentiment import packs
        from deskmate.ui.customer_form import CustomerForm

        db = self._desk.db
        form = CustomerForm(
            self._desk.shell,
            self._desk.today,
            heading=heading,
            tags=tags.every(db),
            categories=packs.load(settings.current(db).trade).preferences,
            own=own_fields.every(db),
            look=self._look if customer_id is None else None,
            near=self._near if customer_id is None else None,
        )
        form.fields.is_new = customer_id is None
        name_parts.get_ready(self._desk.background)
        self._keep(form, customer_id)
        form.given.connect(self._on_given)
        form.finished.connect(self._on_finished)
        form.open_asked.connect(self._on_open_asked)
        form.afresh_asked.connect(self._on_afresh)
        return form

    def _open(self, customer_id: int | None, form: CustomerForm) -> CustomerForm:
        if self._form is not None:
            return self._form
        self._number, self._form = customer_id, form
        form.open()
        form.fields.name.setFocus()
        return form

    def _reopen(self, customer_id: int | None) -> CustomerForm:
        form = self._unsaved.pop(self._whose(customer_id))
        form.offer_afresh()
        return self._open(customer_id, form)

    def _look(self, draft: Draft) -> list[Lookalike]:
        from deskmate.core import lookalikes

        return lookalikes.find(self._desk.db, draft)

    def _near(self, draft: Draft) -> list[Member]:
        return households.neighbours(self._desk.db, draft)

    @Slot()
    def _on_new_key(self) -> None:
        self._desk.ways.new_customer("")

    @Slot(object)
    def _on_given(self, entered: Entered) -> None:
        form, number = self._form, self._number
        if form is None:
            return
        kept: list[int] = []

        def work() -> None:
            with self._keeper(form).saving():
                kept.append(self._save(number, entered))

        if self._desk.attempt(work, problem=form.set_problem):
            form.finish()
            self._desk.did("Saved." if number is not None else "The new customer is in the book.")
            self.saved.emit(kept[0])
            if number is None:
                self._desk.ways.open_customer(kept[0])

    def _save(self, number: int | None, entered: Entered) -> int:
        db, by, now = self._desk.db, self._desk.actor(), self._desk.now()
        if number is None and entered.lives_with is not None:
            return households.add_member(
                db, entered.draft, entered.lives_with, remember=entered.remember, by=by, now=now
            )
        if number is None:
            return customers.add(db, entered.draft, remember=entered.remember, by=by, now=now)
        customers.update(db, number, entered.draft, remember=entered.remember, forget=entered.forget, by=by, now=now)
        return number

    @Slot(int)
    def _on_finished(self, _result: int) -> None:
        form, self._form = self._form, None
        if form is None:
            return
        if form.is_saved or not form.is_touched():
            self._desk.attempt(lambda: self._keeper(form).end(drop=True))
            form.deleteLater()
            return
        self._desk.attempt(self._keeper(form).keep)
        self._unsaved[self._whose(self._number)] = form
        self._desk.shell.toasts.say("Not saved, but kept.", undo=self._go_on, undo_text="Go on typing", seconds=20)

    @Slot()
    def _on_afresh(self) -> None:
        form, number = self._form, self._number
        if form is None:
            return
        form.is_saved = True  # nothing of it is wanted any more
        form.reject()
        if number is None:
            self.new()
        else:
            self.edit(number)

    @Slot(int)
    def _on_open_asked(self, customer_id: int) -> None:
        if self._form is not None:
            self._form.reject()
        self._desk.ways.open_customer(customer_id)

    def _go_on(self) -> None:
        if self._whose(self._number) in self._unsaved:
            self._reopen(self._number)

    # what was begun belongs to whoever began it, and outlives a crash

    def _whose(self, customer_id: int | None) -> _Whose:
        return self._desk.actor().staff_id, customer_id

    def _keep(self, form: CustomerForm, customer_id: int | None) -> None:
        def typed() -> dict[str, Any] | None:
            return customer_drafts.plain(form.fields.draft()) if form.is_touched() else None

        DraftKeeper(self._desk, PLACE, read=typed, about=lambda: customer_id, parent=form)

    def _show_kept(self, form: CustomerForm, customer_id: int | None) -> None:
        keeper = self._keeper(form)
        body = keeper.found(customer_id)
        draft = customer_drafts.from_plain(body) if body is not None else None
        if body is not None and draft is not None:
            form.fields.set_draft(draft, form.preferences)
            keeper.shown(customer_id, body)
            form.offer_afresh()

    @staticmethod
    def _keeper(form: CustomerForm) -> DraftKeeper:
        keeper = form.findChild(DraftKeeper)
        assert isinstance(keeper, DraftKeeper)
        return keeper
