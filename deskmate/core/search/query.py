"""Finding people: what was typed becomes short walks along the sorted terms."""

import json
from collections.abc import Iterable
from heapq import nlargest
from typing import Any

from deskmate.core import text
from deskmate.core.db import Ask, Database
from deskmate.core.search import phone_keys, terms, typed
from deskmate.core.search.hits import Hit, cards, hit
from deskmate.core.search.index import TYPO_FROM, beginnings, deletes
from deskmate.core.search.terms import EMAIL, NAME, PHONE, TAG
from deskmate.core.search.typed import Part, Range

CANDIDATES = 150
_RARE = 400  # from here on one part is as common as another
_NEVER = -(2**63)

Found = dict[int, tuple[str, int | None]]  # customers with the term that found them, and what it says of when last seen


def find_people(db: Database, query: str, *, limit: int = 20, first: frozenset[int] = frozenset()) -> list[Hit]:
    """Customers by name, phone digits, e-mail or #tag; those in `first` (expected today) come before others."""
    parts = typed.parts(query)
    if not parts:
        return []
    with db.look() as ask:
        found, similar = _matching(ask, parts), False
        if not found:
            found, similar = _misspelt(ask, parts), True
        exact = {low for part in parts for low, _high in part.ranges}
        return _ranked(ask, found, similar=similar, first=first, exact=exact, limit=limit)


def _matching(ask: Ask, parts: list[Part]) -> Found:
    """Customers that match every part, with the term that the rarest part found."""
    if len(parts) > 1:
        parts = sorted(parts, key=lambda part: _count(ask, part))
    rarest, rest = parts[0], parts[1:]
    found: Found = {}
    for span in rarest.ranges:
        for customer_id, term, seen in _members(ask, span, rest):
            known = found.get(customer_id)
            if known is None or (term == span[0] and known[0] != span[0]):
                found[customer_id] = (term, seen)
    return found


def _members(ask: Ask, span: Range, rest: list[Part]) -> Iterable[Any]:
    """The first candidates in a range, as (customer, term, seen), that every other part finds too."""
    if span[0][0] == PHONE:
        return _callers(ask, span[0][1:], rest)
    also, values = _all_of("t.customer_id", span, rest)
    statement = (
        f"SELECT t.customer_id, t.term, t.seen FROM search_term t WHERE t.term >= ? AND t.term < ?{also} LIMIT ?"
    )
    rows: Iterable[Any] = ask(statement, (*span, *values, CANDIDATES))
    return rows


def _callers(ask: Ask, digits: str, rest: list[Part]) -> Iterable[Any]:
    """As `_members`, of phones that go on with these digits; who is found by the last ones of a phone is so exactly."""
    whose = f"(t.key & {phone_keys.OWNER})"
    also, values = _all_of(whose, (PHONE, PHONE), rest)
    if len(digits) > phone_keys.LONGEST:
        also += f" AND EXISTS (SELECT 1 FROM search_card c WHERE c.customer_id = {whose} AND instr(c.phones, ?))"
        values.append(digits)
    ends = f"SELECT instr(c.phones, ?) > 0 FROM search_card c WHERE c.customer_id = {whose}"
    if len(digits) < phone_keys.LONGEST:
        ends = f"? = t.key >> {phone_keys.OWNER_BITS}"
    low, high = phone_keys.span(digits)
    end = low >> phone_keys.OWNER_BITS if len(digits) < phone_keys.LONGEST else digits + terms.END_OF_LINE
    rows: Iterable[Any] = ask(
        f"SELECT {whose}, CASE ({ends}) WHEN 1 THEN ? ELSE ? END, NULL "
        f"FROM search_phone t WHERE t.key >= ? AND t.key < ?{also} LIMIT ?",
        (end, PHONE + digits, PHONE, low, high, *values, CANDIDATES),
    )
    return rows


def _all_of(whose: str, span: Range, rest: list[Part]) -> tuple[str, list[str | int]]:
    """The conditions that every other part finds the customer of a row too, and their values."""
    each = [_also(whose, span, part) for part in rest]
    return "".join(f" AND ({condition})" for condition, _bounds in each), [one for _c, bounds in each for one in bounds]


def _also(whose: str, span: Range, part: Part) -> tuple[str, list[str | int]]:
    """Whether somebody in the range is also found by another part."""
    wanted = [terms.on_card(*other) for other in part.ranges]
    either = " OR ".join(f"instr(c.{column}, ?)" for column, _said in wanted)
    elsewhere = f"EXISTS (SELECT 1 FROM search_card c WHERE c.customer_id = {whose} AND ({either}))"
    bounds: list[str | int] = [said for _column, said in wanted]
    if not part.only_name or span[0][0] != NAME:
        return elsewhere, bounds
    # this very word, or another one: most who have none are passed over without a look at their other terms
    bits, here = beginnings([part.word]), part.ranges[0]
    if len(part.word) == 1 and "a" <= part.word <= "z":  # its bit leaves no doubt
        return "t.term >= ? AND t.term < ? OR t.begins & ? = ?", [*here, bits, bits]
    return f"t.term >= ? AND t.term < ? OR t.begins & ? = ? AND {elsewhere}", [*here, bits, bits, *bounds]


def _count(ask: Ask, part: Part) -> int:
    return sum(_count_range(ask, *span) for span in part.ranges)


def _count_range(ask: Ask, low: str, high: str) -> int:
    rows, span = "search_term WHERE term >= ? AND term < ?", (low, high)
    if low[0] == PHONE:
        rows, span = "search_phone WHERE key >= ? AND key < ?", phone_keys.span(low[1:])  # type: ignore[assignment]
    return int(ask(f"SELECT count(*) FROM (SELECT 1 FROM {rows} LIMIT ?)", (*span, _RARE)).fetchone()[0])


def _misspelt(ask: Ask, parts: list[Part]) -> Found:
    """As `_matching`, with one letter wrong in one of the words."""
    for index, part in enumerate(parts):
        if len(part.word) < TYPO_FROM or not part.word.isalpha():
            continue
        words = _neighbours(ask, part.word)
        if words:
            ranges = tuple(terms.whole(NAME + word) for word in words)
            found = _matching(ask, [*parts[:index], Part(ranges), *parts[index + 1 :]])
            if found:
                return found
    return {}


def _neighbours(ask: Ask, word: str) -> list[str]:
    rows = ask(
        "SELECT DISTINCT word FROM search_typo WHERE variant IN (SELECT value FROM json_each(?)) LIMIT 60",
        (json.dumps(sorted(deletes(word))),),
    )
    return [row[0] for row in rows if _one_edit(word, row[0])][:8]


def _one_edit(a: str, b: str) -> bool:
    """Whether one letter added, left out, changed, or two neighbours swapped make the one word the other."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    rest_a, rest_b = a[start:], b[start:]
    swapped = len(rest_a) > 1 and rest_a[1::-1] + rest_a[2:] == rest_b
    return swapped or rest_a[1:] == rest_b[1:] or rest_a[1:] == rest_b or rest_a == rest_b[1:]


def _ranked(ask: Ask, found: Found, *, similar: bool, first: frozenset[int], exact: set[str], limit: int) -> list[Hit]:
    """The best of those found: expected today, then found exactly, then seen last, then by name."""
    if not found:
        return []
    seen = _seen(ask, found)
    ranks = {number: (number in first, found[number][0] in exact, seen[number]) for number in found}
    least = nlargest(limit, ranks.values())[-1]
    shown = cards(ask, [number for number, rank in ranks.items() if rank >= least])  # all that share the last place

    def rank(card: Any) -> tuple[bool, bool, str]:
        return (*ranks[card[0]][:2], card[4] or "")

    best = sorted(shown.values(), key=lambda card: text.fold(card[1]))
    best.sort(key=rank, reverse=True)
    return [hit(card, _matched(found[card[0]][0], similar), whole=ranks[card[0]][1]) for card in best[:limit]]


def _seen(ask: Ask, found: Found) -> dict[int, int]:
    """When they were seen last, in seconds; asked for only where what found them doesn't say so."""
    seen = {number: at if at is not None else _NEVER for number, (_term, at) in found.items()}
    unsaid = [number for number, (term, _at) in found.items() if term[0] != NAME]
    if unsaid:
        rows = ask(
            "SELECT id, unixepoch(last_seen_at) FROM customer WHERE id IN (SELECT value FROM json_each(?)) "
            "AND last_seen_at IS NOT NULL",
            (json.dumps(unsaid),),
        )
        seen.update(rows)
    return seen


def _matched(term: str, similar: bool) -> str:
    kind = {NAME: "name", PHONE: "phone", EMAIL: "e-mail", TAG: "tag"}[term[0]]
    return "similar name" if similar else kind
