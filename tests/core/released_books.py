"""Books as released versions left them, kept unencrypted and packed in `released/`, to be opened and upgraded in tests.

Each is the demo shop of its version with a row in the tables that the demo leaves empty.
"""

import lzma
from contextlib import closing
from pathlib import Path

from deskmate.core import connections

FOLDER = Path(__file__).with_name("released")


def versions() -> list[int]:
    """The schema versions of which a book is kept."""
    return sorted(int(path.name.split("-")[1].split(".")[0]) for path in FOLDER.glob("schema-*.sqlite.xz"))


def lay(version: int, path: Path, key: bytes) -> None:
    """Writes the book of that schema version to `path`, encrypted under `key`."""
    plain = path.with_name("plain.sqlite")
    plain.write_bytes(lzma.decompress((FOLDER / f"schema-{version}.sqlite.xz").read_bytes()))
    with closing(connections.connect(path, key, create=True)) as connection:
        connection.execute("ATTACH DATABASE ? AS plain KEY ''", (str(plain),))
        connection.execute("SELECT sqlcipher_export('main', 'plain')")
        for name in ("user_version", "application_id"):
            (value,) = connection.execute(f"PRAGMA plain.{name}").fetchone()
            connection.execute(f"PRAGMA main.{name} = {value}")
        connection.execute("DETACH plain")
    plain.unlink()
