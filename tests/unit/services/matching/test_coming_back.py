"""Who left and registers again, here or in another commune, is the same person; what an office noted stays with it."""

import pytest

from services.matching.model.insurance import Insurance, RefusalCause
from services.matching.model.seeker import SeekerState
from services.matching.requests import (
    InsuranceNote,
    RefusalRecord,
    SeekerConfirm,
    SeekerDeregister,
    SeekerProfileFields,
    SeekerRegister,
    SeekerStepBack,
)
from shared.contracts.matching import OfferMade
from shared.contracts.vacancies import Occupation, PlacementDeclared
from shared.messaging.decisions import Rejected
from tests.unit.services.matching.mothers import (
    NIQUEN,
    SAN_CARLOS,
    Matching,
    leased,
    of_kind,
    posted,
    refs,
    table,
    unfilled,
)

PICKER = SeekerProfileFields(occupations=(Occupation(code="9211"),))


def left() -> Matching:
    """Ana was registered in San Carlos, paid by the fund, stepped back from v1, and left without being erased."""
    matching = table()
    matching.handles(posted())
    register(matching, SAN_CARLOS)
    matching.handles(InsuranceNote(commune=SAN_CARLOS, candidate_ref="ana", beneficiary=True, last_pay=900_000))
    matching.ticks()
    matching.handles(SeekerStepBack(commune=SAN_CARLOS, candidate_ref="ana", vacancy_id="v1"))
    return matching


def register(matching: Matching, commune: str) -> None:
    matching.handles(SeekerRegister(commune=commune, candidate_ref="ana", can=PICKER))


def leave(matching: Matching) -> Matching:
    matching.handles(SeekerDeregister(commune=SAN_CARLOS, candidate_ref="ana"))
    return matching


def note(matching: Matching) -> Insurance:
    known = matching.aggregates.get(Insurance, "ana")
    assert known is not None
    return known


def test_what_one_commune_noted_of_the_insurance_is_not_known_in_the_next() -> None:
    matching = leave(left())
    register(matching, NIQUEN)
    assert note(matching).empty
    refusal = RefusalRecord(
        commune=NIQUEN, candidate_ref="ana", vacancy_id="v1", cause=RefusalCause.NONE, officer="n-1", far_minutes=60
    )
    with pytest.raises(Rejected, match="not_beneficiary"):
        matching.handles(refusal)
    matching.ticks()
    (offer,) = of_kind(matching.handles(unfilled(NIQUEN, vacancy_id="v2")), OfferMade)
    assert refs(offer) == ["ana"]


def test_who_comes_back_to_the_same_commune_is_known_there_as_before() -> None:
    matching = leave(left())
    register(matching, SAN_CARLOS)
    assert (note(matching).beneficiary, note(matching).last_pay) == (True, 900_000)


def test_who_comes_back_is_not_offered_what_they_are_done_with_and_their_version_grows() -> None:
    matching = left()
    matching.handles(SeekerConfirm(commune=SAN_CARLOS, candidate_ref="ana"))
    before = leave(matching).seeker("ana").version
    register(matching, NIQUEN)
    ana = matching.seeker("ana")
    assert (ana.commune, ana.not_again, ana.version) == (NIQUEN, frozenset({"v1"}), before + 1)
    matching.ticks()
    assert of_kind(matching.handles(unfilled(NIQUEN)), OfferMade) == []


def test_who_comes_back_with_a_job_is_not_offered() -> None:
    matching = left()
    seat = leased("ana", "v3")
    matching.handles(seat)
    plain = seat.model_dump(exclude={"offer_id", "expires_at", "because"})
    matching.handles(PlacementDeclared(**plain, placement_id="p", credit={SAN_CARLOS: 1000}))
    register(leave(matching), NIQUEN)
    assert matching.seeker("ana").state is SeekerState.PLACED
    assert of_kind(matching.handles(unfilled(NIQUEN, vacancy_id="v2")), OfferMade) == []
