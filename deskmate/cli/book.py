"""Commands for the book itself."""

import os
from typing import Any

from deskmate.cli.context import Context
from deskmate.cli.parsing import Commands, UsageError
from deskmate.core import book


def register(commands: Commands) -> None:
    """Adds `init`."""
    init = commands.add("init", _init, help="make a new, empty book")
    init.add_argument("--trade", default="general", help="the kind of shop")
    init.add_argument("--owner", default="Owner", help="the owner's name")
    init.add_argument("--shop", default="", help="the shop's name")
    init.add_argument("--region", default="GB", help="the country, for phone numbers (ISO 3166)")
    init.add_argument("--currency", default="GBP", help="ISO 4217")
    init.add_argument("--zone", default="", help="the time zone, like Europe/London")


def _init(context: Context) -> dict[str, Any]:
    options = context.options
    passphrase = os.environ.get("DESKMATE_PASSPHRASE")
    if passphrase is None:
        raise UsageError("Set DESKMATE_PASSPHRASE to the passphrase that shall protect the book.")
    opening = book.Opening(
        options.shop, options.trade, options.owner, region=options.region, currency=options.currency, zone=options.zone
    )
    created = book.create(context.path, opening, passphrase=passphrase)
    created.db.close()
    return {"book": context.path, "recovery_code": created.recovery_code}
