"""The state folder of one stack: its ports, secrets, pid files, logs and data, and what runs there now."""

import base64
import contextlib
import fcntl
import json
import os
import secrets
import shutil
import signal
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from deploy.machine import os_user, pids
from deploy.machine.kafka_listeners import Guard
from deploy.machine.logins import HomeLogins
from deploy.machine.ports import Ports
from deploy.machine.secret import SecretTexts, new_password, write_secret
from shared.errors import OperatorError
from shared.messaging.address import BusAddress, BusLogin

_OURS = (
    "run",
    "log",
    "kafka",
    "postgres",
    "keys",
    "bus-users",
    "certificates",
    "ports.json",
    "secrets.json",
    "mesa.json",
)
KEPT = ("communes", "backups", "restored")
"""What is not ours to remove: what the operator wrote, and what is there for bad days."""


@dataclass(frozen=True, slots=True)
class RunningStack:
    """Written by `mesa up` for other commands. `bus`, `dsn`: as the operator and the owner; `services`: name -> URL."""

    bus: BusAddress
    dsn: str
    clock: str
    services: dict[str, str]
    ready: bool = False


class Home:
    """One state folder. Nothing is written until something has to be remembered."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.expanduser().absolute()
        self.run, self.log = self.folder / "run", self.folder / "log"
        self.kafka, self.postgres = self.folder / "kafka", self.folder / "postgres"
        self.keys = self.folder / "keys"
        self.bus_users, self.certificates = self.folder / "bus-users", self.folder / "certificates"
        self.ports = Ports(self.folder / "ports.json")
        self._secrets = SecretTexts(self.folder / "secrets.json")

    @classmethod
    def of(cls, given: Path | None = None) -> "Home":
        """The folder given, else `MESA_HOME`, else `mesa` in the XDG state folder."""
        if given is None and os.environ.get("MESA_HOME"):
            given = Path(os.environ["MESA_HOME"])
        state = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
        return cls(given or Path(state) / "mesa")

    def pid_file(self, name: str) -> Path:
        return self.run / f"{name}.pid"

    def log_of(self, name: str) -> Path:
        return self.log / f"{name}.log"

    def make(self) -> None:
        """Creates the folder and marks it as ours; Fault if it holds something else or cannot be written."""
        try:
            there = {path.name for path in self.folder.iterdir()} if self.folder.is_dir() else set()
            if there - {*KEPT} and "mesa.json" not in there:
                raise OperatorError(
                    "this folder is not empty and not a home of mesa", self.folder, "name another with --home"
                )
            for folder in (self.folder, self.run, self.log):
                folder.mkdir(parents=True, exist_ok=True)
            (self.folder / "mesa.json").write_text('{"home": 1}\n')
        except OSError as error:
            raise OperatorError(
                f"the home cannot be written: {error.strerror}", self.folder, "name another with --home"
            ) from error

    # What has to stay the same from one start to the next
    @property
    def logins(self) -> HomeLogins:
        """As whom the services come to the database."""
        return HomeLogins(self._secrets)

    def identity_key(self) -> str:
        """32 bytes in base64: what matching encrypts the identity of seekers with."""
        return self._secrets.get_or_make("identity_key", _new_key)

    def calendar_key(self) -> str:
        """32 bytes in base64: what events encrypts the addresses of subscribed calendars with."""
        return self._secrets.get_or_make("calendar_key", _new_key)

    def pass_key(self) -> str:
        """32 bytes in base64: what the officers' page signs its passes with."""
        return self._secrets.get_or_make("pass_key", _new_key)

    @property
    def asks_for_logins(self) -> bool:
        """Whether the broker of this home was ever started with logins: it is not opened again without them."""
        return self.certificates.is_dir()

    def guard(self) -> Guard:
        """How the broker of this home knows itself and the operator."""
        own, operator = (self._secrets.get_or_make(f"bus:{name}", new_password) for name in ("broker", "operator"))
        return Guard(self.certificates, own, operator)

    # What runs here now
    @contextlib.contextmanager
    def alone(self) -> Iterator[bool]:
        """True inside if nobody else holds this home. Held until left; the system lets go of it when we are killed."""
        with (self.run / "up.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            pids.write(self.pid_file("up"), pids.identity(os.getpid()))
            try:
                yield True
            finally:
                self.pid_file("up").unlink(missing_ok=True)

    def supervisor(self) -> pids.ProcessIdentity | None:
        """The `mesa up` that holds this home now."""
        return pids.read(self.pid_file("up"))

    def tell(self, running: RunningStack) -> None:
        """Remembers what runs; the file has the operator's passwords, so it is a secret."""
        write_secret(self.run / "stack.json", json.dumps(asdict(running), indent=1, default=str))

    def running(self) -> RunningStack | None:
        """What `mesa up` started here last; None if it was stopped or never started."""
        try:
            said = json.loads((self.run / "stack.json").read_text())
            if login := said["bus"]["login"]:
                said["bus"]["login"] = BusLogin(**{**login, "ca": Path(login["ca"])})
            return RunningStack(**{**said, "bus": BusAddress(**said["bus"])})
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def forget_running(self) -> None:
        (self.run / "stack.json").unlink(missing_ok=True)

    def clear_orphans(self) -> list[str]:
        """Stops what a killed `mesa up` left behind: services, then Kafka, then PostgreSQL. Returns their names.

        Only for who holds the home. A pid that now belongs to another process is left alone.
        """
        last = {"kafka": 1, "postgres": 2}
        found = sorted(self.run.glob("*.pid"), key=lambda file: last.get(file.stem, 0))
        cleared = []
        for file in found:
            who = pids.read(file)
            if who is not None and file.stem != "up":
                pids.end(who, signal.SIGINT if file.stem == "postgres" else signal.SIGTERM, grace=10)
                cleared.append(file.stem)
            if file.stem != "up":
                file.unlink(missing_ok=True)
        return cleared

    def wipe(self) -> None:
        """Removes everything that this home holds but the files of `KEPT`, and the folder if nothing is left in it."""
        if not (self.folder / "mesa.json").exists():
            return
        os_user.displace(self.postgres)
        for name in _OURS:
            path = self.folder / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self.folder.rmdir()


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
