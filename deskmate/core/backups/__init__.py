"""Backups one can trust: whole, verified, under the book's own key, and going back to one never ends halfway."""

from deskmate.core.backups.container import SUFFIX, Backup, Contents
from deskmate.core.backups.keeping import due, elsewhere_overdue, keep_safe, list_backups, thin
from deskmate.core.backups.making import book_id_of, copy, make
from deskmate.core.backups.rehearsing import last_rehearsal, rehearsal_due, rehearse
from deskmate.core.backups.restoring import Preview, finish, preview, restore

__all__ = [
    "SUFFIX",
    "Backup",
    "Contents",
    "Preview",
    "book_id_of",
    "copy",
    "due",
    "elsewhere_overdue",
    "finish",
    "keep_safe",
    "last_rehearsal",
    "list_backups",
    "make",
    "preview",
    "rehearsal_due",
    "rehearse",
    "restore",
    "thin",
]
