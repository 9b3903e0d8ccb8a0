"""run.py sets Deskmate up from hashed packages, once, and becomes it. Here with small packages and no network."""

import ast
import hashlib
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has neither exec nor these signals")

DESKMATE = """
import json, os, sys
print(json.dumps({"arguments": sys.argv[1:], "pid": os.getpid(), "cwd": os.getcwd(), "python": sys.executable}))
sys.exit(int(os.environ.get("END_WITH", "0")))
"""
PYTEST = """
import json, os, sys
print(json.dumps({"arguments": sys.argv[1:], "cwd": os.getcwd(), "platform": os.environ["QT_QPA_PLATFORM"]}))
print(os.environ.get("PYTEST_DEBUG_TEMPROOT", ""), file=sys.stderr)
"""


class Checkout:
    """A copy of run.py beside a small stand-in for the application, with a folder of wheels as its only index."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.wheels = root.parent / "wheels"  # pip takes a space in PIP_FIND_LINKS for the end of a folder
        self.venv = root / ".venv"
        (root / "deskmate").mkdir(parents=True)
        self.wheels.mkdir()
        for name in ("run.py", "deskmate/__init__.py", "deskmate/desktop_libraries.py"):
            shutil.copy(REPOSITORY / name, root / name)
        (root / "deskmate" / "__main__.py").write_text(DESKMATE)
        self.lock(self.wheel("pebble", "print('a pebble')"), self.wheel("pytest", PYTEST))

    def wheel(self, name: str, main: str) -> str:
        """Make a wheel of one module; returns its line for the lock."""
        file = self.wheels / f"{name}-1.0-py3-none-any.whl"
        info = f"{name}-1.0.dist-info"
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(f"{name}/__init__.py", "")
            archive.writestr(f"{name}/__main__.py", main)
            archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
            archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            archive.writestr(f"{info}/RECORD", "")
        return f"{name}==1.0 --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"

    def lock(self, *lines: str) -> None:
        (self.root / "requirements.lock").write_text("\n".join(lines) + "\n")

    def environment(self, **more: str) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
        return {
            **ours,
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.wheels),
            "PIP_NO_CACHE_DIR": "1",
            **more,
        }

    def popen(self, *arguments: str, **more: str) -> "subprocess.Popen[str]":
        pipe = subprocess.PIPE
        command = [sys.executable, str(self.root / "run.py"), *arguments]
        # a shell that starts something in the background has Ctrl+C ignored, and that would be inherited
        ahead = None if os.name == "nt" else partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
        env = self.environment(**more)
        return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=env, preexec_fn=ahead)  # noqa: PLW1509  no thread here

    def run(self, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
        with self.popen(*arguments, **more) as process:
            out, err = process.communicate(timeout=100)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def python(self, code: str) -> "subprocess.CompletedProcess[str]":
        """Run code beside run.py, where `import run` finds it."""
        command = [sys.executable, "-c", code]
        return subprocess.run(
            command, cwd=self.root, capture_output=True, text=True, env=self.environment(), check=False, timeout=100
        )

    def is_ready(self) -> bool:
        return self.python("import run; print(run.is_ready(run.fingerprint()))").stdout == "True\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A fresh checkout in a folder whose name needs care."""
    return Checkout(tmp_path / "Größe & co")


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A checkout that is set up; tests leave it as it is."""
    checkout = Checkout(tmp_path_factory.mktemp("ready") / "the shop")
    assert checkout.run().returncode == 0
    return checkout


@pytest.fixture
def silent_index() -> Iterator[str]:
    """The address of an index that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/simple"


@pytest.fixture(scope="module")
def run_module() -> ModuleType:
    """run.py as a module."""
    spec = importlib.util.spec_from_file_location("deskmate_run", REPOSITORY / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_first_start_sets_up_and_keeps_standard_output_clean(checkout: Checkout) -> None:
    first = checkout.run("find", "ann o'brien", "--json")
    said = json.loads(first.stdout)
    assert said["arguments"] == ["find", "ann o'brien", "--json"]
    assert Path(said["python"]).is_relative_to(checkout.venv)
    assert first.stderr.splitlines()[0].startswith("Setting Deskmate up")


def test_later_starts_say_nothing_of_their_own(ready: Checkout) -> None:
    assert ready.run("--demo").stderr == ""


def test_the_exit_status_and_the_folder_are_the_callers(ready: Checkout) -> None:
    ended = ready.run("check", END_WITH="2")
    assert ended.returncode == 2
    assert json.loads(ended.stdout)["cwd"] == str(Path.cwd())


@posix
def test_signals_reach_deskmate_because_it_takes_the_process_over(ready: Checkout) -> None:
    with ready.popen() as process:
        out, _ = process.communicate(timeout=60)
    assert json.loads(out)["pid"] == process.pid


def test_the_test_command_runs_pytest_in_the_repository_without_a_screen(ready: Checkout) -> None:
    said = json.loads(ready.run("test", "-q", "tests/core").stdout)
    assert said == {"arguments": ["-q", "tests/core"], "cwd": str(ready.root), "platform": "offscreen"}


def test_the_whole_suite_is_shared_out_among_the_cores_and_a_part_is_not(ready: Checkout) -> None:
    whole = json.loads(ready.run("test").stdout)["arguments"]
    assert whole[0] == "-n" and 1 <= int(whole[1]) <= 4 and whole[2:] == ["--dist", "worksteal"]
    assert "-n" not in json.loads(ready.run("test", "-x").stdout)["arguments"]


def test_books_of_tests_go_where_somebody_says(ready: Checkout, tmp_path: Path) -> None:
    assert ready.run("test", PYTEST_DEBUG_TEMPROOT=str(tmp_path)).stderr.split() == [str(tmp_path)]
    roots = ready.python("import run; print(run.MEMORY, *run.in_memory().values())").stdout.split()
    assert len(set(roots)) == 1, "in memory or where pytest would have it"


def test_slow_sweeps_come_in_on_demand(ready: Checkout) -> None:
    assert json.loads(ready.run("test", "--slow", "-q").stdout)["arguments"] == ["-m", "", "-q"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these libraries apart from Qt")
def test_the_test_command_names_missing_system_libraries(ready: Checkout) -> None:
    code = (
        "import run; from deskmate import desktop_libraries as d;"
        "d.ALWAYS = (d.Library('libnowhere.so.9', 'libnowhere9', 'nowhere'),);"
        "raise SystemExit(run.test([]))"
    )
    ended = ready.python(code)
    assert ended.returncode == 3
    assert "libnowhere.so.9" in ended.stderr


def test_a_changed_lock_is_followed_exactly(checkout: Checkout) -> None:
    checkout.run()
    checkout.lock(checkout.wheel("flint", ""))
    assert not checkout.is_ready()
    assert checkout.run().returncode == 0
    assert checkout.is_ready()
    names = {entry.name for entry in checkout.venv.rglob("site-packages/*")}
    assert "flint" in names
    assert "pebble" not in names


def test_a_file_that_does_not_match_its_hash_is_not_installed(checkout: Checkout) -> None:
    good = checkout.wheel("pebble", "")
    checkout.lock("pebble==1.0 --hash=sha256:" + "0" * 64)
    failed = checkout.run()
    assert failed.returncode == 1
    assert failed.stdout == ""
    assert "not the one that Deskmate was tested with" in failed.stderr
    assert not list(checkout.venv.rglob("site-packages/pebble"))
    checkout.lock(good)
    assert checkout.run().returncode == 0


@pytest.mark.slow
def test_a_package_without_a_hash_is_not_installed(checkout: Checkout) -> None:
    checkout.lock(checkout.wheel("pebble", "").split()[0])
    assert checkout.run().returncode == 1
    assert not list(checkout.venv.rglob("site-packages/pebble"))


@posix
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_set_up_that_was_stopped_is_done_afresh(
    checkout: Checkout, silent_index: str, number: signal.Signals, status: int
) -> None:
    with checkout.popen(PIP_NO_INDEX="0", PIP_FIND_LINKS="", PIP_INDEX_URL=silent_index) as process:
        _wait_for_pip(checkout)
        process.send_signal(number)
        process.communicate(timeout=60)
    assert process.returncode == status
    assert not checkout.is_ready()
    healed = checkout.run()
    assert healed.returncode == 0
    assert "waiting" not in healed.stderr


@posix
def test_a_killed_set_up_leaves_no_lock_once_its_pip_has_ended(checkout: Checkout) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/simple"
        with checkout.popen(PIP_NO_INDEX="0", PIP_FIND_LINKS="", PIP_INDEX_URL=address, PIP_RETRIES="0") as first:
            _wait_for_pip(checkout)
            first.kill()
            with checkout.popen() as second:
                server.close()
                _, said = second.communicate(timeout=60)
    assert second.returncode == 0, said


def test_two_first_starts_at_once_set_up_once(checkout: Checkout) -> None:
    both = [checkout.popen("one"), checkout.popen("two")]
    ended = [process.communicate(timeout=100) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert [json.loads(out)["arguments"] for out, _ in ended] == [["one"], ["two"]]
    assert sum("Setting Deskmate up" in err for _, err in ended) == 1


def test_what_is_broken_is_noticed_and_healed(checkout: Checkout) -> None:
    """A lost package, interpreter, configuration or stamp: each is enough for setting up again."""
    checkout.run()
    site = next(checkout.venv.rglob("site-packages"))
    python = next(checkout.venv.glob("bin/python")) if os.name != "nt" else checkout.venv / "Scripts/python.exe"
    for broken in (site / "pebble", python, checkout.venv / "pyvenv.cfg", checkout.venv / "deskmate-ready"):
        assert checkout.is_ready()
        broken.rename(checkout.root / "aside")
        assert not checkout.is_ready(), broken
        (checkout.root / "aside").rename(broken)
    shutil.rmtree(site)
    (checkout.venv / "deskmate-ready").write_bytes(b"\xff\x00 nonsense")
    assert checkout.run().returncode == 0
    assert checkout.is_ready()


def test_a_vanished_base_python_is_noticed(ready: Checkout) -> None:
    configuration = ready.venv / "pyvenv.cfg"
    before = configuration.read_text()
    try:
        configuration.write_text("home = /nowhere/python\n")
        assert not ready.is_ready()
    finally:
        configuration.write_text(before)


@pytest.mark.slow
def test_an_environment_made_by_hand_is_replaced(checkout: Checkout) -> None:
    checkout.venv.mkdir()
    (checkout.venv / "pyvenv.cfg").write_text("home = /somewhere\n")
    assert checkout.run().returncode == 0


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_something_else_called_venv_is_left_alone(checkout: Checkout, kind: str) -> None:
    mine = checkout.venv / "notes.txt" if kind == "folder" else checkout.venv
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("mine")
    refused = checkout.run()
    assert refused.returncode == 1
    assert "is in the way" in refused.stderr
    assert mine.read_text() == "mine"


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() != 0 or not Path("/usr/bin/python3").exists(),
    reason="gives up root's rights to meet a read-only folder, with a Python that everybody may run",
)
def test_a_folder_that_cannot_be_written_to_is_one_sentence() -> None:
    with tempfile.TemporaryDirectory() as folder:
        checkout = Checkout(Path(folder) / "here")
        Path(folder).chmod(0o755)
        command = ["/usr/bin/python3", str(checkout.root / "run.py")]
        ended = subprocess.run(command, capture_output=True, text=True, check=False, user=65534, group=65534)
    assert ended.returncode == 1
    assert "cannot be written to" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_index_that_cannot_be_reached_is_one_sentence(checkout: Checkout) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        unused = server.getsockname()[1]
    address = f"http://127.0.0.1:{unused}/simple"
    ended = checkout.run(PIP_NO_INDEX="0", PIP_FIND_LINKS="", PIP_INDEX_URL=address, PIP_RETRIES="1")
    assert ended.returncode == 1
    assert "Connect this computer to the internet" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not the one that Deskmate was tested with"),
        ("WARNING: Retrying (Retry(total=4\nERROR: No matching distribution found", "Connect this computer"),
        ("ERROR: No matching distribution found for onnxruntime==1", "not made for this computer"),
        ("one\nERROR: something new\ntwo", "ERROR: something new"),
        ("", "could not be installed"),
    ],
)
def test_what_pip_ends_with_becomes_one_sentence(run_module: ModuleType, output: str, sentence: str) -> None:
    assert sentence in run_module.reason(output)


@pytest.mark.parametrize(
    ("version", "fit"),
    [(b"pip 23.0.1 from /usr/lib", True), (b"pip 22.3 from x", True), (b"pip 22.2.9 from x", False), (b"", False)],
)
def test_an_old_or_missing_pip_is_not_used_for_another_environment(
    run_module: ModuleType, version: bytes, fit: bool
) -> None:
    assert run_module.takes_other_python(version) is fit


@pytest.mark.slow
def test_without_a_pip_of_its_own_python_uses_the_bundled_one(checkout: Checkout) -> None:
    pytest.importorskip("ensurepip")
    ended = checkout.python("import run; run.takes_other_python = lambda _: False; run.set_up()")
    assert ended.returncode == 0, ended.stderr
    assert checkout.is_ready()


def test_an_old_python_gets_a_sentence(ready: Checkout) -> None:
    ended = ready.python("import run; run.OLDEST = (9, 1); raise SystemExit(run.main([]))")
    assert ended.returncode == 1
    assert ended.stderr.startswith("Deskmate needs Python 3.11 or newer; this is Python 3.")


def test_run_py_can_be_read_by_python_3_8() -> None:
    """An old Python must get as far as the sentence that it is too old."""
    ast.parse((REPOSITORY / "run.py").read_text("utf-8"), feature_version=(3, 8))


def _wait_for_pip(checkout: Checkout) -> None:
    """Until pip has been started, which is when the log exists."""
    deadline = time.monotonic() + 60
    while not (checkout.venv / "deskmate-setup.log").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
