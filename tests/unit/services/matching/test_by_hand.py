"""What an officer does with their own word: later, by hand, and undone without a word against the person."""

from dataclasses import replace
from typing import Any

import pytest

from services.matching.model.proposals import Proposal, ProposalState
from services.matching.requests import SeekerDeregister
from shared.contracts import intake
from shared.contracts.matching import (
    OfferDeclined,
    OfferFact,
    OfferMade,
    OfferWithdrawn,
    ProposalAnswered,
    ProposalChanged,
    ProposalFact,
    ProposalLapsed,
    ProposalOpened,
)
from shared.contracts.reasons import DeclineReason, OfferWithdrawnReason, ReleaseReason
from shared.messaging.decisions import Rejected
from tests.unit.services.matching.mothers import (
    NIQUEN,
    PICKER,
    SAN_CARLOS,
    Matching,
    leased,
    of_kind,
    posted,
    refs,
    released,
    seeker,
    seekers,
    table,
    unfilled,
)
from tests.unit.services.matching.test_proposals import asked, confirm, confirming, decline, lapse, proposal


def later(one: Proposal, kept: str, *rest: str) -> intake.ProposalConfirm:
    return confirm(one, kept).model_copy(update={"later_refs": rest})


def by_hand(*people: str, commune: str = NIQUEN) -> intake.CandidateOffer:
    return intake.CandidateOffer(commune=commune, vacancy_id="v1", candidate_refs=people)


def mistake(offer: OfferMade, *people: str) -> intake.OfferWithdraw:
    return intake.OfferWithdraw(
        commune=offer.commune,
        vacancy_id="v1",
        offer_id=offer.offer_id,
        candidate_refs=people,
        why=OfferWithdrawnReason.OFFERED_BY_MISTAKE,
    )


class TestLater:
    def test_who_is_left_for_later_stays_in_the_proposal_until_its_deadline(self) -> None:
        matching, one = asked(confirming(*seekers(3, NIQUEN)))
        (offer,) = of_kind(matching.handles(later(one, "16303-000", "16303-002")), OfferMade)
        assert (refs(offer), offer.complete) == (["16303-000"], False)
        left = proposal(matching)
        assert (left.refs, left.answer_by, left.proposal_id) == (
            frozenset({"16303-002"}),
            one.answer_by,
            one.proposal_id,
        )
        assert matching.seeker("16303-001").not_again == {"v1"}
        (more,) = of_kind(matching.handles(confirm(left, "16303-002")), OfferMade)
        assert refs(more) == ["16303-002"]
        assert more.offer_id != offer.offer_id
        assert [each.state for each in matching.aggregates.all(Proposal)] == [ProposalState.CONFIRMED]

    def test_whoever_says_nothing_more_bars_nobody(self) -> None:
        matching, one = asked(confirming(*seekers(2, NIQUEN)))
        matching.handles(later(one, "16303-000", "16303-001"))
        lapse(matching, proposal(matching))
        assert matching.seeker("16303-001").may_queue("v1")

    def test_nobody_is_offered_and_left_for_later(self) -> None:
        matching, one = asked(confirming(*seekers(2, NIQUEN)))
        with pytest.raises(Rejected) as no:
            matching.handles(later(one, "16303-000", "16303-000", "who"))
        assert [(fault.code, fault.field) for fault in no.value.faults] == [
            ("unknown_candidate", "later_refs.1"),
            ("said_twice", "later_refs.0"),
        ]


class TestByHand:
    def test_an_officer_offers_somebody_whom_a_call_has_left_out(self) -> None:
        matching = confirming(*seekers(2, NIQUEN))
        matching.handles(unfilled(NIQUEN))
        lapse(matching, proposal(matching))
        (offer,) = of_kind(matching.handles(by_hand("16303-001")), OfferMade)
        assert (offer.commune, offer.tier, refs(offer)) == (NIQUEN, 1, ["16303-001"])
        assert offer.candidates[0].minutes == 35
        assert offer.candidates[0].score > 0
        assert matching.result == {"offer_id": offer.offer_id, "offered": "1"}

    def test_who_is_offered_by_hand_leaves_the_proposal(self) -> None:
        matching, _ = asked(confirming(*seekers(2, NIQUEN)))
        matching.handles(by_hand("16303-000"))
        assert proposal(matching).refs == {"16303-001"}
        matching.handles(by_hand("16303-001"))
        (one,) = matching.aggregates.all(Proposal)
        assert one.state is ProposalState.CONFIRMED

    def test_each_who_does_not_fit_or_is_not_free_is_named_and_nobody_is_offered(self) -> None:
        matching, _ = asked(confirming(*seekers(2, NIQUEN), seeker("far", NIQUEN, replace(PICKER, max_minutes=5))))
        matching.handles(by_hand("16303-000"))
        with pytest.raises(Rejected) as no:
            matching.handles(by_hand("16303-000", "16303-001", "far", "nobody"))
        assert [fault.field for fault in no.value.faults] == [f"candidate_refs.{n}" for n in (0, 2, 3)]
        assert {fault.code for fault in no.value.faults} == {"no_candidate_free"}
        assert not matching.seeker("16303-001").queue_places

    def test_a_hosted_office_declines_by_hand_and_its_proposal_is_answered(self) -> None:
        matching, _ = asked(confirming(*seekers(2, NIQUEN)))
        why = (DeclineReason.TEAM_CAPACITY,)
        no = intake.OfferDecline(commune=NIQUEN, vacancy_id="v1", reasons=why)
        (fact,) = of_kind(matching.handles(no), OfferDeclined)
        assert fact.reasons == why
        assert [each.state for each in matching.aggregates.all(Proposal)] == [ProposalState.DECLINED]
        with pytest.raises(Rejected, match="already_answered"):
            matching.handles(no)


class TestMistake:
    def test_an_offer_by_mistake_says_nothing_of_the_person(self) -> None:
        matching = table(seeker("ana"))
        (offer,) = of_kind(matching.handles(posted()), OfferMade)
        (gone,) = of_kind(matching.handles(mistake(offer, "ana")), OfferWithdrawn)
        assert (gone.candidate_refs, gone.why) == (("ana",), OfferWithdrawnReason.OFFERED_BY_MISTAKE)
        assert gone.why.text == "La oficina la ofreció por equivocación; no dice nada de la persona"
        assert matching.seeker("ana").not_again == frozenset()

    def test_a_machine_does_not_offer_them_again_but_asks_an_officer(self) -> None:
        matching = table(seeker("ana"))
        (offer,) = of_kind(matching.handles(posted()), OfferMade)
        matching.handles(mistake(offer, "ana"))
        assert of_kind(matching.ticks(), OfferFact) == []
        again = proposal(matching)
        assert (again.commune, again.refs) == (SAN_CARLOS, frozenset({"ana"}))
        (offered,) = of_kind(matching.handles(confirm(again, commune=SAN_CARLOS)), OfferMade)
        assert refs(offered) == ["ana"]
        assert matching.seeker("ana").by_hand == frozenset()

    def test_a_seat_that_was_leased_meanwhile_is_given_back_without_a_bar(self) -> None:
        matching = table(seeker("ana"))
        (offer,) = of_kind(matching.handles(posted()), OfferMade)
        matching.handles(mistake(offer, "ana"))
        (no,) = of_kind(matching.handles(leased("ana", offer=offer.offer_id)), OfferWithdrawn)
        assert no.why is OfferWithdrawnReason.OFFERED_BY_MISTAKE
        matching.handles(released("ana", why=ReleaseReason.OFFERED_BY_MISTAKE))
        assert matching.seeker("ana").not_again == frozenset()


class TestTold:
    """Whoever hears the facts alone knows how many wait for an officer, and since when nobody does."""

    def told(self, matching: Matching, said: Any) -> list[Any]:
        return of_kind(matching.handles(said), ProposalFact)

    def test_it_opens_and_is_answered_in_parts(self) -> None:
        matching = confirming(*seekers(3, NIQUEN))
        (opened,) = self.told(matching, unfilled(NIQUEN))
        one = proposal(matching)
        assert opened == ProposalOpened(**about(one), candidates=3, answer_by=one.answer_by)
        (part,) = self.told(matching, later(one, "16303-000", "16303-001"))
        assert part == ProposalAnswered(**about(one), offered=1, left=1)
        (rest,) = self.told(matching, by_hand("16303-001"))
        assert rest == ProposalAnswered(**about(one), offered=1, left=0)

    def test_who_does_not_fit_any_more_leaves_it_and_the_last_one_ends_it(self) -> None:
        matching, one = asked(confirming(*seekers(2, NIQUEN)))
        away = SeekerDeregister(commune=NIQUEN, candidate_ref="16303-000")
        assert self.told(matching, away) == [ProposalChanged(**about(one), candidates=1)]
        away = away.model_copy(update={"candidate_ref": "16303-001"})
        assert self.told(matching, away) == [ProposalLapsed(**about(one))]

    def test_declined_nobody_is_offered(self) -> None:
        matching, one = asked(confirming(*seekers(2, NIQUEN)))
        assert self.told(matching, decline(one)) == [ProposalAnswered(**about(one), offered=0, left=0)]


def about(one: Proposal) -> dict[str, str]:
    return {"proposal_id": one.proposal_id, "vacancy_id": one.vacancy_id, "commune": one.commune}
