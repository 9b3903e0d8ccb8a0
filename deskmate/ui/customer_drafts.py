"""A customer's form as plain values and back, so that it can be kept as a draft."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from deskmate.core.people import Birthday, Detail, Draft, Occasion


def plain(draft: Draft) -> dict[str, Any]:
    """The draft as JSON can hold it."""
    body: dict[str, Any] = json.loads(json.dumps(asdict(draft), default=date.isoformat))
    return body


def from_plain(body: dict[str, Any]) -> Draft | None:
    """The draft again; None for one that another version kept and this one can't read."""
    known = {field.name: body[field.name] for field in fields(Draft) if field.name in body}
    try:
        known["birthday"] = Birthday(**body["birthday"]) if body.get("birthday") else None
        known["bereaved_until"] = date.fromisoformat(body["bereaved_until"]) if body.get("bereaved_until") else None
        known["details"] = tuple(Detail(**one) for one in body.get("details", ()))
        known["occasions"] = tuple(Occasion(one["name"], Birthday(**one["day"])) for one in body.get("occasions", ()))
        known["tags"] = tuple(body.get("tags", ()))
        known["own"] = tuple((str(name), str(value)) for name, value in body.get("own", ()))
        return Draft(**known)
    except (TypeError, ValueError, KeyError):
        return None
