"""What an operator sees of a batch: its metrics, a log line for each dead letter, and the facts that follow."""

from collections import Counter

import structlog

from shared.messaging.unit_of_work import DeadLetter, Effects
from shared.observe.metrics import Metrics

log = structlog.get_logger()
MOST_FACT_LINES = 50
"""Up to so many facts a batch have a log line each; above, one line counts them."""


def batch(metrics: Metrics, taken: int, fresh: int, effects: Effects, seconds: float) -> None:
    """Report one committed batch: `taken` messages, `fresh` of them new, `seconds` in its transaction."""
    _count(metrics, taken, fresh, effects, seconds)
    for letter in effects.dead_letters:
        log.error("message_parked", code=letter.code, detail=letter.detail, **_ids_of(letter))
    if len(effects.outbox) > MOST_FACT_LINES:
        log.info("batch", taken=taken, fresh=fresh, said=len(effects.outbox), ms=round(seconds * 1000, 1))
        return
    for out in effects.outbox:
        e = out.envelope
        log.info("said", type=e.type, subject=e.subject, message_id=e.id, correlation_id=e.correlation_id)


def _count(metrics: Metrics, taken: int, fresh: int, effects: Effects, seconds: float) -> None:
    metrics.taken.inc(taken)
    metrics.repeated.inc(taken - fresh)
    metrics.batch_seconds.observe(seconds)
    for wire, times in Counter(out.envelope.type for out in effects.outbox).items():
        metrics.said.labels(wire).inc(times)
    for letter in effects.dead_letters:
        metrics.parked.labels(letter.code).inc()
    for reply in effects.replies.values():
        for fault in reply.faults:
            metrics.rejected.labels(fault.code).inc()


def _ids_of(letter: DeadLetter) -> dict[str, str]:
    if letter.message:
        e = letter.message.envelope
        return {"message_id": e.id, "type": e.type, "subject": e.subject, "correlation_id": e.correlation_id}
    record = letter.record
    place = {"topic": record.topic, "offset": f"{record.partition}:{record.offset}"} if record else {}
    return {**place, **{k: v for k, v in letter.attributes.items() if k in ("id", "type")}}
