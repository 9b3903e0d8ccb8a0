"""The figures on public sets stay above their bars, with the one threshold; the sets are left out where absent."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from benchmarks import shared_data
from deskmate.core.duplicates import find_pairs

SOURCE = Path(__file__).parents[3] / "benchmarks" / "duplicates.py"


@pytest.fixture(scope="module")
def bench() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("duplicates_benchmark", SOURCE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.mark.parametrize(
    ("name", "bar"),
    [
        ("febrl1", 0.97),
        pytest.param("febrl2", 0.97, marks=pytest.mark.slow),
        ("RLdata500", 0.97),
        ("splink_fake_1000", 0.80),
    ],
)
def test_pairs_of_a_public_set_are_found(bench: ModuleType, name: str, bar: float) -> None:
    folder = shared_data.folder(bench.PUBLIC_SETS)
    if not list(folder.glob(f"{name}.*")):
        pytest.skip(f"the public set {name} is not on this machine")
    people, truth = bench.load(folder, name)
    found = list(find_pairs(people))
    assert bench.figures(found, truth).f1 >= bar
    assert bench.figures([pair for pair in found if pair.verdict == "same"], truth).precision >= 0.99


def test_a_town_with_families_and_double_entries_is_sorted_out(bench: ModuleType) -> None:
    people, truth = bench.Town(seed=3).book(2_000)
    found = list(find_pairs(people))
    figures = bench.figures(found, truth)
    assert figures.precision >= 0.9
    assert figures.recall >= 0.95
    assert bench.figures([pair for pair in found if pair.verdict == "same"], truth).precision >= 0.995
