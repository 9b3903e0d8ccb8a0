"""The key: two secrets open it, a trusted keyring keeps it, nothing else gives it away, and nothing hangs."""

import json
import string
import time
import unicodedata
from pathlib import Path
from typing import Any

import keyring
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from keyring.backends.chainer import ChainerBackend

from deskmate.core import keys
from deskmate.core.errors import BookError, InvalidInput, KeyFileError, WrongKey
from deskmate.core.keys import KeyFile, KeyringUnavailable

PASSPHRASE = "four plain words here"


pytestmark = pytest.mark.usefixtures("cheap_stretching")


def sealed(key: bytes, code: str | None = None) -> tuple[KeyFile, str]:
    code = code or keys.new_recovery_code()
    return keys.seal(key, book_id="b1", passphrase=PASSPHRASE, recovery_code=code), code


def test_stretching_costs_what_the_standard_recommends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert keys.COST == {"iterations": 3, "lanes": 4, "memory_cost": 65536}  # RFC 9106, section 4


def test_either_secret_gives_the_key_back() -> None:
    key = keys.new_key()
    file, code = sealed(key)
    again = keys.parse(keys.dump(file))
    assert again == file
    assert keys.unseal(again, passphrase=PASSPHRASE) == key
    assert keys.unseal(again, recovery_code=code) == key


def test_the_key_file_holds_neither_the_key_nor_a_secret() -> None:
    key = keys.new_key()
    file, code = sealed(key)
    stored = keys.dump(file)
    for secret in (key, key.hex().encode(), PASSPHRASE.encode(), code.encode(), keys.normal_code(code).encode()):
        assert secret not in stored


def test_a_wrong_passphrase_and_a_wrong_code_are_told_apart() -> None:
    file, _code = sealed(keys.new_key())
    with pytest.raises(WrongKey, match="passphrase does not open"):
        keys.unseal(file, passphrase="not the passphrase")
    with pytest.raises(WrongKey, match="recovery code does not open"):
        keys.unseal(file, recovery_code=keys.new_recovery_code())


def test_accents_may_be_typed_on_any_keyboard() -> None:
    key, phrase = keys.new_key(), "Café crème brûlée"
    file = keys.seal(
        key, book_id="b", passphrase=unicodedata.normalize("NFC", phrase), recovery_code=keys.new_recovery_code()
    )
    assert keys.unseal(file, passphrase=unicodedata.normalize("NFD", phrase)) == key


@pytest.mark.parametrize("short", ["", "1234567", "   seven   "])
def test_a_short_passphrase_is_refused(short: str) -> None:
    with pytest.raises(InvalidInput, match="8 characters"):
        keys.check_passphrase(short)


@pytest.mark.parametrize("sloppy", [str.lower, lambda c: c.replace("-", " "), lambda c: f"  {c.replace('-', '')}.\n"])
def test_a_code_may_be_typed_sloppily(sloppy: object) -> None:
    key = keys.new_key()
    file, code = sealed(key)
    assert callable(sloppy)
    assert keys.unseal(file, recovery_code=sloppy(code)) == key


def test_letters_that_look_like_digits_count_as_them() -> None:
    body = "0110" * 6 + "011"
    code = next(body + last for last in "0123456789ABCDEFGHJKMNPQRSTVWXYZ" if _is_code(body + last))
    assert keys.normal_code(code.replace("0", "O").replace("1", "l")) == code


def _is_code(text: str) -> bool:
    try:
        keys.normal_code(text)
    except InvalidInput:
        return False
    return True


@given(position=st.integers(0, 26), shift=st.integers(1, 30))
def test_one_wrong_character_of_a_code_is_noticed_before_anything_is_tried(position: int, shift: int) -> None:
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[:31]
    letters = list(keys.normal_code(_code_of(alphabet)))
    letters[position] = alphabet[(alphabet.index(letters[position]) + shift) % 31]
    with pytest.raises(InvalidInput, match="One character"):
        keys.normal_code("".join(letters))


def _code_of(alphabet: str) -> str:
    while True:
        code = keys.new_recovery_code()
        if all(letter in alphabet for letter in code.replace("-", "")):
            return code


@pytest.mark.parametrize("typed", ["", "ABC", "A" * 27, "A" * 29])
def test_a_code_of_the_wrong_length_says_how_long_it_should_be(typed: str) -> None:
    with pytest.raises(InvalidInput, match="28 letters and digits"):
        keys.normal_code(typed)


def test_a_new_passphrase_replaces_the_old_and_the_code_goes_on_working() -> None:
    key = keys.new_key()
    file, code = sealed(key)
    file = keys.rewrap(file, key, passphrase="another good phrase")
    assert keys.unseal(file, passphrase="another good phrase") == keys.unseal(file, recovery_code=code) == key
    with pytest.raises(WrongKey):
        keys.unseal(file, passphrase=PASSPHRASE)


def test_a_new_code_replaces_the_old_and_the_passphrase_goes_on_working() -> None:
    key = keys.new_key()
    file, old = sealed(key)
    new = keys.new_recovery_code()
    file = keys.rewrap(file, key, recovery_code=new)
    assert keys.unseal(file, passphrase=PASSPHRASE) == keys.unseal(file, recovery_code=new) == key
    with pytest.raises(WrongKey):
        keys.unseal(file, recovery_code=old)


def test_a_part_moved_from_another_book_does_not_open_this_one() -> None:
    key = keys.new_key()
    file, _code = sealed(key)
    moved = KeyFile("b2", file.check, file.wraps)
    with pytest.raises(WrongKey):
        keys.unseal(moved, passphrase=PASSPHRASE)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(position=st.integers(0, 700), bit=st.integers(0, 7))
def test_no_damage_to_the_key_file_passes_for_a_wrong_passphrase(position: int, bit: int) -> None:
    key = keys.new_key()
    data = bytearray(keys.dump(sealed(key)[0]))
    data[position % len(data)] ^= 1 << bit
    try:
        file = keys.parse(bytes(data))
    except KeyFileError:
        return
    # white space between the fields may change; nothing else
    assert keys.unseal(file, passphrase=PASSPHRASE) == key


@given(st.binary(max_size=200))
@example(b"")
@example(b"[" * 100_000)
@example(b'{"deskmate-key": 1, "book": "b", "check": "", "wraps": [{"iterations": 1e999}], "sum": ""}')
def test_whatever_stands_in_the_key_file_is_answered_with_a_sentence(data: bytes) -> None:
    with pytest.raises(KeyFileError):
        keys.parse(data)


def test_a_key_file_of_a_newer_version_is_named() -> None:
    with pytest.raises(KeyFileError, match="newer Deskmate"):
        keys.parse(json.dumps({"deskmate-key": 99}).encode())


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match=r"shop\.deskmate\.key is missing"):
        keys.load(tmp_path / "shop.deskmate")


def test_an_absurd_cost_in_the_key_file_does_not_take_the_memory() -> None:
    file, _code = sealed(keys.new_key())
    greedy = keys.Wrap(**{**vars(file.wraps[0]), "memory_cost": 2**31})
    with pytest.raises(KeyFileError, match="damaged"):
        keys.unseal(KeyFile(file.book_id, file.check, (greedy,)), passphrase=PASSPHRASE)


def test_saving_leaves_one_private_file(tmp_path: Path) -> None:
    book = tmp_path / "shop.deskmate"
    file, _code = sealed(keys.new_key())
    keys.save(book, file)
    keys.save(book, file)
    assert [path.name for path in tmp_path.iterdir()] == ["shop.deskmate.key"]
    assert keys.key_path(book).stat().st_mode & 0o077 == 0


# The keyring


def test_a_trusted_keyring_keeps_and_forgets_the_key(trusted_keyring: Any) -> None:
    key = keys.new_key()
    keys.to_keyring("b1", key)
    assert keys.from_keyring("b1") == key
    assert keys.from_keyring("b2") is None
    keys.forget("b1")
    keys.forget("b1")
    assert keys.from_keyring("b1") is None


def test_a_back_end_nobody_vouches_for_gets_no_key(memory_keyring: Any) -> None:
    """Plain-text back ends register themselves silently."""
    with pytest.raises(KeyringUnavailable, match="no key store that can be trusted"):
        keys.to_keyring("b1", keys.new_key())
    assert memory_keyring.kept == {}


def test_no_keyring_at_all_is_named() -> None:
    from keyring.backends import fail

    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
    with pytest.raises(KeyringUnavailable, match="passphrase opens the book"):
        keys.from_keyring("b1")


def test_in_a_chain_only_the_trusted_one_is_used(trusted_keyring: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from keyring.backends import null

    plain = null.Keyring()  # type: ignore[no-untyped-call]
    monkeypatch.setattr(ChainerBackend, "backends", [plain, trusted_keyring])
    keyring.set_keyring(ChainerBackend())
    key = keys.new_key()
    keys.to_keyring("b1", key)
    assert trusted_keyring.kept == {("Deskmate", "b1"): key.hex()}


def test_a_locked_keyring_does_not_hang(trusted_keyring: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trusted_keyring, "get_password", lambda *_: time.sleep(0.5))
    started = time.monotonic()
    with pytest.raises(KeyringUnavailable, match="does not answer"):
        keys.from_keyring("b1", seconds=0.05)
    assert time.monotonic() - started < 0.4
    assert keys.KEYRING_SECONDS <= 10


def test_a_broken_keyring_is_as_good_as_none(trusted_keyring: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> str:
        raise RuntimeError("the bus is gone")

    monkeypatch.setattr(trusted_keyring, "get_password", broken)
    with pytest.raises(KeyringUnavailable, match="does not work"):
        keys.from_keyring("b1")


def test_an_entry_that_is_no_key_counts_as_none(trusted_keyring: Any) -> None:
    for rubbish in ("", "hello", string.hexdigits):
        trusted_keyring.set_password("Deskmate", "b1", rubbish)
        key = keys.from_keyring("b1")
        assert key is None or not keys.fits(sealed(keys.new_key())[0], key)


def test_every_error_of_the_keys_is_one_for_people() -> None:
    assert issubclass(KeyringUnavailable, BookError)
