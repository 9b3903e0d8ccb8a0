"""`segment` from the terminal: saved, listed, asked, written to a file, refused in one sentence."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deskmate import cli

NOW = ["--now", "2026-03-02T09:00"]
TWICE = {
    "join": "all",
    "conditions": [
        {"about": "visits", "test": "least", "value": "2", "since": "2025-03-01", "until": "2025-05-31"},
        {"about": "last-visit", "test": "before", "value": "2025-06-01"},
    ],
}
LATE = {"join": "all", "conditions": [{"about": "rhythm", "test": "late"}]}


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cheap_stretching: None, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Any]:
    """Runs a command on a book of two customers; gives its answer, or the sentence of a refusal."""
    monkeypatch.setenv("DESKMATE_BOOK", str(tmp_path / "shop.deskmate"))
    monkeypatch.setenv("DESKMATE_PASSPHRASE", "correct horse battery")

    def call(*arguments: str) -> Any:
        capsys.readouterr()
        status = cli.main([*arguments, *NOW, "--json"])
        out, err = capsys.readouterr()
        assert status in (0, 2), err
        return json.loads(err)["error"] if status else json.loads(out)

    call("init", "--trade", "bakery", "--owner", "Olga", "--zone", "Europe/London")
    file = tmp_path / "in.csv"
    days = [("Ann Lee", "2025-03-10"), ("Ann Lee", "2025-05-02"), ("Bo Ek", "2025-04-02"), ("Bo Ek", "2025-09-02")]
    rows = "".join(f"{name},{name[:2].lower()}@example.org,{day},visit,rye\n" for name, day in days)
    file.write_text("Name,E-mail,Date,Interaction type,Details\n" + rows)
    call("import", str(file))
    return call


def test_saved_listed_and_asked(run: Callable[..., Any], tmp_path: Path) -> None:
    asked = run("segment", "Spring only", "--where", json.dumps(TWICE))
    assert (asked["found"], asked["left_out"]) == (1, {})
    assert [one["name"] for one in asked["customers"]] == ["Ann Lee"]
    assert asked["sentence"].startswith("Customers who came at least twice from 1 March 2025 to 31 May 2025")
    (listed,) = run("segment")
    assert (listed["name"], listed["customers"], listed["conditions"]) == ("Spring only", 1, TWICE["conditions"])
    mails = run("segment", "spring ONLY", "--for", "e-mail")
    assert (mails["listed"], mails["left_out"], mails["customers"]) == (0, {"no-consent": 1}, [])
    written = run("segment", "Spring only", "--to", str(tmp_path / "list.csv"))
    assert Path(written["file"]).read_text("utf-8-sig").count("Ann Lee") == 1
    run("segment", "Spring only", "--where", json.dumps(LATE))
    assert [one["conditions"] for one in run("segment")] == [LATE["conditions"]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nobody"], "There is no segment called “nobody”."),
        (["x", "--where", "{"], "--where is not JSON"),
        (["x", "--where", "[]"], "can't be read"),
        (["x", "--where", '{"conditions": []}'], "at least one condition"),
        (["--for", "e-mail"], "Name the segment."),
        (["x", "--for", "pigeon"], "invalid choice"),
    ],
)
def test_refusals_are_one_sentence(run: Callable[..., Any], arguments: list[str], said: str) -> None:
    answer = run("segment", *arguments)
    assert isinstance(answer, str) and said in answer
