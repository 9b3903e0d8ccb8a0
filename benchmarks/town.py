"""Made-up people and what staff write about them: names as unevenly spread as real ones, and notes in shop words."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

_STARTS = [
    "b",
    "br",
    "c",
    "ch",
    "d",
    "dr",
    "f",
    "fl",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "kl",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "r",
    "s",
    "sch",
    "st",
    "t",
    "tr",
    "v",
    "w",
    "z",
]
_MIDDLES = ["a", "e", "i", "o", "u", "ie", "au", "ei", "ea", "é", "ö", "ø", "á", "ü"]
_MIDDLE_WEIGHTS = (24, 26, 20, 20, 14, 6, 4, 5, 6, 1, 1, 1, 1, 1)
_ENDS = ("", "", "n", "r", "s", "l", "t", "nd", "rt", "ck", "mann", "son", "ski", "ez", "ł")
_PROVIDERS = ("gmail.com", "gmail.com", "outlook.com", "web.de", "yahoo.co.uk", "btinternet.com")
_OFFSET = 15
TAGS = ("regular", "student", "colour", "trade", "voucher", "newsletter", "vip", "wholesale", "thursday club", "school")

_ITEMS = [
    "perm",
    "fringe",
    "roots",
    "highlights",
    "lamp",
    "zip",
    "boots",
    "coat",
    "cake",
    "bouquet",
    "frame",
    "glasses",
    "battery",
    "tyre",
    "brakes",
    "chain",
    "saddle",
    "ring",
    "watch",
    "strap",
    "bracelet",
    "hem",
    "sleeve",
    "curtain",
    "paint",
    "brush",
    "novel",
    "cookbook",
    "atlas",
    "puzzle",
    "kettle",
    "toaster",
]
_COLOURS = ["red", "blue", "green", "black", "white", "chestnut", "copper", "silver", "grey", "navy", "cream", "brown"]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_GOODS = 4_000


@dataclass(frozen=True)
class Frame:
    """A sentence with gaps, how it reads, and the words that carry the reading."""

    text: str
    kind: str = "note"
    label: str = "neutral"
    score: float = 0.0
    carries: str = ""


FRAMES = (
    Frame("picked up the {item}, paid by card", "purchase"),
    Frame("bought a {colour} {item} and two {goods}", "purchase"),
    Frame("{item} as usual, next time in {number} weeks", "visit"),
    Frame("asked whether the {goods} comes in {colour}"),
    Frame("ordered {number} {goods}, collects on {day}", "purchase"),
    Frame("allergic to {goods}, please check before the {item}"),
    Frame("prefers the chair by the window and {goods} tea"),
    Frame("rang to move {day} to {other_day}", "call"),
    Frame("{item} measured, {number} inches, {colour} lining", "visit"),
    Frame("going away until {day}, hold the {goods}"),
    Frame("cut and finish, {goods} number {number}", "visit"),
    Frame("left the {item} for repair, quoted {number} pounds", "visit"),
    Frame("his mother now comes for the {item} too"),
    Frame("wants the {colour} {goods} when it is back in stock"),
    Frame("thrilled with the {colour} {item}, told her sister", "compliment", "positive", 0.72, "thrilled"),
    Frame("says the {goods} is the best in town", "compliment", "positive", 0.66, "the best in town"),
    Frame("over the moon with the {item}", "visit", "positive", 0.7, "over the moon"),
    Frame("waited {number} minutes for the {item}, not happy", "complaint", "negative", -0.62, "not happy"),
    Frame("{item} broke after {number} days, wants a refund", "complaint", "negative", -0.7, "wants a refund"),
    Frame("{goods} arrived late again, third time", "complaint", "negative", -0.58, "third time"),
)
_FRAME_WEIGHTS = tuple(9 if frame.label == "neutral" else 5 if frame.label == "positive" else 3 for frame in FRAMES)


@dataclass(frozen=True)
class Person:
    """Somebody made up, with what a shop would know of them."""

    given: str
    family: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    birthday: tuple[int, int] | None
    birth_year: int | None
    tags: tuple[str, ...]
    company: str = ""

    @property
    def name(self) -> str:
        """The whole name."""
        return f"{self.given} {self.family}"


class Town:
    """Makes people and notes from a seed; the same seed makes the same town."""

    def __init__(self, seed: int, size: int) -> None:
        self.random = Random(seed)
        self.given = self._names(min(4_000, 400 + size // 25), 3)
        self.family = self._names(min(80_000, 1_500 + size // 5), 4)
        self.goods = self._names(_GOODS, 3)

    def person(self) -> Person:
        """Somebody new."""
        chance = self.random.random
        given, family = self.skewed(self.given).title(), self.skewed(self.family).title()
        known = chance() < 0.6
        return Person(
            given=given,
            family=family if chance() > 0.04 else f"{family}-{self.skewed(self.family).title()}",
            phones=tuple(self._phone() for _ in range((chance() < 0.9) + (chance() < 0.3))),
            emails=(self._email(given, family),) if chance() < 0.55 else (),
            birthday=(self.random.randint(1, 12), self.random.randint(1, 28)) if known else None,
            birth_year=self.random.randint(1935, 2012) if known and chance() < 0.7 else None,
            tags=tuple({self.skewed(TAGS, offset=2) for _ in range(2)}) if chance() < 0.4 else (),
            company=f"{self.skewed(self.family).title()} & Co" if chance() < 0.05 else "",
        )

    def note(self) -> tuple[str, Frame]:
        """What staff write, and the frame it was made from."""
        (frame,) = self.random.choices(FRAMES, _FRAME_WEIGHTS)
        day, other = self.random.sample(_DAYS, 2)
        text = frame.text.format(
            item=self.random.choice(_ITEMS),
            colour=self.random.choice(_COLOURS),
            goods=self.skewed(self.goods),
            day=day,
            other_day=other,
            number=self.random.randint(2, 40),
        )
        return text, frame

    def skewed(self, values: Sequence[str], *, offset: int = _OFFSET) -> str:
        """One of the values by the law of Zipf and Mandelbrot: the first ones are by far the commonest."""
        return values[int(offset * ((len(values) + offset) / offset) ** self.random.random()) - offset]

    def _names(self, number: int, longest: int) -> list[str]:
        made: dict[str, None] = {}
        while len(made) < number:
            parts = (
                self.random.choice(_STARTS) + self.random.choices(_MIDDLES, _MIDDLE_WEIGHTS)[0]
                for _ in range(self.random.randint(2, longest))
            )
            made["".join(parts) + self.random.choice(_ENDS)] = None
        return list(made)

    def _phone(self) -> str:
        if self.random.random() < 0.8:
            return f"07{self.random.randint(100, 999)} {self.random.randint(100_000, 999_999)}"
        return f"0{self.random.randint(1200, 1999)} {self.random.randint(100_000, 999_999)}"

    def _email(self, given: str, family: str) -> str:
        return f"{given}.{family}{self.random.randint(1, 999)}@{self.random.choice(_PROVIDERS)}".lower()
