"""Trade packs: what a kind of shop sells, how it talks, and the services to start from; TOML in resources/trades."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from deskmate import paths
from deskmate.core.errors import FileProblem, NotFound
from deskmate.core.sentiment.types import Context

GENERAL = "general"
_KEYS = frozenset({"title", "goods", "neutral_words", "idioms", "services", "preferences", "alerts"})


@dataclass(frozen=True)
class Service:
    """A service to start from: its name, how many minutes it takes, and perhaps a price in minor units (cents)."""

    name: str
    minutes: int
    price: int | None = None


@dataclass(frozen=True)
class Pack:
    """One kind of shop. `idioms` are its own phrases with a weight from -1 (unhappy) to 1 (happy)."""

    name: str
    title: str
    goods: tuple[str, ...] = ()
    neutral_words: tuple[str, ...] = ()
    idioms: tuple[tuple[str, float], ...] = ()
    services: tuple[Service, ...] = ()
    preferences: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """The names of the packs that come with Deskmate, in alphabetical order."""
    return tuple(sorted(path.stem for path in (paths.resources() / "trades").glob("*.toml")))


@lru_cache(maxsize=32)
def load(trade: str) -> Pack:
    """The pack called `trade` ("hair-salon") or titled so ("Hair salon"); raises `NotFound`."""
    if trade in names():
        return parse((paths.resources() / "trades" / f"{trade}.toml").read_text(encoding="utf-8"), name=trade)
    for name in names():
        if load(name).title.casefold() == trade.strip().casefold():
            return load(name)
    raise NotFound(f"There is no trade pack called “{trade}”; there are: {', '.join(names())}.")


def parse(text: str, *, name: str) -> Pack:
    """A pack from TOML, for example the owner's edited one; raises `FileProblem` with the sentence to show."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FileProblem(f"The trade pack “{name}” can't be read: {error}.") from None
    if unknown := sorted(set(data) - _KEYS):
        raise FileProblem(f"The trade pack “{name}” has a part nobody knows: {', '.join(unknown)}.")
    try:
        return _pack(name, data)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise FileProblem(f"The trade pack “{name}” isn't complete or has a wrong kind of value: {error}.") from None


def _pack(name: str, data: dict[str, Any]) -> Pack:
    return Pack(
        name=name,
        title=_text(data.get("title", name)),
        goods=_texts(data.get("goods", [])),
        neutral_words=_texts(data.get("neutral_words", [])),
        idioms=tuple((_text(phrase), _weight(weight)) for phrase, weight in data.get("idioms", {}).items()),
        services=tuple(_service(entry) for entry in data.get("services", [])),
        preferences=_texts(data.get("preferences", [])),
        alerts=_texts(data.get("alerts", [])),
    )


def _service(entry: dict[str, Any]) -> Service:
    minutes, price = entry["minutes"], entry.get("price")
    if not isinstance(minutes, int) or not 0 < minutes <= 24 * 60:
        raise ValueError(f"{entry['name']} needs minutes between 1 and 1440")
    if price is not None and (not isinstance(price, int) or price < 0):
        raise ValueError(f"the price of {entry['name']} must be a whole number of cents or pence")
    return Service(_text(entry["name"]), minutes, price)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError(f"{value!r} is no text")
    return value.strip()


def _texts(values: object) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TypeError(f"{values!r} is no list")
    return tuple(_text(value) for value in values)


def _weight(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1 <= value <= 1:
        raise ValueError(f"the weight {value!r} must lie between -1 and 1")
    return float(value)


def context(
    pack: Pack | None = None,
    *,
    names: Iterable[str] = (),
    extra_goods: Iterable[str] = (),
    extra_neutral_words: Iterable[str] = (),
    extra_idioms: Iterable[tuple[str, float]] = (),
) -> Context:
    """What a reading needs to know: the pack, the words all shops share, people's names, the shop's own additions."""
    shared = load(GENERAL)
    own = pack or shared
    both = (shared, own) if own.name != GENERAL else (own,)
    return Context(
        names=tuple(dict.fromkeys(names)),
        goods=_unique(*(p.goods for p in both), extra_goods),
        neutral_words=_unique(*(p.neutral_words for p in both), extra_neutral_words),
        idioms=tuple(dict([*(i for p in both for i in p.idioms), *extra_idioms]).items()),
        trade=own.name,
    )


def _unique(*groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for group in groups for value in group))
