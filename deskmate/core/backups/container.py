"""The form of a backup: the encrypted book, then a tail that says what it is and lets two secrets open it.

    book (SQLCipher file) · body (JSON) · length of the body (8 bytes) · SHA-256 of all before · magic

One file is enough to get a shop going on another computer: the tail carries the key file. In the clear it says only
when, which book and which schema; the shop's name and the counts are sealed under the book's key (AES-GCM).
"""

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from hmac import compare_digest, new
from pathlib import Path
from typing import Any, BinaryIO

from deskmate.core import keys
from deskmate.core.errors import BackupError, Cancelled, KeyFileError
from deskmate.core.files import CHUNK

FORMAT = 1
SUFFIX = ".deskmate-backup"
MAGIC = b"deskmate backup\n"
_FIXED = 8 + 32 + len(MAGIC)
_LONGEST_BODY = 1024 * 1024
Progress = Callable[[float], bool]


@dataclass(frozen=True)
class Contents:
    """What is in a backup, as counted when it was made and verified; and whom the shop had been asked to forget."""

    shop: str
    customers: int
    interactions: int
    appointments: int
    follow_ups: int
    audit_head: str = ""
    erased: tuple[str, ...] = ()


@dataclass(frozen=True)
class Backup:
    """One backup file, as its tail describes it. `size` is the book's part in bytes; `writes` tells how far it came."""

    path: Path
    book_id: str
    made_at: datetime
    why: str
    schema: int
    writes: int
    size: int
    key_file: keys.KeyFile | None
    sealed: bytes


def write_tail(out: BinaryIO, backup: Backup, *, give_way: Callable[[], object] = lambda: None) -> None:
    """Completes a backup whose book has been written and is to be read from the start of `out`, bit by bit."""
    body = json.dumps(_body(backup)).encode()
    digest = sha256()
    out.seek(0)
    while chunk := out.read(CHUNK):
        digest.update(chunk)
        give_way()
    end = body + len(body).to_bytes(8, "big")
    digest.update(end)
    out.seek(0, 2)
    out.write(end + digest.digest() + MAGIC)


def read_tail(path: Path) -> Backup:
    """What the backup says about itself; raises `BackupError` for a file that is none, or not whole."""
    try:
        with path.open("rb") as source:
            return _read_tail(path, source)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise _refusal(path, error) from error
    except KeyFileError as error:
        raise BackupError(f"The key file inside the backup {path.name} is damaged. Nothing was changed.") from error


def check_whole(backup: Backup, *, progress: Progress | None = None) -> None:
    """Raises `BackupError` unless every byte of the backup is as it was written."""
    digest = sha256()
    try:
        total = backup.path.stat().st_size
        left = total - 32 - len(MAGIC)
        with backup.path.open("rb") as source:
            while left > 0 and (chunk := source.read(min(CHUNK, left))):
                digest.update(chunk)
                left -= len(chunk)
                if progress is not None and not progress(1 - left / total):
                    raise Cancelled("Stopped. Nothing was changed.")
            whole = left == 0 and compare_digest(source.read(32), digest.digest())
    except OSError as error:
        raise _refusal(backup.path, error) from error
    if not whole:
        raise BackupError(f"The backup {backup.path.name} is damaged. Choose another one; nothing was changed.")


def seal(contents: Contents, key: bytes) -> bytes:
    """The contents, readable with the book's key only."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # heavy, and no start of the program needs it

    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(_sealing_key(key)).encrypt(nonce, json.dumps(asdict(contents)).encode(), None)


def unseal(backup: Backup, key: bytes) -> Contents:
    """The contents again; raises `BackupError` when they were sealed under another key."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        opened = AESGCM(_sealing_key(key)).decrypt(backup.sealed[:12], backup.sealed[12:], None)
        said = json.loads(opened)
        return Contents(**{**said, "erased": tuple(said["erased"])})
    except (InvalidTag, ValueError, TypeError, KeyError) as error:
        raise BackupError(f"This key does not open the backup {backup.path.name}. Nothing was changed.") from error


def _body(backup: Backup) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "book": backup.book_id,
        "made_at": backup.made_at.astimezone(UTC).isoformat(),
        "why": backup.why,
        "schema": backup.schema,
        "writes": backup.writes,
        "size": backup.size,
        "key": keys.dump(backup.key_file).decode() if backup.key_file else "",
        "sealed": b64encode(backup.sealed).decode(),
    }


def _read_tail(path: Path, source: BinaryIO) -> Backup:
    size = source.seek(0, 2)
    if size < _FIXED:
        raise ValueError("too short")
    source.seek(size - _FIXED)
    end = source.read(_FIXED)
    length = int.from_bytes(end[:8], "big")
    if end[40:] != MAGIC or not 0 < length <= min(_LONGEST_BODY, size - _FIXED):
        raise ValueError("no tail")
    source.seek(size - _FIXED - length)
    body = json.loads(source.read(length))
    if body["format"] > FORMAT:
        raise BackupError(f"The backup {path.name} was written by a newer Deskmate; install that one to restore it.")
    backup = Backup(
        path=path,
        book_id=str(body["book"]),
        made_at=datetime.fromisoformat(body["made_at"]).astimezone(UTC),
        why=str(body["why"]),
        schema=int(body["schema"]),
        writes=int(body["writes"]),
        size=int(body["size"]),
        key_file=keys.parse(body["key"].encode()) if body["key"] else None,
        sealed=b64decode(body["sealed"], validate=True),
    )
    if backup.size != size - _FIXED - length:
        raise ValueError("cut")
    return backup


def _refusal(path: Path, error: Exception) -> BackupError:
    if isinstance(error, FileNotFoundError):
        return BackupError(f"There is no backup at {path}.")
    if isinstance(error, OSError):
        return BackupError(f"The backup {path.name} can't be read ({error.strerror or 'the disk reports an error'}).")
    return BackupError(f"{path.name} is no Deskmate backup, or it is damaged. Choose another one; nothing was changed.")


def _sealing_key(key: bytes) -> bytes:
    return new(key, b"deskmate backup contents", sha256).digest()
