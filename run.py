#!/usr/bin/env python3
"""Sets Deskmate up in its own folder, once, and starts it: `python3 run.py`. `python3 run.py test` runs its tests.

Needs only Python with pip. Everything goes into `.venv` beside this file, from the hashes in requirements.lock; a stamp
in there lets later starts go straight on. All messages go to stderr: `python3 run.py find ann --json` stays clean.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Iterator, NoReturn  # noqa: UP035  an older Python must get as far as its own message

OLDEST = (3, 11)
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"
ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"
VENV = ROOT / ".venv"
STAMP = VENV / "deskmate-ready"
GUARD = VENV / "deskmate-setup.lock"
LOG = VENV / "deskmate-setup.log"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
SITE = VENV / ("Lib/site-packages" if WINDOWS else f"lib/python{VERSION}/site-packages")
MEMORY = Path("/dev/shm")  # noqa: S108  pytest makes a folder of its own in it
MEMORY_NEEDED = 1 << 30
SYSTEMS = (
    "Deskmate runs on Windows 10 or newer (x64), macOS 14 or newer (Apple silicon) and Linux (glibc 2.34 or newer)."
)
SPACE = f"Its packages take about 700 MB in {VENV}."
REDIRECTING = {"PYTHONHOME", "PYTHONPATH", "PIP_PREFIX", "PIP_PYTHON", "PIP_ROOT", "PIP_TARGET"}


class SetupError(Exception):
    """The set-up can't go on; the message says why and what to do."""


def main(arguments: list[str]) -> int:
    """Set up if need be, then become Deskmate or its tests; the exit status is theirs."""
    if sys.version_info < OLDEST:
        tell(f"Deskmate needs Python 3.11 or newer; this is Python {VERSION}.")
        return 1
    try:
        set_up()
    except SetupError as problem:
        tell(str(problem))
        return 1
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        tell(f"Deskmate could not be set up: {error.strerror or error}{where}. {SPACE}")
        return 1
    except KeyboardInterrupt:
        tell("The set-up was stopped. Starting again does it afresh.")
        return 130
    if arguments[:1] == ["test"]:
        return test(arguments[1:])
    hand_over(["-P", "-m", "deskmate", *arguments], environment())


def test(arguments: list[str]) -> int:
    """Run the tests without a screen; `--slow` takes the long sweeps in, everything else goes to pytest.

    The whole suite is shared out among up to four cores, which take work from one another; with arguments, they decide.
    """
    sys.path.insert(0, str(ROOT))
    from deskmate import desktop_libraries

    if sys.platform == "linux" and (lacking := desktop_libraries.missing("offscreen")):
        tell(desktop_libraries.how_to_install(lacking))
        return desktop_libraries.EXIT_STATUS
    everything = ["-m", ""] if "--slow" in arguments else []
    named = [word for word in arguments if word != "--slow"]
    shared = [] if named else ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "worksteal"]
    env = {**in_memory(), **environment(), "QT_QPA_PLATFORM": "offscreen"}
    os.chdir(ROOT)
    hand_over(["-m", "pytest", *everything, *shared, *named], env)


def in_memory() -> dict[str, str]:
    """Where Linux keeps files in memory and has room, the books of the tests go there: no save waits for a disk."""
    with contextlib.suppress(OSError):
        there = os.statvfs(MEMORY) if sys.platform == "linux" and os.access(MEMORY, os.W_OK) else None
        # in containers nothing in it may be run, and some tests run what they have just made
        if there and not there.f_flag & os.ST_NOEXEC and there.f_bavail * there.f_frsize > MEMORY_NEEDED:
            return {"PYTEST_DEBUG_TEMPROOT": str(MEMORY)}
    return {}


# -- the environment in .venv


def set_up() -> None:
    """Bring .venv to what the lock says, unless it is there already; only one process at a time does it."""
    wanted = fingerprint()
    if is_ready(wanted):
        return
    make_room()
    with guarded() as guard:
        if not is_ready(wanted):
            build(wanted, guard)


def fingerprint() -> str:
    """What the installation depends on: the lock, and the Python that it is for."""
    digest = hashlib.sha256(LOCK.read_bytes())
    digest.update(repr((VERSION, sys.implementation.name, sys.platform)).encode())
    return digest.hexdigest()


def is_ready(wanted: str) -> bool:
    """Whether .venv was completed for this lock and nothing that was installed then has gone since."""
    try:
        stamp, *installed = STAMP.read_text("utf-8").splitlines()
        return stamp == wanted and base_python_exists() and set(installed) <= names_in(SITE)
    except (OSError, ValueError):
        return False


def base_python_exists() -> bool:
    """Whether the Python that .venv was made from is still there; an upgrade of the system can take it away."""
    lines = (VENV / "pyvenv.cfg").read_text("utf-8").splitlines()
    homes = [line.partition("=")[2].strip() for line in lines if line.startswith("home")]
    return PYTHON.exists() and bool(homes) and Path(homes[0]).is_dir()


def names_in(folder: Path) -> set[str]:
    """The names of what a folder holds."""
    return {entry.name for entry in folder.iterdir()}


def make_room() -> None:
    """See that .venv is ours to fill; a folder of that name that holds something else is left alone."""
    if not VENV.exists():
        try:
            VENV.mkdir(exist_ok=True)
        except OSError as error:
            raise SetupError(
                f"{ROOT} cannot be written to ({error.strerror}). Copy the folder to one of your own and start there."
            ) from None
    names = names_in(VENV) if VENV.is_dir() else {"a file"}
    if names and not names & {"pyvenv.cfg", GUARD.name}:
        raise SetupError(f"{VENV} is in the way: it is not a virtual environment. Move it away and start again.")


@contextlib.contextmanager
def guarded() -> Iterator[IO[bytes]]:
    """Hold the set-up lock; it goes with the process, so nothing stays locked after a crash."""
    with GUARD.open("ab") as guard:
        waiting = False
        while not try_lock(guard):
            if not waiting:
                tell("Another set-up is under way; waiting for it …")
            waiting = True
            time.sleep(0.2)
        yield guard


def try_lock(guard: IO[bytes]) -> bool:
    """Take the lock if it is free."""
    try:
        if sys.platform == "win32":
            import msvcrt

            guard.seek(0)
            msvcrt.locking(guard.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def build(wanted: str, guard: IO[bytes]) -> None:
    """Make .venv from nothing; the stamp comes last, so what was interrupted is never taken for complete."""
    tell("Setting Deskmate up (this once; it takes a minute or two) …")
    clear()
    pip = pip_for_new_environment()
    install(pip, guard)
    # relative, so that the folder can be moved and its name can hold any letters
    (SITE / "deskmate.pth").write_text(os.path.relpath(ROOT, SITE) + "\n", "utf-8")
    temporary = STAMP.with_suffix(".new")
    temporary.write_text("\n".join([wanted, *sorted(names_in(SITE))]), "utf-8")
    temporary.replace(STAMP)
    tell("Deskmate is set up.")


def clear() -> None:
    """Empty .venv, the stamp first."""
    STAMP.unlink(missing_ok=True)
    for entry in VENV.iterdir():
        if entry == GUARD:
            continue
        try:
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
        except PermissionError:
            raise SetupError(
                f"{entry} cannot be replaced. If Deskmate is still open (look beside the clock), close it first."
            ) from None


def pip_for_new_environment() -> list[str]:
    """Make the environment and say which pip fills it: this Python's own, else the one bundled with Python."""
    try:
        import venv
    except ImportError:
        raise SetupError("This Python lacks its venv module. " + package_hint("python3-venv")) from None
    venv.EnvBuilder(symlinks=not WINDOWS).create(VENV)
    base = [getattr(sys, "_base_executable", sys.executable), "-P", "-m", "pip"]
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "env": environment()}
    if takes_other_python(subprocess.run([*base, "--version"], **quiet, check=False).stdout):  # type: ignore[call-overload]
        return [*base, "--python", str(PYTHON)]
    if subprocess.run([str(PYTHON), "-m", "ensurepip"], **quiet, check=False).returncode == 0:  # type: ignore[call-overload]
        return [str(PYTHON), "-m", "pip"]
    raise SetupError("This Python has no pip to install Deskmate's packages with. " + package_hint("python3-pip"))


def takes_other_python(version: bytes) -> bool:
    """Whether `pip --version` printed 22.3 or newer, which can fill another environment."""
    words = version.split()
    numbers = words[1].split(b".") if len(words) > 1 else []
    return (
        len(numbers) > 1
        and all(part.isdigit() for part in numbers[:2])
        and (int(numbers[0]), int(numbers[1])) >= (22, 3)
    )


def install(pip: list[str], guard: IO[bytes]) -> None:
    """Install exactly what the lock names, each file checked against its hash, nothing built from source."""
    options = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--no-input", "--disable-pip-version-check"]
    command = [*pip, "install", *options, "--progress-bar", "off", "-r", str(LOCK)]
    # the pip that is under way keeps the lock even where this process is killed
    kept = {} if WINDOWS else {"pass_fds": (guard.fileno(),)}
    env = {**environment(), "PIP_USER": "0", "PYTHONUTF8": "1"}
    previous = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env, **kept) as process:  # type: ignore[call-overload]
        try:
            output = follow(process.stdout)
        except BaseException:
            process.terminate()
            raise
        finally:
            signal.signal(signal.SIGTERM, previous)
    if process.returncode:
        raise SetupError(f"{reason(output)}\nWhat pip said is in {LOG}.")


def follow(lines: IO[bytes]) -> str:
    """Log what pip says and, on a terminal, count the packages; returns all of it."""
    output, count = "", 0
    with LOG.open("w", encoding="utf-8") as log:
        for raw in lines:
            line = raw.decode("utf-8", "replace")
            output += line
            log.write(line)
            count += line.startswith("Collecting ")
            if sys.stderr.isatty():
                step = "unpacking" if line.startswith("Installing ") else f"package {count}"
                print(f"\r  {step:<40}", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print("\r" + " " * 42, end="\r", file=sys.stderr)
    return output


def reason(output: str) -> str:
    """The one sentence that fits what pip ended with."""
    if "No space left on device" in output:
        return f"The disk is full. {SPACE}"
    if "DO NOT MATCH THE HASHES" in output:
        return "A downloaded package is not the one that Deskmate was tested with, so it was not installed. Try again."
    if any(sign in output for sign in ("Retrying (", "Connection", "timed out", "ProxyError", "SSLError")):
        return (
            "Deskmate's packages could not be downloaded. Connect this computer to the internet and start again "
            "(behind a proxy, set HTTPS_PROXY first)."
        )
    if "No matching distribution" in output:
        return f"A package that Deskmate needs is not made for this computer. {SYSTEMS}"
    errors = [line for line in output.splitlines() if line.startswith("ERROR")]
    return "Deskmate's packages could not be installed. " + (errors[-1] if errors else "")


def package_hint(package: str) -> str:
    """How to get what the system's Python lacks."""
    if shutil.which("apt-get"):
        return f"This command brings it:\n\n    sudo apt-get install {package}\n"
    return "Install Python from your system's packages or its website in full, and start again."


# -- starting


def environment() -> dict[str, str]:
    """This process's environment without what would make another Python look in the wrong places."""
    return {name: value for name, value in os.environ.items() if name not in REDIRECTING}


def hand_over(arguments: list[str], env: dict[str, str]) -> NoReturn:
    """Become the environment's Python; on Windows, which can't, wait for it and end with its status."""
    command = [str(PYTHON), *arguments]
    if not WINDOWS:
        os.execve(command[0], command, env)
    with subprocess.Popen(command, env=env) as process:
        while True:
            with contextlib.suppress(KeyboardInterrupt):  # Ctrl+C reaches both; the other one decides
                sys.exit(process.wait())


def tell(message: str) -> None:
    """Say something to the person, beside the program's own output."""
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
