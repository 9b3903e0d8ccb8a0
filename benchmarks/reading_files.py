"""How fast files are read into records, against the least that reading them takes.

    python benchmarks/reading_files.py [--rows 100000]

Prints seconds of CPU time and ratios; the ratio is what compares between machines. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import time
from collections.abc import Callable, Sequence

from deskmate.core import exporting
from deskmate.core.importing import Import, Record, read_file

_GIVEN = ("Anna", "Jürgen", "Maria", "Peter", "Lena", "Paul", "Zoë", "Karl", "Nguyễn", "Ada")
_FAMILY = ("Müller", "Schmidt", "van den Berg", "O'Neil", "García", "Kowalski", "Weber", "Fischer")
_PERSON = ("Customer ID", "First Name", "Last Name", "Email", "Phone", "Mobile")
_HEADER = (*_PERSON, "Street", "City", "Zip", "Country", "Birthday", "Notes", "Tags")


def table(rows: int, seed: int = 3) -> bytes:
    """A CSV of customers as a shop's till exports them."""
    rnd = random.Random(seed)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_HEADER)
    for number in range(rows):
        given, family = rnd.choice(_GIVEN), rnd.choice(_FAMILY)
        phone, mobile = f"030 {rnd.randrange(10**6, 10**8)}", f"+49 17{rnd.randrange(9)} {rnd.randrange(10**6, 10**7)}"
        birthday = f"{rnd.randrange(1, 29)}.{rnd.randrange(1, 13)}.{rnd.randrange(1940, 2010)}"
        note, tags = "likes coffee" if number % 4 == 0 else "", "vip,regular" if number % 7 == 0 else ""
        place = (f"Hauptstraße {number % 200}", "Berlin", "10115", "Germany" if number % 3 else "")
        writer.writerow([number, given, family, f"c{number}@example.com", phone, mobile, *place, birthday, note, tags])
    return out.getvalue().encode()


def timed(work: Callable[[], Import | int]) -> tuple[float, Import | int]:
    """Seconds of CPU time that the work takes, and its result."""
    begin = time.process_time()
    result = work()
    return time.process_time() - begin, result


def _bare(data: bytes) -> int:
    return sum(1 for _row in csv.reader(io.StringIO(data.decode(), newline="")))


def main() -> None:
    """Time CSV, Excel, vCard and JSON of the same customers."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=100_000)
    rows = options.parse_args().rows
    data = table(rows)
    least, _count = timed(lambda: _bare(data))
    seconds, read = timed(lambda: read_file("a.csv", data, region="DE"))
    assert isinstance(read, Import)
    print(f"{rows:,} rows, {len(data) / 1e6:.1f} MB; csv.reader alone {least:.2f} s")
    print(f"csv    {seconds:6.2f} s  {seconds / least:5.1f} x csv.reader  {seconds / rows * 1e6:4.0f} µs a row")
    some = read.records[: rows // 10]
    for name, write in (
        ("a.xlsx", exporting.to_xlsx),
        ("a.vcf", exporting.to_vcard),
        ("a.json", _json),
        ("own.csv", exporting.to_csv),
    ):
        begin = time.process_time()
        written = write(some)
        spent = time.process_time() - begin
        seconds, _read = timed(lambda name=name, written=written: read_file(name, written, region="DE"))  # type: ignore[misc]
        print(
            f"{name:8} read {seconds / len(some) * 1e6:4.0f} µs, written {spent / len(some) * 1e6:4.0f} µs a customer"
        )


def _json(records: Sequence[Record]) -> bytes:
    out = io.BytesIO()
    exporting.write_json_file(out, records)
    return out.getvalue()


if __name__ == "__main__":
    main()
