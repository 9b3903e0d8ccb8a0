"""Which letters of a name were looked for, so that a result can show why it is one."""

from itertools import groupby

from deskmate.core import text
from deskmate.core.search.typed import LONGEST_QUERY

Span = tuple[int, int]
_GAP, _SIGN = " ", "-"  # what ends a word for good, and what "obrien" passes over in "O'Brien"


def marks(name: str, query: str) -> tuple[Span, ...]:
    """The parts of `name` that begin with a word of the query, as (start, end), in order and without overlaps.

    Accents, case, hyphens and apostrophes make no difference, as in the search itself.
    """
    tokens = [token for token in query[:LONGEST_QUERY].split() if "@" not in token and not token.startswith("#")]
    wanted = dict.fromkeys(word for token in tokens for word in text.words(token))
    letters = _folded(name)
    starts = [
        at for at, (one, _) in enumerate(letters) if _counts(one) and (at == 0 or not _counts(letters[at - 1][0]))
    ]
    found = {place for word in wanted for at in starts for place in _match(letters, at, word)}
    return _spans(sorted(found), name)


def _folded(name: str) -> list[tuple[str, int]]:
    """Each folded letter with the place it comes from; an "ß" gives two of the same place, a combining mark none."""
    folded: list[tuple[str, int]] = []
    for place, letter in enumerate(name):
        kept = text.words(letter)
        if kept:
            folded += [(one, place) for one in "".join(kept)]
        elif text.fold(letter):
            folded.append((_GAP if letter.isspace() else _SIGN, place))
    return folded


def _counts(letter: str) -> bool:
    return letter not in (_GAP, _SIGN)


def _match(letters: list[tuple[str, int]], start: int, word: str) -> list[int]:
    """The places that the word covers from here on; none where it doesn't stand here."""
    places: list[int] = []
    rest = iter(word)
    wanted = next(rest)
    for letter, place in letters[start:]:
        if letter == wanted:
            places.append(place)
            wanted = next(rest, "")
            if not wanted:
                return places
        elif letter != _SIGN:
            return []
    return []


def _spans(places: list[int], name: str) -> tuple[Span, ...]:
    """Neighbours joined; combining marks go with their letter."""
    covered = set(places)
    for place in places:
        after = place + 1
        while after < len(name) and not text.fold(name[after]):
            covered.add(after)
            after += 1
    runs = [list(run) for _, run in groupby(enumerate(sorted(covered)), key=lambda pair: pair[1] - pair[0])]
    return tuple((run[0][1], run[-1][1] + 1) for run in runs)
