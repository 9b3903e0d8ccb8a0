"""How a note reads: one function in, a reading out."""

from deskmate.core.sentiment.read import engine_version, read, read_many
from deskmate.core.sentiment.types import Context, Evidence, Label, Reading

__all__ = ["Context", "Evidence", "Label", "Reading", "engine_version", "read", "read_many"]
