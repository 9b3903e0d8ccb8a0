"""The book's key: random, kept in the system's keyring, and wrapped twice in a small file beside the book.

The key file holds the 256-bit key sealed with AES-GCM under two secrets stretched by Argon2id (RFC 9106): the owner's
passphrase and the recovery code. It holds nothing that opens the book by itself. This module alone knows keyring.
"""

import json
import secrets
import threading
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest, new
from pathlib import Path
from typing import Any

from deskmate.core import files
from deskmate.core.errors import BookError, InvalidInput, KeyFileError, WrongKey

FORMAT = 1
SHORTEST_PASSPHRASE = 8
KEYRING_SECONDS = 10.0
SERVICE = "Deskmate"
# Back ends that keep secrets in plain text register themselves silently, so only these are believed
TRUSTED_BACKENDS = (
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
    "keyring.backends.Windows",
    "keyring.backends.macOS",
)
DAMAGED = "The key file beside the book is damaged. Restore a backup: it carries the key file too. Nothing was changed."
# RFC 9106, second recommended option; 0.3 s on a counter PC
COST = {"iterations": 3, "lanes": 4, "memory_cost": 64 * 1024}
_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no letter looks like a digit
_CODE_LENGTH = 28  # 27 random letters (135 bits) and one to notice slips of the pen


@dataclass(frozen=True)
class Wrap:
    """The key sealed under one secret (`by`: passphrase or recovery), with the salt and cost of stretching it."""

    by: str
    salt: bytes
    nonce: bytes
    sealed: bytes
    iterations: int
    lanes: int
    memory_cost: int


@dataclass(frozen=True)
class KeyFile:
    """What stands beside the book: its number, a check value that tells the right key, and the two wraps."""

    book_id: str
    check: bytes
    wraps: tuple[Wrap, ...]


class KeyringUnavailable(BookError):
    """This computer has no key store that can be trusted, or it does not answer; the passphrase opens the book."""


def new_key() -> bytes:
    """A random 256-bit key."""
    return secrets.token_bytes(32)


def new_recovery_code() -> str:
    """A code to write down: seven groups of four letters and digits."""
    body = "".join(secrets.choice(_CODE_ALPHABET) for _ in range(_CODE_LENGTH - 1))
    code = body + _code_check(body)
    return "-".join(code[i : i + 4] for i in range(0, _CODE_LENGTH, 4))


def normal_code(typed: str) -> str:
    """The recovery code as it was given out, however it was typed; raises `InvalidInput` if it can't be one."""
    letters = typed.upper().translate(str.maketrans("OILU", "011V"))
    letters = "".join(c for c in letters if c in _CODE_ALPHABET)
    if len(letters) != _CODE_LENGTH:
        raise InvalidInput(f"A recovery code has {_CODE_LENGTH} letters and digits; this one has {len(letters)}.")
    if _code_check(letters[:-1]) != letters[-1]:
        raise InvalidInput("One character of the recovery code is not as it was written down; compare it once more.")
    return letters


def check_passphrase(passphrase: str) -> None:
    """Raises `InvalidInput` for a passphrase that is too short to protect anything."""
    if len(passphrase.strip()) < SHORTEST_PASSPHRASE:
        raise InvalidInput(f"The passphrase needs at least {SHORTEST_PASSPHRASE} characters; a few words work well.")


def seal(key: bytes, *, book_id: str, passphrase: str, recovery_code: str) -> KeyFile:
    """A key file whose key can be had back with the passphrase or with the recovery code."""
    wraps = (_wrap(key, book_id, "passphrase", passphrase), _wrap(key, book_id, "recovery", normal_code(recovery_code)))
    return KeyFile(book_id, _check_value(key, book_id), wraps)


def rewrap(file: KeyFile, key: bytes, *, passphrase: str | None = None, recovery_code: str | None = None) -> KeyFile:
    """The key file with a new passphrase, a new recovery code, or both; the other one goes on working."""
    wraps = {wrap.by: wrap for wrap in file.wraps}
    if passphrase is not None:
        wraps["passphrase"] = _wrap(key, file.book_id, "passphrase", passphrase)
    if recovery_code is not None:
        wraps["recovery"] = _wrap(key, file.book_id, "recovery", normal_code(recovery_code))
    return KeyFile(file.book_id, file.check, tuple(wraps.values()))


def unseal(file: KeyFile, *, passphrase: str | None = None, recovery_code: str | None = None) -> bytes:
    """The key, opened with either secret; raises `WrongKey` if it does not fit."""
    by, secret = (
        ("passphrase", passphrase) if passphrase is not None else ("recovery", normal_code(recovery_code or ""))
    )
    for wrap in file.wraps:
        if wrap.by == by and secret is not None:
            return _unwrap(wrap, file, secret)
    raise KeyFileError(f"The key file has no part for the {by}.")


def fits(file: KeyFile, key: bytes) -> bool:
    """Whether this is the key of the book that the key file belongs to."""
    return compare_digest(_check_value(key, file.book_id), file.check)


def key_path(book: Path) -> Path:
    """Where the key file of a book is."""
    return book.with_name(book.name + ".key")


def dump(file: KeyFile) -> bytes:
    """The key file's bytes."""
    wraps = [{name: _text(value) for name, value in vars(wrap).items()} for wrap in file.wraps]
    body = {"deskmate-key": FORMAT, "book": file.book_id, "check": _text(file.check), "wraps": wraps}
    return json.dumps({**body, "sum": _sum(body)}, indent=1).encode()


def parse(data: bytes) -> KeyFile:
    """A key file from its bytes; raises `KeyFileError` when it is damaged."""
    try:
        body = json.loads(data)
        if body["deskmate-key"] > FORMAT:
            raise KeyFileError("The key file was written by a newer Deskmate; install that one. Nothing was changed.")
        # without the sum a flipped letter would look like a wrong passphrase
        if body.pop("sum") != _sum(body):
            raise KeyFileError(DAMAGED)
        wraps = tuple(_parse_wrap(item) for item in body["wraps"])
        return KeyFile(str(body["book"]), b64decode(body["check"], validate=True), wraps)
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise KeyFileError(DAMAGED) from error


def load(book: Path) -> KeyFile:
    """The key file beside the book; raises `KeyFileError` when it is missing or damaged."""
    path = key_path(book)
    try:
        data = _read(path)
    except FileNotFoundError as error:
        raise KeyFileError(
            f"The key file {path.name} is missing. Put it back beside the book, or restore a backup: "
            "it carries the key file too. Nothing was changed."
        ) from error
    except OSError as error:
        raise KeyFileError(f"The key file {path.name} can't be read. Nothing was changed.") from error
    return parse(data)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError:
        # a disk that fails once is asked once more: a backup made meanwhile would lack the key file
        return path.read_bytes()


def save(book: Path, file: KeyFile) -> None:
    """Writes the key file so that at every moment the old or the new one is whole on the disk."""
    files.write_whole(key_path(book), dump(file))


def from_keyring(book_id: str, *, seconds: float | None = None) -> bytes | None:
    """The key from the system's keyring, or nothing if it has none for this book.

    Raises `KeyringUnavailable` when there is no trusted key store or it does not answer in time (it may be waiting
    behind a dialog); it never falls back to a store that keeps plain text.
    """
    stored = _in_time(lambda: _backend().get_password(SERVICE, book_id), seconds)
    try:
        return bytes.fromhex(stored) if stored else None
    except ValueError:
        return None  # somebody else's entry: the passphrase puts it right


def to_keyring(book_id: str, key: bytes, *, seconds: float | None = None) -> None:
    """Keeps the key in the system's keyring; raises `KeyringUnavailable` like `from_keyring`."""
    _in_time(lambda: _backend().set_password(SERVICE, book_id, key.hex()), seconds)


def forget(book_id: str, *, seconds: float | None = None) -> None:
    """Takes the key out of the system's keyring, if it is there; raises `KeyringUnavailable` like `from_keyring`."""
    _in_time(lambda: _take_out(book_id), seconds)


def keep_note(name: str, note: str, *, seconds: float | None = None) -> None:
    """Keeps something short about a book in the keyring, where a file could be changed by anybody; as `to_keyring`."""
    _in_time(lambda: _backend().set_password(SERVICE, name, note), seconds)


def read_note(name: str, *, seconds: float | None = None) -> str | None:
    """What `keep_note` kept under the name; raises `KeyringUnavailable` like `from_keyring`."""
    return _in_time(lambda: _backend().get_password(SERVICE, name), seconds)


def forget_note(name: str, *, seconds: float | None = None) -> None:
    """Takes the note out again, if it is there; raises `KeyringUnavailable` like `from_keyring`."""
    _in_time(lambda: _take_out(name), seconds)


def _take_out(name: str) -> None:
    if _backend().get_password(SERVICE, name) is not None:
        _backend().delete_password(SERVICE, name)


def _backend() -> Any:
    import keyring

    backend = keyring.get_keyring()
    choices = [backend, *getattr(backend, "backends", ())]
    for choice in choices:
        if type(choice).__module__ in TRUSTED_BACKENDS:
            return choice
    raise KeyringUnavailable("This computer has no key store that can be trusted; the passphrase opens the book.")


def _in_time(work: Callable[[], str | None], seconds: float | None) -> str | None:
    """The answer of a call that may block for ever; the thread is left behind then, it holds nothing of ours."""
    answer: list[str | None] = []
    failure: list[Exception] = []

    def run() -> None:
        try:
            answer.append(work())
        except Exception as error:  # whatever the desktop's key store throws means the same to us
            failure.append(error)

    thread = threading.Thread(target=run, daemon=True, name="keyring")
    thread.start()
    thread.join(KEYRING_SECONDS if seconds is None else seconds)
    if answer:
        return answer[0]
    if failure and isinstance(failure[0], KeyringUnavailable):
        raise failure[0]
    reason = "does not work" if failure else "does not answer"
    raise KeyringUnavailable(f"This computer's key store {reason}; the passphrase opens the book.")


def _wrap(key: bytes, book_id: str, by: str, secret: str) -> Wrap:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # heavy; a key from the keyring needs none of it

    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = AESGCM(_stretch(secret, salt, **COST)).encrypt(nonce, key, _bound_to(book_id, by))
    return Wrap(by=by, salt=salt, nonce=nonce, sealed=sealed, **COST)


def _unwrap(wrap: Wrap, file: KeyFile, secret: str) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    stretched = _stretch(secret, wrap.salt, iterations=wrap.iterations, lanes=wrap.lanes, memory_cost=wrap.memory_cost)
    try:
        key = AESGCM(stretched).decrypt(wrap.nonce, wrap.sealed, _bound_to(file.book_id, wrap.by))
    except (InvalidTag, ValueError) as error:
        word = "passphrase" if wrap.by == "passphrase" else "recovery code"
        raise WrongKey(f"This {word} does not open the book. Nothing was changed.") from error
    if not fits(file, key):
        raise KeyFileError(DAMAGED)
    return key


def _stretch(secret: str, salt: bytes, *, iterations: int, lanes: int, memory_cost: int) -> bytes:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    # limits keep a tampered key file from taking the whole memory
    if not (1 <= iterations <= 20 and 1 <= lanes <= 16 and 8 * lanes <= memory_cost <= 1024 * 1024):
        raise KeyFileError(DAMAGED)
    kdf = Argon2id(salt=salt, length=32, iterations=iterations, lanes=lanes, memory_cost=memory_cost)
    # one keyboard sends é as one character, another as two
    return kdf.derive(unicodedata.normalize("NFKC", secret).encode("utf-8", "surrogatepass"))


def _bound_to(book_id: str, by: str) -> bytes:
    return f"deskmate:{FORMAT}:{book_id}:{by}".encode()


def _check_value(key: bytes, book_id: str) -> bytes:
    return new(key, b"deskmate key check " + book_id.encode(), sha256).digest()[:16]


def _code_check(body: str) -> str:
    # a weighted sum modulo the alphabet's neighbouring prime notices one wrong letter and two swapped ones
    total = sum((index + 2) * _CODE_ALPHABET.index(letter) for index, letter in enumerate(body))
    return _CODE_ALPHABET[total % 31]


def _sum(body: dict[str, Any]) -> str:
    return sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:32]


def _text(value: Any) -> Any:
    return b64encode(value).decode() if isinstance(value, bytes) else value


def _parse_wrap(item: dict[str, Any]) -> Wrap:
    return Wrap(
        by=str(item["by"]),
        salt=b64decode(item["salt"], validate=True),
        nonce=b64decode(item["nonce"], validate=True),
        sealed=b64decode(item["sealed"], validate=True),
        iterations=int(item["iterations"]),
        lanes=int(item["lanes"]),
        memory_cost=int(item["memory_cost"]),
    )
