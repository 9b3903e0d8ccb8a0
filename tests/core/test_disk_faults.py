"""The disk fails at one operation, once or for good: what was said to be done is there, what was refused is as before.

The faults come from a small library that stands between the program and the C library, so that SQLite's own reads and
writes meet them as well as Python's. It is compiled here; without a C compiler these tests are left out.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
JOBS = ("save", "import", "migrate", "backup", "restore", "erase")
COMPILER = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or COMPILER is None, reason="needs Linux and a C compiler"
)


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that lets operations fail."""
    made = tmp_path_factory.mktemp("shim") / "disk_faults.so"
    source = HERE / "disk_faults.c"
    subprocess.run([str(COMPILER), "-O1", "-shared", "-fPIC", "-o", str(made), str(source), "-ldl"], check=True)
    return made


def sweep(shim: Path, folder: Path, job: str, way: str, code: str, every: int, *more: str) -> str:
    arguments = [str(HERE / "disk_sweep.py"), str(shim), str(folder), job, way, code, str(every), *more]
    done = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        timeout=3_000,
        check=False,
        cwd=HERE.parents[1],
        env={**os.environ, "LD_PRELOAD": str(shim)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    print(done.stdout)
    return done.stdout


@pytest.mark.parametrize(("job", "every"), [("save", 263), ("backup", 587), ("erase", 691)])
def test_some_operations_that_fail_leave_the_old_or_the_new_book(
    shim: Path, tmp_path: Path, job: str, every: int
) -> None:
    assert "bad 0" in sweep(shim, tmp_path, job, "once", "EIO", every)


@pytest.mark.slow
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("job", JOBS)
@pytest.mark.parametrize("way", ["once", "for good"])
@pytest.mark.parametrize("code", ["EIO", "ENOSPC"])
def test_every_operation_that_fails_leaves_the_old_or_the_new_book(
    shim: Path, tmp_path: Path, job: str, way: str, code: str
) -> None:
    assert "bad 0" in sweep(shim, tmp_path, job, way, code, 1)


@pytest.mark.slow
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("job", ["save", "backup"])
def test_a_page_that_cannot_be_read_is_no_reason_to_write_half(shim: Path, tmp_path: Path, job: str) -> None:
    assert "bad 0" in sweep(shim, tmp_path, job, "once", "EIO", 1, "reads")
