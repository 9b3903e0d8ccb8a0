"""What a filter can ask about a customer, and how: the one table from which forms, sentences and queries follow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from deskmate.core.consents import CHANNELS, PURPOSES
from deskmate.core.own_fields import OwnFieldRow

Holds = Literal["nothing", "text", "number", "money", "day", "tag", "choice"]
_TEXT = {"has": "contains", "is": "is", "is-not": "is not", "starts": "starts with", "filled": "is given"}
_TEXT |= {"empty": "is not given"}
_COUNT = {"least": "at least", "most": "at most", "exactly": "exactly"}
_WHEN = {"before": "before", "since": "on or after"}
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
BARE = frozenset({"filled", "empty", "never", "open", "unhappy", "happy", "late", "regular", "known", "unknown"})


@dataclass(frozen=True)
class Subject:
    """Something a filter asks about. `tests` are what can be asked, with their words; those in `BARE` need no value.

    `which` says more closely what is meant: the number of an own field. `qualifiers` are offered beside the value (a
    currency, a channel); `period` that the question may be limited to some days.
    """

    key: str
    title: str
    group: str
    tests: Mapping[str, str]
    holds: Holds = "text"
    which: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    qualifiers: tuple[tuple[str, str], ...] = ()
    period: bool = False
    example: str = field(default="", compare=False)

    def holds_for(self, test: str) -> Holds:
        """What kind of value this test is given."""
        return "nothing" if test in BARE else self.holds


def _subject(key: str, title: str, group: str, tests: Mapping[str, str], **more: object) -> Subject:
    return Subject(key, title, group, MappingProxyType(dict(tests)), **more)  # type: ignore[arg-type]


_WHO, _COMING, _FEELING, _REACHING = "Who they are", "Coming and buying", "How they are", "Reaching them"
_CHOSEN = {"is": "is", "is-not": "is not"}
_MARKS = (
    ("is_company", "a company"),
    ("seasonal", "coming in season only"),
    ("no_greetings", "wanting no greetings"),
    ("do_not_contact", "not to be contacted"),
    ("no_mood_reading", "not to be read for mood"),
)
REACHED_BY = (("phone", "phone"), ("email", "e-mail"), ("address", "letter"))
_BY_CHANNEL = tuple((name, f"by {name}" if name else "in general") for name in CHANNELS)

FIXED: tuple[Subject, ...] = (
    _subject("last-visit", "last visit", _COMING, {**_WHEN, "never": "never happened"}, holds="day"),
    _subject("visits", "visits", _COMING, _COUNT, holds="number", period=True, example="2"),
    _subject(
        "spent", "spending", _COMING, {"least": "at least", "under": "less than"}, holds="money", period=True,
        example="200",
    ),
    _subject("rhythm", "rhythm", _COMING, {"late": "later than usual", "regular": "comes regularly"}, holds="nothing"),
    _subject("entered", "in the book", _COMING, {"since": "since", "before": "from before"}, holds="day"),
    _subject(
        "mood", "mood", _FEELING,
        {"open": "may need a call", "unhappy": "last note read as unhappy", "happy": "last note read as happy"},
        holds="nothing",
    ),
    _subject("tag", "tag", _WHO, _CHOSEN, holds="tag"),
    _subject(
        "birthday", "birthday", _WHO,
        {"month": "in", "known": "is known", "unknown": "is not known"}, holds="choice",
        choices=(
            ("this", "this month"), ("next", "next month"),
            *((str(number), name) for number, name in enumerate(MONTHS, start=1)),
        ),
    ),
    _subject("language", "language", _WHO, _TEXT, example="de"),
    _subject("name", "name", _WHO, {key: _TEXT[key] for key in ("has", "is", "is-not", "starts")}),
    _subject("household", "household of", _WHO, _COUNT, holds="number", example="2"),
    _subject("organisation", "company name", _WHO, _TEXT),
    _subject("city", "town", _WHO, _TEXT),
    _subject("postcode", "postcode", _WHO, _TEXT),
    _subject("about", "remark", _WHO, _TEXT),
    _subject("preference", "preference", _WHO, {"has": "contains", "has-not": "nowhere contains"}),
    _subject("marked", "marked as", _WHO, {"is": "being", "is-not": "not being"}, holds="choice", choices=_MARKS),
    _subject("reach", "can be reached", _REACHING, {"has": "by", "has-not": "not by"}, holds="choice",
             choices=REACHED_BY),
    _subject(
        "consent", "consent", _REACHING,
        {"given": "given for", "refused": "refused for", "unasked": "not asked for"}, holds="choice",
        choices=tuple((name, name) for name in PURPOSES), qualifiers=_BY_CHANNEL,
    ),
)  # fmt: skip


def every(own: Iterable[OwnFieldRow] = (), currencies: Iterable[str] = ()) -> tuple[Subject, ...]:
    """Everything that can be asked in this book: `own` are its own fields, `currencies` those money is given in."""
    money = tuple((code, code) for code in currencies)
    fixed = (Subject(**{**vars(one), "qualifiers": money}) if one.key == "spent" else one for one in FIXED)
    return (*fixed, *map(_own, own))


def find(subjects: Iterable[Subject], key: str, which: str = "") -> Subject | None:
    """The subject of that key; an own field also by its number."""
    return next((one for one in subjects if one.key == key and (key != "own" or one.which == which)), None)


def _own(own: OwnFieldRow) -> Subject:
    known = {"filled": "is given", "empty": "is not given"}
    shape: dict[str, tuple[Holds, dict[str, str]]] = {
        "text": ("text", _TEXT),
        "number": ("number", {**_COUNT, **known}),
        "date": ("day", {**_WHEN, **known}),
        "choice": ("choice", {**_CHOSEN, **known}),
        "yes-no": ("choice", {**_CHOSEN, **known}),
    }
    holds, tests = shape[own.kind]
    words = ("yes", "no") if own.kind == "yes-no" else own.choices
    choices = tuple((one, one) for one in words)
    return _subject("own", own.name, "Fields of your own", tests, holds=holds, which=str(own.id), choices=choices)
