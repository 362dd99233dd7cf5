"""A commune with confirmed offers: nothing is said before an officer answers, and silence has an end."""

from datetime import timedelta

import pytest

from services.matching.model.proposals import Proposal, ProposalState
from services.matching.model.seeker import Seeker
from services.matching.requests import SeekerProfileFields, SeekerRegister
from shared.contracts.communes import CommuneLeft, Offers
from shared.contracts.intake import ProposalConfirm, ProposalDecline
from shared.contracts.matching import OfferDeclined, OfferFact, OfferMade
from shared.contracts.reasons import DeclineReason
from shared.contracts.vacancies import Occupation
from shared.messaging.decisions import Rejected, TimerFired
from tests.unit.services.matching.mothers import (
    NIQUEN,
    NOW,
    SAN_CARLOS,
    Matching,
    closed,
    joined,
    leased,
    of_kind,
    posted,
    refs,
    seekers,
    table,
    unfilled,
)

PICKER = SeekerProfileFields(occupations=(Occupation(code="9211"),))


def confirming(*people: Seeker) -> Matching:
    """San Carlos offers by itself, an officer confirms what Ñiquén offers."""
    matching = table(*people, communes=[SAN_CARLOS])
    matching.handles(joined(NIQUEN, offers=Offers.CONFIRMED))
    return matching


def proposal(matching: Matching) -> Proposal:
    (one,) = [each for each in matching.aggregates.all(Proposal) if each.open]
    return one


def asked(matching: Matching) -> tuple[Matching, Proposal]:
    matching.handles(unfilled(NIQUEN))
    return matching, proposal(matching)


def confirm(one: Proposal, *kept: str, commune: str = NIQUEN) -> ProposalConfirm:
    return ProposalConfirm(
        commune=commune, proposal_id=one.proposal_id, candidate_refs=kept or tuple(sorted(one.refs)), officer="omil-2"
    )


def decline(one: Proposal) -> ProposalDecline:
    return ProposalDecline(commune=NIQUEN, proposal_id=one.proposal_id, reasons=(DeclineReason.TEAM_CAPACITY,))


def lapse(matching: Matching, one: Proposal) -> None:
    assert (
        of_kind(matching.handles(TimerFired("Proposal", one.proposal_id, one.answer_by), one.answer_by), OfferFact)
        == []
    )


def test_candidates_wait_for_an_officer_and_nothing_is_said() -> None:
    matching = confirming(*seekers(4, NIQUEN))
    assert of_kind(matching.handles(unfilled(NIQUEN)), OfferFact) == []
    one = proposal(matching)
    assert [c.candidate_ref for c in one.candidates] == ["16303-000", "16303-001", "16303-002"]
    assert (one.tier, one.complete, one.candidates[0].minutes) == (1, False, 35)
    assert not matching.seeker("16303-000").queue_places


def test_who_is_kept_is_offered_and_who_is_left_out_is_not_proposed_again() -> None:
    matching, one = asked(confirming(*seekers(3, NIQUEN)))
    (offer,) = of_kind(matching.handles(confirm(one, "16303-002", "16303-000")), OfferMade)
    assert (offer.commune, offer.tier, refs(offer)) == (NIQUEN, 1, ["16303-000", "16303-002"])
    assert matching.result == {"offer_id": offer.offer_id, "offered": "2"}
    assert matching.seeker("16303-001").not_again == {"v1"}
    (kept,) = matching.aggregates.all(Proposal)
    assert (kept.state, kept.officer) == (ProposalState.CONFIRMED, "omil-2")


def test_that_there_is_nobody_needs_no_officer() -> None:
    (no,) = of_kind(confirming().handles(unfilled(NIQUEN)), OfferDeclined)
    assert no.reasons == (DeclineReason.NO_SEEKERS,)


def test_an_officer_declines_with_reasons() -> None:
    matching, one = asked(confirming(*seekers(2, NIQUEN)))
    (no,) = of_kind(matching.handles(decline(one)), OfferDeclined)
    assert (no.commune, no.reasons) == (NIQUEN, (DeclineReason.TEAM_CAPACITY,))
    assert matching.handles(unfilled("16304", tier=2)) == ()


def test_a_proposal_asks_until_the_call_ends_or_in_the_hours_of_the_office() -> None:
    until = NOW + timedelta(hours=3)
    matching = confirming(*seekers(2, NIQUEN))
    matching.handles(unfilled(NIQUEN).model_copy(update={"answer_by": until}))
    matching.handles(unfilled(NIQUEN, vacancy_id="v2").model_copy(update={"answer_by": NOW}))
    first, second = sorted(matching.aggregates.all(Proposal), key=lambda p: p.vacancy_id)
    assert first.answer_by == until
    # Monday 09:00 in Chile, eight working hours
    assert second.answer_by == NOW + timedelta(hours=8)


def test_unanswered_it_lapses_and_a_newcomer_makes_a_new_one_with_who_waited() -> None:
    matching, one = asked(confirming(*seekers(1, NIQUEN)))
    lapse(matching, one)
    with pytest.raises(Rejected, match="stale_proposal"):
        matching.handles(confirm(one))
    assert of_kind(matching.handles(unfilled(NIQUEN)), OfferFact) == []
    assert not [each for each in matching.aggregates.all(Proposal) if each.open]
    matching.handles(SeekerRegister(commune=NIQUEN, candidate_ref="eva", can=PICKER))
    assert of_kind(matching.ticks(), OfferFact) == []
    assert proposal(matching).refs == {"16303-000", "eva"}


def test_at_its_time_it_is_too_late_though_the_clock_has_not_spoken() -> None:
    matching, one = asked(confirming(*seekers(1, NIQUEN)))
    with pytest.raises(Rejected, match="stale_proposal"):
        matching.handles(confirm(one), at=one.answer_by)


def test_a_newcomer_joins_the_proposal_that_waits() -> None:
    matching, one = asked(confirming(*seekers(1, NIQUEN)))
    matching.handles(SeekerRegister(commune=NIQUEN, candidate_ref="eva", can=PICKER))
    assert of_kind(matching.ticks(), OfferFact) == []
    assert proposal(matching).proposal_id == one.proposal_id
    assert proposal(matching).refs == {"16303-000", "eva"}


def test_who_was_seated_meanwhile_is_left_out_and_can_still_be_offered_later() -> None:
    matching, one = asked(confirming(*seekers(2, NIQUEN)))
    matching.handles(leased("16303-000", "v9", commune=NIQUEN))
    (offer,) = of_kind(matching.handles(confirm(one)), OfferMade)
    assert refs(offer) == ["16303-001"]
    assert matching.seeker("16303-000").not_again == frozenset()


def test_nobody_left_is_a_fault_and_the_proposal_waits() -> None:
    matching, one = asked(confirming(*seekers(1, NIQUEN)))
    matching.handles(leased("16303-000", "v9", commune=NIQUEN))
    with pytest.raises(Rejected, match="no_candidate_free"):
        matching.handles(confirm(one))
    assert proposal(matching) == one


def test_a_call_is_proposed_once_whatever_is_heard_of_it() -> None:
    matching, one = asked(confirming(*seekers(2, NIQUEN)))
    matching.handles(unfilled(NIQUEN))
    matching.handles(posted())
    assert proposal(matching) == one


def test_a_vacancy_that_is_over_asks_no_officer() -> None:
    matching, one = asked(confirming(*seekers(2, NIQUEN)))
    matching.handles(closed())
    assert [each.state for each in matching.aggregates.all(Proposal)] == [ProposalState.LAPSED]
    with pytest.raises(Rejected, match="stale_proposal"):
        matching.handles(decline(one))


def test_a_commune_that_leaves_is_asked_no_more() -> None:
    matching, _ = asked(confirming(*seekers(2, NIQUEN)))
    matching.handles(CommuneLeft(commune=NIQUEN, name="Ñiquén"))
    assert [each.state for each in matching.aggregates.all(Proposal)] == [ProposalState.LAPSED]


def test_a_commune_that_goes_over_to_automatic_offers_what_waited() -> None:
    matching, one = asked(confirming(*seekers(2, NIQUEN)))
    matching.handles(joined(NIQUEN))
    (offer,) = of_kind(matching.ticks(), OfferMade)
    assert set(refs(offer)) == one.refs


def test_only_its_commune_answers_and_only_for_who_is_in_it() -> None:
    matching, one = asked(confirming(*seekers(2, NIQUEN)))
    with pytest.raises(Rejected, match="not_your_proposal"):
        matching.handles(confirm(one, commune=SAN_CARLOS))
    with pytest.raises(Rejected, match="unknown_candidate"):
        matching.handles(confirm(one, "16303-000", "somebody"))
    with pytest.raises(Rejected, match="unknown_proposal"):
        matching.handles(ProposalDecline(commune=NIQUEN, proposal_id="none", reasons=(DeclineReason.TEAM_CAPACITY,)))
