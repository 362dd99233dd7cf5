"""Logs: one line an event, JSON for machines or console for people, ids bound, never personal data."""

import logging
import sys
import time
from collections.abc import Callable

import orjson
import structlog

FOLD_SECONDS = 60.0


class Folded(logging.Filter):
    """Lets one line of a kind through a minute, with how many like it were left out before.

    For the lines of a client library, which says the same many times a second while a server is away.
    """

    def __init__(self, seconds: float = FOLD_SECONDS, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._seconds, self._now = seconds, now
        self._said: dict[tuple[str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        # of a line that was put together by the library itself, the beginning is its kind
        kind = record.name, str(record.msg)[:30]
        since, left_out = self._said.get(kind, (-self._seconds, 0))
        if self._now() - since < self._seconds:
            self._said[kind] = since, left_out + 1
            return False
        self._said[kind] = self._now(), 0
        if left_out:
            record.msg, record.args = f"{record.getMessage()} ({left_out} like it left out before)", None
        return True


def set_up(service: str, *, fmt: str = "json", level: str = "INFO") -> None:
    """Configure structlog and the standard library's logging for one process; both come out in the same form."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if fmt == "console"
        else structlog.processors.JSONRenderer(serializer=lambda d, **_: orjson.dumps(d, default=str).decode())
    )
    least = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, last],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                *shared,
                structlog.stdlib.add_logger_name,
                structlog.processors.format_exc_info,
            ],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(least, logging.WARNING))
    # on the handler, because a filter of a logger does not see what the loggers below it say
    handler.addFilter(_fold_library_lines)
    _take_over_the_servers_lines()


def _take_over_the_servers_lines() -> None:
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    # the address of a request may hold what a person wrote, and who asks for health asks often
    logging.getLogger("uvicorn.access").handlers.clear()
    logging.getLogger("uvicorn.access").propagate = False


_folded = Folded()


def _fold_library_lines(record: logging.LogRecord) -> bool:
    return _folded.filter(record) if record.name.startswith(("aiokafka", "faststream")) else True
