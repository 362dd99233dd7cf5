"""The heart of a batch, pure: message by message, in order, decide and collect what follows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.bus.faults import PUT_ASIDE
from shared.bus.ledger import Answer, Page, Parked
from shared.bus.wire import Heard, Outgoing
from shared.bus.work import Handler, Outcome, Rejected, Work
from shared.contracts.envelope import Envelope, Fact, Request, derived_id, service_source
from shared.contracts.registry import topic_name
from shared.contracts.replies import RequestAccepted, RequestRejected
from shared.observe.frames import frames_of


@dataclass(frozen=True, slots=True)
class Hears:
    """Who listens: a service's name and its table from contract class to decision."""

    name: str
    table: Mapping[type, Handler]


def decide_all(hears: Hears, work: Work, batch: Iterable[Heard], blocked: frozenset[str], now: datetime) -> Page:
    """Decide each message of a batch; one that raises changes nothing and is parked, the others go on."""
    page = Page()
    behind = set(blocked)
    for heard in batch:
        said = heard.envelope
        if said.data.ORDERED and said.subject in behind:
            page.parked.append(
                Parked("behind", f"waits behind a parked message of {said.subject}", "", heard.record, heard)
            )
            continue
        try:
            outcome = hears.table[type(said.data)](work, said, now)
        except Rejected as no:
            answer(page, hears.name, heard, now, Outcome(), no)
        except Exception as broken:
            behind.add(said.subject)
            put_aside(page, hears.name, heard, failure("decision_failed", heard, broken), now)
        else:
            work.apply(outcome.changed)
            follow(page, hears.name, said, outcome.facts, now)
            answer(page, hears.name, heard, now, outcome)
    return page


def follow(page: Page, name: str, cause: Envelope[Any], facts: Iterable[Fact], now: datetime) -> None:
    """Put the facts that follow from `cause` on the page, with ids derived from it."""
    for n, fact in enumerate(facts):
        # who asks counts by itself: two communes may well use the same ids
        identity = derived_id(cause.source, cause.id, name, n)
        page.outbox.append(_outgoing(name, cause, fact, identity, now))


def answer(page: Page, name: str, heard: Heard, now: datetime, outcome: Outcome, no: Rejected | None = None) -> None:
    """Keep the answer to a request, and say it on the bus if it came by the bus. Not for facts."""
    said = heard.envelope
    if not isinstance(said.data, Request):
        if no:
            page.parked.append(failure("decision_failed", heard, no))
        return
    faults = no.faults if no else ()
    told = Answer(said.id, said.type, said.data.commune, dict(outcome.result), faults, said.data.digest)
    page.answers[heard.identity] = told
    if heard.intake:
        say_answer(page, name, heard, told, now)


def failure(code: str, heard: Heard, broken: BaseException) -> Parked:
    """A message that an exception puts aside, with its class and frames only."""
    return Parked(code, type(broken).__name__, frames_of(broken), heard.record, heard)


def put_aside(page: Page, name: str, heard: Heard, parked: Parked, now: datetime) -> None:
    """Park a message for a failure of ours; who asked by intake is told so.

    Not as its answer, which is kept and has an id of its own: that comes when the failure is repaired.
    """
    page.parked.append(parked)
    said = heard.envelope
    if heard.intake and isinstance(said.data, Request):
        told = Answer(said.id, said.type, said.data.commune, {}, (PUT_ASIDE,))
        say_answer(page, name, heard, told, now, "aside")


def say_answer(page: Page, name: str, heard: Heard, told: Answer, now: datetime, kind: str = "answer") -> None:
    """The reply fact of an answer; the same answer has the same id however often it is said."""
    fact: Fact
    if told.faults:
        fact = RequestRejected(
            request_id=told.request_id,
            request_type=told.request_type,
            commune=told.commune,
            faults=told.faults,
        )
    else:
        fact = RequestAccepted(
            request_id=told.request_id,
            request_type=told.request_type,
            commune=told.commune,
            result=dict(told.result),
        )
    identity = derived_id(told.request_id, heard.envelope.source, kind)
    page.outbox.append(_outgoing(name, heard.envelope, fact, identity, now))


def _outgoing(name: str, cause: Envelope[Any], fact: Fact, identity: str, now: datetime) -> Outgoing:
    envelope = Envelope(
        id=identity,
        source=service_source(name),
        type=fact.WIRE,
        time=now,
        subject=fact.subject,
        correlation_id=cause.correlation_id,
        causation_id=cause.id,
        traceparent=cause.traceparent,
        data=fact,
    )
    return Outgoing(topic_name(fact), envelope, fact.model_dump_json(exclude_none=True))
