"""The CloudEvents SDK reads what we write, and we read what it writes: an oracle for the Kafka protocol binding."""

import json
from pathlib import Path
from typing import Any

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event, to_structured_event
from cloudevents.core.formats.json import JSONFormat

from shared.contracts.envelope import Request
from shared.contracts.registry import CONTRACTS, topic_name
from shared.contracts.topics import intake_of
from shared.contracts.vacancies import VacancyParted
from shared.messaging.cloudevents import IncomingMessage, OutboxMessage, headers_of, read
from shared.messaging.event_format import OF_AN_OFFICE
from shared.messaging.records import Record, UnreadableRecord
from tests.contracts.examples import AT, GOLDEN

GOLDEN_FILES = sorted(GOLDEN.glob("*.json"))


def _read(path: Path) -> IncomingMessage:
    golden = json.loads(path.read_text(encoding="utf-8"))
    data: Any = CONTRACTS[golden["headers"]["ce_type"]].model_validate(golden["data"])
    topic = intake_of(data.commune).name if isinstance(data, Request) else topic_name(data)
    headers = tuple((name, value.encode()) for name, value in golden["headers"].items())
    return read(Record(topic, 0, 0, b"key", json.dumps(golden["data"]).encode(), headers))


def _as_sdk_reads(message: IncomingMessage) -> Any:
    """What the SDK makes of the record that we would publish."""
    body = message.envelope.data.model_dump_json(exclude_none=True).encode()
    # the SDK takes `traceparent`, which the distributed tracing extension writes without a prefix, for a plain header
    return from_binary_event(KafkaMessage(dict(headers_of(message.envelope)), b"key", body), JSONFormat())


@pytest.mark.parametrize("path", GOLDEN_FILES, ids=lambda path: path.name)
def test_the_sdk_reads_what_we_publish(path: Path) -> None:
    message = _read(path)
    ours, theirs = message.envelope, _as_sdk_reads(message)
    assert (theirs.get_id(), theirs.get_source(), theirs.get_type()) == (ours.id, ours.source, ours.type)
    assert (theirs.get_subject(), theirs.get_time()) == (ours.subject, ours.time)
    assert theirs.get_extension("correlationid") == ours.correlation_id
    assert theirs.get_data() == ours.data.model_dump(mode="json", exclude_none=True)


@pytest.mark.parametrize("path", GOLDEN_FILES, ids=lambda path: path.name)
def test_we_read_what_the_sdk_writes_in_structured_mode(path: Path) -> None:
    message = _read(path)
    assert message.record is not None
    structured = to_structured_event(_as_sdk_reads(message), JSONFormat())
    record = Record(message.record.topic, 0, 0, b"key", structured.value, tuple(structured.headers.items()))
    again = read(record)
    assert again.envelope.data == message.envelope.data
    assert again.identity == message.identity


def _asked_by(officer: str, kind: str = OF_AN_OFFICE) -> IncomingMessage:
    golden = json.loads((GOLDEN / "cl.mesa.vacancy.withdraw.v1.full.json").read_text(encoding="utf-8"))
    headers = {**golden["headers"], "ce_authtype": kind, "ce_authid": officer}
    body, topic = json.dumps(golden["data"]).encode(), intake_of(golden["data"]["commune"]).name
    return read(Record(topic, 0, 0, b"key", body, tuple((name, value.encode()) for name, value in headers.items())))


def test_who_of_an_office_asked_is_carried_on_and_the_sdk_reads_it() -> None:
    asked = _asked_by("niquen-1")
    parted = VacancyParted(vacancy_id="v-1", commune="16301", title="Garzón", twin_of="v-2")
    fact = OutboxMessage.caused_by(asked.envelope, "vacancies", parted, "f", AT).envelope
    assert (asked.envelope.officer, fact.officer) == ("niquen-1", "niquen-1")
    assert _as_sdk_reads(asked).get_extension("authid") == "niquen-1"
    assert _as_sdk_reads(asked).get_extension("authtype") == OF_AN_OFFICE


@pytest.mark.parametrize("name", ["", "Ana Pérez", "ana@perez.cl", "12.345.678-5", "12345678-5", "x" * 65])
def test_who_of_an_office_asked_is_never_a_name(name: str) -> None:
    with pytest.raises(UnreadableRecord) as refused:
        _asked_by(name)
    assert [fault.field for fault in refused.value.faults] == ["ce_authid"]


def test_who_is_no_person_of_an_office_is_passed_over() -> None:
    assert _asked_by("https://idp.example/a b", "system").envelope.officer is None
