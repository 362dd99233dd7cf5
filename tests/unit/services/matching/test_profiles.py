"""A registration: its profile changes, it is confirmed, it pauses, it lapses."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from services.matching.handlers import HANDLERS
from services.matching.model.policy import PESOS_A_MINUTE, MatchingPolicy
from services.matching.model.seeker import Pause, PauseReason, Seeker, SeekerState
from services.matching.requests import (
    SeekerAmend,
    SeekerConfirm,
    SeekerDeactivate,
    SeekerProfileFields,
    SeekerProfilePatch,
    SeekerRegister,
)
from services.matching.settings import MatchingSettings, policy_of
from shared.contracts.envelope import Envelope
from shared.contracts.matching import OfferMade, OfferWithdrawn
from shared.contracts.reasons import OfferWithdrawnReason, ReleaseReason
from shared.contracts.vacancies import Occupation
from shared.contracts.vocabulary import Contract, Licence, Transport
from shared.messaging.decisions import Rejected, TimerFired
from shared.messaging.validation import faults_of
from tests.unit.services.matching.mothers import (
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
)

ANA = {"commune": SAN_CARLOS, "candidate_ref": "ana"}
PICKER = SeekerProfileFields(occupations=(Occupation(code="9211"),), experience_years=2)


def amend(version: int | None = None, **changes: Any) -> SeekerAmend:
    return SeekerAmend(**ANA, changes=SeekerProfilePatch(**changes), version=version)


def at_work() -> Matching:
    """Ana is registered and offered to a harvest."""
    matching = table()
    matching.handles(posted())
    matching.handles(SeekerRegister(**ANA, can=PICKER))
    assert refs(of_kind(matching.ticks(), OfferMade)[0]) == ["ana"]
    return matching


def when(matching: Matching, days: int) -> list[Any]:
    """What the clock says to Ana after so many days."""
    at = NOW + timedelta(days=days)
    one = matching.seeker("ana")
    assert one.due_at is not None
    assert one.due_at <= at
    tick = TimerFired("Seeker", "ana", one.due_at)
    outcome = HANDLERS[TimerFired](
        matching.aggregates, Envelope("t", "/test", "tick", at, "ana", "t", None, None, tick), at
    )
    matching.aggregates.apply(outcome.changed)
    return list(outcome.facts)


def test_what_is_named_changes_what_is_null_goes_back_and_the_rest_stays() -> None:
    before = SeekerProfileFields(
        pay_floor=500_000, licences=(Licence.B,), available_from=date(2026, 3, 1), training=("Grúa",)
    ).profile
    after = SeekerProfilePatch(pay_floor=600_000, available_from=None, transport=Transport.CAR).of(before)
    assert (
        after
        == SeekerProfileFields(pay_floor=600_000, licences=(Licence.B,), training=("Grúa",), transport="car").profile
    )


@pytest.mark.parametrize("code", ["9999", "00", "98"])
def test_a_code_that_the_list_does_not_have_is_refused(code: str) -> None:
    for kind in (SeekerProfileFields, SeekerProfilePatch):
        with pytest.raises(ValidationError) as no:
            kind.model_validate({"occupations": [{"code": code}]})
        (fault,) = faults_of(no.value)
        assert (fault.field, fault.text) == ("occupations.0", "Este código no existe en CIUO-08.CL")


@pytest.mark.parametrize("day", ["0001-01-01", "2019-12-31", "2100-01-02", "9999-12-31"])
def test_a_first_day_out_of_all_reach_is_refused(day: str) -> None:
    for kind in (SeekerProfileFields, SeekerProfilePatch):
        with pytest.raises(ValidationError) as no:
            kind.model_validate({"available_from": day})
        (fault,) = faults_of(no.value)
        assert fault.text == "Tiene que ser una fecha entre el 01-01-2020 y el 01-01-2100"
        assert kind.model_validate({"available_from": "2100-01-01"})


def test_what_stands_in_a_profile_is_not_judged_again_when_something_else_changes() -> None:
    old = replace(SeekerProfileFields().profile, occupations=("9999",), available_from=date(1999, 1, 1))
    after = SeekerProfilePatch(pay_floor=500_000).of(old)
    assert after == replace(old, pay_floor=500_000)


def test_who_minds_no_kind_of_contract_names_none() -> None:
    assert SeekerProfileFields(contracts=(Contract.FEES, Contract.ANY)).profile.contracts == ()


def test_an_amended_profile_leaves_the_lines_it_no_longer_fits_and_no_other() -> None:
    matching = at_work()
    assert of_kind(matching.handles(amend(max_minutes=30)), OfferWithdrawn) == []
    (gone,) = of_kind(matching.handles(amend(occupations=(Occupation(code="2221"),))), OfferWithdrawn)
    assert (gone.candidate_refs, gone.why) == (("ana",), OfferWithdrawnReason.PROFILE_CHANGED)
    assert matching.seeker("ana").queue_places == ()
    assert matching.vacancy().calls[0].standing == 0


def test_an_amended_profile_finds_what_it_fits_now() -> None:
    matching = table()
    matching.handles(posted())
    matching.handles(SeekerRegister(**ANA, can=SeekerProfileFields()))
    assert of_kind(matching.ticks(), OfferMade) == []
    matching.handles(amend(occupations=(Occupation(code="9211"),)))
    assert [refs(offer) for offer in of_kind(matching.ticks(), OfferMade)] == [["ana"]]


def test_two_officers_do_not_write_over_each_other() -> None:
    matching = at_work()
    matching.handles(amend(version=1, pay_floor=500_000))
    with pytest.raises(Rejected, match="version_mismatch"):
        matching.handles(amend(version=1, pay_floor=400_000))
    matching.handles(amend(version=2, pay_floor=450_000))
    matching.handles(amend(pay_floor=460_000))
    assert matching.seeker("ana").version == 4


def test_who_pauses_leaves_every_line_and_comes_back_with_the_waiting_they_had() -> None:
    matching = at_work()
    (gone,) = of_kind(matching.handles(SeekerDeactivate(**ANA)), OfferWithdrawn)
    assert gone.why is OfferWithdrawnReason.SEEKER_WITHDREW
    assert matching.seeker("ana").state is SeekerState.INACTIVE
    assert matching.handles(SeekerDeactivate(**ANA)) == ()
    matching.handles(SeekerConfirm(**ANA))
    assert matching.seeker("ana").state is SeekerState.FREE
    assert [refs(offer) for offer in of_kind(matching.ticks(), OfferMade)] == [["ana"]]
    paused = Seeker(
        "b", SAN_CARLOS, None, NOW - timedelta(days=50), pause=Pause(PauseReason.ASKED, NOW - timedelta(days=20))
    )
    assert paused.confirmed(NOW, 180).waited(NOW) == 30


def test_who_is_given_a_seat_after_they_paused_gives_it_back() -> None:
    matching = at_work()
    matching.handles(SeekerDeactivate(**ANA))
    (no,) = of_kind(matching.handles(leased("ana")), OfferWithdrawn)
    assert no.candidate_refs == ("ana",)


def test_a_registration_that_nobody_confirms_lapses_on_its_day_and_not_before() -> None:
    matching = at_work()
    assert matching.seeker("ana").due_at == NOW + timedelta(days=180)
    (gone,) = when(matching, 180)
    assert (gone.candidate_refs, gone.why) == (("ana",), OfferWithdrawnReason.PROFILE_STALE)
    lapsed = matching.seeker("ana")
    assert (lapsed.state, lapsed.pause and lapsed.pause.why, lapsed.due_at) == (
        SeekerState.INACTIVE,
        PauseReason.STALE,
        None,
    )
    matching.handles(SeekerConfirm(**ANA))
    assert matching.seeker("ana").state is SeekerState.FREE


def test_a_registration_that_is_confirmed_stays() -> None:
    matching = at_work()
    matching.aggregates.apply([MatchingPolicy(stale_days=365)])
    matching.handles(SeekerConfirm(**ANA))
    assert matching.seeker("ana").due_at == NOW + timedelta(days=365)
    assert matching.seeker("ana").queue_places != ()


def test_who_is_available_later_is_offered_two_weeks_before() -> None:
    matching = table()
    matching.handles(posted())
    matching.handles(SeekerRegister(**ANA, can=PICKER.model_copy(update={"available_from": date(2026, 2, 12)})))
    assert matching.ticks() == ()
    due = matching.seeker("ana").due_at
    assert due is not None
    assert due.isoformat() == "2026-01-29T03:00:00+00:00"
    assert [refs(offer) for offer in of_kind(when(matching, 17), OfferMade)] == [["ana"]]


def test_another_commune_neither_changes_nor_pauses_a_registration() -> None:
    matching = at_work()
    for asked in (
        SeekerDeactivate(commune="16303", candidate_ref="ana"),
        SeekerConfirm(commune="16303", candidate_ref="ana"),
        SeekerAmend(commune="16303", candidate_ref="ana", changes=SeekerProfilePatch(pay_floor=1)),
    ):
        with pytest.raises(Rejected, match="not_your_seeker"):
            matching.handles(asked)


def test_who_is_known_by_pseudonym_alone_has_no_profile_to_change() -> None:
    matching = table(seeker("ana", can=None))
    with pytest.raises(Rejected, match="unknown_seeker"):
        matching.handles(amend(pay_floor=1))


def test_the_policy_is_what_was_set() -> None:
    policy = policy_of(MatchingSettings(stale_days=30, order_key="k", travel_pesos="car=99", travel_days=20))
    assert (policy.stale_days, policy.order_key, policy.days_a_month) == (30, b"k", 20)
    assert policy.pesos_a_minute == {**PESOS_A_MINUTE, Transport.CAR: 99}
    assert (
        policy_of(MatchingSettings(identity_key="a")).order_key
        != policy_of(MatchingSettings(identity_key="b")).order_key
    )


def test_who_held_a_seat_past_the_end_of_their_registration_looks_on_when_the_employer_refuses() -> None:
    matching = at_work()
    matching.handles(leased("ana", "v3"))
    late = NOW + timedelta(days=200)
    matching.handles(released("ana", "v3", why=ReleaseReason.EMPLOYER_REFUSED), late)
    ana = matching.seeker("ana")
    assert (ana.state, ana.stale(late), ana.valid_until) == (SeekerState.FREE, False, late + timedelta(days=180))


def test_a_seat_given_back_brings_nobody_who_pauses_back_to_the_search() -> None:
    matching = at_work()
    matching.handles(leased("ana", "v3"))
    matching.handles(SeekerDeactivate(**ANA))
    matching.handles(released("ana", "v3", why=ReleaseReason.CANDIDATE_WITHDREW))
    assert (matching.seeker("ana").state, matching.seeker("ana").valid_until) == (SeekerState.INACTIVE, None)
