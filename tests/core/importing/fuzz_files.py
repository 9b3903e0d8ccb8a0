"""Whatever bytes somebody brings, tried for as long as one likes, led by what code they reach (libFuzzer, Linux only):

    .venv/bin/python -m pip install atheris
    .venv/bin/python -m tests.core.importing.fuzz_files -runs=1000000

It begins with the samples of `test_any_bytes` and stops at the first file that raises anything but a sentence for
staff; the file is left in the current folder as `crash-…`. Further options are libFuzzer's.
"""

import logging
import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-not-found, unused-ignore]

with atheris.instrument_imports(include=["deskmate.core.importing", "deskmate.core.text", "deskmate.core.phones"]):
    from deskmate.core.importing import (  # noqa: F401  (those that are read when first needed)
        blocks,
        calendars,
        chats,
        ical,
        json_file,
        mails,
        markup,
        own,
        vcard,
        workbooks,
    )
    from tests.core.importing.test_any_bytes import NAMES, SAMPLES, survives

_LONGEST = 4_096


def one_input(data: bytes) -> None:
    """The first byte says what the file is called, the rest is in it."""
    if data:
        survives(NAMES[data[0] % len(NAMES)], data[1:])


def main() -> None:
    """Fuzzes with the options of the command line."""
    logging.disable()
    with tempfile.TemporaryDirectory() as folder:
        for place, sample in enumerate(SAMPLES):
            for name in range(len(NAMES)):
                (Path(folder) / f"{place}-{name}").write_bytes(bytes([name]) + sample)
        atheris.Setup([*sys.argv, f"-max_len={_LONGEST}", "-timeout=20", folder], one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
