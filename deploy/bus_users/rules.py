"""What each user of the bus may do. What is not named here is forbidden; the operator alone may do everything.

Kafka's rules know neither keys nor sources: that nobody speaks for somebody else within a topic is checked by the
services (shared/messaging/event_format.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from shared.contracts.registry import takes_requests, topics_heard
from shared.contracts.topics import INTAKE, REPLIES, SHARED_TOPICS, intake_of, replies_to
from shared.messaging.address import BusAddress


class Rule(NamedTuple):
    """`act` (read, write, create) on the `kind` (topic, group, transactional_id) of thing that is called `name`.

    A name that ends with a dot means everything whose name starts so.
    """

    act: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class BusUser:
    """`commune`: its code; None for a service."""

    name: str
    rules: frozenset[Rule]
    commune: str | None = None


def of_service(bus: BusAddress, name: str, handled: Iterable[type]) -> BusUser:
    """A service hears the topics of what it handles, and says what is its own. It makes its topics if they go."""
    handled = list(handled)
    own = [topic.name for topic in SHARED_TOPICS if topic.writer == name] + [f"{REPLIES}."]
    heard = [topic.name for topic in topics_heard(handled)] + ([f"{INTAKE}."] if takes_requests(handled) else [])
    rules = {Rule("read", "topic", bus.name_of(topic)) for topic in heard}
    rules |= {Rule(act, "topic", bus.name_of(topic)) for topic in own for act in ("read", "write", "create")}
    rules |= {
        Rule("read", "group", bus.group_of(name)),
        Rule("write", "transactional_id", bus.name_of(f"{name}.relay")),
    }
    return BusUser(user_of_service(bus, name), frozenset(rules))


def user_of_service(bus: BusAddress, name: str) -> str:
    return f"{bus.prefix}-{name}"


def of_commune(bus: BusAddress, cut: str) -> tuple[BusUser, BusUser]:
    """A commune asks at its own intake, hears all facts and its own replies, in groups of its own; nothing else.

    It has two users with the same rules: while one gets a new password, its systems come in as the other.
    """
    readable = [topic.name for topic in (*SHARED_TOPICS, replies_to(cut))]
    rules = {Rule("read", "topic", bus.name_of(topic)) for topic in readable}
    rules |= {Rule("write", "topic", bus.name_of(intake_of(cut).name)), Rule("read", "group", bus.name_of(f"{cut}."))}
    one, other = (BusUser(name, frozenset(rules), cut) for name in users_of_commune(bus, cut))
    return one, other


def users_of_commune(bus: BusAddress, cut: str) -> tuple[str, str]:
    return f"{bus.prefix}-{cut}-a", f"{bus.prefix}-{cut}-b"
