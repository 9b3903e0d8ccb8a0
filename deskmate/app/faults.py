"""What happens when the fault is ours: a log entry without personal data, an apology, and work goes on."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

LOGGER = logging.getLogger("deskmate")


class PlacesOnly(logging.Formatter):
    """Formats an error as its type and the lines of code it passed; what it said may hold what people typed."""

    def formatException(self, ei: object) -> str:
        """Type, file and line of each step, never the message or the values."""
        assert isinstance(ei, tuple)
        kind, _error, trace = ei
        steps = traceback.extract_tb(trace)
        places = (f"  {Path(step.filename).name}:{step.lineno} in {step.name}" for step in steps)
        return "\n".join([kind.__name__ if kind else "error", *places])

    def format(self, record: logging.LogRecord) -> str:
        """As usual, without a text that was cached by another formatter."""
        record.exc_text = None
        return super().format(record)


def start_log(folder: Path) -> None:
    """Writes the log to the folder: at most two files of 256 KiB."""
    handler = RotatingFileHandler(folder / "deskmate.log", maxBytes=256 * 1024, backupCount=1, encoding="utf-8")
    handler.setFormatter(PlacesOnly("%(asctime)s %(levelname)s %(message)s"))
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    LOGGER.propagate = False


def stop_log() -> None:
    """Closes the log."""
    for handler in list(LOGGER.handlers):
        LOGGER.removeHandler(handler)
        handler.close()


def report(error: BaseException) -> None:
    """Notes an error of ours in the log."""
    LOGGER.error("something went wrong", exc_info=(type(error), error, error.__traceback__))


def catch(apologise: Callable[[BaseException], object]) -> None:
    """Sends every uncaught error of the window's thread to the log and to `apologise`."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        report(error)
        apologise(error)

    sys.excepthook = hook
    threading.excepthook = lambda args: report(args.exc_value) if args.exc_value else None
