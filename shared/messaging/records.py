"""A Kafka record as it came, and what is said of one that cannot become a message."""

from typing import NamedTuple

from shared.contracts.replies import Fault

MAX_BYTES = 1_000_000
MAX_ATTRIBUTE = 255


class Record(NamedTuple):
    """A Kafka record as it came: topic without prefix, raw bytes. `value` None is a tombstone.

    `log`: which log the topic is (cluster and topic by their ids), for a topic made anew has the same offsets again.
    `broken`: why Kafka's own form of the record cannot be read; its value is then the bytes that were found.
    """

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]
    log: str = ""
    broken: str = ""


class UnreadableRecord(Exception):
    """A record that cannot become a message: why, and the attributes by which its sender can be answered."""

    def __init__(self, code: str, text: str, attributes: dict[str, str], faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.attributes = {name: value for name, value in attributes.items() if is_attribute(value)}
        self.faults = faults or (Fault(code=code, text=text),)


class UnknownType(Exception):
    """A well-formed message of a type that the registry does not know: it is counted and skipped."""

    def __init__(self, wire: str, attributes: dict[str, str]) -> None:
        super().__init__(wire)
        self.wire = wire
        self.attributes = attributes


def is_attribute(value: str) -> bool:
    """Whether a value may stand in an attribute: it travels, is stored and logged."""
    return len(value) <= MAX_ATTRIBUTE and value.isprintable()
