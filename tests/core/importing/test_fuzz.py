"""No file, however damaged, raises anything but a sentence for people. DESKMATE_FUZZ says how many files are tried."""

import os
from collections import Counter

import fuzz
import pytest


def test_a_few_hundred_damaged_files_of_every_kind() -> None:
    assert fuzz.run(300, 5, print) == Counter()


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_damaged_files_without_end() -> None:
    """A million by `DESKMATE_FUZZ=1000000`; 20,000 unless it says otherwise."""
    assert fuzz.run(int(os.environ.get("DESKMATE_FUZZ", "20000")), 11, print) == Counter()
