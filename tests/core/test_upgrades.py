"""From every released schema: killed at any statement the book is the old one whole, left alone it is the new one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deskmate.core import book, connections, keys
from deskmate.core import db as door
from deskmate.core.book import Opening
from deskmate.core.errors import BookError
from tests.core import released_books

PASSPHRASE = "four plain words here"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="stops a forked child")
@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("version", released_books.versions())
def test_an_upgrade_of_a_released_book_killed_at_any_statement_leaves_it_whole(
    tmp_path: Path, version: int, every: int
) -> None:
    driver = Path(__file__).with_name("upgrade_sweep.py")
    done = subprocess.run(
        [sys.executable, str(driver), str(tmp_path), str(version), str(every)],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
        cwd=driver.parents[2],
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "bad 0" in done.stdout and "'old'" in done.stdout, done.stdout


@pytest.mark.usefixtures("cheap_stretching")
def test_a_book_of_a_newer_deskmate_is_refused_and_not_a_byte_of_it_changes(tmp_path: Path, now: object) -> None:
    made = book.create(tmp_path / "shop.deskmate", Opening("Shop", "general", "Olga"), passphrase=PASSPHRASE).db
    path, key = made.path, made.key
    made.close()
    with connections.raw(path, key) as connection:
        connection.execute(f"PRAGMA user_version = {door.SCHEMA_VERSION + 1}")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    with pytest.raises(BookError, match="newer Deskmate"):
        book.open_with_secret(path, passphrase=PASSPHRASE, now=now, remember=False)  # type: ignore[arg-type]
    after = {file.name: file.read_bytes() for file in tmp_path.iterdir() if not file.name.endswith(("-wal", "-shm"))}
    assert after == before
    assert keys.load(path).book_id
