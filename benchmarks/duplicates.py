"""How well and how fast duplicates are found: precision, recall and F1 per public set, time and memory on a large book.

    python benchmarks/duplicates.py [--data FOLDER] [--people 100000] [--seed 1]

The folder holds `febrl1.csv`, `RLdata500.tsv` and so on (see SETS); sets that are not there are left out. One threshold
for all of them. The large book is made up here, with families, common and rare names, and known duplicates.
"""

import argparse
import csv
import random
import resource
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

from benchmarks import shared_data
from deskmate.core.duplicates import Address, Pair, Person, find_pairs, from_rows

SETS = ("febrl1", "febrl2", "RLdata500", "splink_fake_1000")
PUBLIC_SETS = "imports/dedupe"  # where in the folder of shared data
Truth = set[frozenset[str]]
_STARTS = "b br c ch d dr f fl g gr h j k kl l m n p pr qu r s sch st t tr v w z"
_MIDDLES = "a e i o u ie au ei ea"
_ENDS = " n r s l t nd rt ck mann son ski ez"
_GIVEN = 3_000
_FAMILY = 20_000


@dataclass(frozen=True)
class Figures:
    """How the pairs found compare with the true ones."""

    precision: float
    recall: float
    f1: float

    def __str__(self) -> str:
        return f"P {self.precision:.4f}  R {self.recall:.4f}  F1 {self.f1:.4f}"


def load(folder: Path, name: str) -> tuple[list[Person], Truth]:
    """The people of a public set and the pairs that are one person."""
    if name.startswith("RLdata"):
        return _load_rldata(folder, name)
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, skipinitialspace=True)
    if name.startswith("febrl"):
        return from_rows(header, rows, "rec_id"), _pairs((row[0].split("-")[1], row[0]) for row in rows)
    return from_rows(header, rows, "unique_id"), _pairs((row[header.index("cluster")], row[0]) for row in rows)


def _load_rldata(folder: Path, name: str) -> tuple[list[Person], Truth]:
    with (folder / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, delimiter="\t")
    owners = (folder / f"identity.{name}.tsv").read_text("utf-8").split()[-len(rows) :]
    return from_rows(header, rows), _pairs((owner, str(line)) for line, owner in enumerate(owners, start=1))


def _pairs(owned: Iterable[tuple[str, str]]) -> Truth:
    groups: dict[str, list[str]] = defaultdict(list)
    for owner, entry in owned:
        groups[owner].append(entry)
    return {frozenset(pair) for group in groups.values() for pair in combinations(group, 2)}


def figures(found: Iterable[Pair], truth: Truth) -> Figures:
    """Precision, recall and F1 of the pairs found."""
    pairs = {frozenset((pair.a, pair.b)) for pair in found}
    right = len(pairs & truth)
    precision, recall = right / max(len(pairs), 1), right / max(len(truth), 1)
    return Figures(precision, recall, 2 * right / max(len(pairs) + len(truth), 1))


class Town:
    """A made-up town: names and streets as skewed as real ones, families under one roof, entries made twice."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._taken: set[str] = set()
        self._given = self._words(_GIVEN, 3)
        self._family = self._words(_FAMILY, 4)
        self._streets = [f"{word.title()} {way}" for word in self._words(2_000, 3) for way in ("Street", "Road")]
        self._cities = self._words(40, 3)

    def _words(self, number: int, longest: int) -> list[str]:
        made: dict[str, None] = {}
        while len(made) < number:
            parts = (
                self._one(_STARTS.split()) + self._one(_MIDDLES.split())
                for _ in range(self._random.randint(2, longest))
            )
            made["".join(parts) + self._one(_ENDS.split(" "))] = None
        return list(made)

    def _one(self, values: list[str]) -> str:
        return self._random.choice(values)

    def _skewed(self, values: list[str]) -> str:
        """One of the values by Zipf and Mandelbrot's law: the commonest name is borne by about one in a hundred."""
        offset = 15
        return values[int(offset * ((len(values) + offset) / offset) ** self._random.random()) - offset]

    def book(self, size: int, *, twice: float = 0.06) -> tuple[list[Person], Truth]:
        """About `size` entries of which a share is there twice or thrice, and the true pairs."""
        people: list[Person] = []
        owned: list[tuple[str, str]] = []
        while len(people) < size:
            for person in self._household():
                entries = [person, *self._again(person)] if self._chance(twice) else [person]
                owner = len(people)
                for entry in entries:
                    owned.append((str(owner), str(len(people))))
                    people.append(replace(entry, id=str(len(people))))
        self._random.shuffle(people)
        return people, _pairs(owned)

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _household(self) -> Iterator[Person]:
        family, phone = self._skewed(self._family), self._phone()
        home = Address(
            street=f"{self._random.randint(1, 150)} {self._skewed(self._streets)}",
            city=self._cities[int(self._random.random() ** 3 * len(self._cities))],
            postcode=str(20_000 + int(self._random.random() ** 2 * 400)),
        )
        people = self._random.choice([1, 1, 1, 2, 2, 3, 4])
        for given in {self._skewed(self._given): None for _ in range(people)}:
            yield self._member(given, family, phone, home)

    def _member(self, given: str, family: str, phone: str, home: Address) -> Person:
        known = self._chance(0.4)
        own = self._phone() if self._chance(0.7) else phone
        return Person(
            id="",
            given=given.title(),
            family=family.title(),
            birth_year=self._random.randint(1935, 2012) if known else None,
            birth_month=self._random.randint(1, 12) if known else None,
            birth_day=self._random.randint(1, 28) if known else None,
            phones=(own,) if self._chance(0.85) else (),
            emails=(self._email(given, family),) if self._chance(0.55) else (),
            addresses=(home,) if self._chance(0.6) else (),
        )

    def _email(self, given: str, family: str) -> str:
        """An address nobody else has, as every provider sees to."""
        provider = self._one(["gmail.com", "gmail.com", "web.de", "outlook.com", f"{family}.org"])
        local = self._one([f"{given}.{family}", f"{given}{self._random.randint(1, 99)}", f"{given[0]}.{family}"])
        while f"{local}@{provider}" in self._taken:
            local += str(self._random.randint(0, 9))
        self._taken.add(f"{local}@{provider}")
        return f"{local}@{provider}"

    def _phone(self) -> str:
        return f"+49 17{self._random.randint(0, 9)} {self._random.randint(1_000_000, 9_999_999)}"

    def _again(self, person: Person) -> Iterator[Person]:
        for _ in range(2 if self._chance(0.1) else 1):
            entry = person
            for _ in range(self._random.randint(0, 3)):
                entry = self._changed(entry)
            yield entry

    def _changed(self, person: Person) -> Person:
        kind = self._random.randrange(8)
        if kind == 0:
            return replace(person, given=self._slip(person.given))
        if kind == 1:
            return replace(person, family=self._slip(person.family))
        if kind == 2:
            return replace(person, given=person.family, family=person.given)
        if kind == 3:
            return replace(person, birth_month=person.birth_day, birth_day=person.birth_month)
        if kind == 4:
            return replace(
                person, phones=tuple(map(self._slip, person.phones)) if self._chance(0.4) else (self._phone(),)
            )
        if kind == 5:
            return replace(person, emails=())
        if kind == 6:
            return replace(person, addresses=())
        return replace(person, birth_year=None, birth_month=None, birth_day=None)

    def _slip(self, text: str) -> str:
        if len(text) < 3:
            return text
        at = self._random.randrange(1, len(text) - 1)
        how = self._random.randrange(3)
        if how == 0:
            return text[:at] + text[at + 1 :]
        if how == 1:
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        letters = "0123456789" if text[at].isdigit() else "abcdefghijklmnopqrstuvwxyz"
        return text[:at] + self._one([*letters]) + text[at + 1 :]


def measure_sets(folder: Path) -> None:
    """Prints the figures of every public set that is there."""
    for name in SETS:
        if not list(folder.glob(f"{name}.*")):
            print(f"{name:18} not there")
            continue
        people, truth = load(folder, name)
        found = list(find_pairs(people))
        same = [pair for pair in found if pair.verdict == "same"]
        print(f"{name:18} {figures(found, truth)}   of these “same”: {figures(same, truth)}")


def measure_book(size: int, seed: int) -> None:
    """Prints quality, time and memory on a made-up book."""
    people, truth = Town(seed).book(size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started, worked = time.perf_counter(), time.process_time()
    found = list(find_pairs(people))
    took, work = time.perf_counter() - started, time.process_time() - worked
    same = [pair for pair in found if pair.verdict == "same"]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{len(people):,} people     {figures(found, truth)}   of these “same”: {figures(same, truth)}")
    print(f"  {took:.1f} s (bar 60 s: {took / 60:.2f}; {work:.1f} s of processor)")
    print(f"  peak {peak / 1024:.0f} MB in all, {before / 1024:.0f} MB before (bar 1,024 MB)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=shared_data.folder(PUBLIC_SETS))
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    measure_sets(chosen.data)
    if chosen.people:
        measure_book(chosen.people, chosen.seed)


if __name__ == "__main__":
    main()
