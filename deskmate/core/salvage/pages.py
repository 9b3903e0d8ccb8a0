"""The pages of an encrypted book, each judged and opened by itself, without SQLite.

SQLCipher 4 with a raw key: pages of 4096 bytes, at the end of each 16 bytes of initialisation vector and an
HMAC-SHA512; the first 16 bytes of the file are the salt. Source: the SQLCipher design document.
"""

from collections.abc import Iterator
from hashlib import pbkdf2_hmac, sha512
from hmac import compare_digest, new
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

PAGE = 4096
RESERVED = 80
USABLE = PAGE - RESERVED
_SALT = 16
_MAGIC = b"SQLite format 3\0"


def read(path: Path, key: bytes) -> Iterator[tuple[int, bytes | None]]:
    """(number from 1 on, what stands in it) of every page; nothing for one that is not as it was written."""
    with path.open("rb") as source:
        salt = source.read(_SALT)
        source.seek(0)
        number = 0
        while len(page := source.read(PAGE)) == PAGE:
            number += 1
            yield number, open_page(page, number, key, salt)


def open_page(page: bytes, number: int, key: bytes, salt: bytes) -> bytes | None:
    """What stands in one page (of the file or of the log), or nothing if it was damaged."""
    start = _SALT if number == 1 else 0
    sealed, vector, seal = page[start:USABLE], page[USABLE : USABLE + 16], page[USABLE + 16 :]
    expected = new(_seal_key(key, salt), sealed + vector + number.to_bytes(4, "little"), sha512).digest()
    if not compare_digest(expected, seal):
        return None
    opening = Cipher(AES(key), CBC(vector)).decryptor()
    plain = opening.update(sealed) + opening.finalize()
    return _MAGIC + plain if number == 1 else plain


def _seal_key(key: bytes, salt: bytes) -> bytes:
    return pbkdf2_hmac("sha512", key, bytes(byte ^ 0x3A for byte in salt), 2, 32)
