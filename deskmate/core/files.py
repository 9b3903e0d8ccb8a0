"""Writing files so that a crash or a power cut leaves the old one or the new one, never half of one."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from deskmate.core.errors import Cancelled, FileProblem

CHUNK = 1024 * 1024


def write_whole(path: Path, data: bytes) -> None:
    """Replaces a small file, readable for this person only; it is on the disk when this returns. Raises OSError."""
    temporary = path.with_name(path.name + ".new")
    try:
        with create_private(temporary) as out:
            out.write(data)
            flush(out)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def hand_out(path: Path, data: bytes) -> None:
    """As `write_whole`, for a file that somebody asked for; raises `FileProblem` with the sentence for them."""
    try:
        write_whole(path, data)
    except OSError as error:
        raise unwritable(path, error) from error


def unwritable(path: Path, error: OSError) -> FileProblem:
    """The sentence for whoever asked for a file that could not be written."""
    return FileProblem(f"{path.name} can't be written: {error.strerror or 'the disk reports an error'}.")


def create_private(path: Path) -> BinaryIO:
    """A file to write to, emptied if it was there, readable for this person only."""
    binary = getattr(os, "O_BINARY", 0)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | binary, 0o600)
    return os.fdopen(handle, "w+b")


def flush(out: BinaryIO) -> None:
    """Waits until the disk has what was written."""
    out.flush()
    os.fsync(out.fileno())


def flush_file(path: Path) -> None:
    """Waits until the disk has what others wrote to the file."""
    with path.open("r+b") as out:
        os.fsync(out.fileno())


def flush_folder(folder: Path) -> None:
    """Waits until the disk has the folder's list of names; Windows does that by itself."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def copy_bytes(source: BinaryIO, target: BinaryIO, length: int, *, progress: Callable[[float], bool] | None) -> None:
    """Copies so many bytes from here on; `progress(0…1)` returning False stops it with `Cancelled`.

    Raises EOFError where the source is shorter.
    """
    left = length
    while left:
        chunk = source.read(min(CHUNK, left))
        if not chunk:
            raise EOFError
        target.write(chunk)
        left -= len(chunk)
        if progress is not None and not progress(1 - left / length):
            raise Cancelled("Stopped. Everything is as it was before.")
