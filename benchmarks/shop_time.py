"""Time in the made-up shop: when it is now, and many moments at once as the book keeps them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
YEARS = 5  # since the shop began


def naive(at: datetime) -> Any:
    """A moment for numpy, which knows no zones."""
    return np.datetime64(at.astimezone(UTC).replace(tzinfo=None), "us")


def moments(days: Any) -> Any:
    """Days since the shop began, as points in time."""
    return naive(NOW - timedelta(days=365 * YEARS)) + np.rint(days * 86_400e6).astype("timedelta64[us]")


def spelt(times: Any) -> list[str]:
    """As the book has them."""
    return [time.replace("T", " ") for time in np.datetime_as_string(times, unit="us").tolist()]


def stamps(days: Any) -> list[str]:
    """Days since the shop began, as the book has them."""
    return spelt(moments(days))
