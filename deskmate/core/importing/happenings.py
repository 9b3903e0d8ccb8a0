"""A dated purchase, visit, note or review in a row, as an entry of the customer's timeline."""

from __future__ import annotations

import re
from functools import lru_cache

from deskmate.core import money
from deskmate.core.importing import dates, values
from deskmate.core.importing.cells import UNDATED, moment_of
from deskmate.core.importing.draft import Draft, Plan
from deskmate.core.importing.records import Column, Entry
from deskmate.core.importing.visit_columns import is_service

_CURRENCY_AT_END = re.compile(r"(?:^|[\s(\[])([A-Z]{3}|[€$£¥₹₽₩₺])[)\]]?$")
_CODES = frozenset({"CAD", "AUD", "NZD", "NOK", "DKK", "CZK", "HUF", "RON", "MXN", "ZAR", "ILS", "AED", "SGD", "HKD"})
_KIND_OF_DATE = {"visit_at": "visit", "purchase_at": "purchase", "note_at": "note", "review_at": "feedback"}


def add_entries(draft: Draft, plan: Plan) -> None:
    """A dated purchase, visit, note or review of this row becomes an entry of the timeline."""
    dated = plan.dated if plan.dated is not None and plan.dated.field in draft.one else None
    if dated is None and not (draft.texts or draft.comments) and UNDATED.isdisjoint(draft.one):
        return
    text = "\n".join(filter(None, ("; ".join(draft.texts), *draft.comments)))
    stated = draft.one.get("currency", "").upper()[:3]
    amount, currency = values.money(draft.one["amount"], stated) if "amount" in draft.one else (None, "")
    rating = draft.one.get("rating", "")
    if dated is None:
        _undated(draft, plan, text, rating)
        return
    moment = _with_time(draft, dated, plan)
    if moment is None or not moment.day.year:
        _undated(draft, plan, text, rating)
        return
    kind = values.words().entry_kinds.get(draft.one.get("entry_kind", "").casefold(), "") or _KIND_OF_DATE.get(
        dated.field, ""
    )
    if not kind:
        kind = "feedback" if rating or any(c.field == "review" for c in plan.columns) else ""
        by_the_clock = amount is None or "entry_time" in draft.one
        served = by_the_clock and _is_served(plan)
        kind = kind or ("visit" if served else "purchase" if amount is not None else "note")
    if kind == "note" and not text and draft.notes:
        text = draft.notes.pop()
    currency = stated or currency or _currency_of_column(plan)
    details = draft.one.get("entry_details", "")
    minor = None if amount is None else round(amount * 10 ** money.digits_after_point(currency))
    draft.entries.append(Entry(moment.iso, kind, _with_stars(text, rating), minor, currency, details=details))


def _is_served(plan: Plan) -> bool:
    """Whether a column says what was done for the customer, which takes a visit."""
    return any(column.field == "entry_text" and is_service(column.name) for column in plan.columns)


def _currency_of_column(plan: Plan) -> str:
    return _currency_in(next((column.name for column in plan.columns if column.field == "amount"), ""))


@lru_cache(maxsize=100)
def _currency_in(name: str) -> str:
    """The currency that the name of a column ends with, as in "Betrag (€)" and "Total EUR"; an empty text for none."""
    found = _CURRENCY_AT_END.search(name[-40:])
    if found is None:
        return ""
    known = dict(values.words().currencies)
    return known.get(found[1], found[1] if found[1] in _CODES or found[1] in known.values() else "")


def _with_time(draft: Draft, dated: Column, plan: Plan) -> dates.Moment | None:
    """When it was, with the time of day from a column of its own; a time that doesn't fit is kept as it stands."""
    day = draft.one[dated.field]
    moment, time = moment_of(draft, dated, day, plan), draft.one.get("entry_time", "")
    if moment is None or not time:
        return moment
    both = None if moment.time else dates.parse(f"{day} {time}", plan.orders.get(dated.index))
    if both is not None and both.time and both.day == moment.day:
        return both
    if moment.time is None or not moment.iso.endswith(time):
        draft.extra.append((next(one.name for one in plan.columns if one.field == "entry_time"), time))
    return moment


def _with_stars(text: str, rating: str) -> str:
    value = values.stars(rating) if rating else None
    if value is None:
        return f"{rating}: {text}" if rating and text else rating or text
    return f"{value:g} of 5 stars: {text}" if text else f"{value:g} of 5 stars"


def _undated(draft: Draft, plan: Plan, text: str, rating: str) -> None:
    """Without a date nothing can stand on the timeline: the words stay with the customer."""
    for column in plan.columns:
        if column.field in UNDATED and column.field in draft.one:
            draft.keep(column, draft.one[column.field])
    if text:
        draft.notes.append(_with_stars(text, "") if not rating else text)
