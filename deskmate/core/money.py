"""Amounts of money: whole numbers of a currency's smallest unit in the book, ordinary spellings for people."""

import re
from decimal import Decimal

from deskmate.core.errors import InvalidInput

MOST_MINOR = 10**12
_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$", "JPY": "¥", "INR": "₹", "AUD": "A$", "CAD": "C$", "NZD": "NZ$"}
# ISO 4217 minor units that are not hundredths
_DIGITS = {
    **dict.fromkeys(("JPY", "KRW", "VND", "CLP", "ISK", "PYG", "UGX", "XAF", "XOF", "XPF", "RWF"), 0),
    **dict.fromkeys(("KWD", "BHD", "OMR", "TND", "JOD", "IQD", "LYD"), 3),
}
_NUMBER = re.compile(r"\d[\d.,’' ]*")
_GROUPED = re.compile(r"\d{1,3}(?:[.,’' ]\d{3})+")


def digits_after_point(currency: str) -> int:
    """How many digits a currency has after the point (ISO 4217); two where nothing is known."""
    return _DIGITS.get(currency.upper(), 2)


def parse(typed: str, currency: str) -> int:
    """The amount in the smallest unit: "12.50", "12,50", "£1,234" or "1.234,50"; raises `InvalidInput`."""
    typed = typed.strip()
    bare = typed.removeprefix("-").strip().upper()
    for mark in (_SIGNS.get(currency.upper(), ""), currency.upper(), "€", "£", "$"):
        bare = bare.removeprefix(mark).removesuffix(mark).strip() if mark else bare
    match = _NUMBER.fullmatch(bare.replace("\u00a0", " ").replace("\u202f", " "))
    if match is None:
        raise InvalidInput(f"“{typed[:30]}” is no amount; write it like 12.50.")
    places = digits_after_point(currency)
    whole, fraction = _parted(match[0].rstrip(), places)
    if len(fraction) > places and fraction.strip("0"):
        raise InvalidInput(f"{currency or 'This currency'} has only {places} digits after the point.")
    minor = int(Decimal(f"{whole}.{fraction or '0'}") * 10**places)
    if minor > MOST_MINOR:
        raise InvalidInput("That amount is too large to be right.")
    return -minor if typed.startswith("-") else minor


def show(minor: int, currency: str) -> str:
    """The amount as people write it: £12.50, -€3.00, 1,200 KRW."""
    places = digits_after_point(currency)
    number = f"{Decimal(abs(minor)).scaleb(-places):,.{places}f}"
    sign = _SIGNS.get(currency.upper(), "")
    return f"{'-' if minor < 0 else ''}{sign}{number}" + (f" {currency}" if currency and not sign else "")


def plain(minor: int, currency: str) -> str:
    """The amount as one types it: 12.50, or 1200 for a currency without a point; whole amounts without the noughts."""
    places = digits_after_point(currency)
    whole, rest = divmod(abs(minor), 10**places)
    return f"{'-' if minor < 0 else ''}{whole}" + (f".{rest:0{places}d}" if rest else "")


def _parted(number: str, places: int) -> tuple[str, str]:
    """Whole part and fraction; a lone separator before exactly three digits groups thousands, unless three follow it
    in this currency."""
    point = max(number.rfind("."), number.rfind(","))
    grouped = _GROUPED.fullmatch(number) and len(set(re.findall(r"\D", number))) == 1
    if point < 0 or (grouped and (places != 3 or number.count(number[point]) > 1)):
        return re.sub(r"\D", "", number), ""
    return re.sub(r"\D", "", number[:point]) or "0", re.sub(r"\D", "", number[point + 1 :])
