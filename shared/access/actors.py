"""Who enters by a door. Nothing is done for somebody who is not an actor."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from shared.contracts.envelope import commune_source, service_source
from shared.contracts.topics import COMMUNES, SHARED_TOPICS, commune_of_intake


class Role(StrEnum):
    """What somebody is at the table."""

    OFFICER = "officer"
    """A person of a municipal office, at the page or with a tool of the office."""

    SYSTEM = "system"
    """The municipal system of a commune: over HTTP, and by the commune's intake."""

    INTEGRATOR = "integrator"
    """Somebody who connects a system: reads what all read, and never a person."""

    OPERATOR = "operator"
    """Somebody who runs the services: figures and outages, and never a person."""

    SERVICE = "service"
    """One of our own services, by its topics."""


class How(StrEnum):
    """How it is known who the actor is."""

    KEY = "key"
    """By an access key, over HTTP."""

    PASS = "pass"  # noqa: S105 - a word
    """By a pass of the officers' page, over HTTP."""

    TOPIC = "topic"
    """By the topic: the broker lets nobody else write there (in a secure stack)."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. `who`: the id of a key, an officer as their office calls them, or a source on the bus.

    `commune`: whose they are; None for nobody's.

    `narrowed_to`: the only requests and views that their key is for; None: all that their role may.
    """

    who: str
    role: Role
    commune: str | None
    how: How
    narrowed_to: frozenset[str] | None = None

    def speaks_as(self, source: str) -> bool:
        """Whether a source on the bus is theirs: their own, or one below it (`/comunas/16301/omil-2`)."""
        return source == self.who or (self.role is Role.SYSTEM and source.startswith(self.who + "/"))


@lru_cache(maxsize=1024)
def actor_of(topic: str) -> Actor | None:
    """Who writes on a topic (its name without prefix). None for replies to a commune: every service writes those."""
    if (commune := commune_of_intake(topic)) is not None:
        return Actor(commune_source(commune), Role.SYSTEM, commune, How.TOPIC)
    written = next((known for known in SHARED_TOPICS if known.name == topic), None)
    if written is None:
        return None
    # who sits at the table is said by an operator's command, not by a service
    writer = written.name if written is COMMUNES else written.writer
    return Actor(service_source(writer), Role.SERVICE, None, How.TOPIC)
