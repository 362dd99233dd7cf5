"""Servers that somebody else runs, named by MESA_KAFKA_BOOTSTRAP and MESA_DATABASE_URL: waited for, never stopped."""

import os
import time
from urllib.parse import urlsplit

from deploy.machine import ports
from shared.errors import OperatorError
from shared.messaging.address import BusAddress


def given_bus() -> BusAddress | None:
    """The bus that the environment names, with its login; None if it names none. OperatorError if the login is none."""
    from pydantic import ValidationError

    from shared.settings import BusSettings

    if not os.environ.get("MESA_KAFKA_BOOTSTRAP"):
        return None
    try:
        return BusSettings().bus
    except ValidationError as wrong:
        said = "; ".join(str(fault["msg"]).removeprefix("Value error, ") for fault in wrong.errors())
        raise OperatorError(said, "the environment", "docs/settings.md shows the variables", code=2) from None


def wait_for_kafka(bootstrap: str, seconds: float = 30) -> None:
    """Returns when one of the servers (host:port, comma separated) takes connections; Fault after `seconds`."""
    places = [urlsplit(f"//{place.strip()}") for place in bootstrap.split(",")]
    _wait([(place.hostname or "", place.port or 9092) for place in places], "MESA_KAFKA_BOOTSTRAP", seconds)


def wait_for_database(dsn: str, seconds: float = 30) -> None:
    """Returns when the server of `dsn` takes connections; Fault after `seconds`."""
    place = urlsplit(dsn)
    _wait([(place.hostname or ports.HOST, place.port or 5432)], "MESA_DATABASE_URL", seconds)


def _wait(places: list[tuple[str, int]], setting: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not any(ports.answers(host, port) for host, port in places):
        if time.monotonic() > deadline:
            where = ", ".join(f"{host}:{port}" for host, port in places)
            raise OperatorError("the server given does not answer", where, f"start it, correct {setting}, or unset it")
        time.sleep(0.2)
