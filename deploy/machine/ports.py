"""Free ports of the loopback interface, remembered in a JSON file so that a stack comes back where it was."""

import json
import random
import socket
import sys
from pathlib import Path

HOST = "127.0.0.1"
# Below the range from which systems take the ports of outgoing connections (32768 on Linux, 49152 elsewhere): a
# client that keeps calling a server that is down could otherwise be given that very port, connect to itself, hold it.
LOWEST, HIGHEST = 20_000, 32_000


def is_free(port: int) -> bool:
    """True if a server could listen on `port` of the loopback interface now."""
    with socket.socket() as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do: TIME_WAIT is no obstacle
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def answers(host: str, port: int, timeout: float = 1.0) -> bool:
    """True if something accepts connections there."""
    try:
        with socket.create_connection((host, port), timeout):
            return True
    except OSError:
        return False


def free_port(taken: frozenset[int] = frozenset()) -> int:
    """A free port not in `taken`. Random, so that two stacks that start at the same time rarely meet."""
    for _ in range(1_000):
        port = random.randrange(LOWEST, HIGHEST)  # noqa: S311 - not a secret
        if port not in taken and is_free(port):
            return port
    raise OSError(f"no free port between {LOWEST} and {HIGHEST} on {HOST}")


class Ports:
    """The ports of one home by name. One that someone else took meanwhile is replaced and remembered anew."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def known(self) -> dict[str, int]:
        try:
            return {name: int(port) for name, port in json.loads(self.file.read_text()).items()}
        except (FileNotFoundError, ValueError):
            return {}

    def of(self, name: str) -> int:
        """The port of `name`: the remembered one if it is free, else a new one. Its server must not be running."""
        known = self.known()
        port = known.get(name, 0)
        if not port or not is_free(port):
            port = free_port(frozenset(known.values()))
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.write_text(json.dumps(known | {name: port}, indent=1))
        return port
