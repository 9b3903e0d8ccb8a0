"""One window per book: the first start holds a lock, a second one raises the first window and goes."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_PATIENCE_MS = 1_500


class Instance(QObject):
    """Holds the book for this process. `raise_asked` is emitted when somebody started Deskmate once more."""

    raise_asked = Signal()

    def __init__(self, book: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = QLockFile(str(book.with_name(book.name + ".lock")))
        self._lock.setStaleLockTime(0)  # a lock is stale only when its process has gone
        self._name = "deskmate-" + sha256(str(book.resolve()).encode()).hexdigest()[:24]
        self._server: QLocalServer | None = None

    def claim(self) -> bool:
        """Whether this process may use the book; the lock of a process that crashed does not count."""
        if not self._lock.tryLock(0) and not (self._lock.removeStaleLockFile() and self._lock.tryLock(0)):
            return False
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(self._name)  # what a crash left behind
        self._server.newConnection.connect(self._on_connection)
        self._server.listen(self._name)
        return True

    def raise_other(self) -> bool:
        """Asks the process that holds the book to show its window; whether it answered."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        reached = socket.waitForConnected(_PATIENCE_MS)
        socket.disconnectFromServer()
        return reached

    def release(self) -> None:
        """Lets go of the book."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()

    @Slot()
    def _on_connection(self) -> None:
        assert self._server is not None
        while (connection := self._server.nextPendingConnection()) is not None:
            connection.disconnected.connect(connection.deleteLater)
            connection.disconnectFromServer()
            self.raise_asked.emit()
