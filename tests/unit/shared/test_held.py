"""What a held request is called, and when two of them are the same."""

from datetime import UTC, datetime

import pytest

from shared.contracts.envelope import root_envelope
from shared.contracts.held import HeldFact
from shared.contracts.intake import Holdable, ProposalDecline, SeatRelease, VacancyDeclareUnfilled
from shared.contracts.reasons import DeclineReason, ReleaseReason
from shared.contracts.registry import FACTS, REQUESTS
from shared.messaging.held import held_id_of, held_named_in

NINE = datetime(2026, 1, 12, 12, tzinfo=UTC)
ASKED = {"commune": "16301", "vacancy_id": "v-1"}


@pytest.mark.parametrize(
    "asked",
    [
        VacancyDeclareUnfilled(**ASKED),
        SeatRelease(**ASKED, lease_id="l-1", fence=1, why=ReleaseReason.NO_SHOW),
        ProposalDecline(commune="16301", proposal_id="p-1", reasons=(DeclineReason.TEAM_CAPACITY,)),
    ],
    ids=lambda asked: type(asked).__name__,
)
def test_a_time_that_is_null_is_the_request_from_before_there_were_holds(asked: Holdable) -> None:
    said = type(asked)(**{**{name: getattr(asked, name) for name in asked.model_fields_set}, "not_before": None})
    assert said.digest == asked.digest
    waits = type(asked)(**{**dict(asked), "not_before": NINE})
    assert waits.digest != asked.digest


def test_two_sources_of_one_commune_may_use_the_same_ids() -> None:
    waits = VacancyDeclareUnfilled(**ASKED, not_before=NINE)
    one, other = (root_envelope(waits, "ask-1", source, NINE) for source in ("/comunas/16301", "/comunas/16301/omil-2"))
    assert held_id_of(one) != held_id_of(other)
    assert held_named_in(one) == held_id_of(one)
    assert held_named_in(root_envelope(VacancyDeclareUnfilled(**ASKED), "ask-1", "/comunas/16301", NINE)) is None


def test_what_can_be_held_is_what_nobody_can_undo() -> None:
    assert {wire for wire, request in REQUESTS.items() if issubclass(request, Holdable)} == {
        "cl.mesa.offer.decline.v1",
        "cl.mesa.offer.withdraw.v1",
        "cl.mesa.proposal.decline.v1",
        "cl.mesa.seat.release.v1",
        "cl.mesa.seats.settle.v1",
        "cl.mesa.vacancy.declare-unfilled.v1",
        "cl.mesa.vacancy.withdraw.v1",
    }


def test_what_is_told_of_a_held_request_names_no_officer() -> None:
    for fact in FACTS.values():
        if issubclass(fact, HeldFact):
            assert fact.model_fields.keys() <= {"held_id", "commune", "asked", "vacancy_id", "not_before", "codes"}
