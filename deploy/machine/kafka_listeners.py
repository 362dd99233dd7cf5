"""Who may come to the broker at which of its doors: the part of its settings that is about listeners and logins."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.machine.certificates import AUTHORITY, BROKER
from deploy.machine.ports import HOST
from shared.messaging.address import PLAIN, SCRAM, BusLogin

OPERATOR = "operator"
"""The user whom the broker knows from its own settings, and who may do everything."""

_PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule"
_SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule"


@dataclass(frozen=True, slots=True)
class Guard:
    """The broker asks everybody for a login. `folder` (absolute) holds its certificates.

    `own`: the password by which it knows itself; `operator`: the operator's.
    """

    folder: Path
    own: str = field(repr=False)
    operator: str = field(repr=False)

    @property
    def login(self) -> BusLogin:
        """How the operator comes in."""
        return BusLogin(OPERATOR, self.operator, self.folder / AUTHORITY, PLAIN)


@dataclass(frozen=True, slots=True)
class Listeners:
    """`doors`: further listeners by name (capitals), each (port where it listens, port that its clients are told)."""

    port: int
    controller: int
    doors: Mapping[str, tuple[int, int]]

    def settings(self, guard: Guard | None) -> dict[str, str]:
        """Broker properties. Without a guard all of this machine may come in."""
        doors = {"MESA": (self.port, self.port), **self.doors}
        out, inner = ("SASL_SSL", "SASL_PLAINTEXT") if guard else ("PLAINTEXT", "PLAINTEXT")
        settings = {
            "listeners": _listed(doors, told=False) + f",CONTROLLER://{HOST}:{self.controller}",
            "advertised.listeners": _listed(doors, told=True),
            "controller.quorum.voters": f"1@{HOST}:{self.controller}",
            "controller.listener.names": "CONTROLLER",
            "inter.broker.listener.name": "MESA",
            "listener.security.protocol.map": ",".join([*(f"{name}:{out}" for name in doors), f"CONTROLLER:{inner}"]),
        }
        return settings | (_guarded(guard, list(doors)) if guard else {})


def _guarded(guard: Guard, doors: list[str]) -> dict[str, str]:
    """Whoever reaches the controller's door without a login would be god: it asks for the broker's own."""
    itself = f'{_PLAIN} required username="broker" password="{guard.own}" user_broker="{guard.own}"'
    settings = {
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": f"User:broker;User:{OPERATOR}",
        "sasl.enabled.mechanisms": f"{SCRAM},{PLAIN}",
        "sasl.mechanism.inter.broker.protocol": PLAIN,
        "sasl.mechanism.controller.protocol": PLAIN,
        "listener.name.controller.sasl.enabled.mechanisms": PLAIN,
        "listener.name.controller.plain.sasl.jaas.config": f"{itself};",
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(guard.folder / BROKER),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(guard.folder / AUTHORITY),
        # a user who was removed is gone after an hour at the latest; what they may do ends at once, with its rules
        "connections.max.reauth.ms": str(60 * 60 * 1000),
    }
    for name in doors:
        start = f"listener.name.{name.lower()}"
        settings[f"{start}.plain.sasl.jaas.config"] = f'{itself} user_{OPERATOR}="{guard.operator}";'
        settings[f"{start}.scram-sha-512.sasl.jaas.config"] = f"{_SCRAM} required;"
    return settings


def _listed(doors: Mapping[str, tuple[int, int]], *, told: bool) -> str:
    return ",".join(f"{name}://{HOST}:{ports[told]}" for name, ports in doors.items())
