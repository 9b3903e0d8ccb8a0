"""Finding the pairs: in a whole book, between a file's rows and the book, for one new person."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from deskmate.core.duplicates.frequencies import count
from deskmate.core.duplicates.keys import candidates
from deskmate.core.duplicates.persons import Pair, Person
from deskmate.core.duplicates.score import LIKELY, Scored, score, sides, verdict
from deskmate.core.duplicates.views import View, view
from deskmate.core.errors import Cancelled

Progress = Callable[[int, int], None]
ShouldStop = Callable[[], bool]
Found = dict[tuple[int, int], Pair]

# From here on a second entry fits so well that the machine must not choose between the two
RIVAL = 0.9
_CHUNK = 2_000
_READING, _ALL = 30, 100


def find_pairs(
    people: Iterable[Person], *, progress: Progress | None = None, should_stop: ShouldStop | None = None
) -> Iterator[Pair]:
    """The pairs of a book that may be one person, the surest first; each pair once.

    `progress(done, total)` is told how far it is, `should_stop()` is asked now and then; raises `Cancelled`.
    """
    found = _search([], people, _Watch(progress, should_stop))
    yield from _ordered(_undecided(found, _rivals_in_a_book(found)))


def match_rows(
    rows: Iterable[Person],
    people: Iterable[Person],
    *,
    progress: Progress | None = None,
    should_stop: ShouldStop | None = None,
) -> Iterator[Pair]:
    """The pairs of a new row (`a`) and somebody in the book (`b`) that may be one person, the surest first.

    A row that fits two people is "likely" with both, never "same". Progress and stopping as in `find_pairs`.
    """
    new = list(rows)
    found = _search(new, people, _Watch(progress, should_stop)) if new else {}
    yield from _ordered(_undecided(found, _rivals_of_rows(found)))


def likely(person: Person, candidates: Iterable[Person]) -> list[Pair]:
    """Who of a few candidates may be this person (`a`), the surest first.

    Somebody with the very same name is shown even where it is too common to make the pair probable, as long as nothing
    else differs. A person who fits two candidates is "likely" with both, never "same".
    """
    ours, known = view(person), count(())
    found: Found = {}
    for position, candidate in enumerate(candidates, start=1):
        theirs = view(candidate)
        scored = score(ours, theirs, known)
        if scored.probability >= LIKELY or _namesake(scored):
            found[0, position] = _pair(ours, theirs, scored)
    return list(_ordered(_undecided(found, _rivals_of_rows(found))))


class _Watch:
    """Tells how far the search is and stops it when asked to."""

    def __init__(self, progress: Progress | None, should_stop: ShouldStop | None) -> None:
        self._progress, self._should_stop = progress, should_stop
        self._told = -1

    def at(self, percent: int) -> None:
        """Tell how far the search is, once for each per cent; raises `Cancelled` when asked to stop."""
        if self._should_stop is not None and self._should_stop():
            raise Cancelled("The search for duplicates was stopped.")
        if self._progress is not None and percent != self._told:
            self._told = percent
            self._progress(percent, _ALL)


def _search(rows: list[Person], people: Iterable[Person], watch: _Watch) -> Found:
    """The pairs above the threshold, by position; with rows only those of a row with one of the people."""
    views = _viewed([*rows, *people], watch)
    book = count(views)
    positions = candidates(views, first=len(rows))
    found: Found = {}
    for start in range(0, len(positions), _CHUNK):
        watch.at(_READING + (_ALL - _READING) * start // len(positions))
        for i, j in positions[start : start + _CHUNK].tolist():
            scored = score(views[i], views[j], book)
            if scored.probability >= LIKELY:
                found[i, j] = _pair(views[i], views[j], scored)
    watch.at(_ALL)
    return found


def _viewed(people: list[Person], watch: _Watch) -> list[View]:
    views = []
    for position, person in enumerate(people):
        if position % _CHUNK == 0:
            watch.at(_READING // 2 * position // len(people))
        views.append(view(person))
    watch.at(_READING // 2)
    return views


def _pair(a: View, b: View, scored: Scored) -> Pair:
    agree, differ = sides(scored.evidence)
    return Pair(a.id, b.id, round(scored.probability, 4), agree, differ, verdict(scored))


def _namesake(scored: Scored) -> bool:
    levels = {item.field: item.level for item in scored.evidence}
    return levels.get("given") == levels.get("family") == "exact" and "differ" not in levels.values()


def _rivals_in_a_book(found: Found) -> set[tuple[int, int]]:
    """The pairs where a third entry fits one of the two as well, but not the other."""
    fitting: dict[int, set[int]] = defaultdict(set)
    for (i, j), pair in found.items():
        if pair.score >= RIVAL:
            fitting[i].add(j)
            fitting[j].add(i)
    return {
        (i, j)
        for i, j in found
        if any(_ordered_key(j, k) not in found for k in fitting[i] - {j})
        or any(_ordered_key(i, k) not in found for k in fitting[j] - {i})
    }


def _ordered_key(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _rivals_of_rows(found: Found) -> set[tuple[int, int]]:
    """The pairs of rows that fit more than one person."""
    fitting: dict[int, int] = defaultdict(int)
    for (row, _), pair in found.items():
        fitting[row] += pair.score >= RIVAL
    return {(row, other) for row, other in found if fitting[row] > 1}


def _undecided(found: Found, rivalled: set[tuple[int, int]]) -> Found:
    return {key: replace(pair, verdict="likely") if key in rivalled else pair for key, pair in found.items()}


def _ordered(found: Found) -> Iterator[Pair]:
    for key in sorted(found, key=lambda key: (found[key].verdict != "same", -found[key].score, key)):
        yield found[key]
