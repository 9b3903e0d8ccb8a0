"""Everything out of the book, for other programs and for the day the shop moves on; only the owner may."""

from deskmate.core.exports.writing import FORMATS, Exported, export

__all__ = ["FORMATS", "Exported", "export"]
