"""What runs in a home, asked of the home and of the services themselves: it needs no supervisor to answer."""

from concurrent.futures import ThreadPoolExecutor
from typing import TypedDict

from deploy.machine import pids, service
from deploy.machine.home import Home


class Kafka(TypedDict):
    bootstrap: str | None
    pid: int | None


class Database(TypedDict):
    dsn: str | None
    pid: int | None


class OneService(TypedDict):
    url: str | None
    pid: int | None
    ready: bool
    why: str


class Status(TypedDict):
    """`mesa status --json`. A pid is null for what does not run and for a server that was given.

    `why` is what a service says is wrong; empty if it is ready.
    """

    home: str
    kafka: Kafka
    database: Database
    services: dict[str, OneService]


def status(home: Home) -> Status:
    """The state of the stack in `home` now. `dsn` is the owner's, without its password: others may read this."""
    running = home.running()
    urls = running.services if running else {}
    names = list(urls) or list(service.NAMES)
    with ThreadPoolExecutor(max_workers=len(names)) as pool:
        found = dict(zip(names, pool.map(lambda name: _service(home, name, urls.get(name)), names), strict=True))
    return {
        "home": str(home.folder),
        "kafka": {"bootstrap": running.bus.servers if running else None, "pid": _pid(home, "kafka")},
        "database": {"dsn": _without_password(running.dsn) if running else None, "pid": _pid(home, "postgres")},
        "services": found,
    }


def all_ready(found: Status) -> bool:
    """True if every service is ready (a service is not, unless it reaches Kafka and the database)."""
    return all(each["ready"] for each in found["services"].values())


def _without_password(dsn: str) -> str:
    scheme, _, rest = dsn.partition("://")
    user, at, place = rest.rpartition("@")
    return f"{scheme}://{user.partition(':')[0]}{at}{place}"


def _pid(home: Home, name: str) -> int | None:
    who = pids.read(home.pid_file(name))
    return who.pid if who else None


def _service(home: Home, name: str, url: str | None) -> OneService:
    pid = _pid(home, name)
    why = service.why_not_ready(url) if url and pid else "it does not run"
    return {"url": url, "pid": pid, "ready": not why, "why": why}
