"""A customer's own rhythm: plain arithmetic, sure of nothing after two visits, and as good on real shops as it says."""

import os
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import rhythm as measuring
from benchmarks import shared_data
from deskmate import cli
from deskmate.core.errors import FileProblem, InvalidInput
from deskmate.reminders import rhythm

START = date(2025, 1, 1)
DAY = timedelta(days=1)
histories = st.lists(st.integers(0, 900), min_size=1, max_size=40).map(
    lambda days: [START + timedelta(days=day) for day in days]
)


def every(days: int, visits: int) -> list[date]:
    return [START + timedelta(days=days * visit) for visit in range(visits)]


def test_usually_every_five_weeks_now_nine() -> None:
    days = every(35, 6)
    found = rhythm.of_visits(days, days[-1] + timedelta(weeks=9))
    assert (found.visits, found.usual_days, found.days_since) == (6, 35.0, 63)


def test_after_one_visit_there_is_no_usual_gap_but_a_rank() -> None:
    early, late = (rhythm.of_visits([START], START + timedelta(days=days)) for days in (10, 200))
    assert early.usual_days is None and late.usual_days is None
    assert 0 < early.lateness < late.lateness < 1


@given(histories, st.integers(0, 900), st.integers(1, 400))
def test_the_longer_the_silence_the_later(days: list[date], wait: int, more: int) -> None:
    now = max(days) + timedelta(days=wait)
    earlier, later = rhythm.of_visits(days, now), rhythm.of_visits(days, now + timedelta(days=more))
    assert 0 < earlier.lateness < later.lateness < 1
    assert later.usual_days == earlier.usual_days


@given(histories, st.integers(0, 900), st.randoms())
def test_order_repeats_and_later_visits_change_nothing(days: list[date], wait: int, random: object) -> None:
    now = max(days) + timedelta(days=wait)
    shuffled = [*days, *days, now + DAY, now + 40 * DAY]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rhythm.of_visits(shuffled, now) == rhythm.of_visits(days, now)


def test_a_visit_makes_it_small_again() -> None:
    days = every(35, 6)
    now = days[-1] + timedelta(days=100)
    assert rhythm.of_visits([*days, now], now).lateness < rhythm.of_visits(days, now).lateness / 2


def test_two_quick_visits_prove_little() -> None:
    """The floor: twice within three days and then two weeks of silence is no alarm."""
    assert rhythm.of_visits([START, START + 3 * DAY], START + 17 * DAY).lateness < 0.5
    assert (rhythm.patience(every(1, 10)) or 0) >= 1 + rhythm.FLOOR_DAYS


def test_an_old_rhythm_is_forgotten() -> None:
    weekly, monthly = every(7, 30), [every(7, 30)[-1] + timedelta(days=30 * month) for month in range(1, 6)]
    assert rhythm.of_visits([*weekly, *monthly], monthly[-1] + DAY).usual_days == 30.0


def test_no_visit_yet_has_a_sentence() -> None:
    with pytest.raises(InvalidInput, match="no visit"):
        rhythm.of_visits([START + DAY], START)


@given(histories)
def test_patience_is_where_gone_and_late_are_even_and_never_less_than_three_weeks_over(days: list[date]) -> None:
    different = sorted(set(days))
    wait = rhythm.patience(different)
    if len(different) < rhythm.FEWEST_VISITS:
        assert wait is None
        return
    gaps = [(b - a).days for a, b in pairwise(different[-6:])]
    assert wait is not None
    usual = rhythm.usual(different) or 0.0
    n, span = len(gaps) + 1, 30 + sum(gaps)
    assert wait >= usual + 21
    assert (1 + wait / span) ** n >= n - 1e-9
    assert wait - 1 < usual + 21 or (1 + (wait - 1) / span) ** n < n + 1e-9


def test_patience_grows_with_the_gap() -> None:
    waits = [rhythm.patience(every(days, 6)) for days in (1, 7, 35, 90, 365)]
    assert waits == sorted(waits, key=lambda wait: wait or 0) and len(set(waits)) == 5
    assert rhythm.patience(every(7, 6)) == 28
    assert 63 <= (rhythm.patience(every(35, 6)) or 0) <= 77


def csv(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def lines(
    path: Path, customer: str = "who", day: str = "when", as_of: date = date(2026, 3, 31)
) -> list[dict[str, object]]:
    return list(rhythm.of_csv(path, customer, day, as_of=as_of))


def test_a_file_gives_a_line_each_the_most_surely_lapsed_first(tmp_path: Path) -> None:
    text = "who,when\nAnn,2026-01-01\nAnn,2026-01-15\nBob,2025-03-01\nAnn,2026-02-01\nAnn,2026-04-20\n"
    assert lines(csv(tmp_path / "v.csv", text)) == [
        {
            "customer": "Bob",
            "visits": 1,
            "usual_days": None,
            "days_since": 395,
            "lateness": pytest.approx(0.92, abs=0.1),
        },
        {"customer": "Ann", "visits": 3, "usual_days": 15.5, "days_since": 58, "lateness": pytest.approx(0.4, abs=0.2)},
    ]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("\ufeffwho,when\nAnn,2026-03-01\n", "utf-8"),
        ("WHO;When\nAnn;01.03.2026\n", "utf-8"),
        ("who\twhen\nAnn\t1 March 2026\n", "utf-16"),
        ("name,who,when\nÄnne,Ann,01/03/2026 14:05\nx,Bob,25/02/2026 09:00\n", "cp1252"),
        ('who,when,what\n"Ann","2026-03-01T09:30:00Z","tea, cake"\n\n,2026-03-02,nobody\nTotal,,9\n', "utf-8"),
        ("who,when\nAnn,3/1/2026 8:45\nBob,2/25/2026 8:45\n", "utf-8"),
    ],
)
def test_files_come_in_every_form(tmp_path: Path, text: str, encoding: str) -> None:
    found = {line["customer"]: line["days_since"] for line in lines(csv(tmp_path / "v.csv", text, encoding))}
    assert found["Ann"] == 30
    assert found.get("Bob", 34) == 34


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "empty"),
        ("who,day\nAnn,2026-03-01\n", "no column “when”; the file has who, day"),
        ("who,when\nAnn,soon\n", "Line 2: “soon” is no date"),
        ("who,when\nAnn,2026-02-30\n", "Line 2"),
        ("who,when\nAnn,3 March\n", "Line 2"),
        ("who,when\nAnn,01/02/2026\nBob,03/04/2026\n", "day first or month first"),
        ('who,when\n"Ann,2026-03-01\nBob,2026-03-02\n', "quotation mark"),
        ("who,when\nAnn\n", "Line 2 has fewer cells"),
        ("PK\x03\x04\x00\x00", "no CSV file"),
    ],
)
def test_a_file_that_cannot_be_read_has_a_sentence_and_gives_nothing(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(FileProblem, match=sentence):
        next(rhythm.of_csv(csv(tmp_path / "v.csv", text), "who", "when", as_of=date(2026, 3, 31)))


def test_a_missing_file_has_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="can't be read"):
        lines(tmp_path / "nowhere.csv")


def test_the_command_needs_no_book(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = csv(tmp_path / "v.csv", "who,when\nAnn,2026-03-01\n")
    arguments = ["rhythm", "--csv", str(path), "--customer", "who", "--date", "when", "--as-of", "2026-03-31", "--json"]
    assert cli.main(arguments) == 0
    assert '"customer": "Ann", "visits": 1, "usual_days": null, "days_since": 30' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "bar"), [("CDNOW, 39 weeks", 0.70), ("grocery, 26 weeks", 0.87), ("apparel, 52 weeks", 0.73)]
)
def test_it_ranks_real_shops_better_than_days_alone_and_than_own_gaps(name: str, bar: float) -> None:
    one = next(one for one in measuring.SETS if one.name == name)
    folder = shared_data.folder(measuring.PUBLIC_SETS)
    if not (folder / one.visits).exists():
        pytest.skip(f"no public visits in {os.fspath(folder)}")
    histories, truth = measuring.load(folder, one)
    regulars = {who: days for who, days in histories.items() if len(days) >= 3}
    lapsed = measuring.np.array([truth[who] for who in regulars])
    found = {
        form: measuring.auc(measuring.np.array(list(measuring.FORMS[form](regulars, one.cutoff).values())), lapsed)
        for form in measuring.FORMS
    }
    assert found["lateness"] >= bar
    assert found["lateness"] == max(found.values())
