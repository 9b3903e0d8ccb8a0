"""One row of a table into one customer, by a plan made once for all rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from deskmate.core import phones
from deskmate.core.importing import dates, formulas, names, resource, values
from deskmate.core.importing.columns import ADDRESS_PARTS
from deskmate.core.importing.records import (
    Address,
    Birthday,
    Column,
    EmailValue,
    Entry,
    Occasion,
    PhoneValue,
    Preference,
    Problem,
    Record,
    currency_exponent,
)

_FREE_TEXT = frozenset({"notes", "review", "entry_text", "preference"})
_SEVERAL = re.compile(r"\s+:::\s+|\s*[;\n]\s*")
_SEVERAL_EMAILS = re.compile(r"\s+:::\s+|[\s,;|]+(?=[^\s,;|@]+@)|\s*[;\n|]\s*")
_TAGS = re.compile(r"\s+:::\s+|\s*[;,|\n]\s*")
_SYSTEM_GROUPS = frozenset({"mycontacts", "my contacts", "starred", "meine kontakte", "markiert", "mes contacts"})
_MAIL_TYPES = frozenset({"smtp", "ex", "internet"})
_LABELS = {
    "personal": "home",
    "private": "home",
    "mobil": "mobile",
    "cell": "mobile",
    "privat": "home",
    "business": "work",
}
_UNDATED = frozenset({"amount", "rating", "entry_kind", "currency"})
_DATED = ("visit_at", "purchase_at", "note_at", "review_at", "entry_at")
_KIND_OF_DATE = {"visit_at": "visit", "purchase_at": "purchase", "note_at": "note", "review_at": "feedback"}


Taker = Callable[["_Draft", Column, str, "Plan", str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a table's columns mean, and how its dates are ordered."""

    columns: tuple[Column, ...]
    orders: Mapping[int, dates.Order]
    region: str = ""
    ambiguous_order: frozenset[int] = frozenset()
    labels: Mapping[int, int] = field(default_factory=dict)
    family_alone: bool = False
    steps: tuple[tuple[int, Taker, bool, Column], ...] = ()
    country: int = -1
    dated: Column | None = None


@dataclass(slots=True)
class _Draft:
    """A record while its row is read."""

    row: int
    region: str
    one: dict[str, str] = field(default_factory=dict)
    phones: list[PhoneValue] = field(default_factory=list)
    emails: list[EmailValue] = field(default_factory=list)
    places: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    preferences: list[Preference] = field(default_factory=list)
    occasions: list[Occasion] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    extra: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    birthday: Birthday | None = None
    opted_out: bool | None = None

    def say(self, column: Column, reason: str) -> None:
        self.problems.append(Problem(self.row, column.name, reason))

    def keep(self, column: Column, text: str) -> None:
        self.extra.append((column.name or f"Column {column.index + 1}", text))


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    lists = resource.load("countries.toml")
    return {name.casefold(): code for code, spelt in lists.items() for name in [*spelt, code]}


def country_code(text: str) -> str:
    """The ISO code of a country's name in any of the usual languages, or an empty text."""
    return _countries().get(text.strip().casefold(), "")


def read(number: int, cells: Sequence[str], plan: Plan) -> tuple[Record | None, list[Problem]]:
    """The record of one row and what was wrong with it; None for a row that names nobody."""
    draft = _Draft(number, _region(cells, plan) if plan.country >= 0 else plan.region)
    width = len(cells)
    for index, take, free_text, column in plan.steps:
        if index >= width:
            break
        if (raw := cells[index]) and (text := formulas.unguard(values.tidy(raw), free_text=free_text)):
            source = plan.labels.get(index)
            take(draft, column, text, plan, "" if source is None else _label(cells, source))
    _entries(draft, plan)
    return _finish(draft, plan), draft.problems


def make_plan(
    columns: tuple[Column, ...],
    orders: Mapping[int, dates.Order],
    region: str,
    *,
    ambiguous_order: frozenset[int] = frozenset(),
    family_alone: bool = False,
) -> Plan:
    """The plan for a table; `family_alone` says that a single word in the name column is a family name."""
    steps = tuple(
        (column.index, _TAKERS.get(column.field, _take_line), column.field in _FREE_TEXT, column)
        for column in columns
        if column.field not in ("ignored", "refused")
    )
    country = next((column.index for column in columns if column.field == "country"), -1)
    dated = next((column for kind in _DATED for column in columns if column.field == kind), None)
    return Plan(columns, orders, region, ambiguous_order, label_sources(columns), family_alone, steps, country, dated)


def _region(cells: Sequence[str], plan: Plan) -> str:
    text = cells[plan.country] if plan.country < len(cells) else ""
    return country_code(text) or plan.region


def _label(cells: Sequence[str], source: int) -> str:
    text = cells[source].strip().lstrip("* ").strip() if source < len(cells) else ""
    folded = text.casefold()
    return "" if folded in _MAIL_TYPES else _LABELS.get(folded, folded if len(folded) < 20 else text)


def _take_unknown(draft: _Draft, column: Column, text: str, _plan: Plan, _label: str) -> None:
    if column.field == "status" and (out := values.opted_out_by_status(text)) is not None:
        draft.opted_out = draft.opted_out or out
    draft.keep(column, text)


def _take_line(draft: _Draft, column: Column, text: str, _plan: Plan, _label: str) -> None:
    """A name or another single line; what evidently belongs elsewhere goes there, and is named."""
    text = values.one_line(text)
    kind = column.field
    if kind in ("name", "given", "family", "middle") and ("@" in text) and values.is_email(text):
        if kind == "name":
            draft.one.setdefault("name_email", text)
        draft.say(
            column, "Holds an e-mail address where a name is expected; the row may be shifted against the header."
        )
        if all(email.address.casefold() != values.email(text).casefold() for email in draft.emails):
            draft.emails.append(EmailValue(values.email(text)))
        return
    if values.is_blank(text) and kind not in ("family", "given", "external_id"):
        if kind == "name":
            draft.say(column, f"“{text}” is no name.")
        return
    if kind in draft.one:
        draft.keep(column, text)
    else:
        draft.one[kind] = text


def _take_phones(draft: _Draft, column: Column, text: str, _plan: Plan, label: str) -> None:
    label = label or column.label
    if "@" in text and values.is_email(text):
        draft.say(column, "Holds an e-mail address where a phone is expected.")
        draft.emails.append(EmailValue(values.email(text), label))
        return
    for typed in split_phones(text):
        if values.is_blank(typed):
            continue
        if not values.has_enough_digits(typed) or len(typed) > 100:
            draft.say(column, f"“{typed[:60]}” is no phone number; it is kept as a text.")
            draft.keep(column, typed)
            continue
        _add_phone(draft, typed, label)


def _add_phone(draft: _Draft, typed: str, label: str) -> None:
    if all(known.typed != typed or known.label != label for known in draft.phones):
        draft.phones.append(PhoneValue(typed, parse_phone(typed, draft.region), label))


def parse_phone(typed: str, region: str) -> str | None:
    """E.164 of what was typed, or None."""
    return phones.parse(typed, region).e164


def split_phones(text: str) -> list[str]:
    """The numbers of a cell that holds several: "030 1234 / 0171 5678", "a ::: b"."""
    if text.startswith("tel:"):
        return [text]
    if ";" not in text and "\n" not in text and ":::" not in text:
        return _split_slashes(text)
    parts = [part.strip() for part in _SEVERAL.split(text) if part.strip()]
    return [number for part in parts for number in _split_slashes(part)]


def _split_slashes(text: str) -> list[str]:
    """A slash or comma parts two numbers only where both sides are long enough to be numbers of their own."""
    if "," not in text and "/" not in text and "|" not in text and "o" not in text:
        return [text]
    for sign in (" / ", ", ", " | ", " or ", " oder "):
        pieces = [piece.strip() for piece in text.split(sign)]
        if len(pieces) > 1 and all(sum(c.isdigit() for c in piece) >= 6 for piece in pieces):
            return pieces
    return [text]


def _take_emails(draft: _Draft, column: Column, text: str, _plan: Plan, label: str) -> None:
    label = label or column.label
    for typed in _SEVERAL_EMAILS.split(text) if not values.is_email(text) else (text,):
        if values.is_blank(typed):
            continue
        address = values.email(typed)
        if values.is_email(address):
            if all(known.address.casefold() != address.casefold() for known in draft.emails):
                draft.emails.append(EmailValue(address, label))
        elif values.looks_like_phone(typed):
            draft.say(column, "Holds a phone where an e-mail address is expected.")
            _add_phone(draft, typed, "")
        else:
            draft.say(column, f"“{typed[:60]}” is no e-mail address; it is kept as a text.")
            draft.keep(column, typed)


def _take_address(draft: _Draft, column: Column, text: str, _plan: Plan, label: str) -> None:
    label = label or column.label
    place = draft.places.setdefault(f"{column.label}#{column.slot}", {})
    if label and "label" not in place:
        place["label"] = label
    part = "street" if column.field == "address" else column.field
    if column.field == "address" and "street" in place:
        return  # the formatted form of what the other columns already hold
    if part in place:
        draft.keep(column, text)
    else:
        place[part] = text


def tags(text: str) -> list[str]:
    """The tags of a cell; groups that an address book makes for itself are left out."""
    found = []
    for tag in _TAGS.split(text):
        bare = tag.removeprefix("* ").strip().strip("\"'").lstrip("#")
        if bare and bare.casefold() not in _SYSTEM_GROUPS and not values.is_blank(bare):
            found.append(bare)
    return found


def _take_date(draft: _Draft, column: Column, text: str, plan: Plan, _label: str) -> None:
    if dates.is_empty(text) or values.is_blank(text):
        return
    moment = _moment(draft, column, text, plan)
    if moment is None:
        return
    if column.field == "birthday":
        draft.birthday = moment.day
    elif column.field == "anniversary":
        draft.occasions.append(Occasion("anniversary", moment.day))
    elif moment.day.year:
        kind = "visit" if column.field == "last_visit" else "purchase"
        draft.entries.append(Entry(moment.iso, kind, column.name))


def _moment(draft: _Draft, column: Column, text: str, plan: Plan) -> dates.Moment | None:
    if column.index in plan.ambiguous_order and dates.needs_order(text):
        draft.say(column, f"“{text[:40]}” can be two different days; say whether the day or the month comes first.")
        draft.keep(column, text)
        return None
    moment = dates.parse(text, plan.orders.get(column.index))
    if moment is None:
        draft.say(column, f"“{text[:40]}” is no date; it is kept as a text.")
        draft.keep(column, text)
    return moment


def _take_consent(draft: _Draft, column: Column, text: str, _plan: Plan, _label: str) -> None:
    if column.field == "opted_out_at":
        if not dates.is_empty(text) and not values.is_blank(text):
            draft.opted_out = True
            moment = dates.parse(text, dates.Order("dmy", False))
            draft.one["opted_out_at"] = moment.iso if moment else text
        return
    answer = values.yes_or_no(text)
    if answer is None:
        status = values.opted_out_by_status(text)
        answer = None if status is None else (status if column.field == "opted_out" else not status)
    if answer is None:
        draft.keep(column, text)
    else:
        out = answer if column.field == "opted_out" else not answer
        draft.opted_out = bool(draft.opted_out) or out


def _entries(draft: _Draft, plan: Plan) -> None:
    """A dated purchase, visit, note or review of this row becomes an entry of the timeline."""
    dated = plan.dated if plan.dated is not None and plan.dated.field in draft.one else None
    if dated is None and not draft.texts and not draft.one.keys() & _UNDATED:
        return
    text = "; ".join(draft.texts)
    amount, currency = values.money(draft.one["amount"]) if "amount" in draft.one else (None, "")
    rating = draft.one.get("rating", "")
    if dated is None:
        _undated(draft, plan, text, rating)
        return
    moment = _moment(draft, dated, draft.one[dated.field], plan)
    if moment is None or not moment.day.year:
        _undated(draft, plan, text, rating)
        return
    kind = values.words().entry_kinds.get(draft.one.get("entry_kind", "").casefold(), "") or _KIND_OF_DATE.get(
        dated.field, ""
    )
    if not kind:
        kind = "feedback" if rating or any(c.field == "review" for c in plan.columns) else ""
        kind = kind or ("purchase" if amount is not None else "note")
    if kind == "note" and not text and draft.notes:
        text = draft.notes.pop()
    currency = draft.one.get("currency", "").upper()[:3] or currency
    minor = None if amount is None else round(amount * 10 ** currency_exponent(currency))
    draft.entries.append(Entry(moment.iso, kind, _with_stars(text, rating), minor, currency))


def _with_stars(text: str, rating: str) -> str:
    value = values.stars(rating) if rating else None
    if value is None:
        return f"{rating}: {text}" if rating and text else rating or text
    return f"{value:g} of 5 stars: {text}" if text else f"{value:g} of 5 stars"


def _undated(draft: _Draft, plan: Plan, text: str, rating: str) -> None:
    """Without a date nothing can stand on the timeline: the words stay with the customer."""
    for column in plan.columns:
        if column.field in _UNDATED and column.field in draft.one:
            draft.keep(column, draft.one[column.field])
    if text:
        draft.notes.append(_with_stars(text, "") if not rating else text)


def _take_notes(draft: _Draft, _column: Column, text: str, _plan: Plan, _label: str) -> None:
    draft.notes.append(text)


def _take_tags(draft: _Draft, _column: Column, text: str, _plan: Plan, _label: str) -> None:
    draft.tags += tags(text)


def _take_url(draft: _Draft, _column: Column, text: str, _plan: Plan, _label: str) -> None:
    draft.urls.append(text)


def _take_preference(draft: _Draft, column: Column, text: str, _plan: Plan, _label: str) -> None:
    if not values.is_blank(text):
        draft.preferences.append(Preference(column.label or "like", text))


def _take_plain(draft: _Draft, column: Column, text: str, _plan: Plan, _label: str) -> None:
    draft.one[column.field] = text


def _take_text(draft: _Draft, _column: Column, text: str, _plan: Plan, _label: str) -> None:
    draft.texts.append(text)


_TAKERS: dict[str, Taker] = {
    "": _take_unknown,
    "status": _take_unknown,
    "phone": _take_phones,
    "email": _take_emails,
    **dict.fromkeys(ADDRESS_PARTS, _take_address),
    "notes": _take_notes,
    "tags": _take_tags,
    "url": _take_url,
    "preference": _take_preference,
    **dict.fromkeys(("birthday", "anniversary", "last_visit", "last_purchase"), _take_date),
    **dict.fromkeys(("marketing_ok", "opted_out", "opted_out_at"), _take_consent),
    **dict.fromkeys(("email_label", "phone_label", "address_label", *_DATED, *_UNDATED), _take_plain),
    "entry_text": _take_text,
    "review": _take_text,
}


def _finish(draft: _Draft, plan: Plan) -> Record | None:
    one = draft.one
    parts = _names(draft, plan)
    addresses = tuple(_address(place) for place in draft.places.values())
    addresses = tuple(address for address in addresses if any(address.parts))
    birthday = draft.birthday or _birthday_of_parts(one)
    name = parts["name"] or _fallback_name(draft)
    if not name:
        draft.problems.append(Problem(draft.row, "", "Left out: the row has no name, no phone and no e-mail address."))
        return None
    organisation = one.get("organisation", "")
    return Record(
        source_row=draft.row,
        name=name,
        given=parts["given"],
        middle=parts["middle"],
        family=parts["family"],
        prefix=parts["prefix"],
        suffix=parts["suffix"],
        known_as=parts["known_as"],
        reading=_reading(one),
        organisation=organisation,
        department=one.get("department", ""),
        job_title=one.get("job_title", ""),
        is_company=name == organisation or (not parts["given"] and names.looks_like_company(name)),
        phones=tuple(draft.phones),
        emails=tuple(draft.emails),
        addresses=addresses,
        birthday=birthday,
        occasions=tuple(draft.occasions),
        notes="\n".join(draft.notes),
        tags=tuple(dict.fromkeys(draft.tags)),
        language=one.get("language", ""),
        urls=tuple(dict.fromkeys(draft.urls)),
        preferences=tuple(draft.preferences),
        entries=tuple(draft.entries),
        opted_out=draft.opted_out,
        opted_out_at=one.get("opted_out_at", ""),
        external_id=one.get("external_id", ""),
        extra=tuple(draft.extra),
    )


def _fallback_name(draft: _Draft) -> str:
    """What a customer without a name is called: the company, the e-mail address or the phone."""
    if organisation := draft.one.get("organisation", ""):
        return organisation
    if draft.emails:
        return draft.emails[0].address
    return draft.phones[0].typed if draft.phones else ""


def _names(draft: _Draft, plan: Plan) -> dict[str, str]:
    one = draft.one
    found = {part: one.get(part, "") for part in ("name", "given", "middle", "family", "prefix", "suffix", "known_as")}
    found["family"] = " ".join(p for p in (one.get("infix", ""), found["family"], one.get("family2", "")) if p)
    full = found["name"]
    language = names.language_code(one.get("language", ""), "" if one.get("language") else plan.region)
    if full and not (found["given"] or found["family"]):
        split = names.split(full, language, family_first=plan.family_alone)
        for part in ("given", "middle", "family", "prefix", "suffix", "known_as"):
            found[part] = found[part] or getattr(split, part)
        if "," in full and split.given and split.family:
            found["name"] = names.compose(given=split.given, family=split.family, language=language)
    elif not full or _says_less(full, found):
        found["name"] = names.compose(given=found["given"], family=found["family"], language=language)
        found["name"] = found["name"] or found["middle"] or found["known_as"] or full
    return found


def _says_less(full: str, found: Mapping[str, str]) -> bool:
    """Whether a display name only repeats a part of the name, as when it holds the given name alone."""
    whole = f"{found['given']} {found['family']}".casefold().split()
    shown = full.casefold().split()
    return len(shown) < len(whole) and all(word in whole for word in shown)


def _reading(one: Mapping[str, str]) -> str:
    if one.get("reading"):
        return one["reading"]
    return " ".join(one[part] for part in ("reading_family", "reading_given") if one.get(part))


def _birthday_of_parts(one: Mapping[str, str]) -> Birthday | None:
    month, day = one.get("birth_month", ""), one.get("birth_day", "")
    if not month.isdecimal() or not day.isdecimal():
        return None
    year = one.get("birth_year", "")
    text = f"{year}-{month}-{day}" if year.isdecimal() and len(year) == 4 else f"--{month}-{day}"
    moment = dates.parse(text)
    return moment.day if moment else None


def _address(place: Mapping[str, str]) -> Address:
    street = ", ".join(place[part] for part in ("street", "street2", "street3") if place.get(part))
    if number := place.get("house_number", ""):
        street = f"{street} {number}".strip()
    return Address(
        street=street,
        po_box=place.get("po_box", ""),
        city=values.one_line(place.get("city", "")),
        region=values.one_line(place.get("region", "")),
        postal_code=place.get("postal_code", ""),
        country=values.one_line(place.get("country", "")),
        label=place.get("label", ""),
    )


def label_sources(columns: Iterable[Column]) -> dict[int, int]:
    """For each value column the column that says what kind it is ("E-mail 1 - Type" for "E-mail 1 - Value")."""
    columns = list(columns)
    found: dict[int, int] = {}
    for kind, targets in (("email", {"email"}), ("phone", {"phone"}), ("address", ADDRESS_PARTS)):
        sources = {column.slot: column.index for column in columns if column.field == f"{kind}_label"}
        for column in columns:
            if column.field in targets and column.slot in sources:
                found[column.index] = sources[column.slot]
    return found
