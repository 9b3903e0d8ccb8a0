"""What must stand in a text for a regular expression to be found there, so that most searches need not be made at all.

Looking up which few letters stand in a note takes a hundredth of what one search for a choice of forty wordings takes.
"""

import re
from collections.abc import Iterable
from re import _constants as op  # type: ignore[attr-defined]  # the only way to ask a pattern what it is made of
from re import _parser  # type: ignore[attr-defined]
from typing import Any

LENGTH = 5
_MOST = 400  # of one pattern; one with more is searched for
_MOST_OF_RANGE = 40

# Beginnings as (letters, whole): whole, where they may be all of the match; otherwise anything may follow
_Starts = set[tuple[str, bool]]
_ANYTHING: _Starts = {("", False)}
_NOTHING: _Starts = {("", True)}


def required(pattern: re.Pattern[str]) -> frozenset[str]:
    """At least one of these (at most `LENGTH` letters each) stands in every text in which the pattern is found.

    An empty text among them says that nothing can be said. Small letters and capitals count as they are written.
    """
    if pattern.flags & re.IGNORECASE or "(?" in re.sub(r"\(\?(?:[:=!>]|<[=!])", "", pattern.pattern):
        return frozenset({""})
    return frozenset(_best(list(_parser.parse(pattern.pattern))))


def _best(parts: list[Any]) -> set[str]:
    """The most telling of what each match of the sequence holds: with which letters some part of it on can go on."""
    found = [{letters for letters, _whole in _of_sequence(parts[place:])} for place in range(len(parts))]
    for kind, what in parts:
        if kind is op.SUBPATTERN:
            found.append(_best(list(what[3])))
        elif kind is op.BRANCH:
            found.append(set().union(*(_best(list(branch)) for branch in what[1])))
    return max(found, key=lambda each: (min(map(len, each)), -len(each)), default={""})


def _of_sequence(parts: Iterable[Any]) -> _Starts:
    starts = _NOTHING
    for kind, what in parts:
        if not any(_goes_on(*start) for start in starts):
            break
        following = _of_part(kind, what)
        starts = {start for start in starts if not _goes_on(*start)} | {
            ((one + other)[:LENGTH], whole) for one, goes_on in starts if goes_on for other, whole in following
        }
        if len(starts) > _MOST:
            return _ANYTHING
    return starts


def _goes_on(letters: str, whole: bool) -> bool:
    return whole and len(letters) < LENGTH


def _of_part(kind: Any, what: Any) -> _Starts:
    if kind is op.LITERAL:
        return {(chr(what), True)}
    if kind in (op.AT, op.ASSERT, op.ASSERT_NOT):  # they look, and take nothing
        return _NOTHING
    if kind is op.SUBPATTERN:
        return _of_sequence(what[3])
    if kind is op.BRANCH:
        return set().union(*map(_of_sequence, what[1]))
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
        least, most, part = what
        starts = _of_sequence(part)
        starts = starts if most == 1 else {(letters, False) for letters, _whole in starts}
        return starts | _NOTHING if least == 0 else starts
    return set().union(*(_of_choice(*choice) for choice in what)) if kind is op.IN else _ANYTHING


def _of_choice(kind: Any, what: Any) -> _Starts:
    """One of the things between square brackets."""
    if kind is op.LITERAL:
        return {(chr(what), True)}
    if kind is op.RANGE and what[1] - what[0] < _MOST_OF_RANGE:
        return {(chr(code), True) for code in range(what[0], what[1] + 1)}
    return _ANYTHING
