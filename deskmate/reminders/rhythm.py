"""A customer's own rhythm: how often they usually come, how long they have been away, how surely they have lapsed.

"k times their own gap" ranks worse than the plain days since the last visit: it cries for those who came twice in a
week. Three things put that right, each with a plain meaning, and none is fitted to a data set:

- **The silence.** Visits come at a rate that differs from customer to customer (Poisson visits, gamma rates: Ehrenberg
  1959). Over the last five gaps, with one gap of a month put beside them so that two quick visits prove little, such a
  customer stays away this long with the chance (span / (span + days)) ** n. This puts a floor under short gaps.
- **Gone, or late?** After each visit some never come back (BG/NBD: Fader, Hardie and Lee 2005; also after the first
  one, MBG/NBD: Batislam, Denizel and Filiztekin 2007). One leaving in n visits is assumed before the silence counts
  (Laplace); the rarer the silence, the more it speaks for "gone". Of those who seem gone some come back after all,
  half at first and ever fewer, because people change their rhythm (holidays, a baby, a hard winter).
- **The next quarter.** `lateness` is the chance that nothing is seen of them within a quarter, the silence going on.

Only the last five gaps count: a rhythm of three years ago is none. `benchmarks/rhythm.py` measures this form beside
the others that were tried (days alone, own median with and without a floor, shrunk towards the shop's median, BG/NBD).
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from deskmate.core.errors import InvalidInput

LAST_GAPS = 5
FLOOR_DAYS = 21
FEWEST_VISITS = 4
_MONTH, _QUARTER, _HALF_YEAR = 30.0, 91.0, 182.0
# a word for one and for several, days, and up to which usual gap (days) it is used
_UNITS = (("day", "days", 1.0, 14.0), ("week", "weeks", 7.0, 100.0), ("month", "months", 365.25 / 12, math.inf))


@dataclass(frozen=True)
class Rhythm:
    """`usual_days` is the median of the last five gaps, None after a single visit; `lateness` is a chance (0 to 1)."""

    visits: int
    usual_days: float | None
    days_since: int
    lateness: float


def of_visits(dates: Iterable[date], as_of: date) -> Rhythm:
    """The rhythm as it stood on a day; later visits are not looked at, and several on one day are one.

    Raises `InvalidInput` without any visit up to that day.
    """
    days = sorted({day for day in dates if day <= as_of})
    if not days:
        raise InvalidInput("There is no visit up to that day.")
    gaps, since = _gaps(days), (as_of - days[-1]).days
    return Rhythm(len(days), usual(days), since, _lateness(gaps, since))


def usual(days: Sequence[date]) -> float | None:
    """The usual gap in days; `days` are different days in order. None after a single visit."""
    gaps = _gaps(days)
    return float(median(gaps)) if gaps else None


def patience(days: Sequence[date]) -> int | None:
    """After how many days of silence a customer is late: more likely gone than not, and three weeks over the usual.

    None with too few visits (under 4) to speak of a rhythm.
    """
    if len(days) < FEWEST_VISITS:
        return None
    gaps = _gaps(days)
    n, span = len(gaps) + 1, _MONTH + sum(gaps)
    even = span * (math.pow(n, 1 / n) - 1)  # here `_gone` is one half
    return math.ceil(max(even, median(gaps) + FLOOR_DAYS))


def spoken(usual_days: float, days_since: int) -> str:
    """The arithmetic in words, in the unit that fits the rhythm: "Usually every 5 weeks, now 9"."""
    one, several, length = next(unit for unit in _UNITS if usual_days < unit[3])[:3]
    gap = max(round(usual_days / length), 1)
    return f"Usually every {one if gap == 1 else f'{gap} {several}'}, now {round(days_since / length)}"


def of_csv(path: Path, customer: str, date: str, *, as_of: date) -> Iterator[dict[str, Any]]:
    """The rhythm of each customer in a file of visits, the most surely lapsed first; `customer`, `date` name columns.

    Raises `FileProblem` for a file, a column or a date that can't be read, before anything is given.
    """
    from deskmate.reminders import visit_files

    visits: dict[str, set[Any]] = defaultdict(set)
    for who, day in visit_files.read(path, customer, date):
        if day <= as_of:
            visits[who].add(day)
    found = [(who, of_visits(days, as_of)) for who, days in visits.items()]
    found.sort(key=lambda pair: (-pair[1].lateness, pair[0]))
    for who, rhythm in found:
        yield {
            "customer": who,
            "visits": rhythm.visits,
            "usual_days": rhythm.usual_days,
            "days_since": rhythm.days_since,
            "lateness": rhythm.lateness,
        }


def _gaps(days: Sequence[date]) -> list[int]:
    last = days[-LAST_GAPS - 1 :]
    return [(later - earlier).days for earlier, later in pairwise(last)]


def _lateness(gaps: Sequence[int], since: int) -> float:
    n, span = len(gaps) + 1, _MONTH + sum(gaps)
    comes = -math.expm1(-n * math.log1p(_QUARTER / (span + since)))
    returns = 0.5 * _HALF_YEAR / (_HALF_YEAR + since)
    return 1 - comes * (1 - _gone(n, span, since) * (1 - returns))


def _gone(n: int, span: float, since: int) -> float:
    rarity = math.exp(n * math.log1p(since / span))  # how much likelier the silence is from somebody who is gone
    return rarity / (n + rarity)
