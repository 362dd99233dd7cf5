"""What matching answers to what it hears: named cases, too early, too late and twice among them."""

import pytest

from services.matching.model.seeker import SeekerProfile, SeekerState
from services.matching.requests import SeekerDeregister, SeekerProfileFields, SeekerRegister, SeekerStepBack
from shared.contracts import intake
from shared.contracts.communes import CommuneLeft, Mode
from shared.contracts.matching import OfferDeclined, OfferMade, OfferWithdrawn, ProposedCandidate
from shared.contracts.reasons import DeclineReason, EndReason, OfferWithdrawnReason, ReleaseReason
from shared.contracts.vacancies import Occupation, Pay, PlacementDeclared, PlacementEnded, VacancyAmended
from shared.contracts.vocabulary import Shift
from shared.messaging.decisions import Rejected
from tests.unit.services.matching.mothers import (
    COIHUECO,
    HARVEST,
    NIQUEN,
    NO_NIGHTS,
    NOW,
    NURSE,
    SAN_CARLOS,
    SAN_FABIAN,
    closed,
    envelope,
    joined,
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


def test_the_home_commune_offers_half_as_many_again_as_there_are_seats() -> None:
    (offer,) = of_kind(table(*seekers(10)).handles(posted(seats=4)), OfferMade)
    assert (offer.tier, len(offer.candidates), offer.complete) == (0, 6, False)
    assert refs(offer)[0] == "16301-000"  # equal scores: who registered first


def test_an_offer_is_complete_when_there_is_nobody_more() -> None:
    (offer,) = of_kind(table(*seekers(3)).handles(posted(seats=4)), OfferMade)
    assert (len(offer.candidates), offer.complete) == (3, True)


def test_a_commune_with_nobody_who_fits_declines_with_the_most_frequent_reason_first() -> None:
    nights = HARVEST.model_copy(update={"shifts": (Shift.NIGHTS,)})
    people = [seeker("a", can=NURSE), seeker("b", can=NO_NIGHTS), seeker("c", can=NO_NIGHTS)]
    (no,) = of_kind(table(*people).handles(posted(profile=nights)), OfferDeclined)
    assert no.reasons == (DeclineReason.SHIFT, DeclineReason.NO_PROFILE)


def test_a_commune_without_seekers_says_so() -> None:
    (no,) = of_kind(table().handles(posted()), OfferDeclined)
    assert no.reasons == (DeclineReason.NO_SEEKERS,)


def test_an_uncoded_vacancy_matches_on_what_is_known() -> None:
    uncoded = HARVEST.model_copy(update={"occupation": None})
    (offer,) = of_kind(table(seeker("nurse", can=NURSE)).handles(posted(profile=uncoded)), OfferMade)
    assert refs(offer) == ["nurse"]


def test_each_invited_commune_answers_with_its_own_people_and_the_tier_of_the_call() -> None:
    matching = table(*seekers(1, SAN_FABIAN))
    matching.handles(posted())
    facts = matching.handles(unfilled(NIQUEN, SAN_FABIAN, tier=2))
    (offer,) = of_kind(facts, OfferMade)
    (no,) = of_kind(facts, OfferDeclined)
    assert (offer.commune, offer.tier, offer.candidates[0].minutes) == (SAN_FABIAN, 2, 55)
    assert (no.commune, no.reasons) == (NIQUEN, (DeclineReason.NO_SEEKERS,))


def test_an_exhausted_call_asks_nobody() -> None:
    matching = table(*seekers(5))
    matching.handles(posted(seats=9))
    assert matching.handles(unfilled(left=4)) == ()
    assert matching.vacancy().open_seats == 4


def test_too_early_a_call_heard_before_the_commune_joined_is_answered_when_it_has() -> None:
    matching = table(*seekers(1, COIHUECO))
    assert matching.handles(unfilled(COIHUECO)) == ()
    matching.handles(joined(COIHUECO))
    (offer,) = of_kind(matching.ticks(), OfferMade)
    assert (offer.commune, offer.tier) == (COIHUECO, 1)


def test_too_early_a_call_heard_before_the_posting_is_answered_once_by_each() -> None:
    matching = table(*seekers(1), *seekers(1, NIQUEN))
    assert [fact.commune for fact in of_kind(matching.handles(unfilled(NIQUEN)), OfferMade)] == [NIQUEN]
    assert [fact.commune for fact in of_kind(matching.handles(posted()), OfferMade)] == [SAN_CARLOS]


def test_twice_the_same_call_is_answered_once() -> None:
    matching = table(*seekers(9))
    matching.handles(posted())
    matching.handles(unfilled(NIQUEN))
    before = matching.vacancy()
    assert matching.handles(posted()) == matching.handles(unfilled(NIQUEN)) == ()
    assert matching.vacancy() == before


def test_too_late_a_call_for_a_vacancy_that_is_over_is_not_answered() -> None:
    matching = table(*seekers(9))
    matching.handles(closed())
    assert matching.handles(posted()) == matching.handles(unfilled(NIQUEN)) == ()


def test_whoever_has_a_seat_leaves_every_other_line() -> None:
    matching = table(seeker("ana"), seeker("eva"))
    (first,) = of_kind(matching.handles(posted("v1")), OfferMade)
    (second,) = of_kind(matching.handles(posted("v2")), OfferMade)
    (gone,) = of_kind(matching.handles(leased("ana", "v1", offer=first.offer_id)), OfferWithdrawn)
    assert (gone.vacancy_id, gone.offer_id, gone.candidate_refs) == ("v2", second.offer_id, ("ana",))
    assert gone.why is OfferWithdrawnReason.LEASED_ELSEWHERE
    assert matching.seeker("ana").state is SeekerState.LEASED
    (offer,) = of_kind(matching.handles(posted("v3")), OfferMade)
    assert refs(offer) == ["eva"]


def test_everybody_fitting_in_a_seat_is_the_reason_to_decline() -> None:
    matching = table(seeker("ana"))
    matching.handles(posted("v1"))
    matching.handles(leased("ana", "v1"))
    (no,) = of_kind(matching.handles(posted("v2")), OfferDeclined)
    assert no.reasons == (DeclineReason.NO_CANDIDATE_FREE,)


def test_whoever_is_free_again_is_offered_to_what_still_calls() -> None:
    matching = table(seeker("ana"))
    matching.handles(posted("v1"))
    matching.handles(posted("v2"))
    matching.handles(leased("ana", "v1"))
    matching.handles(released("ana", "v1", why=ReleaseReason.EMPLOYER_REFUSED))
    assert [(offer.vacancy_id, refs(offer)) for offer in of_kind(matching.ticks(), OfferMade)] == [("v2", ["ana"])]


def test_after_fewer_seats_the_same_person_may_be_offered_again() -> None:
    matching = table(seeker("ana"))
    matching.handles(posted("v1"))
    matching.handles(leased("ana", "v1"))
    matching.handles(released("ana", "v1", why=ReleaseReason.SEATS_REDUCED))
    assert [offer.vacancy_id for offer in of_kind(matching.ticks(), OfferMade)] == ["v1"]


def test_too_late_a_lease_heard_after_its_release_holds_nobody() -> None:
    matching = table(seeker("ana"))
    matching.handles(released("ana", "v1"))
    matching.handles(leased("ana", "v1"))
    assert matching.seeker("ana").state is SeekerState.FREE


def test_across_vacancies_the_new_seat_may_be_heard_before_the_old_one_is_given_back() -> None:
    matching = table(seeker("ana"))
    matching.handles(leased("ana", "v1"))
    matching.handles(leased("ana", "v2"))
    matching.handles(released("ana", "v1"))
    assert matching.seeker("ana").state is SeekerState.LEASED


def test_the_next_in_line_are_offered_when_a_line_runs_dry() -> None:
    matching = table(*seekers(6))
    (first,) = of_kind(matching.handles(posted("v1", seats=2)), OfferMade)
    matching.handles(posted("v2", seats=2))
    for n, ref in enumerate(refs(first)[:2]):
        matching.handles(leased(ref, "v2", fence=n + 1))
    (more,) = [offer for offer in of_kind(matching.ticks(), OfferMade) if offer.vacancy_id == "v1"]
    assert not set(refs(more)) & set(refs(first))


def test_whoever_has_a_job_is_offered_no_more() -> None:
    matching = table(seeker("ana"))
    matching.handles(posted("v1"))
    seat = leased("ana", "v1")
    matching.handles(seat)
    plain = seat.model_dump(exclude={"offer_id", "expires_at", "because"})
    matching.handles(PlacementDeclared(**plain, placement_id="p", credit={SAN_CARLOS: 1000}))
    assert matching.seeker("ana").state is SeekerState.PLACED
    (no,) = of_kind(matching.handles(posted("v2")), OfferDeclined)
    assert no.reasons == (DeclineReason.NO_SEEKERS,)


def test_a_vacancy_that_is_over_keeps_nobody_in_line() -> None:
    matching = table(*seekers(3))
    matching.handles(posted())
    assert matching.handles(closed()) == ()
    assert not any(one.queue_places for one in matching.aggregates.of(type(seeker("x")), SAN_CARLOS))


def test_better_pay_brings_those_whose_floor_it_meets() -> None:
    low = HARVEST.model_copy(update={"pay": Pay(least=300_000)})
    proud = seeker("proud", can=SeekerProfile(occupations=("9211",), pay_floor=500_000))
    matching = table(proud)
    (no,) = of_kind(matching.handles(posted(profile=low)), OfferDeclined)
    assert no.reasons == (DeclineReason.PAY_BELOW_FLOOR,)
    high = HARVEST.model_copy(update={"pay": Pay(least=600_000)})
    matching.handles(
        VacancyAmended(vacancy_id="v1", commune=SAN_CARLOS, seats=2, profile=high, valid_through=NOW, changed=("pay",))
    )
    assert [refs(offer) for offer in of_kind(matching.ticks(), OfferMade)] == [["proud"]]


def test_a_commune_that_leaves_takes_its_people_along_and_offers_them_again_when_it_is_back() -> None:
    matching = table(*seekers(2, NIQUEN))
    matching.handles(posted())
    (offer,) = of_kind(matching.handles(unfilled(NIQUEN)), OfferMade)
    (gone,) = of_kind(matching.handles(CommuneLeft(commune=NIQUEN, name="Ñiquén")), OfferWithdrawn)
    assert (gone.offer_id, gone.why) == (offer.offer_id, OfferWithdrawnReason.COMMUNE_LEFT)
    assert gone.candidate_refs == tuple(sorted(refs(offer)))
    assert matching.handles(unfilled(NIQUEN, vacancy_id="v2")) == ()
    matching.handles(joined(NIQUEN))
    assert {offer.vacancy_id for offer in of_kind(matching.ticks(), OfferMade)} == {"v1", "v2"}


def test_a_new_seeker_is_offered_to_what_is_open_in_their_commune() -> None:
    matching = table()
    matching.handles(posted())
    can = SeekerProfileFields(occupations=(Occupation(code="9211"),))
    matching.handles(SeekerRegister(commune=SAN_CARLOS, candidate_ref="ana", can=can))
    assert [refs(offer) for offer in of_kind(matching.ticks(), OfferMade)] == [["ana"]]


def test_whoever_steps_back_leaves_the_line_and_is_not_offered_again() -> None:
    matching = table(seeker("ana"))
    (offer,) = of_kind(matching.handles(posted()), OfferMade)
    back = SeekerStepBack(commune=SAN_CARLOS, candidate_ref="ana", vacancy_id="v1")
    (gone,) = of_kind(matching.handles(back), OfferWithdrawn)
    assert (gone.offer_id, gone.why) == (offer.offer_id, OfferWithdrawnReason.SEEKER_WITHDREW)
    assert matching.ticks() == ()


def test_whoever_leaves_gives_their_seat_back_and_once_more_if_the_lease_was_under_way() -> None:
    matching = table(seeker("ana"))
    (offer,) = of_kind(matching.handles(posted()), OfferMade)
    (gone,) = of_kind(matching.handles(SeekerDeregister(commune=SAN_CARLOS, candidate_ref="ana")), OfferWithdrawn)
    assert gone.candidate_refs == ("ana",)
    (again,) = of_kind(matching.handles(leased("ana", offer=offer.offer_id)), OfferWithdrawn)
    assert again.why is OfferWithdrawnReason.SEEKER_WITHDREW


def make(*names: str, commune: str = COIHUECO, vacancy: str = "v1") -> intake.OfferMake:
    candidates = tuple(ProposedCandidate(candidate_ref=name, score=700) for name in names)
    return intake.OfferMake(commune=commune, vacancy_id=vacancy, candidates=candidates)


def test_a_commune_with_its_own_system_is_left_to_answer_by_itself() -> None:
    matching = table()
    matching.handles(joined(COIHUECO, Mode.EXTERNAL))
    assert matching.handles(unfilled(COIHUECO)) == ()
    (offer,) = of_kind(matching.handles(make("x", "y")), OfferMade)
    assert (offer.commune, offer.tier, refs(offer)) == (COIHUECO, 1, ["x", "y"])
    withdraw = intake.OfferWithdraw(commune=COIHUECO, vacancy_id="v1", offer_id=offer.offer_id, candidate_refs=("x",))
    (gone,) = of_kind(matching.handles(withdraw), OfferWithdrawn)
    assert gone.candidate_refs == ("x",)
    with pytest.raises(Rejected, match="unknown_candidate"):
        matching.handles(withdraw)
    with pytest.raises(Rejected, match="no_candidate_free"):
        matching.handles(make("x"))


def test_it_may_decline_with_its_own_reasons() -> None:
    matching = table()
    matching.handles(joined(COIHUECO, Mode.EXTERNAL))
    matching.handles(unfilled(COIHUECO))
    why = (DeclineReason.TEAM_CAPACITY,)
    (no,) = of_kind(
        matching.handles(intake.OfferDecline(commune=COIHUECO, vacancy_id="v1", reasons=why)), OfferDeclined
    )
    assert (no.tier, no.reasons) == (1, why)


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (make("x"), "not_invited"),
        (make("x", vacancy="v9"), "unknown_vacancy"),
        (make("x", commune=SAN_CARLOS), "commune_is_hosted"),
        (make("x", commune="13101"), "commune_not_in_mesa"),
    ],
)
def test_an_offer_out_of_place_is_rejected_with_a_clear_code(request_: intake.OfferMake, code: str) -> None:
    matching = table()
    matching.handles(joined(COIHUECO, Mode.EXTERNAL))
    matching.handles(posted())
    with pytest.raises(Rejected) as no:
        matching.handles(request_)
    assert [fault.code for fault in no.value.faults] == [code]


def test_every_fault_of_an_offer_is_named() -> None:
    matching = table(seeker("ana"))
    matching.handles(joined(COIHUECO, Mode.EXTERNAL))
    matching.handles(unfilled(COIHUECO))
    with pytest.raises(Rejected) as no:
        matching.handles(make("ana", "x", "x"))
    assert [fault.code for fault in no.value.faults] == ["not_your_candidate", "candidate_twice"]


def test_the_same_message_says_the_same_ids() -> None:
    first, second = (table(*seekers(3)).says(envelope(posted(), "m")) for _ in range(2))
    assert first == second


def test_whoever_has_lost_or_finished_a_job_looks_for_work_again_and_waits_from_then_on() -> None:
    matching = table(seeker("ana", days=80))
    matching.handles(posted("v1"))
    seat = leased("ana", "v1")
    matching.handles(seat)
    plain = seat.model_dump(exclude={"offer_id", "expires_at", "because"})
    matching.handles(PlacementDeclared(**plain, placement_id="p", credit={SAN_CARLOS: 1000}))
    ended = PlacementEnded(
        **plain, placement_id="p", credit={SAN_CARLOS: 1000}, ended_on=NOW.date(), why=EndReason.SEASON_OVER
    )
    matching.handles(ended)
    assert matching.ticks() == (), "not to the same vacancy again"
    (offer,) = of_kind(matching.handles(posted("v2")), OfferMade)
    assert (refs(offer), matching.seeker("ana").waited(NOW)) == (["ana"], 0)
