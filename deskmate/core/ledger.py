"""The list of whom the shop was asked to forget, kept beside the book and in its backups.

It holds no personal data: a customer's number and a token that fits only the row that had that number. After an older
backup was restored, the people in the list are erased again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from deskmate.core import files
from deskmate.core.errors import BookError


@dataclass(frozen=True)
class Line:
    """One erased customer."""

    customer_id: int
    token: str

    def __str__(self) -> str:
        return f"{self.customer_id} {self.token}"


def token(book_id: str, customer_id: int, created_at: datetime) -> str:
    """Fits the customer of this number who was written down at this moment, and no later one of the same number."""
    return sha256(f"{book_id} {customer_id} {created_at.isoformat()}".encode()).hexdigest()[:32]


def path_of(book: Path) -> Path:
    """Where a book's ledger is."""
    return book.with_name(book.name + ".erased")


def read(book: Path) -> list[Line]:
    """The lines of the ledger; those that are none are left out."""
    try:
        text = path_of(book).read_text(encoding="ascii", errors="replace")
    except OSError:
        return []
    return parse(text.splitlines())


def parse(lines: Iterable[str]) -> list[Line]:
    """Lines from their text."""
    found = []
    for line in lines:
        number, _, tail = line.strip().partition(" ")
        if number.isascii() and number.isdigit() and tail.isalnum():
            found.append(Line(int(number), tail))
    return found


def add(book: Path, lines: Iterable[Line]) -> None:
    """Adds lines that are not in the ledger yet; they are on the disk when this returns. Raises `BookError`."""
    _write(book, dict.fromkeys((*read(book), *lines)))


def remove(book: Path, lines: Iterable[Line]) -> None:
    """Takes lines back whose erasure did not happen."""
    gone = set(lines)
    _write(book, [line for line in read(book) if line not in gone])


def _write(book: Path, lines: Iterable[Line]) -> None:
    try:
        files.write_whole(path_of(book), "".join(f"{line}\n" for line in lines).encode())
    except OSError as error:
        raise BookError(
            f"The ledger of erasures beside the book can't be written ({error.strerror}). Nobody was erased."
        ) from error
