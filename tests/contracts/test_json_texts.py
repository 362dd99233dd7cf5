"""Texts that are JSON, that are none, and that one parser takes and another does not, as records of an intake."""

from datetime import UTC, datetime

import pytest

from services.vacancies.app import SERVICE
from shared.contracts.replies import RequestRejected
from shared.messaging.decisions import ServiceHandlers
from shared.messaging.decode import decode_all
from shared.observe.metrics import Metrics
from tests.contracts.test_mistakes import binary, record, structured
from tests.unkind import json_texts

TEXTS = json_texts()
NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)


@pytest.mark.parametrize("mode", ["binary", "structured"])
def test_each_is_put_aside_and_answered_and_the_good_request_behind_it_is_read(mode: str) -> None:
    handlers = ServiceHandlers("vacancies", SERVICE.handlers)
    for name, text in TEXTS.items():
        sent = binary(text) if mode == "binary" else record(text, structured().headers)
        messages, effects = decode_all(handlers, [sent, binary()], Metrics(), NOW)
        assert len(messages) == 1, name
        (letter,) = effects.dead_letters
        assert letter.detail, name
        (out,) = effects.outbox
        assert isinstance(out.envelope.data, RequestRejected), name
        assert out.envelope.data.faults, name
