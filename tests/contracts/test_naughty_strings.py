"""Strings that break what is careless, as texts of a request by intake: each is read as it was sent, or refused."""

from datetime import UTC, datetime

from services.vacancies.app import SERVICE
from shared.messaging.decisions import ServiceHandlers
from shared.messaging.decode import decode_all
from shared.observe.metrics import Metrics
from tests.contracts.test_mistakes import POST, binary
from tests.unkind import naughty_strings

NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)


def test_a_text_is_read_as_it_was_sent_or_refused_with_an_answer() -> None:
    handlers, taken = ServiceHandlers("vacancies", SERVICE.handlers), 0
    for text in [one for kind in naughty_strings().values() for one in kind]:
        sent = binary({**POST, "profile": {"title": text, "employer": "Hostería Central", "description": text}})
        messages, effects = decode_all(handlers, [sent], Metrics(), NOW)
        assert len(messages) + len(effects.outbox) == 1, text
        for message in messages:
            assert message.envelope.data.profile.title == text.strip()
            taken += 1
    assert taken > 300
