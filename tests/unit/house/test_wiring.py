"""Who publishes what and who handles it: no fact without a handler, no handler without a fact."""

import inspect
import json
import typing
from importlib import import_module

import pytest

from deploy.machine.service import NAMES
from services.notifications.notices.texts import TEXTS as SPANISH
from shared.contracts.communes import CommuneFact
from shared.contracts.envelope import Envelope, Fact, Request
from shared.contracts.notices import NoticeAbandoned, NoticeDelivered
from shared.contracts.reasons import TEXTS, Reason
from shared.contracts.registry import CONTRACTS, FACTS, FACTS_OF, OWNER_OF, REQUESTS, TO_ONE_COMMUNE
from shared.messaging.decisions import TimerFired
from tests.contracts.examples import GOLDEN

HANDLERS = {name: import_module(f"services.{name}.handlers").HANDLERS for name in NAMES}
FOR_OUTSIDE = {NoticeDelivered, NoticeAbandoned, *TO_ONE_COMMUNE}
"""Published for integrators and operators; no service of ours needs them."""


def test_every_fact_is_handled_by_a_service_or_is_for_outside() -> None:
    published = {fact for facts in FACTS_OF.values() for fact in facts}
    handled = {contract for handlers in HANDLERS.values() for contract in handlers}
    assert {fact.WIRE for fact in published - handled - FOR_OUTSIDE} == set()


def test_every_request_is_answered_by_its_owner_and_by_nobody_else() -> None:
    for request in REQUESTS.values():
        assert [name for name, handlers in HANDLERS.items() if request in handlers] == [OWNER_OF[request]]


@pytest.mark.parametrize("name", NAMES)
def test_what_a_service_handles_is_known(name: str) -> None:
    """A fact of the registry, the clock, or a request of the service's own that never travels."""
    for contract in HANDLERS[name]:
        own = issubclass(contract, Request) and contract.__module__.startswith(f"services.{name}.")
        assert contract is TimerFired or own or contract in CONTRACTS.values()


@pytest.mark.parametrize("name", NAMES)
def test_a_decision_is_given_what_it_says_it_takes(name: str) -> None:
    for contract, decide in HANDLERS[name].items():
        _, message, _ = inspect.signature(decide).parameters
        hint = typing.get_type_hints(decide)[message]
        assert typing.get_origin(hint) is Envelope
        (takes,) = typing.get_args(hint)
        kinds = typing.get_args(takes) or (takes,)
        assert takes is typing.Any or any(issubclass(contract, kind) for kind in kinds), decide.__name__


@pytest.mark.parametrize("name", NAMES)
def test_no_service_handles_its_own_facts(name: str) -> None:
    own = {fact for topic, facts in FACTS_OF.items() if topic.writer == name for fact in facts}
    assert own & set(HANDLERS[name]) == set()


def test_every_topic_has_one_writer() -> None:
    assert len({topic.name for topic in FACTS_OF}) == len(FACTS_OF)
    assert {topic.writer for topic in FACTS_OF} == {*NAMES, "mesa communes apply"}
    assert all(issubclass(fact, CommuneFact) or "Left" in fact.__name__ for fact in next(iter(FACTS_OF.values())))


def test_every_reason_has_a_text() -> None:
    reasons = {reason for kind in Reason.__subclasses__() for reason in kind}
    assert reasons == set(TEXTS)


@pytest.mark.parametrize("fact", [*FACTS.values(), *TO_ONE_COMMUNE], ids=lambda fact: fact.WIRE)
def test_every_fact_is_told_in_spanish_and_to_an_office_or_it_says_why_to_nobody(fact: type[Fact]) -> None:
    text = SPANISH[fact]
    assert bool(text.notices) != bool(text.nobody), "notices, or a reason why nobody is told"
    for golden in GOLDEN.glob(f"{fact.WIRE}*.json"):
        who, what = text.line(fact.model_validate(json.loads(golden.read_text(encoding="utf-8"))["data"]))
        assert who
        assert what
