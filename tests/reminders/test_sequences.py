"""Whatever happens in whatever order: nothing due is missed, nothing acknowledged comes back, each is told once."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, seed
from hypothesis import settings as profile
from hypothesis.stateful import run_state_machine_as_test

from deskmate.core import book
from tests.reminders.shop_machine import Reminders, Tally, shared_statements

CHUNKS = 20
ALL = int(os.environ.get("DESKMATE_SEQUENCES", "10000"))


@pytest.fixture(scope="module", autouse=True)
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    path, key = tmp_path_factory.mktemp("sequences") / "shop.deskmate", bytes(32)
    book.create_unlocked(path, book.Opening("Shop", "general", "Olga", zone="Europe/London"), key=key).close()
    Reminders.template = (path, key)
    with shared_statements():
        yield


class TestSequences(Reminders.TestCase):
    """A few dozen sequences on each run."""

    settings = profile(max_examples=12, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.slow
@pytest.mark.timeout(0)
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_ten_thousand_sequences(chunk: int) -> None:
    """In parts that can run side by side, each from a seed of its own; prints what it looked at."""

    @seed(chunk)
    class Part(Reminders):
        tally = Tally()

    try:
        run_state_machine_as_test(
            Part,
            settings=profile(
                max_examples=ALL // CHUNKS,
                stateful_step_count=30,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
                phases=(Phase.generate, Phase.shrink),
            ),
        )
    finally:
        print(f"chunk {chunk}: {Part.tally}")
