"""Photos that a file of contacts brings are made as small as those that are chosen for a card."""

import os

from PySide6.QtGui import QImage

from deskmate.core.importing import Import, Record
from deskmate.ui import pictures


def noise(side: int) -> bytes:
    """A picture that no encoder makes small."""
    pixels = os.urandom(side * side * 4)
    return pictures.png(QImage(pixels, side, side, QImage.Format.Format_RGB32).copy())


def test_a_large_photo_is_made_small_and_what_is_none_stays() -> None:
    large, small, unknown = noise(900), noise(20), b"no picture" * 10_000
    held = Import("vcard", records=tuple(Record(row, "A", photo=photo) for row, photo in
                                         enumerate((large, small, unknown, None), start=1)))  # fmt: skip
    photos = [record.photo for record in pictures.with_small_photos(held).records]
    assert photos[1:] == [small, unknown, None]
    assert photos[0] is not None
    assert len(photos[0]) < len(large) / 4
    assert max(pictures.read(photos[0]).width(), pictures.read(photos[0]).height()) == pictures.PHOTO_SIDE
