"""A real PostgreSQL 18 started from its wheel, on the loopback interface, with fsync on; as root it runs as nobody."""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from deploy.machine import os_user, pids, ports
from deploy.machine.process import Process, as_account, tail
from deploy.machine.secret import write_secret
from shared.errors import OperatorError

OWNER = "mesa"
DATABASE = "mesa"
SETTINGS = {
    "listen_addresses": ports.HOST,
    "unix_socket_directories": "",  # the path of a socket may have 107 characters at most; a home has what it has
    "max_connections": "200",
    "fsync": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",  # compiling costs more than the short queries of the services
}
INITDB = ("-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "-A", "scram-sha-256")


class EmbeddedPostgres:
    """PostgreSQL in `folder`: data, owner's password, pid file and log. Comes back on the same port, same data.

    `settings` are further settings of the server. `tied`: on Linux it is stopped by the system when this process dies.
    """

    name = "postgres"

    def __init__(
        self,
        folder: Path,
        *,
        remembered: ports.Ports | None = None,
        pid_file: Path | None = None,
        log: Path | None = None,
        settings: Mapping[str, str] | None = None,
        tied: bool = True,
    ) -> None:
        self.folder = folder.absolute()
        self._ports = remembered or ports.Ports(self.folder / "ports.json")
        self._settings = SETTINGS | dict(settings or {})
        self._port: int | None = None
        self.process = Process(
            self.name,
            (),
            pid_file or self.folder / "postgres.pid",
            log or self.folder / "postgres.log",
            env={name: value for name, value in os.environ.items() if not name.startswith("PG")},
            cwd="/",
            user=os_user.account(),
            stop_signal=signal.SIGINT,  # "fast": ends the sessions, writes everything down
            tied=tied,
        )

    @property
    def dsn(self) -> str:
        """The owner's address of the database `mesa`, with password."""
        return f"postgresql://{OWNER}:{self._password()}@{ports.HOST}:{self.port}/{DATABASE}"

    @property
    def port(self) -> int:
        if self._port is None:
            self._port = self._ports.of("postgres")
        return self._port

    @property
    def pid(self) -> int | None:
        return self.process.pid

    @property
    def log(self) -> Path:
        return self.process.log

    def _password(self) -> str:
        file = self.folder / "owner.password"
        if not file.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            write_secret(file, secrets.token_urlsafe(24))
        return file.read_text()

    @property
    def data(self) -> Path:
        """Where the database lies, as far as it is prepared."""
        return self._data

    @property
    def password(self) -> str:
        """The owner's."""
        return self._password()

    def prepare(self) -> None:
        """Everything that needs no running server: the database cluster with its owner and its one database."""
        orphan = pids.read(self.process.pid_file)
        if orphan is not None:
            raise OperatorError(
                f"a PostgreSQL (pid {orphan.pid}) already runs in this folder", self.folder, "stop that first"
            )
        place = self.find()
        if not self._data.is_dir():
            self._initialise(place / "data.part")
        settings = [f"--{name}={value}" for name, value in self._settings.items()]
        self.process.command = [str(self._bin / "postgres"), "-D", str(self._data), "-p", str(self.port), *settings]

    def find(self) -> Path:
        """Finds the place of the database and the programs, without changing anything there."""
        place = os_user.place(self.folder)
        self._data = place / "data"
        self._bin = os_user.binaries(place)
        return place

    def _initialise(self, part: Path) -> None:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        password = write_secret(part.with_name("password.part"), self._password())
        if self.process.user is not None:
            os.chown(part, *self.process.user)
            os.chown(password, *self.process.user)
        try:
            # the settings hold here already, because the owner's password is hashed as they say
            settings = [f"--set={name}={value}" for name, value in self._settings.items()]
            self.run("initdb", "-D", str(part), "-U", OWNER, f"--pwfile={password}", *INITDB, *settings)
        finally:
            password.unlink()
        self.run("postgres", "--single", "-D", str(part), "postgres", said=f"CREATE DATABASE {DATABASE}\n")
        # renamed only when it is whole: a start that was killed leaves `data.part`, which the next one removes
        part.rename(self._data)

    def run(
        self, program: str, *arguments: str, said: str = "", env: Mapping[str, str] | None = None, client: bool = False
    ) -> None:
        """Run a program of PostgreSQL as the account of the server, or a `client` as ourselves.

        Raises OperatorError with what it said.
        """
        done = subprocess.run(
            [str(self._bin / program), *arguments],
            input=said,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env={**(self.process.env or {}), **(env or {})},
            **as_account(None if client else self.process.user),
        )
        if done.returncode:
            raise OperatorError(
                f"PostgreSQL's {program} failed: {(done.stderr or done.stdout)[-800:]}", self._data.parent
            )

    def spawn(self) -> int:
        """Starts the prepared server without waiting for it; returns its pid."""
        return self.process.spawn()

    def is_ready(self) -> bool:
        """True once this server takes connections: read from the file that pg_ctl reads as well."""
        with contextlib.suppress(OSError):
            lines = (self._data / "postmaster.pid").read_text().splitlines()
            return len(lines) >= 8 and lines[0] == str(self.pid) and lines[7].strip() == "ready"
        return False

    def wait_ready(self, seconds: float = 60) -> None:
        """Returns when clients are served; Fault with the log's last lines if it died or `seconds` passed."""
        deadline = time.monotonic() + seconds
        while not self.is_ready():
            if self.process.died is not None:
                raise OperatorError(f"PostgreSQL did not start: {self.process.reason()}", self.log)
            if time.monotonic() > deadline:
                raise OperatorError(
                    f"PostgreSQL is not ready after {seconds:.0f} s; last lines:\n{tail(self.log)}", self.log
                )
            time.sleep(0.02)

    def start(self) -> Self:
        """Starts it and waits until it serves."""
        if self.pid is None:
            self.prepare()
            self.spawn()
            self.wait_ready()
        return self

    def stop(self) -> None:
        self.process.stop()

    def kill(self) -> None:
        """SIGKILL of the server; `start()` brings it back on the same port with the same data."""
        workers = self._workers()
        self.process.kill()
        # Its workers end by themselves when they notice; until then a new server would be refused the data.
        psutil.wait_procs(workers, timeout=10)

    def _workers(self) -> list[psutil.Process]:
        with contextlib.suppress(psutil.NoSuchProcess):
            return psutil.Process(self.pid).children(recursive=True) if self.pid else []
        return []

    def wipe(self) -> None:
        """Stops it and removes its data, also what lies elsewhere."""
        self.stop()
        os_user.displace(self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
