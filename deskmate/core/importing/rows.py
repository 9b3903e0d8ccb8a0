"""One row of a table into one customer, by a plan made once for all rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from deskmate.core.importing import dates, formulas, happenings, names, resource, row_names, values
from deskmate.core.importing.cells import DATED, TAKERS, parse_phone, take_as_it_is, take_line
from deskmate.core.importing.draft import Draft, Plan, Step
from deskmate.core.importing.glance import Glance
from deskmate.core.importing.headers import ADDRESS_PARTS, LABELLED, kind_of
from deskmate.core.importing.records import Address, Birthday, Column, Occasion, PhoneValue, Problem, Record
from deskmate.core.importing.visit_columns import comments_in

# fields of a record that say what the column of that name says
STRAIGHT = ("department", "job_title", "language", "opted_out_at", "external_id")
_FREE_TEXT = frozenset({"notes", "review", "entry_text", "preference"})
_MAIL_TYPES = frozenset({"smtp", "ex", "internet"})
_WORDED = frozenset({"event", "relation", "custom", "im"})  # what they are called is the person's own word
_LABELS = {
    "personal": "home",
    "private": "home",
    "mobil": "mobile",
    "cell": "mobile",
    "privat": "home",
    "business": "work",
}


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    lists = resource.load("countries.toml")
    return {name.casefold(): code for code, spelt in lists.items() for name in [*spelt, code]}


def country_code(text: str) -> str:
    """The ISO code of a country's name in any of the usual languages, or an empty text."""
    return _countries().get(text.strip().casefold(), "")


def read(number: int, cells: Sequence[str], plan: Plan) -> tuple[Record | None, list[Problem]]:
    """The record of one row and what was wrong with it; None for a row that names nobody."""
    draft = Draft(number, _region(cells, plan) if plan.country >= 0 else plan.region)
    width, labels = len(cells), plan.labels
    for index, take, plain, free_text, column in plan.steps:
        if index >= width:
            break
        text = cells[index]
        if not plain:
            text = formulas.unguard(values.tidy(text), free_text=free_text)
        if text:
            take(draft, column, text, plan, _label(cells, labels[index], column.field) if index in labels else "")
    happenings.add_entries(draft, plan)
    return _finish(draft, plan), draft.problems


def make_plan(
    columns: tuple[Column, ...],
    glances: Mapping[int, Glance],
    orders: Mapping[int, dates.Order],
    region: str,
    *,
    ambiguous_order: frozenset[int] = frozenset(),
    family_alone: bool = False,
    family_first: bool = False,
    capitals: bool = False,
    by_number: bool = False,
    today: date | None = None,
) -> Plan:
    """The plan for a table; `family_alone`: a single name is a family's, `family_first`: whole names begin with it.

    `capitals`: so do whole names whose first words are in capitals. After `today` nobody was born.
    """
    steps = tuple(_steps(columns, glances))
    country = next((column.index for column in columns if column.field == "country"), -1)
    dated = next((column for kind in DATED for column in columns if column.field == kind), None)
    labels = label_sources(columns)
    days_in_parts = any(column.field in ("birth_day", "anniversary_day") for column in columns)
    comments = frozenset() if dated is None else comments_in(columns)
    return Plan(columns, orders, region, ambiguous_order, labels, family_alone, family_first, capitals, steps, country,
                dated, by_number, days_in_parts, comments, today)  # fmt: skip


def _steps(columns: Iterable[Column], glances: Mapping[int, Glance]) -> Iterator[Step]:
    """What is done with each column that says anything and is wanted."""
    wanted = [column for column in columns if column.field not in ("ignored", "refused")]
    times = Counter(column.field for column in wanted)
    for column in wanted:
        seen = glances[column.index]
        if not seen.empty:
            take = TAKERS.get(column.field, take_line)
            if take is take_line and seen.plain and not seen.has_at and times[column.field] == 1:
                take = take_as_it_is
            yield column.index, take, seen.plain, column.field in _FREE_TEXT, column


def _region(cells: Sequence[str], plan: Plan) -> str:
    text = cells[plan.country] if plan.country < len(cells) else ""
    return country_code(text) or plan.region


def _label(cells: Sequence[str], source: int, field: str) -> str:
    text = cells[source].strip().lstrip("* ").strip() if source < len(cells) else ""
    folded = text.casefold()
    if field in _WORDED:
        return text
    if folded in _MAIL_TYPES:
        return ""
    return _LABELS.get(folded, "") or kind_of(text) or (folded if len(folded) < 20 else text)


def _finish(draft: Draft, plan: Plan) -> Record | None:
    one = draft.one
    parts = row_names.parts_of(draft, plan)
    addresses = tuple([a for a in map(_address, draft.places.values()) if any(a.parts)]) if draft.places else ()
    birthday = draft.birthday
    if plan.days_in_parts:
        birthday = birthday or _day_of_parts(one, "birth")
        if (day := _day_of_parts(one, "anniversary")) is not None:
            draft.occasions.append(Occasion("anniversary", day))
    name = parts["name"] or _fallback_name(draft)
    if name and not draft.phones and (name[0] in "+(" or name[0].isdecimal()) and values.looks_like_phone(name):
        # who is known by a number alone can be called at it
        draft.phones.append(PhoneValue(name, parse_phone(name, draft.region)))
    by_number = not name and plan.by_number and bool(one.get("external_id") and draft.entries)
    name = one["external_id"] if by_number else name
    if not name:
        draft.problems.append(Problem(draft.row, "", "Left out: the row has no name, no phone and no e-mail address."))
        return None
    told_apart = draft.phones or draft.emails or draft.places or birthday or "external_id" in one or "family" in one
    if plan.dated is not None and values.names_nobody(name) and not told_apart:
        draft.problems.append(Problem(draft.row, "", f"Left out: “{name[:60]}” is nobody in particular."))
        return None
    organisation = one.get("organisation", "")
    straight: dict[str, Any] = {field: one[field] for field in STRAIGHT if field in one}
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
        is_company=("is_company" in one and values.yes_or_no(one["is_company"]) is True)
        or name == organisation
        or (not parts["given"] and names.looks_like_company(name)),
        phones=tuple(draft.phones),
        emails=tuple(draft.emails),
        addresses=addresses,
        birthday=birthday,
        occasions=tuple(draft.occasions),
        notes="\n".join(draft.notes),
        tags=tuple(dict.fromkeys(draft.tags)) if draft.tags else (),
        urls=tuple(dict.fromkeys(draft.urls)) if draft.urls else (),
        preferences=tuple(draft.preferences),
        entries=tuple(draft.entries),
        opted_out=draft.opted_out,
        extra=() if by_number else tuple(draft.extra),
        by_number=by_number,
        **straight,
    )


def _fallback_name(draft: Draft) -> str:
    """What a customer without a name is called: the company, the e-mail address or the phone."""
    if organisation := draft.one.get("organisation", ""):
        return organisation
    if draft.emails:
        return draft.emails[0].address
    return draft.phones[0].typed if draft.phones else ""


def _reading(one: Mapping[str, str]) -> str:
    if one.get("reading"):
        return one["reading"]
    return " ".join(one[part] for part in ("reading_family", "reading_given") if one.get(part))


def _day_of_parts(one: Mapping[str, str], what: str) -> Birthday | None:
    month = one.get(what + "_month", "")
    if not month.isdecimal() or not (day := one.get(what + "_day", "")).isdecimal():
        return None
    year = one.get(what + "_year", "")
    text = f"{year}-{month}-{day}" if year.isdecimal() and len(year) == 4 else f"--{month}-{day}"
    moment = dates.parse(text)
    return moment.day if moment else None


def _address(place: Mapping[str, str]) -> Address:
    # the formatted form only repeats what the other columns hold, so a street of its own outranks it
    if whole := place.get("postal_city", ""):
        place = {**values.postcode_and_city(whole), **place}
    first = "street" if place.get("street") else "address"
    numbered = " ".join(place[part] for part in (first, "house_number") if place.get(part))
    street = ", ".join(part for part in (numbered, place.get("street2", ""), place.get("street3", "")) if part)
    return Address(
        street=street,
        po_box=place.get("po_box", ""),
        city=values.one_line(place.get("city", "")),
        region=values.one_line(place.get("region", "")),
        postal_code=place.get("postal_code", "").lstrip("〒 "),
        country=values.one_line(place.get("country", "")),
        label=place.get("label", ""),
    )


def label_sources(columns: Iterable[Column]) -> dict[int, int]:
    """For each value column the column that says what kind it is ("E-mail 1 - Type" for "E-mail 1 - Value")."""
    columns = list(columns)
    found: dict[int, int] = {}
    for kind in LABELLED:
        targets = ADDRESS_PARTS if kind == "address" else {kind}
        sources = {column.slot: column.index for column in columns if column.field == f"{kind}_label"}
        for column in columns:
            if column.field in targets and column.slot in sources:
                found[column.index] = sources[column.slot]
    return found
