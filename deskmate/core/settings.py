"""The shop's settings: one frozen value with a default for each, stored as JSON by name."""

import json
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import String, select, type_coerce
from sqlmodel import Session

from deskmate.core import audit, setting_rules
from deskmate.core.actors import Actor, require_owner
from deskmate.core.db import Database, Topic
from deskmate.core.errors import InvalidInput
from deskmate.core.models import Setting
from deskmate.core.models.base import table_of
from deskmate.core.prepared import Prepared


@dataclass(frozen=True)
class Settings:
    """Everything the shop can set. Minutes, days and hours are whole numbers; `zone` is an IANA name ("" = the PC's).

    `leap_day` says when 29 February birthdays fall in other years: "28 Feb" or "1 Mar". `opens` and `closes` are wall
    times. The worry_* values are those of the rule in `core/worry/`.
    """

    shop_name: str = ""
    trade: str = "general"
    region: str = "GB"
    currency: str = "GBP"
    zone: str = ""
    opens: str = "09:00"
    closes: str = "18:00"
    open_days: str = "1234567"
    appointment_lead_minutes: int = 60
    birthday_days_ahead: int = 7
    leap_day: str = "28 Feb"
    show_ages: bool = False
    rhythm_reminders: bool = True
    follow_up_days: int = 2
    read_moods: bool = True
    worry_half_life_days: float = 60.0
    worry_credit: float = 0.25
    worry_cut: float = 0.4
    quiet_from: str = ""
    quiet_until: str = ""
    popups_an_hour: int = 6
    reminder_sound: bool = False
    theme: str = "system"
    keep_in_tray: bool = True
    curtain_after_minutes: int = 2
    lock_after_minutes: int = 5
    counter_safe: bool = False
    backup_folder: str = ""
    extra_goods: str = ""
    extra_neutral_words: str = ""
    extra_unhappy: str = ""
    extra_happy: str = ""


# how this computer looks and sounds is nobody's business but of who stands before it
EVERYBODYS = frozenset({"theme", "reminder_sound", "counter_safe"})
_DEFAULTS = Settings()
_SETTING = table_of(Setting).c
_STORED = Prepared(select(_SETTING.key, type_coerce(_SETTING.value, String)))  # nearly every use case asks
_TYPES: dict[str, type] = {field.name: type(getattr(_DEFAULTS, field.name)) for field in fields(Settings)}


def load(session: Session) -> Settings:
    """The settings as stored; a value of the wrong type, or an unknown one, counts as its default."""
    session.flush()
    return _read(tuple(_STORED.all(session)))


@lru_cache(maxsize=8)
def _read(rows: tuple[tuple[str, str | float], ...]) -> Settings:
    """The settings that these rows (name, JSON) say; they seldom change, and every save of a note asks twice."""
    # SQLite keeps JSON that is a number as a number
    stored = {name: json.loads(value) if isinstance(value, str) else value for name, value in rows}
    known = {name: _coerced(name, stored[name]) for name in _TYPES if name in stored}
    return replace(_DEFAULTS, **known)


def current(db: Database) -> Settings:
    """The settings of the open book."""
    with db.read() as session:
        return load(session)


def change(db: Database, *, by: Actor, now: datetime, **values: Any) -> Settings:
    """Stores the given settings and returns all of them; an unknown name or a value that makes no sense is refused.

    Only the owner may change what concerns everybody (`NotAllowed`).
    """
    with db.write(Topic.SETTINGS) as session:
        return put(session, by=by, now=now, **values)


def put(session: Session, *, by: Actor, now: datetime, **values: Any) -> Settings:
    """As `change`, inside a bigger use case."""
    if set(values) - EVERYBODYS:
        require_owner(by, "change the shop's settings")
    wanted = {name: checked(name, value) for name, value in values.items()}
    before = load(session)
    setting_rules.check_together(asdict(before) | wanted)
    differing = {name: value for name, value in wanted.items() if getattr(before, name) != value}
    store(session, **differing)
    if differing:
        audit.note(session, by, "settings changed", "settings", differing, now=now)
    return replace(before, **differing)


def store(session: Session, **values: Any) -> None:
    """Stores settings inside a bigger use case."""
    for name, value in values.items():
        session.merge(Setting(key=name, value=value))
    session.flush()


def as_dict(settings: Settings) -> dict[str, Any]:
    """All settings by name."""
    return asdict(settings)


def checked(name: str, value: Any) -> Any:
    """The value in the form in which it is stored; raises `InvalidInput` for an unknown name or a senseless value."""
    if name not in _TYPES:
        raise InvalidInput(f"There is no setting called {name}.")
    if _coerced(name, value) != value:
        raise InvalidInput(f"{name.replace('_', ' ').capitalize()} can't be set to that value.")
    return setting_rules.checked(name, _coerced(name, value))


def _coerced(name: str, value: Any) -> Any:
    wanted = _TYPES[name]
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value if type(value) is wanted else getattr(_DEFAULTS, name)
