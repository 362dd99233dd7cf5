"""Requests that are held: decided when their time has come as if they had come then, unless taken back before.

A held request is decided at once as well, and nothing of that decision kept: what would be refused is refused at once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import wraps
from typing import Any

from shared.contracts.envelope import Envelope, Fact, derived_id
from shared.contracts.held import RequestDone, RequestHeld, RequestRefused, RequestTakenBack
from shared.contracts.intake import AboutHeld, Holdable
from shared.contracts.replies import RequestAccepted, RequestRejected
from shared.messaging.decisions import NOTHING, Decision, Handler, LoadedAggregates, Rejected, TimerFired, reject

MOST_AHEAD = timedelta(hours=1)
"""A hold is for a slip of the hand: whoever wants to wait for longer asks later."""


HELD_UNTIL = "held_until"
"""In the result of a request that is held, and of no other: until when."""


class HeldState(StrEnum):
    WAITING = "waiting"
    TAKEN_BACK = "taken_back"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class HeldRequest:
    """A request that waits for its time, in the envelope in which it came; and what became of it."""

    held_id: str
    asked: Envelope[Any]
    vacancy_id: str
    not_before: datetime
    state: HeldState = HeldState.WAITING

    @property
    def key(self) -> str:
        return self.held_id

    @property
    def due_at(self) -> datetime | None:
        return self.not_before if self.state is HeldState.WAITING else None

    @property
    def commune(self) -> str:
        commune: str = self.asked.data.commune
        return commune

    @property
    def as_if_now(self) -> Envelope[Any]:
        """The request as if it had come when its time had come; under its own id."""
        return self.asked._replace(time=self.not_before)


def held_id_of(asked: Envelope[Any]) -> str:
    """What a request is called while it is held. Its own id would not do: each source counts its ids for itself."""
    return derived_id(asked.id, asked.source, "held")


def is_held(data: Any) -> bool:
    """Whether this is the timer of a held request."""
    return isinstance(data, TimerFired) and data.kind == HeldRequest.__name__


def held_named_in(message: Envelope[Any]) -> str | None:
    """Which held request a message may read or change; None: none."""
    data = message.data
    if is_held(data):
        return message.subject
    if isinstance(data, AboutHeld):
        return data.held_id
    return held_id_of(message) if isinstance(data, Holdable) and data.not_before is not None else None


@dataclass(frozen=True, slots=True)
class Holds:
    """What a service says of its held requests, by which request they are taken back, and which vacancy one is about.

    `vacancy_of` is asked only of requests that could be granted.
    """

    held: type[RequestHeld]
    taken_back: type[RequestTakenBack]
    done: type[RequestDone]
    refused: type[RequestRefused]
    take_back: type[AboutHeld]
    vacancy_of: Callable[[LoadedAggregates, Any], str]

    def around(self, handlers: Mapping[type, Handler]) -> Mapping[type, Handler]:
        """The handlers of a service: its holdable requests wait, its clock decides them, and one takes them back."""
        waiting = {kind: self._held(h) if issubclass(kind, Holdable) else h for kind, h in handlers.items()}
        return {**waiting, TimerFired: self._by_clock(handlers), self.take_back: self._take_back}

    def _held(self, handler: Handler) -> Handler:
        @wraps(handler)
        def decide(aggregates: LoadedAggregates, message: Envelope[Any], now: datetime) -> Decision:
            until = message.data.not_before
            if until is None:
                return handler(aggregates, message, now)
            if known := aggregates.get(HeldRequest, held_id_of(message)):  # from after the retention of the inbox
                return Decision(result=_told(known))
            if until <= now:
                return handler(aggregates, message, now)
            if until > now + MOST_AHEAD:
                text = "Se puede dejar en espera una hora a lo más"
                raise reject("not_before_out_of_range", text, "not_before")
            handler(aggregates, message, now)  # raises Rejected for what would be refused
            vacancy_id = self.vacancy_of(aggregates, message.data)
            one = HeldRequest(held_id_of(message), message, vacancy_id, until)
            return Decision((one,), (self.held(**_about(one), not_before=until),), _told(one))

        return decide

    def _take_back(self, aggregates: LoadedAggregates, message: Envelope[AboutHeld], now: datetime) -> Decision:
        """Nothing of a held request happens; asked again, the answer is the same."""
        one = aggregates.get(HeldRequest, message.data.held_id)
        # that another office holds something is nobody's business
        if one is None or one.commune != message.data.commune:
            raise reject("unknown_held", f"La oficina no tiene en espera {message.data.held_id}", "held_id")
        if one.state in (HeldState.DONE, HeldState.REFUSED):
            raise reject("no_longer_held", "Ya no está en espera: su plazo se cumplió y se decidió", "held_id")
        result = {"held_id": one.held_id, "vacancy_id": one.vacancy_id}
        if one.state is HeldState.TAKEN_BACK:
            return Decision(result=result)
        after = replace(one, state=HeldState.TAKEN_BACK)
        return Decision((after,), (self.taken_back(**_about(one)),), result)

    def _by_clock(self, handlers: Mapping[type, Handler]) -> Handler:
        clock = handlers[TimerFired]

        @wraps(clock)
        def decide(aggregates: LoadedAggregates, message: Envelope[Any], now: datetime) -> Decision:
            if not is_held(message.data):
                return clock(aggregates, message, now)
            one = aggregates.get(HeldRequest, message.data.key)
            if one is None or one.due_at is None or one.due_at > now:
                return NOTHING
            return self._in_time(one, handlers[type(one.asked.data)], aggregates, now)

        return decide

    def _in_time(self, one: HeldRequest, handler: Handler, aggregates: LoadedAggregates, now: datetime) -> Decision:
        """The decision of a request whose time has come; who asked by intake hears how it ended."""
        asked = one.asked
        reply = {"request_id": asked.id, "request_type": asked.type, "commune": one.commune}
        facts: tuple[Fact, ...]
        try:
            decision = handler(aggregates, one.as_if_now, now)
        except Rejected as rejected:
            after = replace(one, state=HeldState.REFUSED)
            facts = (self.refused(**_about(one), codes=tuple(fault.code for fault in rejected.faults)),)
            facts += (RequestRejected(**reply, faults=rejected.faults),) if asked.by_intake else ()
            return Decision((after,), facts, cause=asked)
        after = replace(one, state=HeldState.DONE)
        facts = (*decision.facts, self.done(**_about(one)))
        facts += (RequestAccepted(**reply, result=dict(decision.result)),) if asked.by_intake else ()
        return Decision((*decision.changed, after), facts, cause=asked)


def _about(one: HeldRequest) -> dict[str, str]:
    """The fields of `HeldFact`."""
    return {"held_id": one.held_id, "commune": one.commune, "asked": one.asked.type, "vacancy_id": one.vacancy_id}


def _told(one: HeldRequest) -> dict[str, str]:
    return {"held_id": one.held_id, HELD_UNTIL: one.not_before.isoformat()}
