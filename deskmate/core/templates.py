"""Suggested texts: a greeting, a confirmation, a word of amends, in the shop's wording. Only people send them.

Fields in braces are replaced from a fixed list in one pass, so that neither a wording nor a customer's name can reach
anything else; a field that is not on the list, or has nothing to say here, stays as typed and is named.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from deskmate import paths
from deskmate.core import audit, consents, customers, people, settings, text, zones
from deskmate.core.actors import Actor, require_owner
from deskmate.core.db import Database, Topic
from deskmate.core.errors import Conflict, InvalidInput, NotFound
from deskmate.core.models import Customer, FollowUp, Setting

FIELDS = ("first_name", "name", "shop", "date", "time", "service", "promise")
NAMES = (
    "birthday-greeting",
    "occasion-greeting",
    "appointment-confirmation",
    "appointment-moved",
    "promise-kept",
    "put-right",
    "not-seen-lately",
    "time-free",
)
GREETINGS = frozenset({"birthday-greeting", "occasion-greeting"})
LONGEST = 2_000
# what a customer may have refused, by the text that it concerns
_PURPOSES = {
    "birthday-greeting": "greetings",
    "occasion-greeting": "greetings",
    "appointment-confirmation": "reminders",
    "appointment-moved": "reminders",
    "time-free": "reminders",
    "not-seen-lately": "offers",
}
_REFUSED = {
    "greetings": "{name} does not want greetings, so there is no text for it.",
    "reminders": "{name} does not want to be reminded, so there is no text for it.",
    "offers": "{name} does not want to be written to about the shop, so there is no text for it.",
}
_KEY = "suggested_texts"
_FIELD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Template:
    """A suggested text: its wording now, the wording it came with, and whether the shop changed it."""

    name: str
    title: str
    wording: str
    original: str

    @property
    def changed(self) -> bool:
        """Whether the shop has its own wording."""
        return self.wording != self.original


@dataclass(frozen=True)
class Suggestion:
    """A text for one customer; `open_fields` are those of its wording that nothing was known for."""

    title: str
    text: str
    open_fields: tuple[str, ...]


def listed(db: Database) -> list[Template]:
    """All suggested texts as the shop words them."""
    with db.read() as session:
        own = _own(session)
    return [_template(name, own) for name in NAMES]


def title_of(name: str) -> str:
    """What a suggested text is called; raises `NotFound`."""
    return _shipped(name)["title"]


def save(db: Database, name: str, wording: str, *, by: Actor, now: datetime) -> None:
    """Keeps the shop's wording of a text; an empty one brings the original back. Only the owner may."""
    require_owner(by, "change the suggested texts")
    original = _shipped(name)["text"]
    wording = text.clean(wording)
    if len(wording) > LONGEST:
        raise InvalidInput(f"The text is too long: {len(wording):,} characters, at most {LONGEST:,} fit.")
    with db.write(Topic.SETTINGS) as session:
        own = _own(session)
        own.pop(name, None)
        if wording and wording != original:
            own[name] = wording
        settings.store(session, **{_KEY: own})
        audit.note(session, by, "suggested text changed", "settings", [name], now=now)


def suggest(
    db: Database, name: str, customer_id: int, *, about: Mapping[str, str] | None = None, now: datetime
) -> Suggestion:
    """The text for a customer. `about` fills date, time, service and promise, as they are to be read.

    Raises `Conflict` with the reason where the customer should not get it.
    """
    with db.read() as session:
        customer = customers.get(session, customer_id)
        shop = settings.load(session)
        _check_etiquette(session, name, customer, now.astimezone(zones.of(shop)).date())
        template = _template(name, _own(session))
    first = people.call_name(customer.name, customer.given, customer.known_as)
    values = {**(about or {}), "first_name": first, "name": customer.name, "shop": shop.shop_name}
    known = {field: values[field] for field in FIELDS if values.get(field)}
    return Suggestion(template.title, fill(template.wording, known), _open_fields(template.wording, known))


def fill(wording: str, values: Mapping[str, str]) -> str:
    """The wording with its fields replaced, each once: braces in a value are not looked at. Pure."""
    return _FIELD.sub(lambda found: _value(found, values), wording)


def spoken_day(day: date) -> str:
    """A date as it is written to a customer."""
    return f"{day:%A} {day.day} {day:%B}"


def _value(found: re.Match[str], values: Mapping[str, str]) -> str:
    field = found[1]
    return values[field] if field in FIELDS and field in values else found[0]


def _open_fields(wording: str, values: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found[0] for found in _FIELD.finditer(wording) if found[1] not in values))


def _check_etiquette(session: Session, name: str, customer: Customer, today: date) -> None:
    assert customer.id is not None
    if customer.deceased:
        raise Conflict(f"{customer.name} has died, so there is no text to send.")
    if customer.do_not_contact:
        raise Conflict(f"{customer.name} asked not to be contacted, so there is no text to send.")
    if name in GREETINGS:
        _check_greeting(session, customer, today)
    purpose = _PURPOSES.get(name)
    if purpose and consents.refused(session, customer.id, purpose, today):
        raise Conflict(_REFUSED[purpose].replace("{name}", customer.name))


def _check_greeting(session: Session, customer: Customer, today: date) -> None:
    if customer.no_greetings:
        raise Conflict(_REFUSED["greetings"].replace("{name}", customer.name))
    if customer.bereaved_until is not None and customer.bereaved_until >= today:
        raise Conflict(f"{customer.name} is in mourning, so there is no cheerful text.")
    query = select(FollowUp.id).where(FollowUp.customer_id == customer.id, FollowUp.state == "open")
    if session.exec(query).first() is not None:
        raise Conflict(f"{customer.name} may need a call first: the greeting waits until somebody has called.")


def _template(name: str, own: Mapping[str, str]) -> Template:
    shipped = _shipped(name)
    return Template(name, shipped["title"], own.get(name, shipped["text"]), shipped["text"])


def _shipped(name: str) -> dict[str, str]:
    if name not in NAMES:
        raise NotFound(f"There is no suggested text called “{name[:80]}”.")
    path = paths.resources() / "templates" / f"{name}.toml"
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    return {"title": found["title"], "text": found["text"].strip()}


def _own(session: Session) -> dict[str, str]:
    row = session.get(Setting, _KEY)
    stored = row.value if row is not None else None
    if not isinstance(stored, dict):
        return {}
    return {name: wording for name, wording in stored.items() if name in NAMES and isinstance(wording, str)}
