"""The errors that carry one sentence for the people at the counter."""


class DeskmateError(Exception):
    """Something staff can read and act on; `str(error)` is the sentence to show."""


class InvalidInput(DeskmateError):
    """What was typed can't be kept as it is; the sentence says what to change."""


class NotFound(DeskmateError):
    """The thing asked for isn't in the book (any more)."""


class Conflict(DeskmateError):
    """The change doesn't fit what the book holds now, for example because somebody changed it since."""


class BookError(DeskmateError):
    """The book can't be opened, read or written; no byte of it was changed."""


class BookBusy(BookError):
    """Somebody else is writing just now; trying again in a moment works."""


class WrongKey(BookError):
    """The passphrase, recovery code or stored key does not open this book."""


class KeyFileError(BookError):
    """The key file beside the book is missing or damaged."""


class FileProblem(DeskmateError):
    """A file that somebody brought can't be read; the sentence says why."""


class BackupError(DeskmateError):
    """A backup could not be written, verified or restored; the book is as it was."""


class Cancelled(DeskmateError):
    """The person stopped a long job; everything is as it was before."""
