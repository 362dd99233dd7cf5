"""What was fetched and is not used is fetched again: the position of the consumer has gone past it already."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition

from shared.messaging.kafka import places as module
from shared.messaging.kafka.places import Places
from shared.messaging.unit_of_work import Heard, TransientError

HERE = TopicPartition("m.offers", 5)


class Consumer:
    """Where it stands; of what it is asked only that."""

    _client = None

    def __init__(self) -> None:
        self.stands: dict[TopicPartition, int] = {}

    def assignment(self) -> frozenset[TopicPartition]:
        return frozenset({HERE})

    def seek(self, partition: TopicPartition, offset: int) -> None:
        self.stands[partition] = offset

    async def seek_to_beginning(self, *partitions: TopicPartition) -> None:
        self.stands |= dict.fromkeys(partitions, 0)


def fetched(consumer: Consumer, *offsets: int) -> dict[TopicPartition, list[Any]]:
    consumer.stands[HERE] = offsets[-1] + 1
    return {HERE: [SimpleNamespace(offset=offset) for offset in offsets]}


async def placed(monkeypatch: pytest.MonkeyPatch, heard: Heard | None, log: str = "c/one") -> tuple[Places, Consumer]:
    async def logs_of(client: Any, topics: Any) -> dict[str, str]:
        return dict.fromkeys(topics, log)

    async def books() -> Mapping[tuple[str, int], Heard]:
        return {("offers", 5): heard} if heard else {}

    monkeypatch.setattr(module, "logs_of", logs_of)
    consumer, places = Consumer(), Places("m.", books)
    await places.place(consumer)
    return places, consumer


async def test_a_partition_is_placed_where_the_books_say(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (await placed(monkeypatch, Heard("c/one", 131)))[1].stands == {HERE: 131}
    assert (await placed(monkeypatch, Heard("c/another", 131)))[1].stands == {HERE: 0}
    assert (await placed(monkeypatch, None))[1].stands == {HERE: 0}, "what the books do not know, from its start"


async def test_what_the_broker_cannot_be_asked_about_is_fetched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    places, consumer = await placed(monkeypatch, Heard("c/one", 131))
    assert await places.took(consumer, fetched(consumer, 131, 132), places.assignments)

    async def away(client: Any, topics: Any) -> dict[str, str]:
        raise TransientError("no broker answers")

    monkeypatch.setattr(module, "logs_of", away)
    # the batch failed and is read again, so that its offsets go backward: that is when the broker is asked
    with pytest.raises(TransientError):
        await places.took(consumer, fetched(consumer, 131, 132, 133), places.assignments)
    assert consumer.stands == {HERE: 131}


async def test_what_was_fetched_before_a_new_assignment_is_fetched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    places, consumer = await placed(monkeypatch, Heard("c/one", 131))
    before = places.assignments
    places.forget()
    assert not await places.took(consumer, fetched(consumer, 140, 141), before)
    assert consumer.stands == {HERE: 140}
    await places.place(consumer)
    assert consumer.stands == {HERE: 131}
