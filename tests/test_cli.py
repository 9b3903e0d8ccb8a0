"""The command line: the answers that the README promises, and one clear sentence for everything else."""

import base64
import csv
import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deskmate import cli
from deskmate.cli.main import names

README = Path(__file__).parents[1] / "README.md"
Run = Callable[..., Any]


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cheap_stretching: None) -> Path:
    """A new book made by the command line itself."""
    path = tmp_path / "shop.deskmate"
    monkeypatch.setenv("DESKMATE_BOOK", str(path))
    monkeypatch.setenv("DESKMATE_PASSPHRASE", "correct horse battery")
    assert cli.main(["init", "--trade", "bakery", "--owner", "Olga", "--zone", "Europe/London", "--json"]) == 0
    return path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command that must work, and gives its JSON answer (a list of them for answers of many lines)."""

    def call(*arguments: str) -> Any:
        capsys.readouterr()
        assert cli.main([*arguments, "--json"]) == 0, capsys.readouterr().err
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        return lines[0] if len(lines) == 1 else lines

    return call


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs a command that must be refused, and gives the sentence; checks that it is one."""

    def call(*arguments: str) -> str:
        capsys.readouterr()
        assert cli.main([*arguments, "--json"]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        sentence = json.loads(err)["error"]
        assert sentence and "Traceback" not in sentence and "\n" not in sentence.strip()
        return str(sentence)

    return call


@pytest.fixture
def ann(book: Path, run: Run, tmp_path: Path) -> int:
    """A customer who came with a file."""
    file = tmp_path / "people.csv"
    file.write_text("Name,Phone,Email\nAnn Lee,+44 20 7946 0018,ann@example.org\n", encoding="utf-8")
    answer = run("import", str(file))
    assert (answer["created"], answer["updated"], answer["problems"]) == (1, 0, [])
    return int(run("find", "ann lee")[0]["id"])


def test_a_search_explains_what_decided_each_place(ann: int, run: Run) -> None:
    assert run("search", "0018") == run("find", "0018")
    (one,) = run("search", "0018", "--explain")
    assert (one["id"], one["matched"], one["whole"], one["expected_today"]) == (ann, "phone", True, False)
    at = "2026-03-10T10:00:00+00:00"
    run("book", str(ann), "--start", "2026-03-10T12:00", "--service", "Repair", "--now", at)
    (one,) = run("search", "repai", "--explain", "--now", at)
    assert one["matched"] == "appointment" and one["booked_at"].startswith("2026-03-10T12:00") and one["expected_today"]


def test_the_main_story(ann: int, run: Run) -> None:
    number = str(ann)
    assert run("find", "0018")[0]["matched"] == "phone"
    note = run("note", number, "third time the cake was wrong, she won't be back", "--kind", "complaint")
    assert note["reading"]["label"] == "negative" and note["follow_up"]
    (row,) = run("follow-ups")
    assert row["customer"] == "Ann Lee" and row["evidence"]
    overruled = run("overrule", str(note["interaction"]), "--because", "she was joking")
    assert overruled["label"] == "neutral" and overruled["follow_up"]["state"] == "cleared"
    assert run("overrule", str(note["interaction"]), "--undo")["follow_up"]["state"] == "open"
    number_open = str(run("follow-ups")[0]["id"])
    call = run(
        "call", number_open, "--outcome", "reached", "--note", "so sorry", "--promise", "new cake", "--by", "2030-01-05"
    )
    assert call["state"] == "open" and call["reminder"]
    card = run("show", number)
    assert card["name"] == "Ann Lee" and len(card["timeline"]) == 2


def test_appointments_and_reminders(ann: int, run: Run) -> None:
    at = ("--now", "2026-03-02T09:00:00+00:00")
    booked = run("book", str(ann), "--start", "2026-03-02T10:00", "--service", "Tasting", "--minutes", "45", *at)
    assert booked["start"] == "2026-03-02T10:00:00+00:00" and booked["conflicts"] == []
    assert run("agenda", "--day", "2026-03-02")[0]["customer"] == "Ann Lee"
    (item,) = run("due", *at)
    assert item["kind"] == "appointment" and item["customer_id"] == ann
    run("snooze", item["id"], "--until", "2026-03-02T09:30", *at)
    assert run("due", *at) == []
    run("done", item["id"], *at)
    assert run("due", "--now", "2026-03-02T09:45:00+00:00") == []
    put_off = run("snooze", item["id"], "--until", "Next working day", *at)
    assert put_off["until"] == "2026-03-03T09:00:00+00:00"
    run("done", item["id"], *at)
    run("remind", str(ann), "ask about the tasting", "--at", "2026-03-03T09:00", *at)
    assert [one["text"] for one in run("upcoming", "--days", "2", *at)] == ["ask about the tasting"]


def test_the_waiting_list(ann: int, run: Run) -> None:
    at = ("--now", "2026-03-02T09:00:00+00:00")
    assert run("waitlist", *at) == []
    (waits,) = run("waitlist", "--add", str(ann), "--service", "Tasting", "--until", "2026-03-20", *at)
    assert (waits["customer"], waits["service"], waits["until"]) == ("Ann Lee", "Tasting", "2026-03-20")
    assert run("waitlist", "--now", "2026-03-21T09:00:00+00:00") == []
    assert run("waitlist", "--off", str(waits["id"]), *at) == []


def test_what_came_of_a_reminder_is_on_the_timeline(ann: int, run: Run) -> None:
    at = ("--now", "2026-03-02T09:00:00+00:00")
    number = run("remind", str(ann), "ask about the tasting", "--at", "2026-03-02T08:00", *at)["reminder"]
    (item,) = run("due", *at)
    assert item["id"].startswith(f"reminder:{number}:")
    tried = run("done", item["id"], "--outcome", "not-reached", *at)
    assert (tried["state"], tried["until"]) == ("snoozed", "2026-03-02T10:00:00+00:00")
    later = ("--now", "2026-03-02T10:30:00+00:00")
    assert run("done", item["id"], "--outcome", "reached", *later)["state"] == "done"
    assert run("due", *later) == []
    texts = [entry["text"] for entry in run("show", str(ann), *later)["timeline"]]
    assert [text for text in texts if "tasting" in text] == [
        "Call: reached.\nask about the tasting", "Call: not reached.\nask about the tasting",
    ]  # fmt: skip


def test_an_import_can_be_taken_back(ann: int, run: Run) -> None:
    assert run("undo-import", "1") == {"removed": 1, "restored": 0, "kept": 0}
    assert run("find", "ann") == []


def test_the_card_shows_household_relations_and_files(ann: int, run: Run, tmp_path: Path) -> None:
    home = {"household": "1", "household_name": "Moss"}
    form = {"name": "form.pdf", "data": base64.b64encode(b"%PDF-1.7").decode()}
    people = [
        {"name": "Bea Moss", "external_id": "1", "ties": [{"role": "pet", "other": "2"}], "files": [form], **home},
        {"name": "Rex", "external_id": "2", **home},
    ]
    file = tmp_path / "more.json"
    file.write_text(json.dumps({"format": "deskmate-customers", "version": 1, "customers": people}), encoding="utf-8")
    run("import", str(file))
    bea, rex = (run("show", str(run("find", name)[0]["id"])) for name in ("bea", "rex"))
    assert bea["household"]["name"] == "Moss" and bea["household"]["members"][0]["name"] == "Rex"
    assert (bea["related"][0]["role"], rex["related"][0]["role"]) == ("pet", "owner")
    assert bea["files"][0]["name"] == "form.pdf" and rex["files"] == []


def test_two_cards_become_one_and_are_parted_again(ann: int, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "more.csv"
    file.write_text("Name,Nickname\nAnnie Leeds,Nan\n", encoding="utf-8")
    run("import", str(file))
    other = int(run("find", "leeds")[0]["id"])
    answer = run("merge", str(ann), str(other), "--take", "name")
    assert answer == {"merge": 1, "kept": ann, "other": other}
    assert run("show", str(ann))["name"] == "Annie Leeds"
    assert run("unmerge", "1") == {"merge": 1, "parted": other}
    assert run("show", str(ann))["name"] == "Ann Lee" and run("find", "leeds")[0]["id"] == other


def test_pairs_of_a_file_are_one_answer_however_many_there_are(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "twice.csv"
    ask = ("duplicates", "--csv", str(file), "--id", "id")
    rows = ["id,given,family,phone", "a,Anna,Meyer,0151 2345678", "b,Anna,Meier,01512345678", "c,Bob,Stone,"]
    file.write_text("\n".join(rows), encoding="utf-8")
    (pair,) = run(*ask)
    assert (pair["a"], pair["b"], pair["verdict"], pair["differ"]) == ("a", "b", "same", [])
    assert set(pair["agree"]) == {"given", "family", "phone"} and 0.9 < pair["score"] <= 1
    file.write_text("\n".join([rows[0], rows[1], rows[3]]), encoding="utf-8")
    assert run(*ask) == []
    file.write_text("\n".join([*rows, "d,Anna,Meyer,0151 2345678"]), encoding="utf-8")
    assert len(run(*ask)) == 3


def test_a_dry_run_needs_no_book(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "cards.vcf"
    file.write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Zoë Quinn\nTEL:+442079460018\nBDAY:--0203\nEND:VCARD\n", "utf-8")
    answer = run("import", str(file), "--dry-run", "--region", "GB")
    (customer,) = answer["customers"]
    assert customer["name"] == "Zoë Quinn"
    assert customer["birthday"] == {"year": None, "month": 2, "day": 3}
    assert customer["phones"][0]["e164"] == "+442079460018"


def test_texts_are_scored_without_a_book(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "texts.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(
            [
                ["text"],
                ["picked up the parcel"],
                ["Third time she has brought the same heel back, won't be coming again"],
            ]
        )
    calm, cross = run("score", "--csv", str(file), "--column", "text")
    assert calm["label"] != "negative" and cross["label"] == "negative"
    for item in cross["evidence"]:
        assert {"text", "start", "end", "why", "weight", "counted"} <= item.keys()
    monkeypatch.setattr(sys, "stdin", io.StringIO("one\ntwo\n"))
    assert len(run("score")) == 2


def test_histories_are_replayed_without_a_book(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "histories.jsonl"
    notes = [
        {
            "date": "2026-03-01",
            "kind": "complaint",
            "text": "Third time she has brought the same heel back, won't be coming again",
        }
    ]
    line = {"customer": "Ann", "as_of": "2026-03-03", "notes": notes}
    file.write_text(json.dumps(line) + "\n", "utf-8")
    answer = run("replay", str(file))
    assert answer["customer"] == "Ann" and answer["open"] is True and answer["why"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["find"],
        ["find", "ann", "--limit", "many"],
        ["show", "999"],
        ["show", "-1"],
        ["show", "99999999999999999999999"],
        ["note", "1", ""],
        ["note", "1", "text", "--mood", "furious"],
        ["note", "77", "text"],
        ["overrule", "1"],
        ["overrule", "55", "--because", "x"],
        ["call", "1", "--outcome", "reached", "--promise", "cake"],
        ["call", "9", "--outcome", "reached"],
        ["book", "1", "--start", "soon", "--service", "x"],
        ["agenda", "--day", "2026-02-30"],
        ["done", "birthday:1:2026"],
        ["snooze", "nothing", "--until", "2026-01-01"],
        ["snooze", "nothing", "--until", "when it rains"],
        ["done", "nothing", "--outcome", "reached"],
        ["waitlist", "--add", "1", "--service", "Tasting"],
        ["waitlist", "--off", "7"],
        ["done", "nothing", "--outcome", "flew away"],
        ["undo-import", "7"],
        ["merge", "1", "1"],
        ["merge", "1", "77"],
        ["merge", "1", "2", "--take", "shoe_size"],
        ["unmerge", "5"],
        ["import", "/no/such/file.csv"],
        ["import", "x.csv", "--map", "Name"],
        ["score", "--csv", "x.csv"],
        ["score", "--csv", "/no/such/file.csv", "--column", "text"],
        ["replay", "/no/such/file"],
        ["find", "ann", "--as", "Nobody"],
        ["find", "ann", "--now", "yesterday"],
        ["restore", "/no/such/backup"],
        ["init", "--trade", "no such trade", "--book", "/tmp/deskmate-no-such-folder/x/y.deskmate"],
    ],
)
def test_what_cannot_be_done_ends_with_one_sentence(
    book: Path, refused: Callable[..., str], arguments: list[str]
) -> None:
    refused(*arguments)


def test_a_book_is_never_made_over_another(book: Path, refused: Callable[..., str]) -> None:
    before = book.read_bytes()
    assert "already" in refused("init")
    assert book.read_bytes() == before


def test_a_wrong_passphrase_is_said(book: Path, refused: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKMATE_PASSPHRASE", "battery staple wrong")
    assert "does not open the book" in refused("find", "ann")


def test_a_bug_is_apologised_for_without_personal_data(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_arguments: object, **_named: object) -> None:
        raise KeyError("Ann Lee, 020 7946 0018")

    monkeypatch.setattr("deskmate.core.search.find", broken)
    assert cli.main(["find", "ann"]) == 70
    said = capsys.readouterr().err
    assert "Ann" not in said and "Traceback" not in said


def test_the_readme_documents_exactly_the_commands_there_are() -> None:
    section = README.read_text("utf-8").partition("## From the terminal")[2].partition("\n## ")[0]
    documented = set(re.findall(r"^\| `([a-z-]+)", section, re.MULTILINE))
    assert documented == names()


def test_a_calendar_from_the_terminal(ann: int, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "shop.ics"
    event = "BEGIN:VEVENT\nDTSTART:20260310T090000Z\nRRULE:FREQ=DAILY;COUNT=2\nSUMMARY:{}\nEND:VEVENT\n"
    file.write_text(f"BEGIN:VCALENDAR\n{event.format('Cut Ann Lee')}{event.format('Dentist')}END:VCALENDAR\n", "utf-8")
    at = ("--now", "2026-03-02T09:00:00+00:00")
    dry = run("import", str(file), "--dry-run", *at)
    assert [one["subject"] for one in dry["appointments"]] == ["Cut Ann Lee", "Dentist"]
    assert [one["start"] for one in dry["appointments"][0]["occurrences"]] == [
        "2026-03-10T09:00:00+00:00", "2026-03-11T09:00:00+00:00",
    ]  # fmt: skip
    answer = run("import", str(file), *at)
    assert (answer["updated"], answer["skipped"]) == (1, 1)
    assert [problem["reason"] for problem in answer["problems"]] == ["Left out: Dentist"]
    assert len(answer["cautions"]) == 1
    assert [row["customer"] for row in run("agenda", "--day", "2026-03-11")] == ["Ann Lee"]
    assert run("undo-import", str(answer["batch"])) == {"removed": 0, "restored": 1, "kept": 0}
    assert run("agenda", "--day", "2026-03-11") == []


def test_what_a_file_leaves_open_can_be_said(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "people.txt"
    file.write_bytes(
        "Zoë Quinn#z@x.org#01/09/2008\nBen Moss#b@x.org#25/12/1980\nCy Hall#c@x.org#12/25/1980\n".encode("cp1252")
    )
    said = ("--encoding", "cp1252", "--delimiter", "#", "--no-header")
    unsure = run("import", str(file), "--dry-run", *said)
    assert unsure["customers"][0]["name"] == "Zoë Quinn" and unsure["customers"][0]["phones"] == []
    open_order = run("import", str(file), "--dry-run", *said, "--map", "#3=birthday")["questions"]
    assert "date_order" in [question["kind"] for question in open_order]
    both = {
        order: run("import", str(file), "--dry-run", "--date-order", order, *said, "--map", "#3=birthday")
        for order in ("dmy", "mdy")
    }
    days = [both[order]["customers"][0]["birthday"] for order in ("dmy", "mdy")]
    assert days == [{"year": 2008, "month": 9, "day": 1}, {"year": 2008, "month": 1, "day": 9}]
    headed = run("import", str(file), "--dry-run", "--delimiter", "#", "--header")
    assert "Zoë Quinn" not in [customer["name"] for customer in headed["customers"]]


def test_a_whole_book_goes_into_an_empty_one(ann: int, run: Run, tmp_path: Path) -> None:
    written = run("export", "json", "--to", str(tmp_path))["files"]
    file = next(name for name in written if name.endswith("book.json"))
    assert run("import", file, "--dry-run")["tables"]["customer"] == 1
    run("erase", str(ann))
    answer = run("import", file)
    assert (answer["batch"], answer["created"]) == (None, 1)
    assert run("find", "0018") == []  # who was erased is erased again, as after an older backup
