"""What a client library says again and again is one line a minute; what we say ourselves is never left out."""

import logging

import structlog

from shared.observe import logs
from shared.observe.logs import Folded


def line(text: str, *args: object, name: str = "aiokafka.client") -> logging.LogRecord:
    return logging.LogRecord(name, logging.WARNING, "", 0, text, args, None)


def test_a_line_of_a_kind_is_said_once_a_minute_with_how_many_were_left_out() -> None:
    now = 0.0
    fold = Folded(60, lambda: now)
    assert fold.filter(line("Unable connect to node with id %s", 1))
    assert not any(fold.filter(line("Unable connect to node with id %s", n)) for n in range(500))
    assert fold.filter(line("Heartbeat failed")), "another kind is said at once"
    assert fold.filter(line("Unable connect to node with id %s", 1, name="aiokafka.conn")), "as is another part"
    now = 60.0
    again = line("Unable connect to node with id %s", 7)
    assert fold.filter(again)
    assert again.getMessage() == "Unable connect to node with id 7 (500 like it left out before)"


def test_no_address_of_a_request_is_logged() -> None:
    """It may hold what a person wrote. The server asks the logger whether anybody would hear it."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    try:
        logs.set_up("test")
        assert not logging.getLogger("uvicorn.access").hasHandlers()
        assert logging.getLogger("uvicorn.error").hasHandlers()
    finally:
        root.handlers[:] = before
        root.setLevel(level)
        structlog.reset_defaults()
        structlog.contextvars.clear_contextvars()
