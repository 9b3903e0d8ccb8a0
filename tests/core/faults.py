"""Runs one job again and again, each time stopped at another of its steps on the disk.

A step is whatever Python's audit hooks report of the file system (open for writing, rename, link, remove) below one
folder. The job runs in a forked child, so that a stop is as rude as `kill -9`: nothing is tidied up.
"""

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

_CHANGING = {"os.rename", "os.link", "os.remove", "os.truncate", "os.mkdir"}
DONE, FAILED, UNMOVED, STOPPED = 0, 3, 4, 9


class Steps:
    """Counts the steps below a folder; at the chosen one it calls `at_step`. An audit hook can't be taken off again."""

    def __init__(self, folder: Path, chosen: int, at_step: Callable[[], None], *, from_then_on: bool = False) -> None:
        self.count = 0
        self._prefix = str(folder)
        self._chosen, self._at_step, self._always = chosen, at_step, from_then_on
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            name, _mode, flags = arguments
            if not (isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
                return
        elif event in _CHANGING:
            name = arguments[0]
        else:
            return
        if str(os.fsdecode(name) if isinstance(name, bytes) else name).startswith(self._prefix):
            self.count += 1
            if self.count == self._chosen or (self._always and self.count > self._chosen):
                self._at_step()


def disk_is_full() -> None:
    """What Python sees when there is no room."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def stop() -> None:
    """The process is gone, like after kill -9."""
    os._exit(STOPPED)


def in_child(job: Callable[[], object]) -> int:
    """Runs the job in a forked child and gives its exit status.

    `DONE`, `UNMOVED` (it says that it met its fault and carried on), `FAILED` (an error of ours), `STOPPED`.
    """
    child = os.fork()
    if child == 0:
        status = 1
        try:
            status = UNMOVED if job() is True else DONE
        except BaseException as error:
            from deskmate.core.errors import DeskmateError

            status = FAILED if isinstance(error, DeskmateError) else 1
            if status == 1:
                import traceback

                traceback.print_exc()
        finally:
            os._exit(status)
    _pid, waited = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(waited)
