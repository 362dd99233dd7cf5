"""Every mistake by an intake is answered: to the commune whose intake it is, with every fault, in Spanish, by place."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from services.vacancies.app import SERVICE
from shared.contracts.communes import CommuneJoined, Windows
from shared.contracts.envelope import Envelope
from shared.contracts.intake import OfferMake
from shared.contracts.replies import RequestAccepted, RequestRejected
from shared.contracts.topics import intake_of
from shared.contracts.vacancies import VacancyPosted
from shared.messaging.batch import BatchProcessor
from shared.messaging.cloudevents import headers_of, read
from shared.messaging.decisions import ServiceHandlers
from shared.messaging.decode import decode_all
from shared.messaging.event_format import instant_of
from shared.messaging.memory import MemoryUnitOfWorkFactory
from shared.messaging.records import Record, UnknownType, UnreadableRecord
from shared.messaging.validation import faults_of
from shared.observe.metrics import Metrics

SAN_CARLOS = "16301"
SOURCE = f"/comunas/{SAN_CARLOS}"
POST: dict[str, Any] = {
    "commune": SAN_CARLOS,
    "seats": 2,
    "profile": {"title": "Garzón/a", "employer": "Hostería Central"},
}
ATTRIBUTES = {
    "specversion": "1.0",
    "id": "r-1",
    "source": SOURCE,
    "type": "cl.mesa.vacancy.post.v1",
    "time": "2026-01-12T09:00:00-03:00",
}
RUT = "12.667.869-K"
NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)


def binary(body: Any = POST, headers: dict[str, str] | None = None, kind: str = "application/json") -> Record:
    """A record in binary mode. `headers` replaces attributes, a value of "" takes one away."""
    named = {f"ce_{name}": value for name, value in ATTRIBUTES.items()} | {"content-type": kind} | (headers or {})
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return record(data, tuple((name, value.encode()) for name, value in named.items() if value))


def structured(data: Any = POST, **changed: Any) -> Record:
    event = {**ATTRIBUTES, "data": data, **changed}
    body = json.dumps({name: value for name, value in event.items() if value is not None}).encode()
    return record(body, (("content-type", b"application/cloudevents+json"),))


def record(body: bytes | None, headers: tuple[tuple[str, bytes | None], ...]) -> Record:
    return Record(intake_of(SAN_CARLOS).name, 0, 7, b"key", body, headers, "log-1")


def rejected(sent: Record) -> RequestRejected:
    """The answer to a record that cannot be read."""
    handlers = ServiceHandlers("vacancies", SERVICE.handlers)
    messages, effects = decode_all(handlers, [sent], Metrics(), NOW)
    assert messages == []
    (letter,) = effects.dead_letters
    assert RUT not in f"{letter.detail}{letter.attributes}"
    (out,) = effects.outbox
    assert out.topic == f"replies.{SAN_CARLOS}"
    answer = out.envelope.data
    assert isinstance(answer, RequestRejected)
    assert (answer.topic, answer.partition, answer.offset) == (f"intake.{SAN_CARLOS}", 0, 7)
    assert RUT not in out.data
    assert "12667869" not in out.data
    return answer


def said(sent: Record) -> list[tuple[str, str]]:
    return [(fault.code, fault.field) for fault in rejected(sent).faults]


MISTAKES: dict[str, tuple[Record, list[tuple[str, str]]]] = {
    "no id": (binary(headers={"ce_id": ""}), [("missing", "ce_id")]),
    "no attributes": (
        record(json.dumps(POST).encode(), ()),
        [("missing", f"ce_{name}") for name in ("specversion", "id", "source", "type", "time")],
    ),
    "no version": (binary(headers={"ce_specversion": ""}), [("missing", "ce_specversion")]),
    "an old version": (binary(headers={"ce_specversion": "0.3"}), [("specversion", "ce_specversion")]),
    "no such version": (binary(headers={"ce_specversion": "9.9"}), [("specversion", "ce_specversion")]),
    "no time": (binary(headers={"ce_time": ""}), [("missing", "ce_time")]),
    "no zone": (binary(headers={"ce_time": "2026-01-12T09:00:00"}), [("no_time", "ce_time")]),
    "no instant": (binary(headers={"ce_time": "2026-W03-1"}), [("no_time", "ce_time")]),
    "beyond all years": (binary(headers={"ce_time": "9999-12-31T23:59:59Z"}), [("no_time", "ce_time")]),
    "a control character": (binary(headers={"ce_id": "r\x001"}), [("bad_attribute", "ce_id")]),
    "a long id": (binary(headers={"ce_id": "r" * 256}), [("bad_attribute", "ce_id")]),
    "an id twice": (
        record(json.dumps(POST).encode(), (*binary().headers, ("CE-ID", b"r-2"))),
        [("attribute_twice", "ce_id")],
    ),
    "an id that is no text": (
        record(json.dumps(POST).encode(), (*binary(headers={"ce_id": ""}).headers, ("ce_id", b"\xff"))),
        [("header_not_utf8", "ce_id"), ("missing", "ce_id")],
    ),
    "no body": (record(None, binary().headers), [("tombstone", "")]),
    "a name twice": (
        binary(json.dumps(POST).encode().replace(b'"seats": 2', b'"seats": 1, "seats": 2')),
        [("repeated", "seats")],
    ),
    "a broken body": (binary(b'{"commune": '), [("json_invalid", "")]),
    "a body of another charset": (binary(kind="application/json; charset=klingon"), [("charset", "content-type")]),
    "a body of another type": (binary(kind="text/xml"), [("content_type", "content-type")]),
    "a batch": (binary(b"[]", kind="application/cloudevents-batch+json"), [("batch_mode", "content-type")]),
    "a broken event": (record(b"{", structured().headers), [("not_json", "")]),
    "an event that is a list": (record(b"[]", structured().headers), [("not_a_cloudevent", "")]),
    "an event with an attribute twice": (
        record(b'{"id": "a", "id": "b"}', structured().headers),
        [("attribute_twice", "")],
    ),
    "an event whose id is a number": (structured(id=7), [("string_type", "id"), ("missing", "id")]),
    "an event without a version": (structured(specversion=None), [("missing", "specversion")]),
    "nobody's type": (binary(headers={"ce_type": "cl.mesa.vacancy.burn.v1"}), [("unknown_type", "")]),
    "somebody else's source": (binary(headers={"ce_source": "/comunas/16303"}), [("foreign_source", "")]),
    "somebody else's request": (binary({**POST, "commune": "16303"}), [("foreign_commune", "commune")]),
    "a fact": (binary(headers={"ce_type": "cl.mesa.vacancy.filled.v1"}), [("fact_on_intake", "")]),
    "a number as text": (binary({**POST, "seats": "2"}), [("int_type", "seats")]),
    "a truth as number": (binary({**POST, "seats": True}), [("int_type", "seats")]),
    "many faults, one of them forbidden": (
        binary({"commune": SAN_CARLOS, "seats": 0, "color": 1, "profile": {"title": "", "sueldo": 1}}),
        [
            ("greater_than_equal", "seats"),
            ("string_too_short", "profile.title"),
            ("missing", "profile.employer"),
            ("extra_forbidden", "profile.sueldo"),
            ("extra_forbidden", "color"),
        ],
    ),
    "a language twice": (
        binary({**POST, "profile": {**POST["profile"], "languages": ["inglés", "inglés"]}}),
        [("repeated", "profile.languages.1")],
    ),
    "a number without end": (
        binary({**POST, "profile": {**POST["profile"], "pay": {"least": 2**31}}}),
        [("less_than_equal", "profile.pay.least")],
    ),
    "a RUT as id": (binary(headers={"ce_id": RUT}), [("rut", "ce_id")]),
    "a RUT as correlation": (binary(headers={"ce_correlationid": "12667869-K"}), [("rut", "ce_correlationid")]),
    "a RUT below the source": (binary(headers={"ce_source": f"{SOURCE}/{RUT}"}), [("rut", "ce_source")]),
    "a RUT as reference": (binary({**POST, "external_ref": "12667869-K"}), [("rut", "external_ref")]),
    "a RUT in a text": (
        binary({**POST, "profile": {**POST["profile"], "description": f"Preguntar por RUT {RUT}"}}),
        [("rut", "profile.description")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", MISTAKES)
def test_every_mistake_is_answered_with_every_fault(what: str) -> None:
    sent, wanted = MISTAKES[what]
    assert sorted(said(sent)) == sorted(wanted)


@pytest.mark.parametrize("what", MISTAKES)
def test_an_answer_is_in_spanish_and_known_by_id_or_place(what: str) -> None:
    answer = rejected(MISTAKES[what][0])
    assert answer.request_id in ("r-1", f"intake.{SAN_CARLOS}/0/7", "r" * 255)
    for fault in answer.faults:
        assert fault.text
        assert not [word for word in (" the ", " must ", " has no ", "faults") if word in f" {fault.text} "]


def test_the_place_of_a_fault_is_a_pointer_into_what_was_sent() -> None:
    wrong = {**POST, "profile": {"title": "", "employer": "b"}}
    for sent, pointer in ((binary(wrong), "/profile/title"), (structured(wrong), "/data/profile/title")):
        (fault,) = rejected(sent).faults
        assert (fault.field, fault.pointer) == ("profile.title", pointer)
    (fault,) = rejected(structured(time="soon")).faults
    assert (fault.field, fault.pointer) == ("time", "/time")


def test_names_of_headers_are_understood_in_any_case_and_as_http_writes_them() -> None:
    wanted = read(binary()).envelope
    as_http = (lambda name: name.replace("ce_", "ce-")), (lambda name: name.replace("ce_", "Ce-"))
    for change in (str.upper, str.title, *as_http):
        headers = tuple((change(name), value) for name, value in binary().headers)
        assert read(record(json.dumps(POST).encode(), headers)).envelope == wanted


@pytest.mark.parametrize(("kind", "codec"), [
    ("application/json; charset=utf-8", "utf-8"), ("application/json;charset=UTF-16", "utf-16"),
    ('application/json; charset="iso-8859-1"', "iso-8859-1"), ("Application/JSON", "utf-8"),
    ("application/json", "utf-8-sig"), ("application/json", "utf-16"), ("application/vnd.mesa+json", "utf-8"),
])  # fmt: skip
def test_a_body_is_read_in_the_charset_that_its_sender_names(kind: str, codec: str) -> None:
    body = json.dumps(POST, ensure_ascii=False).encode(codec)
    assert read(binary(body, kind=kind)).envelope.data.profile.title == "Garzón/a"


def test_structured_mode_is_known_in_any_case_and_may_carry_its_data_in_base64() -> None:
    headers = (("Content-Type", b"Application/CloudEvents+JSON; charset=UTF-8"),)
    wanted = read(structured()).envelope
    assert read(record(structured().value, headers)).envelope == wanted
    packed = base64.b64encode(json.dumps(POST).encode()).decode()
    assert read(structured(None, data_base64=packed)).envelope == wanted
    with pytest.raises(UnreadableRecord) as refused:
        read(structured(None, data_base64="no"))
    assert [fault.code for fault in refused.value.faults] == ["base64"]


@pytest.mark.parametrize(("text", "wanted"), [
    ("2026-01-12T12:00:00Z", "2026-01-12T12:00:00"), ("2026-01-12t12:00:00z", "2026-01-12T12:00:00"),
    ("2026-01-12T09:00:00.123456789-03:00", "2026-01-12T12:00:00.123456"),
    ("2026-01-12T12:00:00.5+00:00", "2026-01-12T12:00:00.500000"),
    ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00"), ("2026-01-12 12:00:00Z", None), ("2026-01-12T12:00Z", None),
    ("20260112T120000Z", None), ("2026-02-30T12:00:00Z", None), ("2026-01-12T12:00:00", None), ("", None),
    ("2026-13-12T12:00:00+00:00", None), ("0001-01-01T00:00:00+14:00", None),
])  # fmt: skip
def test_an_instant_is_read_in_every_form_of_rfc_3339(text: str, wanted: str | None) -> None:
    assert instant_of(text) == (datetime.fromisoformat(wanted).replace(tzinfo=UTC) if wanted else None)


def test_two_systems_of_a_commune_may_count_alike() -> None:
    one, two = (read(binary(headers={"ce_source": f"{SOURCE}/{name}"})) for name in ("omil-1", "omil-2"))
    assert one.identity != two.identity
    with pytest.raises(UnreadableRecord):
        read(binary(headers={"ce_source": f"{SOURCE}x"}))
    with pytest.raises(UnknownType):
        read(binary(headers={"ce_type": "cl.mesa.nothing.v1"}))


async def _joined() -> tuple[MemoryUnitOfWorkFactory, BatchProcessor]:
    """`vacancies` in memory, with San Carlos at the table."""
    factory = MemoryUnitOfWorkFactory()
    batches = BatchProcessor(ServiceHandlers("vacancies", SERVICE.handlers), factory, lambda: NOW, Metrics())
    joined = CommuneJoined(commune=SAN_CARLOS, name="San Carlos", windows=Windows(), travel=())
    envelope = Envelope("j", "/mesa/communes", joined.WIRE, NOW, SAN_CARLOS, "j", None, None, joined)
    body = joined.model_dump_json().encode()
    await batches.process([Record("communes", 0, 0, b"", body, tuple(headers_of(envelope)))])
    return factory, batches


async def test_a_fault_that_only_the_books_show_has_its_pointer_too() -> None:
    wrong = {**POST, "profile": {**POST["profile"], "work_commune": "99999"}}
    for sent, pointer in (
        (binary(wrong), "/profile/work_commune"),
        (structured(wrong), "/data/profile/work_commune"),
    ):
        factory, batches = await _joined()
        await batches.process([sent])
        (told,) = [out.envelope.data for out in factory.outbox if isinstance(out.envelope.data, RequestRejected)]
        assert [(f.code, f.field, f.pointer) for f in told.faults] == [
            ("unknown_commune", "profile.work_commune", pointer)
        ]


@pytest.mark.parametrize("together", [True, False])
async def test_another_request_under_the_same_id_is_told_so_and_not_done(together: bool) -> None:
    factory, batches = await _joined()
    sent = [binary(), binary({**POST, "seats": 3}), binary()]
    for records in [sent] if together else [[one] for one in sent]:
        await batches.process(records)
    told = [out.envelope.data for out in factory.outbox]
    answers = [one for one in told if isinstance(one, RequestAccepted | RequestRejected)]
    refused = [a for a in answers if isinstance(a, RequestRejected)]
    assert [fault.code for one in refused for fault in one.faults] == ["id_reused"]
    assert len({a.result["vacancy_id"] for a in answers if isinstance(a, RequestAccepted)}) == 1
    posted = [one for one in told if isinstance(one, VacancyPosted)]
    assert [fact.seats for fact in posted] == [2]


def test_a_candidate_is_proposed_without_a_text_of_its_own() -> None:
    """It travels to every commune."""
    candidate = {"candidate_ref": "p", "score": 1, "minutes": 9, "provenance": "Ana, 9 1234"}
    body = {"vacancy_id": "v", "commune": SAN_CARLOS, "candidates": [candidate]}
    with pytest.raises(ValidationError) as wrong:
        OfferMake.model_validate_json(json.dumps(body))
    assert [(f.code, f.field) for f in faults_of(wrong.value)] == [("enum", "candidates.0.provenance")]
