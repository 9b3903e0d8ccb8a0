"""What the shop holds about one customer, all of it, in plain words: to show them, or to hand over as a file.

Made from the tables themselves, so that a table added later is in it too. Source: GDPR Articles 15 and 20.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from html import escape
from typing import Any

from sqlalchemy import Column, Table
from sqlmodel import Session, select

from deskmate.core import audit, money, relations, zones
from deskmate.core.actors import Actor, require_owner
from deskmate.core.db import Database
from deskmate.core.errors import NotFound
from deskmate.core.models import Customer, Tag, metadata
from deskmate.core.settings import load

_TITLES = {
    "customer": "Who you are",
    "contact_detail": "How to reach you",
    "interaction": "What happened, and how it was understood",
    "appointment": "Appointments",
    "wait_entry": "What you wait for",
    "preference": "What you like, and what to look out for",
    "follow_up": "When a call to you was thought of",
    "call_attempt": "Calls to you",
    "promise": "What was promised to you",
    "reminder": "Reminders about you",
    "reminder_state": "Which reminders about you were seen",
    "consent": "What you agreed to",
    "attachment": "Pictures and documents",
    "draft": "What was begun about you and not saved",
    "occasion": "Days to remember",
    "relation": "Who you belong with",
    "apart": "Whom you were found not to be",
    "customer_tag": "Groups you are in",
    "own_value": "What else was noted",
    "merge_record": "Cards of yours that became one",
    "customer_state": "What the follow-up list is worked out from",
    "visit_rhythm": "How often you usually come",
}
_OWN_WORDS = {("contact_detail", "label"): "label"}  # where a table means something else by a name
_WORDS = {
    "at": "when",
    "by": "written by",
    "label": "understood as",
    "score": "how strongly (-1 unhappy, 1 happy)",
    "confidence": "how sure",
    "evidence": "the words that counted",
    "engine_version": "understood by",
    "overruled_because": "set aside because",
    "overruled_by": "set aside by",
    "overruled_at": "set aside on",
    "mood": "mood that staff saw",
    "no_mood_reading": "moods are not read",
    "worry_key": "worry value",
    "do_not_contact": "not to be contacted",
}
# numbers by which rows find each other, and forms made only for searching and sorting
_LEFT_OUT = frozenset({"id", "customer_id", "sort_name", "normal", "digits", "position", "folded"})


@dataclass(frozen=True)
class Section:
    """One kind of thing that is held: its heading, and each entry as (what, value) pairs."""

    table: str
    title: str
    entries: tuple[tuple[tuple[str, Any], ...], ...]

    def shortened(self, most: int) -> "Section":
        """The section with at most so many entries, and one that says how many more there are."""
        if len(self.entries) <= most:
            return self
        more = (("and", f"{len(self.entries) - most:,} more"),)
        return replace(self, entries=(*self.entries[:most], more))


@dataclass(frozen=True)
class Report:
    """Everything about one customer on one day."""

    shop: str
    name: str
    made_at: datetime
    sections: tuple[Section, ...]
    zone: tzinfo = UTC

    def to_read(self, section: Section) -> Iterator[list[tuple[str, str]]]:
        """Each entry of a section in words: times as the shop's clock showed them, amounts as money."""
        for entry in section.entries:
            yield [(what[:1].upper() + what[1:], words(value, self.zone)) for what, value in _with_money(entry)]

    @property
    def title(self) -> str:
        """The report's heading."""
        return f"What {self.shop or 'this shop'} holds about {self.name}"

    @property
    def introduction(self) -> str:
        """What stands below it: from when it is, and what may be asked for."""
        return (
            f"Made on {_day(self.made_at.astimezone(self.zone))}. Empty fields are left out. You may ask for anything "
            "here to be corrected or erased, and for moods not to be read from what is written about you."
        )

    def shortened(self, most: int) -> "Report":
        """The report with at most so many entries of each kind, to look at."""
        return replace(self, sections=tuple(section.shortened(most) for section in self.sections))

    def as_json(self) -> dict[str, Any]:
        """The report for a program: every value as it is stored."""
        held = {
            section.table: [{what: _plain(value) for what, value in entry} for entry in section.entries]
            for section in self.sections
        }
        return {"shop": self.shop, "customer": self.name, "made_at": self.made_at.isoformat(), "held": held}

    def as_html(self) -> str:
        """The report as one page to read or print; nothing in it is fetched from anywhere."""
        body = "".join(_html_section(section.title, self.to_read(section)) for section in self.sections)
        title = escape(self.title)
        return (
            f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
            f"</head><body><h1>{title}</h1><p>{escape(self.introduction)}</p>{body}</body></html>"
        )


_STYLE = (
    "body{font:11pt/1.45 sans-serif;max-width:46em;margin:2em auto;padding:0 1em}h2{font-size:1.1em;margin-top:2em}"
    "dl{display:grid;grid-template-columns:14em 1fr;gap:.15em 1em;border-top:1px solid #bbb;padding-top:.5em}"
    "dt{color:#555}dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}"
)


def report(db: Database, customer_id: int, *, by: Actor, now: datetime) -> Report:
    """Everything the book holds about a customer, what lies in the bin too.

    Only the owner may, and it goes on the audit list. Raises `NotFound` for an unknown number.
    """
    require_owner(by, "see everything that is held about a customer")
    with db.write() as session:
        customer = session.get(Customer, customer_id)
        if customer is None:
            raise NotFound(f"There is no customer with the number {customer_id} (any more).")
        sections = tuple(filter(None, (_section(session, table, customer_id) for table in _tables())))
        shop = load(session)
        audit.note(session, by, "access report made", f"customer:{customer_id}", now=now)
        return Report(shop.shop_name, customer.name, now, sections, zones.of(shop))


def _tables() -> list[Table]:
    named = [metadata.tables[name] for name in _TITLES if name in metadata.tables]
    return [*named, *(table for table in metadata.sorted_tables if table not in named and _links(table))]


def _links(table: Table) -> list[Column[Any]]:
    if table.name == "customer":
        return [table.c.id]
    linked = [c for c in table.columns if any(key.target_fullname == "customer.id" for key in c.foreign_keys)]
    return [column for column in linked if column.name != "merged_into_id"]


def _section(session: Session, table: Table, customer_id: int) -> Section | None:
    entries = []
    for link in _links(table):
        for row in session.connection().execute(table.select().where(link == customer_id)).mappings():
            entries.append(tuple(_pairs(session, table, dict(row), customer_id)))
    title = _TITLES.get(table.name, table.name.replace("_", " ").capitalize())
    return Section(table.name, title, tuple(entries)) if entries else None


def _pairs(session: Session, table: Table, row: dict[str, Any], about: int) -> list[tuple[str, Any]]:
    if table.name == "relation":
        first = row["customer_id"] != about
        other = row["customer_id"] if first else row["other_id"]
        return [(relations.role_of(row["kind"], first=first), _name_of(session, metadata.tables["customer"], other))]
    if table.name == "customer_tag":
        return [("group", session.exec(select(Tag.name).where(Tag.id == row["tag_id"])).one())]
    pairs = []
    for name, value in row.items():
        linked = next(iter(table.c[name].foreign_keys), None)
        if name in _LEFT_OUT or value in (None, "", []) or value is False:
            continue
        shown = value if linked is None else _name_of(session, linked.column.table, value)
        what = name if linked is None else name.removesuffix("_id")
        pairs.append((_OWN_WORDS.get((table.name, what)) or _WORDS.get(what, what.replace("_", " ")), shown))
    return pairs


def _name_of(session: Session, table: Table, number: int) -> Any:
    if "name" not in table.columns:
        return number
    return session.connection().execute(select(table.c.name).where(table.c.id == number)).scalar() or number


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return value if isinstance(value, str | int | float | list | dict) else str(value)


def _with_money(entry: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """An amount and its currency are one thing to read."""
    currency = dict(entry).get("currency", "")
    for what, value in entry:
        if what.endswith(" minor") and currency:
            yield what.removesuffix(" minor"), money.show(value, currency)
        elif what != "currency":
            yield what, value


def _html_section(title: str, entries: Iterable[list[tuple[str, str]]]) -> str:
    lists = "".join(
        "<dl>" + "".join(f"<dt>{escape(what)}</dt><dd>{escape(said)}</dd>" for what, said in entry) + "</dl>"
        for entry in entries
    )
    return f"<h2>{escape(title)}</h2>{lists}"


def words(value: Any, zone: tzinfo = UTC) -> str:
    """A value as the report says it."""
    if isinstance(value, date):
        return _when(value, zone)
    if isinstance(value, list):
        return "\n".join(words(item, zone) for item in value)
    if isinstance(value, dict):
        return _evidence(value, zone)
    if isinstance(value, bytes):
        return f"a file of {len(value):,} bytes"
    return _number(value) if isinstance(value, bool | float) else str(value)


def _number(value: bool | float) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def _when(value: date, zone: tzinfo) -> str:
    if not isinstance(value, datetime):
        return _day(value)
    wall = value if value.tzinfo is None else value.astimezone(zone)  # a wall time is kept as it was chosen
    return f"{_day(wall)}, {wall:%H:%M}"


def _evidence(value: dict[str, Any], zone: tzinfo) -> str:
    kept = {name: item for name, item in value.items() if name in ("text", "quote", "why", "at") and item}
    return " – ".join(_instant(item, zone) if name == "at" else str(item) for name, item in (kept or value).items())


def _instant(item: Any, zone: tzinfo) -> str:
    try:
        return words(datetime.fromisoformat(str(item)), zone)
    except ValueError:
        return str(item)


def _day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"
