"""One service as a process: the command that runs it, its environment, and how it is asked whether it is ready."""

import http.client
import json
import os
import re
import sys
import time
from base64 import b64decode
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlsplit

from deploy.machine import ports
from deploy.machine.home import Home
from deploy.machine.logins import ServiceLogin
from deploy.machine.process import Process
from shared.access.passes import PassWriter
from shared.errors import OperatorError
from shared.messaging.address import BusAddress

NAMES = ("vacancies", "matching", "events", "notifications")
ROOT = Path(__file__).parents[2]  # the folder that holds `services`


@dataclass(frozen=True, slots=True)
class ServiceCommand:
    """`app` as uvicorn names it, found in `app_dir`. `secrets`: variables with secrets that are this service's own.

    `replica`: the second process of a service is 2, and so on. `database`: the host:port at which it reaches the
    database, if that is not where the database listens; `kafka`: the same for the broker.
    """

    name: str
    app: str
    app_dir: Path = ROOT
    secrets: tuple[str, ...] = ()
    replica: int = 1
    database: str = ""
    kafka: str = ""

    @property
    def process_name(self) -> str:
        """The name of its port, pid file and log: `matching`, and `matching-2` for its second replica."""
        return self.name if self.replica == 1 else f"{self.name}-{self.replica}"


SECRETS = {
    "matching": ("MESA_IDENTITY_KEY", "MESA_ORDER_KEY"),
    "events": ("MESA_CALENDAR_KEY",),
    "notifications": ("MESA_PASS_KEY", "MESA_SMTP_URL"),
}
OURS = tuple(ServiceCommand(name, f"services.{name}.app:app", secrets=SECRETS.get(name, ())) for name in NAMES)

UVICORN = ("--no-access-log", "--loop", "uvloop", "--lifespan", "on", "--timeout-graceful-shutdown", "3")
"""How each service is served. Pages that are open keep a line each: they are not waited for, and come back."""

NEEDS_OPERATOR = "run mesa restore"
"""What a service says whose books are older than the bus (shared/messaging/books_check.py): it does not pass."""

_SECRET = re.compile(r"MESA_.*(PASSWORD|KEY|DATABASE_URL|KAFKA_USER|KAFKA_CA|KAFKA_MECHANISM|SMTP_URL)")


def own_dsn(owner: str, login: ServiceLogin, at: str = "") -> str:
    """The owner's address of the database turned into that of a service's role; `at`: another host:port."""
    parts = urlsplit(owner)
    place = at or parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{login.role}:{quote(login.password, safe='')}@{place}").geturl()


@dataclass(frozen=True, slots=True)
class Given:
    """What the whole stack has: the bus as its operator sees it, the database as its owner does, the driven clock."""

    bus: BusAddress
    dsn: str
    clock: str = ""


def environment(service: ServiceCommand, home: Home, given: Given) -> dict[str, str]:
    """The environment of a service: ours, what the whole stack has, and of the secrets only its own."""
    env = {name: value for name, value in os.environ.items() if not _SECRET.match(name) or name in service.secrets}
    env |= {"MESA_KAFKA_BOOTSTRAP": service.kafka or given.bus.servers, "MESA_TOPIC_PREFIX": given.bus.prefix}
    env |= {"MESA_CLOCK": given.clock} if given.clock else {}
    env["MESA_DATABASE_URL"] = own_dsn(given.dsn, home.logins.in_use(service.name), service.database)
    if given.bus.login:
        # imported where it is needed: a command that starts nothing does not pay for the contracts
        from deploy.bus_users import HomeUsers, user_of_service

        user = user_of_service(given.bus, service.name)
        own = HomeUsers(home.bus_users).login_of(user, given.bus.login.ca)
        env |= {"MESA_KAFKA_USER": user, "MESA_KAFKA_PASSWORD": own.password, "MESA_KAFKA_CA": str(own.ca)}
        env["MESA_KAFKA_MECHANISM"] = own.mechanism
    if "MESA_IDENTITY_KEY" in service.secrets:
        env.setdefault("MESA_IDENTITY_KEY", home.identity_key())
    if "MESA_CALENDAR_KEY" in service.secrets:
        env.setdefault("MESA_CALENDAR_KEY", home.calendar_key())
    env.setdefault("MESA_PASS_KEYS", PassWriter(b64decode(home.pass_key())).public_key)
    if "MESA_PASS_KEY" in service.secrets:
        env.setdefault("MESA_PASS_KEY", home.pass_key())
        for other in ("vacancies", "matching", "events"):
            env.setdefault(f"MESA_{other.upper()}_URL", f"http://{ports.HOST}:{home.ports.of(other)}")
    return env


def why_not_ready(url: str, timeout: float = 2.0) -> str:
    """Empty if the service at `url` answers 200 to GET /health/ready; else what it says is wrong, part by part."""
    there = urlsplit(url)
    connection = http.client.HTTPConnection(there.hostname or ports.HOST, there.port, timeout=timeout)
    try:
        connection.request("GET", "/health/ready")
        answer = connection.getresponse()
        if answer.status == 200:
            return ""
        faults: dict[str, str] = json.loads(answer.read())["faults"]
        return "; ".join(f"{part}: {why}" for part, why in faults.items()) or "it does not say why"
    except (OSError, http.client.HTTPException):
        return "it does not answer"
    except (ValueError, KeyError, TypeError, AttributeError):
        return "it does not say why"
    finally:
        connection.close()


class ServiceProcess:
    """A service under uvicorn on a port of its own."""

    def __init__(self, service: ServiceCommand, home: Home, given: Given, tied: bool = True) -> None:
        self._environment = partial(environment, service, home, given)
        self.name = service.process_name
        port = home.ports.of(self.name)
        self.url = f"http://{ports.HOST}:{port}"
        uvicorn = [sys.executable, "-m", "uvicorn", service.app, "--host", ports.HOST, "--port", str(port)]
        self.process = Process(
            self.name,
            [*uvicorn, *UVICORN],
            home.pid_file(self.name),
            home.log_of(self.name),
            cwd=service.app_dir,
            tied=tied,
        )

    def spawn(self) -> int:
        """Starts it, with the logins that the home keeps now. Returns its pid; OperatorError if one is missing."""
        self.process.env = self._environment()
        return self.process.spawn()

    def wait_ready(self, seconds: float = 60) -> None:
        """Returns when it is ready; Fault with its last lines if it died, with what it says if `seconds` passed.

        Fault at once if its books are older than the bus, for that does not pass.
        """
        deadline = time.monotonic() + seconds
        while why := why_not_ready(self.url):
            if NEEDS_OPERATOR in why:
                raise OperatorError(
                    f"{self.name} takes nothing: its books are older than the bus",
                    self.process.log,
                    "mesa restore; docs/restore.md says what it does",
                )
            if self.process.died is not None:
                raise OperatorError(f"{self.name} did not start: {self.process.reason()}", self.process.log)
            if time.monotonic() > deadline:
                raise OperatorError(f"{self.name} is not ready after {seconds:.0f} s: {why}", self.process.log)
            time.sleep(0.05)
