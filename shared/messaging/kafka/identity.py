"""Which log a topic is: the cluster and the topic by their ids, for names and offsets return when data is lost.

aiokafka asks for metadata in versions that know no ids, so the request is written down here.
Source: Kafka protocol, Metadata version 12 (KIP-516).
"""

from collections.abc import Iterable
from io import BytesIO
from typing import Any
from uuid import UUID

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import (
    AbstractType,
    Boolean,
    CompactArray,
    CompactString,
    Int16,
    Int32,
    Schema,
    TaggedFields,
)

from shared.messaging.unit_of_work import TransientError

TEXT = CompactString("utf-8")


class _Uuid(AbstractType):  # type: ignore[misc]
    @classmethod
    def decode(cls, data: BytesIO) -> UUID:
        return UUID(bytes=data.read(16))

    @classmethod
    def encode(cls, value: UUID) -> bytes:
        return value.bytes


class _MetadataResponse(Response):  # type: ignore[misc]
    API_KEY = 3
    API_VERSION = 12
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "brokers",
            CompactArray(("node_id", Int32), ("host", TEXT), ("port", Int32), ("rack", TEXT), ("tags", TaggedFields)),
        ),
        ("cluster_id", TEXT),
        ("controller_id", Int32),
        (
            "topics",
            CompactArray(
                ("error_code", Int16),
                ("name", TEXT),
                ("topic_id", _Uuid),
                ("is_internal", Boolean),
                (
                    "partitions",
                    CompactArray(
                        ("error_code", Int16),
                        ("partition_index", Int32),
                        ("leader_id", Int32),
                        ("leader_epoch", Int32),
                        ("replica_nodes", CompactArray(Int32)),
                        ("isr_nodes", CompactArray(Int32)),
                        ("offline_replicas", CompactArray(Int32)),
                        ("tags", TaggedFields),
                    ),
                ),
                ("topic_authorized_operations", Int32),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )


class _MetadataStruct(RequestStruct):  # type: ignore[misc]
    FLEXIBLE_VERSION = True
    API_KEY = 3
    API_VERSION = 12
    RESPONSE_TYPE = _MetadataResponse
    SCHEMA = Schema(
        ("topics", CompactArray(("topic_id", _Uuid), ("name", TEXT), ("tags", TaggedFields))),
        ("allow_auto_topic_creation", Boolean),
        ("include_topic_authorized_operations", Boolean),
        ("tags", TaggedFields),
    )


class _Metadata(Request[_MetadataStruct]):  # type: ignore[misc]
    API_KEY = 3

    def __init__(self, topics: Iterable[str]) -> None:
        self._topics: list[tuple[UUID, str, dict[int, bytes]]] = [(UUID(int=0), name, {}) for name in topics]

    def build(self, request_struct_class: type[_MetadataStruct]) -> _MetadataStruct:
        return request_struct_class(self._topics, False, False, {})


async def logs_of(client: AIOKafkaClient, topics: Iterable[str]) -> dict[str, str]:
    """The log of each topic that exists, as `cluster/topic id`, by its full name.

    Without topics the answer is empty, and says that a broker answers. Raises TransientError if none does.
    """
    try:
        answer: Any = await client.send(client.get_random_node(), _Metadata(topics))
    except (KafkaError, OSError, TimeoutError, AttributeError) as away:
        raise TransientError(f"no broker answers: {type(away).__name__}") from away
    return {name: f"{answer.cluster_id}/{id_}" for error, name, id_, *_ in answer.topics if not error}
