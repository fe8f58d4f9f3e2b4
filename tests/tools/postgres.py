"""A PostgreSQL server of one run alone, on loopback, for tests and for ``python -m benchmarks faults``."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True)
class Server:
    """A server that runs; :meth:`kill` ends it as a power cut would, :meth:`start` begins it again on the same data."""

    port: int
    command: tuple[str | Path, ...]
    folder: Path
    user: str | None
    process: subprocess.Popen[bytes] | None = None

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        import psycopg

        with (self.folder / "log").open("ab") as output:
            self.process = subprocess.Popen(
                self.command, stdout=output, stderr=output, user=self.user, cwd=self.folder
            )  # fmt: skip
        until = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > until:
                    said = (self.folder / "log").read_text("utf-8", "replace")
                    raise RuntimeError(f"the PostgreSQL server did not start:\n{said}") from None
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        """Kill all of its processes, the first one first so that it mends nothing."""
        assert self.process is not None
        first = self.process.pid
        for pid in (first, *_children(first)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def restart(self) -> None:
        """Start it again once what was killed is gone."""
        assert self.process is not None
        self.process.wait()
        self.start()

    def stop(self) -> None:
        """Shut it down in order."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)  # a fast shutdown
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _children(pid: int) -> list[int]:
    """Return the processes that a process has started, as Linux lists them."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            words = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
            if int(words[1]) == pid:
                found.append(int(stat.parent.name))
    return found


def server_programs() -> Path | None:
    """Return the folder of ``initdb`` and ``postgres``; Debian keeps them off the PATH."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0,
    )
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent, *folders] if on_path else folders
    return next((path for path in reversed(folders) if (path / "initdb").exists()), None)


@contextmanager
def server(*, durable: bool = False) -> Iterator[Server]:
    """Start a server on a free local port, and stop it at the end; not ``durable`` it does not wait for the disk."""
    programs = server_programs()
    if programs is None:
        raise RuntimeError("no PostgreSQL server is installed (on Debian: apt-get install postgresql)")
    user = "postgres" if os.name == "posix" and os.geteuid() == 0 else None  # initdb refuses root
    folder = Path(tempfile.mkdtemp(prefix="aid-ledger-postgres-"))
    if user:
        shutil.chown(folder, user)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    initdb = [str(programs / "initdb"), "-D", str(folder / "data"), "-U", "postgres", "-A", "trust"]
    initdb += ["-E", "UTF8", "--no-locale", "-N"]
    subprocess.run(initdb, check=True, capture_output=True, user=user, cwd=folder)
    options: dict[str, object] = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": folder,
        "max_connections": 60,
    }
    if not durable:
        options |= dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "off")
    settings = tuple(part for name, value in options.items() for part in ("-c", f"{name}={value}"))
    started = Server(port, (programs / "postgres", "-D", folder / "data", *settings), folder, user)
    try:
        started.start()
        yield started
    finally:
        started.stop()
        shutil.rmtree(folder, ignore_errors=True)
