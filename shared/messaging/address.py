"""Where facts travel, and as whom somebody comes there."""

from dataclasses import dataclass, field
from pathlib import Path

PLAIN, SCRAM = "PLAIN", "SCRAM-SHA-512"


@dataclass(frozen=True, slots=True)
class BusLogin:
    """A user of the broker. `ca`: a file with the certificates (PEM) by which the broker's own is signed.

    `mechanism`: SCRAM-SHA-512, or PLAIN for the operator, whom the broker knows from its own settings.
    """

    user: str
    password: str = field(repr=False)
    ca: Path
    mechanism: str = SCRAM


@dataclass(frozen=True, slots=True)
class BusAddress:
    """`servers`: host:port, comma separated. `prefix`: the first word of every topic's name. No login: no TLS."""

    servers: str
    prefix: str
    login: BusLogin | None = None

    def name_of(self, topic: str) -> str:
        """The full name of a topic."""
        return f"{self.prefix}.{topic}"

    def group_of(self, service: str) -> str:
        """The consumer group of a service."""
        return service if self.prefix == "mesa" else self.name_of(service)
