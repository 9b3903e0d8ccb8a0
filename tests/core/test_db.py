"""The door to the file: encrypted, durable, and refusing politely."""

import os
import threading
from pathlib import Path

import pytest
import sqlcipher3

from deskmate.core import connections, whole_file
from deskmate.core import db as door
from deskmate.core.db import Database, Topic
from deskmate.core.errors import BookBusy, BookError, WrongKey


def test_every_pooled_connection_is_safe(db: Database) -> None:
    connections = [db.engine.connect() for _ in range(3)]
    for connection in connections:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
        assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
        connection.close()


def test_the_log_is_folded_between_saves_and_not_within_one(db: Database) -> None:
    log = db.path.with_name(db.path.name + "-wal")
    with db.write() as session:
        session.connection().exec_driver_sql("CREATE TABLE filler (x)")
    for _ in range(30):
        with db.write() as session:
            session.connection().exec_driver_sql("INSERT INTO filler VALUES (randomblob(200000))")
    size = db.path.stat().st_size
    assert log.stat().st_size > 30 * 200_000 > size, "more than SQLite's own limit of 1,000 pages waits in the log"
    db.fold_log()
    assert db.path.stat().st_size > 30 * 200_000
    before = log.stat().st_size
    with db.write() as session:
        session.connection().exec_driver_sql("INSERT INTO filler VALUES (1)")
    assert log.stat().st_size == before, "the log begins anew"


def test_a_copy_made_while_others_write_is_one_state_of_the_book(db: Database, tmp_path: Path) -> None:
    with db.write() as session:
        connection = session.connection()
        connection.exec_driver_sql("CREATE TABLE pair (a, b, filler)")
        connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000) "
            "INSERT INTO pair SELECT 0, 0, randomblob(3000) FROM n"
        )
    stop, saves = threading.Event(), [0]

    def save() -> None:
        while not stop.is_set():
            with db.write() as session:
                session.connection().exec_driver_sql("UPDATE pair SET a = a + 1, b = b + 1 WHERE rowid % 500 = 1")
            saves[0] += 1

    thread = threading.Thread(target=save)
    thread.start()
    try:
        whole_file.copy_book(db.path, tmp_path / "copy", db.key)
    finally:
        stop.set()
        thread.join()
    with connections.raw(tmp_path / "copy", db.key, still=True) as copy:
        values = copy.execute("SELECT DISTINCT a, b FROM pair WHERE rowid % 500 = 1").fetchall()
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert len(values) == 1 and values[0][0] == values[0][1]
    assert saves[0] > 0
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("copy-")]


def test_long_work_waits_while_somebody_saves_and_goes_on_after(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_LONGEST_WAY", 30)  # however busy the machine is
    way, order, inside = db.way(), list[str](), threading.Event()
    way()  # nobody is there: not a moment is lost

    def save() -> None:
        with db.write():
            inside.set()
            order.append("saved")

    def work() -> None:
        way()
        order.append("went on")

    thread = threading.Thread(target=save)
    with db._sessions:  # from before the save to after it, as a note is read before it is written
        thread.start()
        inside.wait()
        thread.join()
        worker = threading.Thread(target=work)
        worker.start()
        order.append("still there")
    worker.join()
    assert order == ["saved", "still there", "went on"]


def test_long_work_ends_though_somebody_never_leaves(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_LONGEST_WAY", 0.001)
    way, waits = db.way(), list[float]()
    real = db._sessions.none.wait

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        return real(seconds)

    monkeypatch.setattr(db._sessions.none, "wait", wait)
    with db.read():
        for _ in range(1_000):
            way()
    assert len(waits) == 100


def test_a_copy_and_a_look_at_it_give_way_again_and_again(db: Database, tmp_path: Path) -> None:
    with db.write() as session:
        connection = session.connection()
        connection.exec_driver_sql("CREATE TABLE filler (x)")
        connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
            "INSERT INTO filler SELECT randomblob(200) FROM n"
        )
    copied, looked = list[int](), list[int]()
    whole_file.copy_book(db.path, tmp_path / "copy", db.key, give_way=lambda: copied.append(1))
    assert len(copied) > 4_000_000 / 4_096 / 100
    with connections.raw(tmp_path / "copy", db.key, still=True, give_way=lambda: looked.append(1)) as copy:
        assert copy.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    assert len(looked) > 1


def test_the_file_is_not_readable_without_the_key(db: Database) -> None:
    db.close()
    assert b"SQLite format" not in db.path.read_bytes()[:100]
    assert b"Corner Shop" not in db.path.read_bytes()


def test_a_wrong_key_is_named_and_changes_nothing(db: Database) -> None:
    db.close()
    before = db.path.read_bytes()
    with pytest.raises(WrongKey):
        door.open_database(db.path, os.urandom(32))
    assert db.path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"\0" * 4096, os.urandom(8192), b"SQLite format 3\0" + b"x" * 4096])
def test_what_is_no_book_is_refused_untouched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "shop.deskmate"
    path.write_bytes(content)
    with pytest.raises(BookError):
        door.open_database(path, os.urandom(32))
    assert path.read_bytes() == content
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_missing_book_is_not_created(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="There is no book"):
        door.open_database(tmp_path / "shop.deskmate", os.urandom(32))
    assert not list(tmp_path.iterdir())


def test_an_existing_file_is_never_overwritten_by_a_new_book(db: Database) -> None:
    with pytest.raises(BookError, match="already"):
        door.open_database(db.path, os.urandom(32), create=True)


@pytest.mark.parametrize(
    ("pragma", "sentence"), [("user_version = 999", "newer Deskmate"), ("application_id = 7", "not a Deskmate book")]
)
def test_a_newer_or_foreign_book_is_refused_untouched(db: Database, pragma: str, sentence: str) -> None:
    with db.engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA {pragma}")
        connection.commit()
    db.close()
    before = db.path.read_bytes()
    with pytest.raises(BookError, match=sentence):
        door.open_database(db.path, db.key)
    assert db.path.read_bytes() == before


def test_a_failed_write_leaves_nothing_and_tells_nobody(db: Database) -> None:
    told: list[frozenset[str]] = []
    db.listen(told.append)
    with pytest.raises(RuntimeError), db.write(Topic.SETTINGS) as session:
        session.connection().exec_driver_sql("INSERT INTO setting VALUES ('theme', '\"dark\"')")
        raise RuntimeError
    with db.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM setting WHERE key = 'theme'").scalar() == 0
    assert told == []


def test_listeners_hear_the_topics_after_the_commit(db: Database) -> None:
    told: list[frozenset[str]] = []
    db.listen(told.append)
    with db.write(Topic.SETTINGS, Topic.STAFF):
        assert told == []
    assert told == [frozenset({"settings", "staff"})]
    db.unlisten(told.append)


def test_a_reader_is_not_held_up_by_a_writer(db: Database) -> None:
    with db.write(Topic.SETTINGS) as writing:
        writing.connection().exec_driver_sql("INSERT INTO setting VALUES ('theme', '\"dark\"')")
        with db.read() as reading:
            assert reading.connection().exec_driver_sql("SELECT count(*) FROM staff").scalar() == 1


def test_a_second_writer_is_told_to_try_again(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.05)
    other = door.open_database(db.path, db.key)
    try:
        with db.write(), pytest.raises(BookBusy, match="try again"), other.write():
            pass
    finally:
        other.close()


def test_a_folder_that_can_not_keep_a_book_safe_is_refused(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a setting is silently not to be had, no connection is handed out."""
    connect = sqlcipher3.connect

    class Stubborn(sqlcipher3.Connection):
        def execute(self, statement: str, *rest: object) -> object:
            return super().execute(statement.replace("journal_mode=WAL", "journal_mode=DELETE"), *rest)

    monkeypatch.setattr(connections.sqlcipher3, "connect", lambda *a, **k: connect(*a, factory=Stubborn, **k))
    db.close()
    with pytest.raises(BookError, match="can't keep a book safe"):
        door.open_database(db.path, db.key)


def test_an_unsafe_sqlite_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlcipher3, "sqlite_version", "3.51.1")
    with pytest.raises(BookError, match=r"3\.51\.1"):
        door.open_database(tmp_path / "shop.deskmate", os.urandom(32), create=True)
