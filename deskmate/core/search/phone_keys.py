"""Phone numbers as sorted whole numbers: one for each digit that a run of digits may begin with.

A key is the rest of a phone from one of its digits on, and behind it whose phone it is. Of the rest ten digits count,
filled up at the end with a sign that comes before 0; whoever looks for more asks the card as well. A whole number is a
third of what the same rest takes as text, and nothing else stands in its row.
"""

from collections import defaultdict
from collections.abc import Iterable

SHORTEST = 3  # digits that are looked for; fewer would be half of everybody
LONGEST = 10  # digits that a key tells
OWNER_BITS = 28  # of a key's 63
OWNER = (1 << OWNER_BITS) - 1
_FILL = "0"
_SIGNS = str.maketrans("0123456789", "123456789a")
_BASE = 11


def keys(numbers: Iterable[str], customer_id: int) -> list[int]:
    """The keys of somebody's phones (ASCII digits each), every one once, in no order."""
    rests = {
        signs[start : start + LONGEST]
        for signs in [number.translate(_SIGNS) for number in numbers]
        for start in range(max(0, len(signs) - SHORTEST) + 1)
    }
    rests.discard("")
    return [int(rest.ljust(LONGEST, _FILL), _BASE) << OWNER_BITS | customer_id for rest in rests]


def keys_of_many(phones: Iterable[tuple[str, int]]) -> list[int]:
    """The keys of the phones (ASCII digits, whose) of many, every one once, in order; for thousands at once."""
    import numpy as np  # 0.1 s to load: for an import, not for who saves a card

    alike: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for number, customer_id in phones:
        if number:
            alike[len(number)].append((number, customer_id))
    found = []
    for length, some in alike.items():
        signs = np.frombuffer("".join([number for number, _whose in some]).encode("ascii"), np.uint8)
        table = np.zeros((length + LONGEST, len(some)), np.int64)
        table[:length] = signs.reshape(-1, length).T - np.uint8(ord("0") - 1)
        whose = np.array([customer_id for _number, customer_id in some], np.int64)
        for start in range(max(0, length - SHORTEST) + 1):
            rest = np.zeros(len(some), np.int64)
            for row in table[start : start + LONGEST]:
                rest = rest * _BASE + row
            found.append(rest << OWNER_BITS | whose)
    if not found:
        return []
    keys = np.sort(np.concatenate(found))
    kept: list[int] = keys[np.append(True, keys[1:] != keys[:-1])].tolist()  # `unique` takes ten times as long
    return kept


def span(digits: str) -> tuple[int, int]:
    """The first key of phones that go on with these digits somewhere, and the first one beyond them."""
    signs = digits[:LONGEST].translate(_SIGNS)
    room = _BASE ** (LONGEST - len(signs))
    first = int(signs, _BASE) * room
    return first << OWNER_BITS, (first + room) << OWNER_BITS
