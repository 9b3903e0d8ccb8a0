"""Where the public data sets lie that tests and benchmarks look at and the project does not carry."""

import os
from pathlib import Path

_BESIDE_THE_CHECKOUT = Path(__file__).resolve().parents[2] / "shared" / "data"


def folder(part: str = "") -> Path:
    """The folder of the sets, or a part of it: DESKMATE_TEST_DATA, or `shared/data` beside the checkout.

    It need not be there; whoever looks into it leaves out what is missing and says so.
    """
    return Path(os.environ.get("DESKMATE_TEST_DATA") or _BESIDE_THE_CHECKOUT) / part
