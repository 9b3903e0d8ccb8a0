"""The first start: make a book, look around the demo, bring customers, or restore a backup."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from deskmate.core import book, keys
from deskmate.core.errors import DeskmateError
from deskmate.core.sentiment import packs
from deskmate.ui.background import Background
from deskmate.ui.restore import RestoreForm
from deskmate.ui.tokens import Space, Text
from deskmate.ui.widgets import (
    Card,
    Choice,
    Form,
    FormRow,
    PassphraseField,
    PlainLabel,
    PrimaryButton,
    QuietButton,
    SecondaryButton,
    TextField,
    caption,
    column,
    row,
    sentence_for,
)

CARD_WIDTH = 620
COUNTRIES = (
    ("GB", "United Kingdom", "GBP"), ("IE", "Ireland", "EUR"), ("US", "United States", "USD"), ("CA", "Canada", "CAD"),
    ("AU", "Australia", "AUD"), ("NZ", "New Zealand", "NZD"), ("ZA", "South Africa", "ZAR"), ("IN", "India", "INR"),
    ("NG", "Nigeria", "NGN"), ("KE", "Kenya", "KES"), ("GH", "Ghana", "GHS"), ("SG", "Singapore", "SGD"),
    ("MY", "Malaysia", "MYR"), ("PH", "Philippines", "PHP"), ("HK", "Hong Kong", "HKD"), ("JP", "Japan", "JPY"),
    ("DE", "Germany", "EUR"), ("AT", "Austria", "EUR"), ("CH", "Switzerland", "CHF"), ("FR", "France", "EUR"),
    ("BE", "Belgium", "EUR"), ("NL", "Netherlands", "EUR"), ("LU", "Luxembourg", "EUR"), ("ES", "Spain", "EUR"),
    ("PT", "Portugal", "EUR"), ("IT", "Italy", "EUR"), ("GR", "Greece", "EUR"), ("PL", "Poland", "PLN"),
    ("CZ", "Czechia", "CZK"), ("SE", "Sweden", "SEK"), ("NO", "Norway", "NOK"), ("DK", "Denmark", "DKK"),
    ("FI", "Finland", "EUR"), ("BR", "Brazil", "BRL"), ("MX", "Mexico", "MXN"), ("JM", "Jamaica", "JMD"),
)  # fmt: skip


@dataclass(frozen=True)
class NewBook:
    """What the form for a new book says."""

    opening: book.Opening
    passphrase: str


class Welcome(QWidget):
    """Emits `opened(Database)` once there is an open book; `import_wanted()` before it if customers are to come in."""

    opened = Signal(object)
    import_wanted = Signal()
    demo_asked = Signal()

    def __init__(
        self, path: Path, background: Background, *, now: Callable[[], datetime], restoring: bool = False
    ) -> None:
        super().__init__()
        self._path, self._background, self._now = path, background, now
        self._importing = False
        self._made: NewBook | None = None
        self._code = ""
        self.start = _Start()
        self.form = BookForm()
        self.code = CodeStep()
        self.restore = RestoreForm(path, background, now=now)
        self._steps = QStackedWidget()
        self._build()
        self._connect()
        self._show(self.restore if restoring else self.start)

    def _build(self) -> None:
        card = Card(padding=Space.XL)
        card.setFixedWidth(CARD_WIDTH)
        for step in (self.start, self.form, self.code, self.restore):
            self._steps.addWidget(step)
        card.add(self._steps)
        across = QHBoxLayout(self)
        middle = QVBoxLayout()
        middle.addStretch(2)
        middle.addWidget(card)
        middle.addStretch(3)
        across.addStretch(1)
        across.addLayout(middle)
        across.addStretch(1)

    def _connect(self) -> None:
        self.start.book_asked.connect(self._on_book)
        self.start.demo_asked.connect(self.demo_asked)
        self.start.import_asked.connect(self._on_import)
        self.start.restore_asked.connect(self._on_restore)
        self.form.filled.connect(self._on_filled)
        self.form.back_asked.connect(self._on_back)
        self.code.confirmed.connect(self._on_confirmed)
        self.code.back_asked.connect(self._on_form_again)
        self.restore.back_asked.connect(self._on_back)
        self.restore.opened.connect(self.opened)

    def _show(self, step: QWidget) -> None:
        for other in (self.start, self.form, self.code, self.restore):
            # a stack is as high as its highest page, unless the others are to be ignored
            wanted = QSizePolicy.Policy.Preferred if other is step else QSizePolicy.Policy.Ignored
            other.setSizePolicy(QSizePolicy.Policy.Preferred, wanted)
        self._steps.setCurrentWidget(step)
        focus = getattr(step, "focus_first", None)
        if focus is not None:
            focus()

    @Slot()
    def _on_book(self) -> None:
        self._importing = False
        self._show(self.form)

    @Slot()
    def _on_form_again(self) -> None:
        self._show(self.form)

    @Slot()
    def _on_import(self) -> None:
        self._importing = True
        self._show(self.form)

    @Slot()
    def _on_restore(self) -> None:
        self._show(self.restore)

    @Slot()
    def _on_back(self) -> None:
        self._show(self.start)

    @Slot(object)
    def _on_filled(self, new: NewBook) -> None:
        self._made, self._code = new, keys.new_recovery_code()
        self.code.show_code(self._code)
        self._show(self.code)

    @Slot()
    def _on_confirmed(self) -> None:
        made, code, path = self._made, self._code, self._path
        assert made is not None
        self.code.set_busy(True)

        def work(_progress: object, _should_stop: object) -> Any:
            return book.create(path, made.opening, passphrase=made.passphrase, recovery_code=code).db

        self._background.run(work, on_done=self._on_made, on_failed=self._on_failed, owner=self)

    def _on_made(self, db: object) -> None:
        if self._importing:
            self.import_wanted.emit()
        self.opened.emit(db)

    def _on_failed(self, error: BaseException) -> None:
        self.code.set_busy(False)
        self.code.say_problem(sentence_for(error))
        if not isinstance(error, DeskmateError):
            raise error


class _Start(QWidget):
    """The four ways to begin."""

    book_asked = Signal()
    demo_asked = Signal()
    import_asked = Signal()
    restore_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.L)
        layout.addWidget(PlainLabel("Welcome to Deskmate", size=Text.DISPLAY, weight=QFont.Weight.DemiBold))
        layout.addWidget(
            PlainLabel(
                "Your shop's memory at the counter: who likes what, who is expected, who may need a call. "
                "Everything stays on this computer, encrypted.",
                tone="muted",
                wrap=True,
            )
        )
        self.first = PrimaryButton("Start my book", self.book_asked.emit, icon="notebook-pen")
        ways = (
            (self.first, "An empty book for your shop, in two minutes."),
            (
                SecondaryButton("Bring my customers", self.import_asked.emit, icon="upload"),
                "A book filled from a CSV, Excel or vCard file; you see everything before it is kept.",
            ),
            (
                SecondaryButton("Look around the demo shop", self.demo_asked.emit, icon="store"),
                "A made-up salon in a window of its own. Nothing of it is kept.",
            ),
            (
                SecondaryButton("Restore a backup", self.restore_asked.emit, icon="archive-restore"),
                "From this or another computer, with the passphrase or the recovery code.",
            ),
        )
        for button, words in ways:
            button.setFixedWidth(max(each.sizeHint().width() for each, _words in ways))
            line = row(button, caption(words), spacing=Space.L)
            line.setStretch(1, 1)
            layout.addLayout(line)

    def focus_first(self) -> None:
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)


class BookForm(QWidget):
    """Asks for the shop, the owner and the passphrase; emits `filled(NewBook)`."""

    filled = Signal(object)
    back_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.shop = TextField(placeholder="The Corner Bakery", limit=120)
        self.trade = Choice(sorted(((n, packs.load(n).title) for n in packs.names()), key=_general_last))
        self.owner = TextField(placeholder="Your name", limit=80)
        self.country = Choice([(code, name) for code, name, _currency in COUNTRIES])
        self.passphrase = PassphraseField(placeholder="A few words only you would put together")
        self.again = PassphraseField(placeholder="The same once more")
        self.form = Form(columns=2)
        self.form.add("shop", "Name of the shop", self.shop)
        self.form.add("trade", "Kind of shop", self.trade)
        self.form.add("owner", "Owner", self.owner)
        self.form.add("country", "Country", self.country, hint="For phone numbers and money.")
        self.form.add("passphrase", "Passphrase", self.passphrase, hint="It opens the book on any computer.")
        self.form.add("again", "Passphrase again", self.again)
        self.next = PrimaryButton("Go on", self.submit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.L)
        layout.addWidget(PlainLabel("Your book", size=Text.LARGE, weight=QFont.Weight.DemiBold))
        layout.addWidget(self.form)
        layout.addLayout(row(QuietButton("Back", self.back_asked.emit), None, self.next))
        self.again.returnPressed.connect(self.submit)

    def focus_first(self) -> None:
        """Typing starts with the shop's name."""
        self.shop.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def submit(self) -> None:
        """Hand the form over, or say beside each field what is missing."""
        problems: dict[str, str] = {}
        if not self.shop.text().strip():
            problems["shop"] = "Give the shop a name; it stands on lists and in the window."
        if not self.owner.text().strip():
            problems["owner"] = "Write who owns the book."
        try:
            keys.check_passphrase(self.passphrase.text())
        except DeskmateError as error:
            problems["passphrase"] = str(error)
        if self.passphrase.text() != self.again.text():
            problems["again"] = "The two are not the same."
        self.form.show_problems(problems)
        if not problems:
            self.filled.emit(NewBook(self._opening(), self.passphrase.text()))

    def _opening(self) -> book.Opening:
        region = str(self.country.value())
        currency = next(money for code, _name, money in COUNTRIES if code == region)
        return book.Opening(
            self.shop.text().strip(),
            str(self.trade.value()),
            self.owner.text().strip(),
            region=region,
            currency=currency,
        )


class CodeStep(QWidget):
    """Shows the recovery code to write down, and lets it be typed back; emits `confirmed()`."""

    confirmed = Signal()
    back_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._code = ""
        self._shown = PlainLabel("", size=Text.LARGE, weight=QFont.Weight.DemiBold, tabular=True, selectable=True)
        self.typed = TextField(placeholder="Type it from your paper")
        self._field = FormRow("The recovery code", self.typed)
        self.hide_button = SecondaryButton("I have written it down", self._on_written)
        self.done = PrimaryButton("Make the book", self.submit)
        self._paper = Card(kind="quiet")
        self._paper.add(self._shown)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.L)
        layout.addLayout(
            column(
                PlainLabel("The recovery code", size=Text.LARGE, weight=QFont.Weight.DemiBold),
                PlainLabel(
                    "Write it on paper and keep it away from this computer. It opens the book if the passphrase is "
                    "forgotten; without both, nobody can, and neither can we.",
                    tone="muted",
                    wrap=True,
                ),
            )
        )
        layout.addWidget(self._paper)
        layout.addWidget(self._field)
        layout.addStretch(1)
        layout.addLayout(row(QuietButton("Back", self.back_asked.emit), None, self.hide_button, self.done))
        self.typed.returnPressed.connect(self.submit)

    def show_code(self, code: str) -> None:
        """Show this code, ready to be typed back."""
        self._code = code
        self._shown.setText(code)
        self._paper.show()
        self._field.hide()
        self.done.hide()
        self.hide_button.show()

    def focus_first(self) -> None:
        """The next thing to do is to say that it was written down."""
        self.hide_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def say_problem(self, sentence: str) -> None:
        """Show what went wrong below the field."""
        self._field.set_problem(sentence)

    def set_busy(self, busy: bool) -> None:
        """While the book is made, nothing can be pressed twice."""
        self.done.setEnabled(not busy)
        self.done.set_text("Making the book …" if busy else "Make the book")

    @Slot()
    def submit(self) -> None:
        """Go on only if what was typed is the code."""
        try:
            right = keys.normal_code(self.typed.text()) == keys.normal_code(self._code)
        except DeskmateError as error:
            self.say_problem(str(error))
            return
        if not right:
            self.say_problem("This is another code than the one shown.")
            return
        self.say_problem("")
        self.confirmed.emit()

    @Slot()
    def _on_written(self) -> None:
        self._paper.hide()
        self.hide_button.hide()
        self._field.show()
        self.done.show()
        self.typed.setFocus(Qt.FocusReason.OtherFocusReason)


def _general_last(option: tuple[object, str]) -> tuple[bool, str]:
    return option[0] == packs.GENERAL, option[1]
