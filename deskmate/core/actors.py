"""Who does something: every write names a person, and some things only the owner may do."""

from dataclasses import dataclass
from typing import Literal

from deskmate.core.errors import DeskmateError

Role = Literal["owner", "staff"]


class NotAllowed(DeskmateError):
    """This needs the owner."""


@dataclass(frozen=True)
class Actor:
    """The person at the counter, as the timeline and the follow-up list name them."""

    name: str
    role: Role = "staff"
    staff_id: int | None = None


def require_owner(actor: Actor, to: str) -> None:
    """Raises `NotAllowed` unless the actor is the owner; `to` completes "Only the owner can …"."""
    if actor.role != "owner":
        raise NotAllowed(f"Only the owner can {to}.")
