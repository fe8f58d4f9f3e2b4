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
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs."""

    port: int

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"


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
    import psycopg

    programs = server_programs()
    if programs is None:
        raise RuntimeError("no PostgreSQL server is installed (on Debian: apt-get install postgresql)")
    user = "postgres" if os.name == "posix" and os.geteuid() == 0 else None  # initdb refuses root
    folder = Path(tempfile.mkdtemp(prefix="aid-ledger-postgres-"))
    if user:
        shutil.chown(folder, user)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        started = Server(port=probe.getsockname()[1])
    data, log = folder / "data", folder / "log"
    initdb = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust"]
    initdb += ["-E", "UTF8", "--no-locale", "-N"]
    subprocess.run(initdb, check=True, capture_output=True, user=user, cwd=folder)
    options: dict[str, object] = {
        "listen_addresses": "127.0.0.1",
        "port": started.port,
        "unix_socket_directories": folder,
        "max_connections": 60,
    }
    if not durable:
        options |= dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "off")
    settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [programs / "postgres", "-D", data, *settings], stdout=output, stderr=output, user=user, cwd=folder
        )
    try:
        until = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(started.url("postgres")).close()
                break
            except psycopg.OperationalError:
                if process.poll() is not None or time.monotonic() > until:
                    said = log.read_text("utf-8", "replace")
                    raise RuntimeError(f"the PostgreSQL server did not start:\n{said}") from None
                time.sleep(0.05)
        yield started
    finally:
        process.send_signal(signal.SIGINT)  # a fast shutdown
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)
