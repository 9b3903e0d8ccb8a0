"""How likely each level of agreement is for one person's two entries, for two of one household, for strangers.

The three columns are probabilities of the level given that both entries know the field. In the terms of Fellegi and
Sunter ("A Theory for Record Linkage", JASA 64, 1969) the first is m, the last is u; u of an exact agreement isn't here
but is the share of people with that very value (term frequency, Winkler 2000). The household column is what keeps
families apart: surname, address and phone agree there as often as for one person, given name and birthday don't.
m was looked at in generated lists with known duplicates, then rounded and moved towards what shops' books are like
(people move and change numbers); u in random pairs. They are constants: nothing is tuned to a book or a file.
"""

from math import log2
from typing import NamedTuple


class Odds(NamedTuple):
    """Log2 of the probability of a level for one person, for one household, for strangers."""

    same: float
    household: float
    stranger: float


# One entry in two has another entry of the same person, one in five another of the same household: on the careful side
PRIOR_SAME = 0.5
PRIOR_HOUSEHOLD = 0.2
# Given and family name stand the wrong way round in this share of true pairs
CROSSED = 0.03

_TABLE: dict[str, dict[str, tuple[float, float, float]]] = {
    "given": {
        "exact": (0.70, 0.02, 0.0),
        "nickname": (0.06, 0.005, 0.001),
        "initial": (0.03, 0.008, 0.002),
        "part": (0.03, 0.01, 0.002),
        "close": (0.10, 0.03, 0.001),
        "similar": (0.02, 0.03, 0.006),
        "differ": (0.06, 0.93, 0.985),
    },
    "family": {
        "exact": (0.70, 0.70, 0.0),
        "part": (0.05, 0.05, 0.002),
        "initial": (0.02, 0.02, 0.002),
        "close": (0.14, 0.06, 0.001),
        "similar": (0.02, 0.02, 0.003),
        "differ": (0.07, 0.15, 0.99),
    },
    "birthday": {
        "exact": (0.80, 0.02, 0.0),
        "swapped": (0.02, 0.0005, 0.0001),
        "typo": (0.07, 0.002, 0.0011),
        "two parts": (0.02, 0.004, 0.003),
        "two digits": (0.03, 0.013, 0.012),
        "year": (0.01, 0.01, 0.008),
        "day": (0.85, 0.012, 0.0028),
        "swapped day": (0.02, 0.003, 0.002),
        "differ": (0.03, 0.95, 0.975),
    },
    "phone": {
        "exact": (0.60, 0.45, 0.0),
        "ending": (0.05, 0.04, 0.0001),
        "close": (0.04, 0.01, 0.0003),
        "differ": (0.31, 0.50, 0.999),
    },
    "email": {
        "exact": (0.60, 0.20, 0.0),
        "close": (0.12, 0.03, 0.0003),
        "name": (0.05, 0.01, 0.0002),
        "domain": (0.05, 0.05, 0.0),
        "differ": (0.18, 0.79, 0.95),
    },
    "street": {
        "exact": (0.62, 0.70, 0.0),
        "close": (0.08, 0.07, 0.0005),
        "part": (0.06, 0.05, 0.0005),
        "differ": (0.20, 0.20, 0.998),
    },
    "house": {
        "exact": (0.80, 0.90, 0.02),
        "close": (0.05, 0.04, 0.10),
        "differ": (0.15, 0.10, 0.88),
    },
    "more": {
        "exact": (0.55, 0.60, 0.0),
        "close": (0.15, 0.10, 0.0005),
        "part": (0.05, 0.05, 0.001),
        "differ": (0.25, 0.25, 0.998),
    },
    "city": {
        "exact": (0.72, 0.80, 0.0),
        "close": (0.14, 0.07, 0.0005),
        "part": (0.02, 0.02, 0.001),
        "differ": (0.12, 0.12, 0.99),
    },
    "postcode": {
        "exact": (0.72, 0.80, 0.0),
        "close": (0.12, 0.07, 0.03),
        "differ": (0.16, 0.16, 0.96),
    },
    "region": {
        "exact": (0.92, 0.95, 0.0),
        "close": (0.02, 0.01, 0.01),
        "differ": (0.06, 0.06, 0.75),
    },
    "number": {
        "exact": (0.90, 0.01, 0.0),
        "differ": (0.10, 0.99, 0.999),
    },
}
# An address is one thing: its parts repeat each other, so that together they never say more than this (bits)
ADDRESS_MOST = 18.0
# So do town, postcode and region among themselves
PLACE_MOST = 10.0

WEIGHTS: dict[str, dict[str, Odds]] = {
    field: {level: Odds(*(log2(p) if p else 0.0 for p in row)) for level, row in levels.items()}
    for field, levels in _TABLE.items()
}
STRANGERS: dict[str, dict[str, float]] = {
    field: {level: row[2] for level, row in levels.items()} for field, levels in _TABLE.items()
}
HOUSEHOLDS: dict[str, dict[str, float]] = {
    field: {level: row[1] for level, row in levels.items()} for field, levels in _TABLE.items()
}
