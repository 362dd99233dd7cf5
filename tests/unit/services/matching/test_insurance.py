"""Seguro de cesantía: an officer comes first across communes, a refusal keeps its cause, nothing of it is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.matching.model.insurance import (
    Insurance,
    Refusal,
    RefusalCause,
    is_far,
    noted,
    pays_under_half,
    warning,
)
from services.matching.model.proposals import Proposal
from services.matching.model.seeker import SeekerProfile
from services.matching.requests import InsuranceNote, RefusalRecord, SeekerDeregister
from shared.contracts.intake import ProposalConfirm, ProposalDecline
from shared.contracts.matching import OfferDeclined, OfferFact, OfferMade, OfferWithdrawn
from shared.contracts.reasons import DeclineReason, OfferWithdrawnReason
from shared.contracts.vacancies import Pay
from shared.messaging.decisions import Rejected
from tests.unit.services.matching.mothers import (
    HARVEST,
    NIQUEN,
    NOW,
    SAN_CARLOS,
    Matching,
    leased,
    of_kind,
    posted,
    refs,
    released,
    seeker,
    table,
    unfilled,
)


def paid(*others: str, home: str = NIQUEN, can: SeekerProfile | None = None, last_pay: int | None = None) -> Matching:
    """Ana, whom the fund pays, and others of her commune."""
    people = [seeker("ana", home, can or SeekerProfile(("9211",), experience_years=5), days=9)]
    matching = table(*people, *(seeker(ref, home) for ref in others))
    matching.handles(InsuranceNote(commune=home, candidate_ref="ana", beneficiary=True, last_pay=last_pay))
    return matching


def refusal(cause: RefusalCause, home: str = NIQUEN, far: int = 60) -> RefusalRecord:
    return RefusalRecord(
        commune=home, candidate_ref="ana", vacancy_id="v1", cause=cause, officer="n-1", far_minutes=far
    )


def waiting(matching: Matching) -> list[Proposal]:
    return [one for one in matching.aggregates.all(Proposal) if one.open]


def recorded(matching: Matching) -> Refusal:
    (one,) = matching.aggregates.all(Refusal)
    return one


def test_across_communes_an_officer_comes_first_and_the_others_are_offered_at_once() -> None:
    matching = paid("eva")
    (offer,) = of_kind(matching.handles(unfilled(NIQUEN)), OfferMade)
    assert (refs(offer), offer.complete) == (["eva"], False)
    (one,) = waiting(matching)
    assert one.refs == {"ana"}
    confirm = ProposalConfirm(commune=NIQUEN, proposal_id=one.proposal_id, candidate_refs=("ana",))
    (second,) = of_kind(matching.handles(confirm), OfferMade)
    assert refs(second) == ["ana"]
    call = matching.vacancy().call(NIQUEN)
    assert call is not None
    assert call.standing == 2


def test_a_commune_with_nobody_else_says_nothing_before_its_officer_answers() -> None:
    matching = paid()
    assert of_kind(matching.handles(unfilled(NIQUEN)), OfferFact) == []
    (one,) = waiting(matching)
    no = ProposalDecline(commune=NIQUEN, proposal_id=one.proposal_id, reasons=(DeclineReason.DISTANCE,))
    assert len(of_kind(matching.handles(no), OfferDeclined)) == 1


def test_who_has_others_in_line_does_not_say_that_there_is_nobody() -> None:
    matching = paid("eva")
    matching.handles(unfilled(NIQUEN))
    (one,) = waiting(matching)
    no = ProposalDecline(commune=NIQUEN, proposal_id=one.proposal_id, reasons=(DeclineReason.DISTANCE,))
    assert of_kind(matching.handles(no), OfferFact) == []


def test_at_home_they_are_offered_like_anybody() -> None:
    matching = paid(home=SAN_CARLOS)
    (offer,) = of_kind(matching.handles(posted()), OfferMade)
    assert refs(offer) == ["ana"]


def test_who_is_paid_no_more_is_offered_like_anybody() -> None:
    matching = paid()
    matching.handles(InsuranceNote(commune=NIQUEN, candidate_ref="ana", beneficiary=False))
    assert refs(of_kind(matching.handles(unfilled(NIQUEN)), OfferMade)[0]) == ["ana"]


def test_free_again_they_are_proposed_across_communes_and_offered_at_home() -> None:
    matching = paid(home=NIQUEN)
    matching.handles(leased("ana", "v9", commune=NIQUEN))
    matching.handles(unfilled(NIQUEN))
    matching.handles(posted("v2").model_copy(update={"commune": NIQUEN}))
    matching.handles(released("ana", "v9"))
    assert [(offer.vacancy_id, refs(offer)) for offer in of_kind(matching.ticks(), OfferMade)] == [("v2", ["ana"])]
    assert [(one.vacancy_id, set(one.refs)) for one in waiting(matching)] == [("v1", {"ana"})]


def test_what_is_noted_is_in_no_fact_and_moves_no_points() -> None:
    other = table(seeker("eva"), seeker("ana", can=SeekerProfile(("9211",), experience_years=5), days=9))
    with_it, without = [
        of_kind(matching.handles(posted()), OfferMade) for matching in (paid("eva", home=SAN_CARLOS), other)
    ]
    assert len(with_it) == len(without) == 1
    assert with_it[0].candidates == without[0].candidates


def test_a_refusal_keeps_its_cause_and_the_person_leaves_the_line() -> None:
    matching = paid(home=SAN_CARLOS)
    matching.handles(posted())
    (gone,) = of_kind(matching.handles(refusal(RefusalCause.ILLNESS, SAN_CARLOS)), OfferWithdrawn)
    assert (gone.candidate_refs, gone.why) == (("ana",), OfferWithdrawnReason.SEEKER_WITHDREW)
    one = recorded(matching)
    assert (one.cause, one.noted, one.minutes, one.officer) == (RefusalCause.ILLNESS, (), 0, "n-1")
    assert matching.seeker("ana").not_again == {"v1"}


def test_distance_and_pay_are_noted_by_themselves() -> None:
    matching = paid(can=SeekerProfile(("9211",), max_minutes=90), last_pay=1_300_000)
    poor = HARVEST.model_copy(update={"pay": Pay(least=500_000, most=600_000)})
    matching.handles(unfilled(NIQUEN).model_copy(update={"profile": poor}))
    assert matching.handles(refusal(RefusalCause.NONE, far=30)) == ()
    one = recorded(matching)
    assert (one.minutes, one.max_minutes) == (35, 90)
    assert one.noted == (RefusalCause.DISTANCE, RefusalCause.PAY_UNDER_HALF)


def test_a_seat_refused_is_given_back() -> None:
    matching = paid()
    matching.handles(unfilled(NIQUEN))
    matching.handles(leased("ana", commune=NIQUEN))
    assert of_kind(matching.handles(refusal(RefusalCause.UNRELATED_SKILLS)), OfferWithdrawn)


def test_only_the_own_office_of_who_is_paid_records_a_refusal() -> None:
    matching = paid("eva")
    matching.handles(unfilled(NIQUEN))
    with pytest.raises(Rejected, match="not_your_seeker"):
        matching.handles(refusal(RefusalCause.NONE, home=SAN_CARLOS))
    with pytest.raises(Rejected, match="not_beneficiary"):
        matching.handles(refusal(RefusalCause.NONE).model_copy(update={"candidate_ref": "eva"}))
    with pytest.raises(Rejected, match="unknown_vacancy"):
        matching.handles(refusal(RefusalCause.NONE).model_copy(update={"vacancy_id": "v9"}))
    matching.handles(SeekerDeregister(commune=NIQUEN, candidate_ref="ana"))
    with pytest.raises(Rejected, match="unknown_seeker"):
        matching.handles(InsuranceNote(commune=NIQUEN, candidate_ref="ana", beneficiary=True))


def test_every_cause_has_a_text() -> None:
    assert all(cause.text for cause in RefusalCause)


@pytest.mark.parametrize(
    ("minutes", "most", "far", "is_so"),
    [(61, 90, 60, True), (60, 90, 60, False), (50, 45, 60, True), (None, 0, 1, False)],
)
def test_far_is_beyond_what_they_declared_or_what_is_far_for_everybody(
    minutes: int | None, most: int, far: int, is_so: bool
) -> None:
    assert is_far(minutes, most, far) is is_so
    assert ("causa justificada para rechazar" in warning(minutes, most, far)) is is_so


@given(st.integers(1, 10**7), st.integers(1, 10**7))
def test_half_of_the_last_pay_is_enough_and_less_is_not(pay: int, last: int) -> None:
    assert pays_under_half(pay, last) is (pay < last / 2)
    assert not pays_under_half(None, last)
    assert not pays_under_half(pay, None)


def test_what_is_noted_is_the_person_s_office_alone_to_know() -> None:
    matching = paid(last_pay=900_000)
    known = matching.aggregates.get(Insurance, "ana")
    assert known == Insurance("ana", NIQUEN, True, 900_000, NOW)
    assert noted(False, False) == ()
