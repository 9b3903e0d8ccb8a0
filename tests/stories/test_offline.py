"""Offline means offline: the whole program runs with every way out forbidden, and does not even try one."""

import os
import subprocess
import sys
from pathlib import Path

WATCHED = """
import sys
tried = []
def watch(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request"):
        tried.append(event)
        raise PermissionError(event)
    if event == "socket.connect" and isinstance(arguments[1], tuple):  # a path is a socket of this computer
        tried.append(event)
        raise PermissionError(event)
sys.addaudithook(watch)
from deskmate.app.self_test import run
status = run()
print("tried:", tried)
sys.exit(status or bool(tried))
"""


def test_the_program_runs_without_a_network_and_does_not_try_one(tmp_path: Path) -> None:
    environment = {**os.environ, "DESKMATE_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", WATCHED], capture_output=True, text=True, env=environment, timeout=110, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "tried: []" in done.stdout
