"""Backing up, going back and checking from a terminal: one answer, or one sentence and nothing changed."""

import json
from pathlib import Path
from typing import Any

import pytest

from deskmate.cli import main
from deskmate.core import connections, keys

PASSPHRASE = "four plain words here"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new book made by the command line."""
    monkeypatch.setattr(keys, "COST", {"iterations": 1, "lanes": 1, "memory_cost": 64})
    monkeypatch.setenv("DESKMATE_PASSPHRASE", PASSPHRASE)
    path = tmp_path / "shop.deskmate"
    assert main(["init", "--book", str(path), "--shop", "The Corner Shop", "--owner", "Olga"]) == 0
    return path


def asked(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    capsys.readouterr()
    assert main([str(argument) for argument in arguments] + ["--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    capsys.readouterr()
    assert main([str(argument) for argument in arguments] + ["--json"]) == 2
    return str(json.loads(capsys.readouterr().err)["error"])


def test_back_up_look_and_go_back(shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = asked(capsys, "backup", "--book", shop, "--to", tmp_path / "stick", "--now", "2026-03-02T09:00:00+00:00")
    assert (made["shop"], made["customers"], made["made_at"]) == ("The Corner Shop", 0, "2026-03-02T09:00:00+00:00")
    seen = asked(capsys, "restore", made["backup"], "--book", shop, "--dry-run")
    assert seen == {**made, "restored": False}
    elsewhere = tmp_path / "elsewhere" / "shop.deskmate"
    assert asked(capsys, "restore", made["backup"], "--book", elsewhere)["restored"]
    assert asked(capsys, "restore", made["backup"], "--book", shop)["restored"]
    assert asked(capsys, "check", "--book", shop, "--full") == {"ok": True, "findings": []}


def test_by_itself_a_backup_goes_beside_the_book(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = asked(capsys, "backup", "--book", shop)
    assert Path(made["backup"]).parent == shop.with_name("shop-backups")


def test_what_is_no_backup_is_refused_with_a_sentence(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x").write_bytes(b"hello")
    before = shop.read_bytes()
    assert "no Deskmate backup" in refused(capsys, "restore", tmp_path / "x", "--book", shop)
    assert "There is no backup" in refused(capsys, "restore", tmp_path / "y", "--book", shop)
    assert shop.read_bytes() == before


def test_a_check_names_what_is_wrong(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(capsys, "check", "--book", shop)
    assert found["ok"] and [finding["code"] for finding in found["findings"]] == ["backups"]
    with connections.raw(shop, keys.unseal(keys.load(shop), passphrase=PASSPHRASE)) as connection:
        # a page that opening the book has no need of
        (number,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'attachment'").fetchone()
    data = bytearray(shop.read_bytes())
    data[number * 4_096 - 2_000] ^= 1
    shop.write_bytes(data)
    found = asked(capsys, "check", "--book", shop, "--full")
    assert not found["ok"] and found["findings"][0]["code"] == "damaged"


def test_the_rights_of_a_customer(shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cards = tmp_path / "a.csv"
    cards.write_text("name,phone\nAnn Lee,020 7946 0018\n")
    asked(capsys, "import", cards, "--book", shop)
    held = asked(capsys, "access-report", 1, "--book", shop)
    assert (held["customer"], held["held"]["contact_detail"][0]["value"]) == ("Ann Lee", "020 7946 0018")
    page = tmp_path / "ann.html"
    assert "How to reach you" in asked(capsys, "access-report", 1, "--book", shop, "--to", page)["sections"]
    assert "020 7946 0018" in page.read_text()
    assert "can't be written" in refused(capsys, "access-report", 1, "--book", shop, "--to", tmp_path / "no" / "x.html")
    assert asked(capsys, "erase", 1, "--book", shop)["customers"] == 1
    assert "no customer" in refused(capsys, "access-report", 1, "--book", shop)
    assert "no customer" in refused(capsys, "erase", 1, "--book", shop)
    entries = asked(capsys, "audit", "--book", shop, "--limit", 3)
    assert entries["ok"] and entries["entries"][0]["what"] == "customer erased"


def test_a_new_key_and_a_salvaged_book(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "DESKMATE_NEW_PASSPHRASE" in refused(capsys, "rekey", "--book", shop)
    monkeypatch.setenv("DESKMATE_NEW_PASSPHRASE", "some quite new words")
    assert len(asked(capsys, "rekey", "--book", shop)["recovery_code"]) == 34
    assert "passphrase does not open" in refused(capsys, "check", "--book", shop)
    monkeypatch.setenv("DESKMATE_PASSPHRASE", "some quite new words")
    data = bytearray(shop.read_bytes())
    data[-2000] ^= 1
    shop.write_bytes(data)
    saved = asked(capsys, "salvage", "--book", shop, "--to", tmp_path / "new.deskmate")
    assert (saved["damaged_pages"], saved["rows"]["staff"]) == (1, 1)
    assert asked(capsys, "check", "--book", tmp_path / "new.deskmate", "--full")["ok"]
    assert "already a file" in refused(capsys, "salvage", "--book", shop, "--to", tmp_path / "new.deskmate")
