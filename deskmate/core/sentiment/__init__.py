"""How a note reads: one function in, a reading out."""

from typing import TYPE_CHECKING, Any

from deskmate.core.sentiment.types import Context, Evidence, Label, Reading

if TYPE_CHECKING:
    from deskmate.core.sentiment.notes import engine_version, read, read_many

__all__ = ["Context", "Evidence", "Label", "Reading", "engine_version", "read", "read_many"]


def __getattr__(name: str) -> Any:
    """What reads is loaded when it is first asked for: a start shows what was read before."""
    if name in ("engine_version", "read", "read_many"):
        from deskmate.core.sentiment import notes

        return getattr(notes, name)
    raise AttributeError(f"there is no {name} in {__name__}")
