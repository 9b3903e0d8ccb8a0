"""Blocking: keys that two entries of one person very likely have in common, so that not everybody meets everybody."""

from collections.abc import Iterator, Sequence
from math import log2

import numpy as np
from numpy.typing import NDArray

from deskmate.core.duplicates.names import roots, sound
from deskmate.core.duplicates.views import AddressView, View, telling

# Pairs per entry, and in any case, that are compared because of keys which several things went into (a name and a
# house), and then because of keys of one thing, such as a family name
_FINE, _FINE_AT_LEAST = 10, 400_000
_COARSE, _COARSE_AT_LEAST = 2, 250_000
# Coarse keys are first counted in this many times more pairs: what shares several of them goes first
_COUNTED = 20
# A key that more entries share tells nobody apart, and other keys bring the same people together
_LARGEST_BLOCK = 250
_COARSE_MARK = "~"

Pairs = NDArray[np.int64]
Table = tuple[NDArray[np.int64], NDArray[np.int64]]


def keys(person: View) -> set[str]:
    """The blocking keys of an entry; two entries without a common key are never compared."""
    given = sorted({sound(name) for word in person.given[:1] for name in roots(word)})
    family = sorted({sound(person.family_whole), *(sound(word) for word in telling(person.family))} - {""})
    found = {
        *_contact_keys(person),
        *_name_keys(person, given, family),
        *_birthday_keys(person.birthday, [*given, *family]),
    }
    for address in person.addresses:
        found.update(_address_keys(address, [*given, *family]))
    return found


def _contact_keys(person: View) -> Iterator[str]:
    for number in person.numbers:
        yield f"n{number}"
    for phone in person.phones:
        tail = phone[-7:]
        yield f"p{tail}"
        yield "~q" + "".join(sorted(tail))
        if len(phone) >= 8:
            yield f"r{phone[:-4]}{person.given_whole[:1]}"
            yield f"s{phone[-4:]}{person.given_whole[:2]}"
    for address in person.emails:
        local, _, domain = address.rpartition("@")
        yield f"e{address}"
        yield f"l{local}"
        yield f"~d{domain}{local[:1]}"
        yield f"~m{local[:4]}{domain[:4]}"


def _name_keys(person: View, given: Sequence[str], family: Sequence[str]) -> Iterator[str]:
    for one in given:
        for other in family:
            yield "w{}~{}".format(*sorted((one, other)))
    for part in {*given, *family}:
        yield f"~v{part}"
    if person.given_whole and person.family_whole:
        both = sorted((person.given_whole, person.family_whole))
        yield f"~x{both[0]}~{both[1][:2]}"
        yield f"~x{both[1]}~{both[0][:2]}"
        yield f"~y{person.family_whole[-4:]}{person.given_whole[-3:]}"


def _birthday_keys(birthday: tuple[int, int, int], names: Sequence[str]) -> Iterator[str]:
    year, month, day = birthday
    if not (month and day):
        return
    if year:
        low, high = sorted((month, day))
        yield f"b{year}-{low}-{high}"
    for name in {name[:2] for name in names}:
        yield f"~c{month}-{day}{name}"
        if year:
            yield f"f{year}-{month}{name}"
            yield f"g{year}--{day}{name}"


def _address_keys(address: AddressView, names: Sequence[str]) -> Iterator[str]:
    for line in {address.street, address.more} - {""}:
        yield f"~a{line}"
        yield f"h{line[:5]}{address.number}{address.postcode[:2]}"
        yield f"~i{line[-5:]}{address.postcode}"
    for place in {address.postcode, address.city} - {""}:
        yield f"~z{place}{address.number}{address.street[:1]}"
        for name in names:
            yield f"~k{place}{name[:3]}"


def candidates(people: Sequence[View], *, first: int = 0) -> Pairs:
    """Positions of the pairs worth comparing, an array of shape (n, 2), each once, in a fixed order.

    With `first`, only pairs of one of the `first` entries with one of the others. However alike a book's entries are,
    the number of pairs stays within a bound that grows with the book and not with its square.
    """
    size = len(people)
    fine, coarse = _key_tables(people)
    found = np.unique(_gather(fine, max(_FINE_AT_LEAST, _FINE * size), size, first)[0])
    room = max(_COARSE_AT_LEAST, _COARSE * size)
    found = np.union1d(found, _telling_most(*_gather(coarse, _COUNTED * room, size, first), room))
    return np.stack(np.divmod(found, max(size, 1)), axis=1)


def _telling_most(codes: Pairs, weights: Pairs, room: int) -> Pairs:
    """The pairs with the most and rarest keys in common, as many as there is room for; of equal ones all or none.

    Weighing pairs by the blocks they share: Papadakis et al., "Meta-Blocking", IEEE TKDE 26(8), 2014.
    """
    found, places = np.unique(codes, return_inverse=True)
    shared = np.bincount(places, weights=weights)
    least = np.partition(shared, -room)[-room] if len(found) > room else 0
    kept = shared >= least
    pairs: Pairs = found[kept if np.count_nonzero(kept) <= 2 * room else shared > least]
    return pairs


def _key_tables(people: Sequence[View]) -> tuple[Table, Table]:
    """The fine and the coarse keys as numbers, sorted, and beside each the position of its entry."""
    hashes: tuple[list[int], list[int]] = ([], [])
    owners: tuple[list[int], list[int]] = ([], [])
    for position, person in enumerate(people):
        for key in keys(person):
            coarse = key[0] == _COARSE_MARK
            hashes[coarse].append(hash(key))
            owners[coarse].append(position)
    return _table(hashes[0], owners[0]), _table(hashes[1], owners[1])


def _table(hashes: list[int], owners: list[int]) -> Table:
    numbers = np.array(hashes, np.int64)
    order = np.argsort(numbers, kind="stable")
    return numbers[order], np.array(owners, np.int64)[order]


def _gather(table: Table, allowed: int, size: int, first: int) -> tuple[Pairs, Pairs]:
    """The pairs of every block, small blocks first, as long as they are no more than allowed, and how rare each key is.

    A pair comes once for each key it shares. Weights are whole numbers, so that adding them up has no order.
    """
    hashes, owners = table
    starts = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1]]) if len(hashes) else np.empty(0, np.int64)
    sizes = np.diff(np.r_[starts, len(hashes)])
    codes: list[Pairs] = [np.empty(0, np.int64)]
    weights: list[Pairs] = [np.empty(0, np.int64)]
    for members in range(2, _LARGEST_BLOCK + 1):
        blocks = starts[sizes == members]
        allowed -= len(blocks) * members * (members - 1) // 2
        if allowed < 0:
            break
        left, right = np.triu_indices(members, 1)
        block = owners[blocks[:, None] + np.arange(members)]
        codes.append(_codes(block[:, left].ravel(), block[:, right].ravel(), size, first))
        weights.append(np.full(len(codes[-1]), round(10 * log2(4 * _LARGEST_BLOCK / members)), np.int64))
    return np.concatenate(codes), np.concatenate(weights)


def _codes(one: NDArray[np.int64], other: NDArray[np.int64], size: int, first: int) -> NDArray[np.int64]:
    low, high = np.minimum(one, other), np.maximum(one, other)
    if first:
        crossing = (low < first) & (high >= first)
        low, high = low[crossing], high[crossing]
    return low * size + high
