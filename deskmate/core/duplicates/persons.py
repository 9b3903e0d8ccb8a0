"""What goes into the search for duplicates and what comes out of it."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["same", "likely"]


@dataclass(frozen=True, slots=True)
class Address:
    """An address in parts; `street` may hold the house number, `more` is whatever else stands on the envelope."""

    street: str = ""
    more: str = ""
    city: str = ""
    postcode: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as a book or a file knows them; whatever is unknown stays empty and counts neither way.

    `full` is used where `given` and `family` are both empty, `organisation` where there is no name at all. `known_as`
    is the name they go by. Birthday parts are numbers, None where unknown; they need not make a real date, since files
    hold mistyped ones. `numbers` are the shop's own: a customer or loyalty card number.
    """

    id: str
    given: str = ""
    family: str = ""
    full: str = ""
    known_as: str = ""
    organisation: str = ""
    birth_year: int | None = None
    birth_month: int | None = None
    birth_day: int | None = None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries that may be one person.

    `score` is the estimated probability (0 … 1) that they are; `agree` and `differ` name the fields that speak for and
    against it, the strongest first. `verdict` is "same" only where names and something personal agree, nothing
    personal contradicts, and no third entry fits as well; everything else is "likely" and for a person to decide.
    """

    a: str
    b: str
    score: float
    agree: tuple[str, ...]
    differ: tuple[str, ...]
    verdict: Verdict
