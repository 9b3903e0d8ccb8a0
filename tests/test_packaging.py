"""What is shipped: a lock that is complete and names no place, a wheel that carries resources/."""

import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).resolve().parent.parent
LOCK = (REPOSITORY / "requirements.lock").read_text("utf-8")
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
SYSTEMS = {"win32": "Windows", "darwin": "Darwin", "linux": "Linux"}


def locked() -> Iterator[tuple[Requirement, list[str]]]:
    """Each requirement of the lock with its hashes."""
    text = "\n".join(line for line in LOCK.splitlines() if not line.strip().startswith("#"))
    for entry in text.replace("\\\n", " ").splitlines():
        requirement, *hashes = entry.split("--hash=")
        yield Requirement(requirement), [digest.strip() for digest in hashes]


def environments() -> Iterator[dict[str, str]]:
    """The systems and Pythons that the lock is for."""
    machines = {"win32": "AMD64", "darwin": "arm64", "linux": "x86_64"}
    for system, machine in machines.items():
        for version in ("3.11", "3.12", "3.13"):
            yield {
                "sys_platform": system,
                "platform_system": SYSTEMS[system],
                "platform_machine": machine,
                "python_version": version,
                "python_full_version": version + ".0",
                "platform_python_implementation": "CPython",
                "implementation_name": "cpython",
            }


def test_every_locked_package_has_one_version_and_sha256_hashes() -> None:
    entries = list(locked())
    assert len(entries) > 50
    for requirement, hashes in entries:
        assert re.fullmatch(r"==[0-9][^,*]*", str(requirement.specifier)), requirement
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in hashes), requirement


def test_the_lock_names_no_address_and_no_folder() -> None:
    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted|^\s*-[efir] | @ ", LOCK, re.MULTILINE)
    assert not re.search(r"(^|\s)/|[A-Z]:\\", LOCK)


@pytest.mark.parametrize(
    "environment", list(environments()), ids=lambda e: f"{e['sys_platform']}-{e['python_version']}"
)
def test_the_lock_has_what_the_project_asks_for_in_the_versions_it_asks_for(environment: dict[str, str]) -> None:
    """A change of dependencies without a new lock fails here."""
    pins = {
        canonicalize_name(requirement.name): next(iter(requirement.specifier)).version
        for requirement, _ in locked()
        if requirement.marker is None or requirement.marker.evaluate(environment)
    }
    wanted = [Requirement(text) for text in (*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"])]
    for requirement in wanted:
        if requirement.marker is None or requirement.marker.evaluate(environment):
            assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)]), requirement


def test_one_package_is_locked_once_for_each_system() -> None:
    for environment in environments():
        names = [r.name for r, _ in locked() if r.marker is None or r.marker.evaluate(environment)]
        assert len(names) == len(set(names))


def run(*command: str | Path, cwd: Path) -> str:
    ended = subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, text=True, check=False, timeout=500)
    assert ended.returncode == 0, ended.stderr + ended.stdout
    return ended.stdout


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a fresh environment that has the build back end and nothing else."""
    folder = tmp_path_factory.mktemp("builder")
    venv.EnvBuilder(symlinks=sys.platform != "win32").create(folder)
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    base = getattr(sys, "_base_executable", sys.executable)
    run(base, "-m", "pip", "--python", python, "install", "-q", "hatchling", cwd=folder)
    return python


def _tracked(*folders: str) -> set[str]:
    return set(run("git", "ls-files", "-z", *folders, cwd=REPOSITORY).split("\0")) - {""}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_wheel_carries_the_package_and_its_resources_and_finds_them(builder: Path, tmp_path: Path) -> None:
    run(builder, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path, cwd=REPOSITORY)
    wheel = next(tmp_path.glob("deskmate-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    present = {name for name in _tracked("deskmate", "resources") if (REPOSITORY / name).exists()}
    shipped = {f"deskmate/{name}" if name.startswith("resources/") else name for name in present}
    assert shipped <= names
    assert not [name for name in names if not name.startswith(("deskmate/", "deskmate-"))]
    base = getattr(sys, "_base_executable", sys.executable)
    run(base, "-m", "pip", "--python", builder, "install", "-q", "--no-deps", wheel, cwd=tmp_path)
    found = run(builder, "-c", "from deskmate import paths; print(paths.resources())", cwd=tmp_path).strip()
    assert Path(found).is_dir()
    assert not Path(found).is_relative_to(REPOSITORY)
    assert (builder.parent / ("deskmate.exe" if sys.platform == "win32" else "deskmate")).exists()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_source_distribution_builds_the_same_wheel(builder: Path, tmp_path: Path) -> None:
    run(builder, "-m", "hatchling", "build", "-t", "sdist", "-d", tmp_path, cwd=REPOSITORY)
    run(builder, "-m", "tarfile", "-e", next(tmp_path.glob("deskmate-*.tar.gz")), tmp_path, cwd=tmp_path)
    source = next(folder for folder in tmp_path.glob("deskmate-*") if folder.is_dir())
    for name in ("run.py", "requirements.lock", "LICENSE", "README.md"):
        assert (source / name).is_file()
    run(builder, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "again", cwd=source)
    run(builder, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "direct", cwd=REPOSITORY)
    names = []
    for folder in ("again", "direct"):
        with zipfile.ZipFile(next((tmp_path / folder).glob("*.whl"))) as archive:
            names.append(sorted(archive.namelist()))
    assert names[0] == names[1]
