"""A row of a file beside the cards of the book that it may be: what each says, and where they say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QWidget

from deskmate.core import phones, text
from deskmate.core.customers import Card as CustomerCard
from deskmate.core.importing import Record
from deskmate.core.people import Birthday
from deskmate.ui.customer_words import birthday_words, day_words
from deskmate.ui.tokens import Text
from deskmate.ui.wall_clock import WallClock
from deskmate.ui.widgets import Card, Icon, PlainLabel, row

MOST_CARDS = 2  # beside the file's row, at the dialog's width
_MARK = 14
_Values = tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One thing: what the file says, what each card says, and on which cards it is the same."""

    name: str
    file: _Values
    book: tuple[_Values, ...]
    alike: tuple[bool, ...]


def lines(record: Record, cards: Sequence[CustomerCard], *, region: str, today: date) -> list[Line]:
    """What the file or one of the cards says, in the order in which people look for it."""
    ours, theirs = _of_record(record, today), [_of_card(card, today) for card in cards]
    made = []
    for name in _COMPARED:
        file, book = ours.get(name, ()), tuple(one.get(name, ()) for one in theirs)
        if file or any(book):
            made.append(Line(name, file, book, tuple(_alike(name, file, one, region) for one in book)))
    return made


class Beside(Card):
    """The table of `lines`: the file in the first column, the cards in the others."""

    def __init__(self, record: Record, cards: Sequence[CustomerCard], clock: WallClock, *, region: str) -> None:
        super().__init__(padding=10)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, 92)
        heads = ["In the file", *(f"In the book, no. {card.id}, {_known(card, clock)}" for card in cards)]
        for at, words in enumerate(heads, start=1):
            head = PlainLabel(words, size=Text.SMALL, tone="muted", weight=QFont.Weight.DemiBold, wrap=True)
            grid.addWidget(head, 0, at)
            grid.setColumnStretch(at, 1)
        for place, line in enumerate(lines(record, cards, region=region, today=clock.today), start=1):
            grid.addWidget(PlainLabel(line.name, size=Text.SMALL, tone="muted"), place, 0, _TOP)
            grid.addWidget(_said(line.file, alike=False), place, 1, _TOP)
            for at, (values, alike) in enumerate(zip(line.book, line.alike, strict=True), start=2):
                grid.addWidget(_said(values, alike=alike), place, at, _TOP)
        self.add(grid)


_TOP = Qt.AlignmentFlag.AlignTop


def _said(values: _Values, *, alike: bool) -> QWidget:
    label = PlainLabel("\n".join(values) or "–", wrap=True, tone="text" if values else "faint", size=Text.SMALL)
    if not alike:
        return label
    mark = Icon("check", tone="good", size=_MARK)
    mark.setAccessibleName("the same")
    across = row(label, mark, None, spacing=6)
    across.setContentsMargins(0, 0, 0, 0)
    holder = QWidget()
    holder.setLayout(across)
    return holder


def _known(card: CustomerCard, clock: WallClock) -> str:
    seen = clock.day(card.last_seen_at)
    return f"last seen {day_words(seen, clock.today)}" if seen else "not seen yet"


def _of_record(record: Record, today: date) -> dict[str, _Values]:
    day = record.birthday
    said = {
        "Name": (record.name,),
        "Goes by": (record.known_as,),
        "Company": (record.organisation if record.organisation != record.name else "",),
        "Phone": tuple(phone.typed for phone in record.phones),
        "E-mail": tuple(email.address for email in record.emails),
        "Address": tuple(
            ", ".join(filter(None, (place.street, f"{place.postal_code} {place.city}".strip(), place.country)))
            for place in record.addresses
        ),
        "Birthday": _birthday(Birthday(day.month, day.day, day.year) if day else None, today),
    }
    return {name: tuple(filter(None, values)) for name, values in said.items()}


def _of_card(card: CustomerCard, today: date) -> dict[str, _Values]:
    draft = card.draft
    said = {
        "Name": (draft.name,),
        "Goes by": (draft.known_as,),
        "Company": (draft.organisation if draft.organisation != draft.name else "",),
        "Birthday": _birthday(draft.birthday, today),
    }
    for name, kind in (("Phone", "phone"), ("E-mail", "email"), ("Address", "address")):
        said[name] = tuple(", ".join(one.value.splitlines()) for one in draft.details if one.kind == kind)
    return {name: tuple(filter(None, values)) for name, values in said.items()}


def _birthday(day: Birthday | None, today: date) -> _Values:
    return (birthday_words(day, today).split(" – ", maxsplit=1)[0],) if day is not None else ()


def _alike(name: str, file: _Values, book: _Values, region: str) -> bool:
    same = _COMPARED[name]
    return bool({*map(same(region), file)} & {*map(same(region), book)} - {""})


def _words(_region: str) -> Callable[[str], str]:
    return lambda value: " ".join(text.words(value))


def _number(region: str) -> Callable[[str], str]:
    return lambda value: phones.e164(value, region) or text.digits(value)


_COMPARED: dict[str, Callable[[str], Callable[[str], str]]] = {
    "Name": _words,
    "Goes by": _words,
    "Company": _words,
    "Phone": _number,
    "E-mail": lambda _region: str.casefold,
    "Birthday": _words,
    "Address": _words,
}


def numbers_of(likely: Sequence[tuple[int, str]]) -> Iterator[int]:
    """Whose cards are laid beside a row."""
    return (number for number, _name in likely[:MOST_CARDS])
