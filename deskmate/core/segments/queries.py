"""Filters as SQL: each condition becomes one expression over the customer table, all of them one statement.

No row is looked at in Python, so that a filter costs the same whoever asks, in a large book as in a small one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Float,
    Select,
    and_,
    bindparam,
    case,
    cast,
    false,
    func,
    not_,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement

from deskmate.core import text, zones
from deskmate.core.models import (
    Appointment,
    Consent,
    ContactDetail,
    Customer,
    CustomerState,
    CustomerTag,
    FollowUp,
    Interaction,
    OwnValue,
    Preference,
    Tag,
    VisitRhythm,
)
from deskmate.core.models.base import table_of
from deskmate.core.segments import days
from deskmate.core.segments.conditions import Condition, Filter
from deskmate.core.settings import Settings
from deskmate.core.visits import KEPT_APPOINTMENTS, VISITS

Clause = ColumnElement[bool]

C = table_of(Customer).c
_A, _D, _I, _F, _P, _R = (
    table_of(model).c for model in (Appointment, ContactDetail, Interaction, FollowUp, Preference, VisitRhythm)
)
_N, _S, _T, _CT, _V = (table_of(model).c for model in (Consent, CustomerState, Tag, CustomerTag, OwnValue))
# written out, or SQLite could not see that its indexes of visits hold all that is asked for
_KINDS: BindParameter[Any] = bindparam("visit_kinds", VISITS, expanding=True, literal_execute=True)
_CAME = (_I.kind.in_(_KINDS), _I.deleted_at.is_(None))
_KEPT = _A.status.in_(bindparam("kept_statuses", KEPT_APPOINTMENTS, expanding=True, literal_execute=True))
_REACH = {"phone": "phone", "e-mail": "email", "message": "phone", "letter": "address"}


@dataclass(frozen=True)
class Ground:
    """What the same filter depends on besides the book's rows: the day it is, the zone, the shop's money."""

    now: datetime
    zone: ZoneInfo
    currency: str
    own_kinds: dict[str, str]

    @property
    def today(self) -> date:
        """The date on the shop's wall calendar."""
        return self.now.astimezone(self.zone).date()

    def begins(self, day: str) -> datetime:
        """The instant at which a checked day begins."""
        return zones.instant(datetime.combine(days.resolve(day, self.today), datetime.min.time()), self.zone)

    def ends(self, day: str) -> datetime:
        """The instant at which a checked day is over."""
        last = days.resolve(day, self.today)
        after = last + timedelta(days=1) if last < date.max else last
        return zones.instant(datetime.combine(after, datetime.min.time()), self.zone)


def ground(shop: Settings, own_kinds: dict[str, str], *, now: datetime) -> Ground:
    """What a filter stands on at this moment; `own_kinds` are the kinds of the own fields by their number."""
    return Ground(now, zones.of(shop), shop.currency, own_kinds)


def where(wanted: Filter, on: Ground) -> Clause:
    """Which customers the filter holds for; nobody in the bin."""
    here = C.deleted_at.is_(None)
    clauses = [_clause(one, on) for one in wanted.conditions]
    if not clauses:
        return here
    return and_(here, and_(*clauses) if wanted.join == "all" else or_(*clauses))


def came() -> Clause:
    """That an entry of the timeline says they came."""
    return and_(*_CAME)


def last_visits(among: Sequence[int]) -> Select[Any]:
    """When each of these customers last came: a visit, a purchase or an appointment kept."""
    noted = select(_I.customer_id.label("number"), func.max(_I.at).label("at")).where(*_CAME, _I.customer_id.in_(among))
    kept = select(_A.customer_id, func.max(_A.starts_at)).where(_KEPT, _A.customer_id.in_(among))
    each = union_all(noted.group_by(_I.customer_id), kept.group_by(_A.customer_id)).subquery()
    return select(each.c.number, func.max(each.c.at, type_=_I.at.type)).group_by(each.c.number)


def left_out_because(purpose: str, channel: str, on: Ground) -> ColumnElement[str]:
    """Why a customer is not on a list made for writing to or calling people; "" for whoever is on it."""
    return case(
        (C.deceased, "deceased"),
        (C.bereaved_until >= on.today, "bereaved"),
        (C.do_not_contact, "do-not-contact"),
        (C.no_greetings if purpose == "greetings" else false(), "no-greetings"),
        (func.coalesce(_answer(purpose, channel, on), 0) != 1, "no-consent"),
        (not_(_has_detail(_REACH[channel])), "unreachable"),
        else_="",
    )


def _clause(condition: Condition, on: Ground) -> Clause:
    return _CLAUSES[condition.about](condition, on)


def _last_visit(condition: Condition, on: Ground) -> Clause:
    if condition.test == "never":
        return not_(_ever_came())
    since = _ever_came(on.begins(condition.value))
    return since if condition.test == "since" else and_(_ever_came(), not_(since))


def _ever_came(begin: datetime | None = None) -> Clause:
    """Whether a visit, a purchase or an appointment kept is there at all, or since an instant."""
    noted = select(_I.customer_id).where(*_CAME)
    kept = select(_A.customer_id).where(_KEPT)
    if begin is not None:
        noted, kept = noted.where(_I.at >= begin), kept.where(_A.starts_at >= begin)
    # grouped along the indexes of visits, so that each customer is named once
    return or_(C.id.in_(noted.group_by(_I.customer_id)), C.id.in_(kept.group_by(_A.customer_id)))


def _days_come(condition: Condition, on: Ground) -> CompoundSelect[Any]:
    """Who came on which day of the period: visits, purchases and appointments kept, a row for each."""
    begin, end = _bounds(condition, on)
    parts = []
    for number, at, came in ((_I.customer_id, _I.at, and_(*_CAME)), (_A.customer_id, _A.starts_at, _KEPT)):
        query = select(number.label("customer_id"), _local_day(at, on).label("day")).where(came)
        query = query if begin is None else query.where(at >= begin)
        parts.append(query if end is None else query.where(at < end))
    return union_all(*parts)


def _local_day(at: ColumnElement[Any], on: Ground) -> ColumnElement[Any]:
    """The shop's calendar day of an instant, by today's offset: a clock change shifts only what is near midnight."""
    offset = on.now.astimezone(on.zone).utcoffset() or timedelta()
    return func.date(at, f"{int(offset.total_seconds() // 60):+d} minutes")


def _visits(condition: Condition, on: Ground) -> Clause:
    """Several visits on one day are one."""
    number = int(condition.value)
    came = _days_come(condition, on).subquery()
    times = select(came.c.customer_id).group_by(came.c.customer_id)
    counted = func.count(came.c.day.distinct())
    if condition.test == "least":
        return C.id.in_(times.having(counted >= number)) if number else true()
    if condition.test == "most":
        return C.id.not_in(times.having(counted > number))
    return C.id.in_(times.having(counted == number)) if number else C.id.not_in(times)


def _spent(condition: Condition, on: Ground) -> Clause:
    begin, end = _bounds(condition, on)
    # amounts that came without a currency are in the shop's own
    currencies = [condition.which, ""] if condition.which == on.currency else [condition.which]
    sums = select(_I.customer_id).where(*_CAME, _I.currency.in_(currencies), _I.amount_minor.is_not(None))
    sums = sums if begin is None else sums.where(_I.at >= begin)
    sums = sums if end is None else sums.where(_I.at < end)
    enough = sums.group_by(_I.customer_id).having(func.sum(_I.amount_minor) >= int(condition.value))
    return C.id.in_(enough) if condition.test == "least" else C.id.not_in(enough)


def _bounds(condition: Condition, on: Ground) -> tuple[datetime | None, datetime | None]:
    begin = on.begins(condition.since) if condition.since else None
    return begin, on.ends(condition.until) if condition.until else None


def _rhythm(condition: Condition, on: Ground) -> Clause:
    """Kept rhythms only: what a write a moment ago made stale is worked out at the next tick."""
    kept = select(_R.customer_id).where(not_(_R.stale))
    if condition.test == "late":
        return and_(C.id.in_(kept.where(_R.late_on <= on.today)), not_(C.seasonal))
    return C.id.in_(kept.where(_R.late_on.is_not(None)))


def _entered(condition: Condition, on: Ground) -> Clause:
    begin = on.begins(condition.value)
    return C.created_at >= begin if condition.test == "since" else C.created_at < begin


def _mood(condition: Condition, on: Ground) -> Clause:
    if condition.test == "open":
        state = table_of(FollowUp).outerjoin(table_of(CustomerState), _S.customer_id == _F.customer_id)
        waits = or_(_F.by_hand, _S.lapses_at.is_(None), _S.lapses_at > on.now)
        return C.id.in_(select(_F.customer_id).select_from(state).where(_F.state == "open", waits))
    # whoever objects to mood reading is on no list made by moods
    return and_(not_(C.no_mood_reading), _last_mood() == condition.test)


def _last_mood() -> ColumnElement[Any]:
    """As `readings.effective`: the mood staff chose, else an overrule, else the reading."""
    counts = case(
        (_I.mood != "", _I.mood),
        (_I.overruled_at.is_not(None), "neutral"),
        (_I.label == "negative", "unhappy"),
        (_I.label == "positive", "happy"),
        else_=_I.label,
    )
    said = select(counts).where(_I.customer_id == C.id, _I.deleted_at.is_(None), or_(_I.mood != "", _I.label != ""))
    return said.order_by(_I.at.desc(), _I.id.desc()).limit(1).correlate(table_of(Customer)).scalar_subquery()


def _household(condition: Condition, _on: Ground) -> Clause:
    """How many live together, themselves included; whoever is in no household lives alone as far as is known."""
    together = table_of(Customer).alias("together").c
    living = select(func.count()).where(together.household_id == C.household_id, together.deleted_at.is_(None))
    size = case((C.household_id.is_(None), 1), else_=living.correlate(table_of(Customer)).scalar_subquery())
    number = int(condition.value)
    asked: dict[str, Clause] = {"least": size >= number, "most": size <= number, "exactly": size == number}
    return asked[condition.test]


def _tag(condition: Condition, _on: Ground) -> Clause:
    number = select(_T.id).where(_T.folded == text.fold(condition.value)).scalar_subquery()
    return _in_or_not(select(_CT.customer_id).where(_CT.tag_id == number), condition.test == "is")


def _birthday(condition: Condition, on: Ground) -> Clause:
    if condition.test in ("known", "unknown"):
        known = C.birthday_month.is_not(None)
        return known if condition.test == "known" else not_(known)
    named = {"this": on.today.month, "next": on.today.month % 12 + 1}
    return C.birthday_month == (named.get(condition.value) or int(condition.value))


def _name(condition: Condition, _on: Ground) -> Clause:
    """By the whole name or the one they go by; the sorted name is folded: José is found by jose."""
    either = (_text(C.name, condition), _text(C.known_as, condition))
    if condition.test == "is-not":
        return and_(*either)
    if condition.test == "has":
        return or_(*either, C.sort_name.contains(text.fold(condition.value), autoescape=True))
    return or_(*either)


def _column(name: str) -> Callable[[Condition, Ground], Clause]:
    return lambda condition, _on: _text(C[name], condition)


def _place(name: str) -> Callable[[Condition, Ground], Clause]:
    def clause(condition: Condition, _on: Ground) -> Clause:
        lives = select(_D.customer_id).where(_D.kind == "address")
        return _text_beside(lives, _D[name], condition)

    return clause


def _text_beside(rows: Any, column: ColumnElement[str], condition: Condition) -> Clause:
    """A question about text that stands in another table: "is not" and "is not given" hold for whoever has no row."""
    if condition.test in ("is-not", "empty"):
        asked = Condition(condition.about, "is" if condition.test == "is-not" else "filled", condition.value)
        return C.id.not_in(rows.where(_text(column, asked)))
    return C.id.in_(rows.where(_text(column, condition)))


def _text(column: ColumnElement[str], condition: Condition) -> Clause:
    value = condition.value
    asked: dict[str, Callable[[], Clause]] = {
        "has": lambda: column.icontains(value, autoescape=True),
        "starts": lambda: column.istartswith(value, autoescape=True),
        "is": lambda: func.lower(column) == func.lower(value),
        "is-not": lambda: func.lower(column) != func.lower(value),
        "filled": lambda: column != "",
        "empty": lambda: column == "",
    }
    return asked[condition.test]()


def _preference(condition: Condition, _on: Ground) -> Clause:
    """Health matters are nobody's list."""
    said = select(_P.customer_id).where(not_(_P.health), _P.text.icontains(condition.value, autoescape=True))
    return _in_or_not(said, condition.test == "has")


def _marked(condition: Condition, _on: Ground) -> Clause:
    mark: Clause = C[condition.value]
    return mark if condition.test == "is" else not_(mark)


def _reached(condition: Condition, _on: Ground) -> Clause:
    has = _has_detail(condition.value)
    return has if condition.test == "has" else not_(has)


def _has_detail(kind: str) -> Clause:
    return C.id.in_(select(_D.customer_id).where(_D.kind == kind, _D.value != ""))


def _consent(condition: Condition, on: Ground) -> Clause:
    answer = _answer(condition.value, condition.which, on)
    if condition.test == "unasked":
        return answer.is_(None)
    return answer == (1 if condition.test == "given" else 0)


def _answer(purpose: str, channel: str, on: Ground) -> ColumnElement[Any]:
    """1 where the newest answer is a yes that still counts, 0 for a no, NULL where nobody asked."""
    counts = and_(_N.given, or_(_N.expires_on.is_(None), _N.expires_on >= on.today))
    said = select(case((counts, 1), else_=0)).where(
        _N.customer_id == C.id, _N.purpose == purpose, _N.channel.in_({"", channel})
    )
    return said.order_by(_N.at.desc(), _N.id.desc()).limit(1).correlate(table_of(Customer)).scalar_subquery()


def _own(condition: Condition, on: Ground) -> Clause:
    kind = on.own_kinds.get(condition.which, "")
    rows = select(_V.customer_id).where(_V.field_id == int(condition.which))
    if kind == "number" and condition.test not in ("filled", "empty"):
        number, value = cast(_V.value, Float), float(Decimal(condition.value))
        tests = {"least": number >= value, "most": number <= value, "exactly": number == value}
        return C.id.in_(rows.where(tests[condition.test]))
    if kind == "date" and condition.test in ("before", "since"):
        day = days.resolve(condition.value, on.today).isoformat()
        return C.id.in_(rows.where(_V.value < day if condition.test == "before" else _V.value >= day))
    return _text_beside(rows, _V.value, condition)


def _in_or_not(rows: Any, inside: bool) -> Clause:
    return C.id.in_(rows) if inside else C.id.not_in(rows)


_CLAUSES: dict[str, Callable[[Condition, Ground], Clause]] = {
    "last-visit": _last_visit,
    "visits": _visits,
    "spent": _spent,
    "rhythm": _rhythm,
    "entered": _entered,
    "mood": _mood,
    "tag": _tag,
    "household": _household,
    "birthday": _birthday,
    "language": _column("language"),
    "name": _name,
    "organisation": _column("organisation"),
    "about": _column("about"),
    "city": _place("city"),
    "postcode": _place("postcode"),
    "preference": _preference,
    "marked": _marked,
    "reach": _reached,
    "consent": _consent,
    "own": _own,
}
