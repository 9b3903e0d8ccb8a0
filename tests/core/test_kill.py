"""A save that was shown as saved survives kill -9; nothing is half there; the book opens again at once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked child")


def sweep(folder: Path, trials: int, *, most: int, every: int) -> None:
    driver = Path(__file__).with_name("kill_sweep.py")
    done = subprocess.run(
        [sys.executable, str(driver), str(folder), str(trials), str(most), str(every)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "lost 0 half 0" in done.stdout


def test_what_was_shown_as_saved_survives_being_killed(tmp_path: Path) -> None:
    sweep(tmp_path, 60, most=3, every=20)


@pytest.mark.slow
@pytest.mark.timeout(3_600)
def test_what_was_shown_as_saved_survives_being_killed_a_thousand_times(tmp_path: Path) -> None:
    sweep(tmp_path, 1_000, most=40, every=1)
