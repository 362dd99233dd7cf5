"""Nobody waits, is proposed or is offered against a hard limit, whether the vacancy changed or the person did."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.matching.model.hindrance import Hindrance, hindrance
from services.matching.model.proposals import Proposal, ProposalState
from services.matching.model.seeker import Pause, PauseReason, QueuePlace, Seat, SeatState, Seeker
from services.matching.requests import SeekerAmend, SeekerDeregister, SeekerProfilePatch
from shared.contracts.communes import Offers
from shared.contracts.intake import ProposalConfirm
from shared.contracts.matching import OfferDeclined, OfferMade, OfferWithdrawn
from shared.contracts.reasons import DeclineReason, OfferWithdrawnReason, ReleaseReason
from shared.contracts.vacancies import Occupation, VacancyAmended
from shared.contracts.vocabulary import Licence
from shared.messaging.decisions import Rejected, TimerFired
from tests.unit.services.matching.mothers import (
    HARVEST,
    NIQUEN,
    NOW,
    PICKER,
    SAN_CARLOS,
    Matching,
    joined,
    leased,
    of_kind,
    posted,
    refs,
    released,
    seeker,
    table,
    unfilled,
)

BUS = HARVEST.model_copy(update={"licences": (Licence.A5,)})
DRIVER = replace(PICKER, licences=(Licence.A5,))
PAID = HARVEST.model_copy(update={"title": "Cosechadores"})


def amended(seats: int = 2, left: int = 2) -> VacancyAmended:
    """It asks for a licence now."""
    return VacancyAmended(
        vacancy_id="v1",
        commune=SAN_CARLOS,
        seats=seats,
        seats_left=left,
        profile=BUS,
        valid_through=NOW + timedelta(days=30),
        changed=("licences",),
    )


def proposed(*people: Seeker) -> tuple[Matching, Proposal]:
    """These people of Ñiquén wait for its officer."""
    matching = table(*people, communes=[SAN_CARLOS])
    matching.handles(joined(NIQUEN, offers=Offers.CONFIRMED))
    matching.handles(unfilled(NIQUEN))
    return matching, open_one(matching)


def open_one(matching: Matching) -> Proposal:
    (one,) = [each for each in matching.aggregates.all(Proposal) if each.open]
    return one


def confirm(one: Proposal, *kept: str) -> ProposalConfirm:
    return ProposalConfirm(commune=NIQUEN, proposal_id=one.proposal_id, candidate_refs=kept)


def moves(ref: str, commune: str = NIQUEN) -> SeekerAmend:
    """Another occupation altogether."""
    return SeekerAmend(
        commune=commune,
        candidate_ref=ref,
        changes=SeekerProfilePatch(occupations=(Occupation(code="2221"),), licences=()),
    )


def test_who_stands_and_fits_no_longer_is_withdrawn_and_the_others_stay() -> None:
    matching = table(seeker("ana"), seeker("bus", can=DRIVER))
    matching.handles(posted())
    (gone,) = of_kind(matching.handles(amended()), OfferWithdrawn)
    assert (gone.candidate_refs, gone.why) == (("ana",), OfferWithdrawnReason.VACANCY_CHANGED)
    assert (matching.seeker("ana").queue_places, len(matching.seeker("bus").queue_places)) == ((), 1)
    assert matching.vacancy().calls[0].standing == 1
    assert of_kind(matching.ticks(), OfferMade) == []


def test_who_holds_a_seat_when_the_vacancy_changes_keeps_it() -> None:
    matching = table(seeker("ana"), seeker("eva"))
    (offer,) = of_kind(matching.handles(posted()), OfferMade)
    matching.handles(leased("ana", offer=offer.offer_id))
    (gone,) = of_kind(matching.handles(amended(left=1)), OfferWithdrawn)
    assert gone.candidate_refs == ("eva",)
    assert [seat.hold for seat in matching.seeker("ana").seats] == [SeatState.HELD]


def test_a_seat_given_from_the_old_line_is_heard_of_too_late_and_goes_back_without_blame() -> None:
    matching = table(seeker("ana"))
    (offer,) = of_kind(matching.handles(posted()), OfferMade)
    assert of_kind(matching.handles(amended()), OfferWithdrawn)
    matching.handles(leased("ana", offer=offer.offer_id))
    matching.handles(released("ana", why=ReleaseReason.VACANCY_CHANGED))
    assert (matching.seeker("ana").state, matching.seeker("ana").not_again) == ("free", frozenset())


def test_a_seat_from_a_line_left_for_another_seat_goes_back_if_the_vacancy_shuts_them_out_by_now() -> None:
    matching = table(seeker("ana"))
    (offer,) = of_kind(matching.handles(posted()), OfferMade)
    matching.handles(leased("ana", "v2"))
    matching.handles(amended())
    matching.handles(released("ana", "v2"))
    (gone,) = of_kind(matching.handles(leased("ana", offer=offer.offer_id)), OfferWithdrawn)
    assert (gone.vacancy_id, gone.why) == ("v1", OfferWithdrawnReason.VACANCY_CHANGED)


def test_a_change_that_shuts_nobody_out_withdraws_nobody() -> None:
    matching = table(seeker("ana"))
    matching.handles(posted())
    said = amended().model_copy(update={"profile": PAID, "changed": ("title",)})
    assert of_kind(matching.handles(said), OfferWithdrawn) == []


def test_who_was_shut_out_before_a_change_is_not_passed_over_by_a_newcomer() -> None:
    matching = table(seeker("ana", days=9))
    matching.handles(posted(profile=BUS))
    matching.handles(amended().model_copy(update={"profile": HARVEST}))
    matching.aggregates.apply([seeker("eva").due(NOW)])
    matching.handles(TimerFired("Seeker", "eva", NOW))
    assert matching.seeker("eva").queue_places == ()
    (offer,) = of_kind(matching.ticks(), OfferMade)
    assert refs(offer) == ["ana", "eva"]


def test_an_amended_vacancy_drops_from_proposals_whom_it_shuts_out() -> None:
    matching, one = proposed(seeker("ana", NIQUEN), seeker("bus", NIQUEN, DRIVER))
    matching.handles(amended())
    assert (open_one(matching).proposal_id, open_one(matching).refs) == (one.proposal_id, frozenset({"bus"}))


def test_a_proposal_in_which_nobody_is_left_lapses_and_the_call_is_answered_anew() -> None:
    matching, one = proposed(seeker("ana", NIQUEN))
    matching.handles(amended())
    kept = matching.aggregates.get(Proposal, one.proposal_id)
    assert kept is not None
    assert (kept.state, kept.refs) == (ProposalState.LAPSED, frozenset({"ana"}))
    (no,) = of_kind(matching.ticks(), OfferDeclined)
    assert no.reasons == (DeclineReason.LICENCE,)


def test_an_amended_person_is_dropped_from_the_proposals_they_fit_no_longer() -> None:
    matching, one = proposed(seeker("ana", NIQUEN), seeker("eva", NIQUEN))
    matching.handles(moves("ana"))
    assert (open_one(matching).proposal_id, open_one(matching).refs) == (one.proposal_id, frozenset({"eva"}))
    matching.handles(moves("eva"))
    (no,) = of_kind(matching.ticks(), OfferDeclined)
    assert (no.commune, no.reasons) == (NIQUEN, (DeclineReason.NO_PROFILE,))


def test_confirmed_is_only_who_still_fits_and_who_does_not_is_named() -> None:
    matching, one = proposed(seeker("ana", NIQUEN), seeker("bus", NIQUEN, DRIVER))
    # the vacancy asks for a licence, and whoever read the proposal before does not know it
    matching.aggregates.apply([replace(matching.vacancy(), profile=BUS)])
    (offer,) = of_kind(matching.handles(confirm(one, "ana", "bus")), OfferMade)
    assert refs(offer) == ["bus"]
    assert matching.result["left_out"] == "ana: No calza por: licencia de conducir"
    assert matching.seeker("ana").not_again == frozenset()


def test_where_nobody_fits_any_more_each_is_named_as_a_fault_and_the_proposal_waits() -> None:
    matching, one = proposed(seeker("ana", NIQUEN), seeker("eva", NIQUEN))
    matching.aggregates.apply([replace(matching.vacancy(), profile=BUS)])
    matching.handles(leased("eva", "v9", commune=NIQUEN))
    with pytest.raises(Rejected) as no:
        matching.handles(confirm(one, "eva", "ana"))
    assert [(fault.code, fault.field, fault.text) for fault in no.value.faults] == [
        ("no_candidate_free", "candidate_refs.0", "eva: Tiene un cupo reservado"),
        ("no_candidate_free", "candidate_refs.1", "ana: No calza por: licencia de conducir"),
    ]
    assert open_one(matching) == one


def test_who_leaves_is_dropped_from_proposals() -> None:
    matching, one = proposed(seeker("ana", NIQUEN), seeker("eva", NIQUEN))
    matching.handles(SeekerDeregister(commune=NIQUEN, candidate_ref="ana"))
    assert (open_one(matching).proposal_id, open_one(matching).refs) == (one.proposal_id, frozenset({"eva"}))


def test_a_commune_confirms_nobody_who_is_another_s_by_now() -> None:
    matching, one = proposed(seeker("ana", NIQUEN), seeker("eva", NIQUEN))
    matching.aggregates.apply([seeker("ana", SAN_CARLOS)])
    (offer,) = of_kind(matching.handles(confirm(one, "ana", "eva")), OfferMade)
    assert (refs(offer), matching.result["left_out"]) == (["eva"], "ana: Ya no está inscrita")
    # whom the officer does not keep is another commune's to decide about
    matching, one = proposed(seeker("ana", NIQUEN), seeker("eva", NIQUEN))
    matching.aggregates.apply([seeker("ana", SAN_CARLOS)])
    matching.handles(confirm(one, "eva"))
    assert matching.seeker("ana").not_again == frozenset()


ANA = seeker("ana")
PAUSED = Pause(PauseReason.ASKED, NOW)


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (ANA, None),
        (replace(ANA, queue_places=(QueuePlace("v2", "o"),)), None),
        (replace(ANA, queue_places=(QueuePlace("v1", "o"),)), Hindrance.QUEUED),
        (replace(ANA, not_again=frozenset({"v1"})), Hindrance.DONE),
        (replace(ANA, pause=PAUSED), Hindrance.INACTIVE),
        (replace(ANA, pause=Pause(PauseReason.STALE, NOW)), Hindrance.STALE),
        (replace(ANA, seats=(Seat("v2.1", "v2", "o", SeatState.HELD),), pause=PAUSED), Hindrance.LEASED),
        (replace(ANA, seats=(Seat("v2.1", "v2", "o", SeatState.PLACED),)), Hindrance.PLACED),
        (replace(ANA, gone=True), Hindrance.GONE),
    ],
)
def test_what_hinders_an_offer_has_a_name_exactly_where_they_may_not_stand(one: Seeker, why: Hindrance | None) -> None:
    assert hindrance(one, "v1") is why
    assert (why is None) is one.may_queue("v1")
    assert all(each.text for each in Hindrance)
