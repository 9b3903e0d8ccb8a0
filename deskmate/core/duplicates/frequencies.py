"""How often each value occurs, because agreeing on a rare one says more than agreeing on a common one."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from deskmate.core.duplicates.names import shares
from deskmate.core.duplicates.views import View, telling

# More others than this with one value are hardly all one person: then the count is believed, beside fewer imagined ones
_HANDFUL = 4
_DOUBT = 50
# A book starts with this many imagined entries, so that the first hundred real ones don't decide alone
_IMAGINED = 500
# The smallest book the odds are worked out for: below it, coincidence is judged as if there were a thousand entries
SMALLEST_BOOK = 1000
# The share of people that have a value nobody in the book has
UNSEEN = {
    "given": 1e-3,
    "family": 4e-4,
    "birthday": 1 / 22_000,
    "phone": 1e-5,
    "email": 1e-5,
    "domain": 1e-4,
    "street": 1e-3,
    "more": 1e-3,
    "city": 5e-3,
    "postcode": 2e-3,
    "region": 5e-2,
    "number": 1e-5,
}
# Two entries that share a value are known to have it, whatever the count: no value is treated as rarer than this
_RAREST = 4e-6


@dataclass(frozen=True)
class Frequencies:
    """How common each value of a book is, by field, and how common a value is that the book doesn't have."""

    size: int
    known: dict[str, dict[str, float]]
    unseen: dict[str, float]

    def share(self, field: str, value: str) -> float:
        """The share of people with this value besides the two entries compared."""
        return self.known[field].get(value) or self.unseen[field]


def count(views: Iterable[View]) -> Frequencies:
    """The frequencies of a book, evened out with what is known of the commonest names while the book is small."""
    counts: dict[str, Counter[str]] = {field: Counter() for field in UNSEEN}
    size = 0
    for person in views:
        size += 1
        for field, values in _values(person):
            counts[field].update(values)
    known = {
        field: {
            value: _share(max(counted[value] - 2, 0), size, expected.get(value, UNSEEN[field]))
            for value in counted.keys() | expected.keys()
        }
        for field, counted in counts.items()
        for expected in (shares().get(field, {}),)
    }
    return Frequencies(size, known, {field: _share(0, size, expected) for field, expected in UNSEEN.items()})


def _share(others: int, size: int, expected: float) -> float:
    """The share of people with a value that `others` besides the two compared have, evened out with what is expected.

    A value that more than a handful of others have is believed to be common even in a small book: a shop's own phone,
    a date that somebody typed for everybody.
    """
    evened = (others + _IMAGINED * expected) / (max(size - 2, 0) + _IMAGINED)
    return max(evened, others / (size + _DOUBT) if others > _HANDFUL else 0.0, _RAREST)


def birthday_value(birthday: tuple[int, int, int]) -> str:
    """A whole birthday as one value; empty where a part is missing."""
    return "{}-{}-{}".format(*birthday) if all(birthday) else ""


def _values(person: View) -> Iterator[tuple[str, set[str]]]:
    """Every value of an entry once, by field."""
    yield "given", set(person.given[:1])
    yield "family", {person.family_whole, *telling(person.family)} - {""}
    yield "birthday", {birthday_value(person.birthday)} - {""}
    yield "phone", set(person.phones)
    yield "email", set(person.emails)
    yield "domain", {email.rpartition("@")[2] for email in person.emails}
    yield "number", set(person.numbers)
    for address in person.addresses:
        for field in ("street", "more", "city", "postcode", "region"):
            yield field, {getattr(address, field)} - {""}
