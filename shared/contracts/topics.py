"""The topics of the Mesa: name, the single writer, key, partitions and retention. Each has one writer."""

from dataclasses import dataclass
from functools import lru_cache

DAY_MS = 86_400_000
INTAKE = "intake"
REPLIES = "replies"


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. `retention_ms` -1 keeps for ever; a compacted topic keeps the last fact of each key."""

    name: str
    writer: str
    key: str
    partitions: int
    retention_ms: int = 90 * DAY_MS
    compacted: bool = False

    @property
    def config(self) -> dict[str, str]:
        """The Kafka topic configuration."""
        return {
            "cleanup.policy": "compact" if self.compacted else "delete",
            "retention.ms": str(-1 if self.compacted else self.retention_ms),
            # stored plain, whatever a client sends: a reader needs no codec, and the broker refuses a batch that
            # unpacks to more than a message may weigh
            "compression.type": "uncompressed",
            # the broker's own time: a sender whose clock is wrong neither loses its records early nor looks late
            "message.timestamp.type": "LogAppendTime",
        }


COMMUNES = Topic("communes", writer="mesa communes apply", key="commune", partitions=1, compacted=True)
VACANCIES = Topic("vacancies", writer="vacancies", key="vacancy_id", partitions=8)
OFFERS = Topic("offers", writer="matching", key="vacancy_id", partitions=8)
AGENDA = Topic("agenda", writer="events", key="fair_id", partitions=2)
NOTICES = Topic("notices", writer="notifications", key="notice_id", partitions=2)

SHARED_TOPICS = (COMMUNES, VACANCIES, OFFERS, AGENDA, NOTICES)
MOST_TOPIC_DAYS = max(topic.retention_ms for topic in SHARED_TOPICS) // DAY_MS
"""So long a fact may be read again from its topic."""


def intake_of(cut: str) -> Topic:
    """Where commune `cut`, and only it, asks."""
    return Topic(f"{INTAKE}.{cut}", writer=f"the systems of commune {cut}", key="free", partitions=1)


def replies_to(cut: str) -> Topic:
    """Where commune `cut` is answered, and told what is passed on to it. The one topic that every service may write:
    each answers what it owns.
    """
    return Topic(f"{REPLIES}.{cut}", writer="the service asked", key="request_id or reference", partitions=1)


def topic_named(name: str) -> Topic:
    """The topic of a name without prefix. Raises KeyError for a name that is none of the Mesa's."""
    head, _, cut = name.partition(".")
    if cut and head in (INTAKE, REPLIES):
        return intake_of(cut) if head == INTAKE else replies_to(cut)
    return {topic.name: topic for topic in SHARED_TOPICS}[name]


@lru_cache(maxsize=1024)
def commune_of_intake(name: str) -> str | None:
    """The CUT of an intake topic's name without prefix, or None for any other topic."""
    head, _, cut = name.partition(".")
    return cut if head == INTAKE and len(cut) == 5 and cut.isascii() and cut.isdigit() else None
