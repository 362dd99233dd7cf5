"""The seat ledger in full: amended seats, longer leases, placements that are undone, verified, refuted, corrected."""

from datetime import date, timedelta

import pytest

from services.vacancies.model.placements import Placement, PlacementState
from services.vacancies.model.vacancy import LeaseState, Stage
from shared.calendar import working_hours_between
from shared.contracts.agenda import FairInterviewed
from shared.contracts.intake import (
    CandidateRefer,
    PlacementCorrect,
    PlacementDeclare,
    PlacementEnd,
    PlacementUndo,
    PlacementVerify,
    SeatExtend,
    VacancyAmend,
)
from shared.contracts.reasons import CorrectionReason, EndReason, RefuteReason, ReleaseReason, UndoReason
from shared.contracts.vacancies import (
    CandidateReferred,
    PlacementCorrected,
    PlacementDeclared,
    PlacementEnded,
    PlacementRefuted,
    PlacementUndone,
    PlacementVerified,
    SeatExtended,
    SeatLeased,
    SeatReleased,
    VacancyAmended,
)
from shared.contracts.vocabulary import Urgency
from tests.unit.services.vacancies.mothers import NIQUEN, SAN_CARLOS, VacanciesInMemory


def _covered(*refs: str) -> tuple[VacanciesInMemory, str]:
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN)
    vacancy = mesa.posts(seats=len(refs))
    for n, ref in enumerate(refs):
        mesa.offers(vacancy, SAN_CARLOS, ref, score=900 - n)
    return mesa, vacancy


def _amend(mesa: VacanciesInMemory, vacancy: str, seats: int) -> dict[str, str]:
    return mesa.handles(VacancyAmend(commune=SAN_CARLOS, vacancy_id=vacancy, seats=seats))


def _placed() -> tuple[VacanciesInMemory, str, str]:
    mesa, vacancy = _covered("ana", "berta")
    made = mesa.handles(PlacementDeclare(**mesa.lease(vacancy)))
    return mesa, vacancy, made["placement_id"]


def test_fewer_seats_while_leases_are_out_give_back_those_given_last() -> None:
    mesa, vacancy = _covered("ana", "berta", "carla")
    _amend(mesa, vacancy, 1)
    assert [(x.candidate_ref, x.why) for x in mesa.all(SeatReleased)] == [
        ("carla", ReleaseReason.SEATS_REDUCED),
        ("berta", ReleaseReason.SEATS_REDUCED),
    ]
    assert mesa.vacancy(vacancy).open_seats == 0
    assert mesa.all(VacancyAmended)[0].seats_left == 0


def test_a_placement_is_never_amended_away() -> None:
    mesa, vacancy = _covered("ana", "berta")
    mesa.handles(PlacementDeclare(**mesa.lease(vacancy, 0)))
    mesa.handles(PlacementDeclare(**mesa.lease(vacancy, 1)))
    assert mesa.vacancy(vacancy).stage is Stage.FILLED
    assert mesa.rejects(VacancyAmend(commune=SAN_CARLOS, vacancy_id=vacancy, seats=1)) == "stale_vacancy"
    mesa, vacancy, _ = _placed()
    _amend(mesa, vacancy, 1)
    assert mesa.vacancy(vacancy).stage is Stage.FILLED, "what is left is placed"


def test_more_seats_go_to_the_next_in_line() -> None:
    mesa, vacancy = _covered("ana")
    mesa.offers(vacancy, SAN_CARLOS, "berta", score=100)
    _amend(mesa, vacancy, 2)
    assert [x.candidate_ref for x in mesa.all(SeatLeased)] == ["ana", "berta"]


def test_who_amends_what_another_has_changed_meanwhile_is_told_so() -> None:
    mesa, vacancy = _covered("ana")
    seen = mesa.vacancy(vacancy).revision
    _amend(mesa, vacancy, 3)
    late = VacancyAmend(commune=SAN_CARLOS, vacancy_id=vacancy, title="Otro título", if_revision=seen)
    assert mesa.rejects(late) == "stale_revision"


@pytest.mark.parametrize(("urgency", "hours"), [(Urgency.NORMAL, 40), (Urgency.RUSH, 20), (Urgency.EXPRESS, 10)])
def test_a_lease_and_what_it_is_held_longer_are_shortened_by_urgency(urgency: Urgency, hours: float) -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS)
    vacancy = mesa.posts(seats=1, urgency=urgency)
    mesa.offers(vacancy, SAN_CARLOS, "ana")
    lease = mesa.vacancy(vacancy).leases[0]
    assert working_hours_between(lease.leased_at, lease.expires_at, SAN_CARLOS) == hours
    mesa.handles(SeatExtend(**mesa.lease(vacancy)))
    until = mesa.all(SeatExtended)[0].expires_at
    assert working_hours_between(lease.expires_at, until, SAN_CARLOS) == hours


def test_a_lease_is_extended_from_its_end_and_not_for_ever() -> None:
    mesa, vacancy = _covered("ana")
    before = mesa.vacancy(vacancy).leases[0].expires_at
    mesa.handles(SeatExtend(**mesa.lease(vacancy), hours=9))
    assert mesa.all(SeatExtended)[0].expires_at - before >= timedelta(hours=9)
    mesa.handles(SeatExtend(**mesa.lease(vacancy)))
    assert mesa.rejects(SeatExtend(**mesa.lease(vacancy))) == "extended_enough"
    assert mesa.vacancy(vacancy).leases[0].fence == 1, "it is the same lease"


def test_a_referral_is_said_once() -> None:
    mesa, vacancy = _covered("ana")
    for _ in range(2):
        mesa.handles(CandidateRefer(**mesa.lease(vacancy)))
    assert len(mesa.all(CandidateReferred)) == 1


def test_an_undone_placement_frees_its_seat_for_the_next_in_line() -> None:
    mesa, vacancy, placement = _placed()
    mesa.offers(vacancy, SAN_CARLOS, "carla", score=10)
    mesa.handles(PlacementUndo(**mesa.lease(vacancy), why=UndoReason.DID_NOT_START))
    assert [type(f) for f in mesa.said[-3:]] == [PlacementUndone, SeatReleased, SeatLeased]
    assert mesa.all(SeatLeased)[-1].candidate_ref == "carla"
    assert mesa.aggregates.get(Placement, placement).state is PlacementState.UNDONE  # type: ignore[union-attr]
    assert mesa.rejects(PlacementUndo(**mesa.lease(vacancy), why=UndoReason.DID_NOT_START)) == "stale_lease"


@pytest.mark.parametrize(
    ("days", "fact", "why"),
    [
        pytest.param(30, PlacementVerified, None, id="a whole month"),
        pytest.param(14, PlacementRefuted, RefuteReason.TOO_SHORT, id="a day less than was agreed"),
        pytest.param(0, PlacementRefuted, RefuteReason.NO_CONTRIBUTION, id="no contribution at all"),
    ],
)
def test_the_contribution_record_verifies_or_refutes(days: int, fact: type, why: RefuteReason | None) -> None:
    mesa, vacancy, placement = _placed()
    mesa.now += timedelta(days=60)
    asked = PlacementVerify(commune=SAN_CARLOS, vacancy_id=vacancy, placement_id=placement, period="2026-03", days=days)
    mesa.handles(asked)
    (said,) = mesa.all(fact)
    assert getattr(said, "why", None) == why
    assert mesa.handles(asked)["already"] == "yes", "the same record again says nothing new"
    assert len(mesa.all(fact)) == 1


def _verify(vacancy: str, placement: str, period: str, days: int) -> PlacementVerify:
    return PlacementVerify(commune=SAN_CARLOS, vacancy_id=vacancy, placement_id=placement, period=period, days=days)


@pytest.mark.parametrize("period", ["2025-12", "2026-02"])
def test_no_month_before_the_placement_or_still_to_come_is_proof(period: str) -> None:
    mesa, vacancy, placement = _placed()
    assert mesa.rejects(_verify(vacancy, placement, period, 30)) == "period_out_of_range"


def test_a_season_that_is_over_does_not_refute_what_one_month_has_proved() -> None:
    mesa, vacancy, placement = _placed()
    mesa.now += timedelta(days=90)
    told = [mesa.handles(_verify(vacancy, placement, f"2026-0{n}", days)) for n, days in ((1, 3), (2, 30), (3, 0))]
    assert [each["state"] for each in told] == ["refuted", "verified", "verified"]
    kept = mesa.aggregates.get(Placement, placement)
    assert kept is not None
    assert [change.why for change in kept.history] == [
        "",
        "2026-01:3:too_short",
        "2026-02:30",
        "2026-03:0:no_contribution",
    ]
    assert mesa.handles(_verify(vacancy, placement, "2026-02", 30))["already"] == "yes"


def test_a_placement_declared_by_mistake_is_taken_back_also_when_it_filled_the_vacancy() -> None:
    mesa, vacancy = _covered("ana")
    mesa.handles(PlacementDeclare(**mesa.lease(vacancy)))
    assert mesa.vacancy(vacancy).stage is Stage.FILLED
    mesa.handles(PlacementUndo(**mesa.lease(vacancy), why=UndoReason.DECLARED_BY_MISTAKE))
    assert mesa.all(SeatReleased)[0].why is ReleaseReason.PLACEMENT_UNDONE
    assert (mesa.vacancy(vacancy).stage, mesa.vacancy(vacancy).placed) == (Stage.FILLED, 0)
    other = mesa.posts(seats=1)
    mesa.offers(other, SAN_CARLOS, "ana")
    assert mesa.vacancy(other).taken == 1, "she is free again"


def test_corrected_credit_keeps_what_was_said_before() -> None:
    mesa, vacancy, placement = _placed()
    credit = {SAN_CARLOS: 700, NIQUEN: 300}
    mesa.handles(
        PlacementCorrect(
            commune=SAN_CARLOS,
            vacancy_id=vacancy,
            placement_id=placement,
            credit=credit,
            why=CorrectionReason.WRONG_HOST,
        )
    )
    (fact,) = mesa.all(PlacementCorrected)
    assert (fact.before, fact.credit) == ({SAN_CARLOS: 1000}, credit)
    kept = mesa.aggregates.get(Placement, placement)
    assert kept is not None
    assert [dict(change.credit) for change in kept.history] == [{SAN_CARLOS: 1000}, credit]


def test_the_host_of_the_fair_shares_the_credit() -> None:
    mesa, vacancy = _covered("ana")
    assert mesa.rejects(PlacementDeclare(**mesa.lease(vacancy), host=NIQUEN)) == "no_such_interview"
    about = {"vacancy_id": vacancy, "candidate_ref": "ana", "at": mesa.now}
    mesa.handles(FairInterviewed(fair_id="f1", commune=NIQUEN, **about))
    mesa.handles(FairInterviewed(fair_id="f2", commune=SAN_CARLOS, **about))
    mesa.handles(PlacementDeclare(**mesa.lease(vacancy)))
    assert mesa.all(PlacementDeclared)[0].credit == {SAN_CARLOS: 833, NIQUEN: 167}
    assert mesa.vacancy(vacancy).leases[0].state is LeaseState.PLACED


def test_when_a_job_ends_the_seat_stays_filled_and_its_person_can_have_another() -> None:
    mesa, vacancy = _covered("ana")
    placement = mesa.handles(PlacementDeclare(**mesa.lease(vacancy)))["placement_id"]
    mesa.now += timedelta(days=45)
    about = {"commune": SAN_CARLOS, "vacancy_id": vacancy, "placement_id": placement, "why": EndReason.SEASON_OVER}
    assert mesa.rejects(PlacementEnd(**about, ended_on=date(2026, 1, 1))) == "ended_on_out_of_range"
    mesa.handles(PlacementEnd(**about, ended_on=date(2026, 2, 20)))
    mesa.handles(PlacementEnd(**about, ended_on=date(2026, 2, 20)))
    assert [fact.ended_on for fact in mesa.all(PlacementEnded)] == [date(2026, 2, 20)], "said once"
    assert mesa.rejects(PlacementEnd(**about, ended_on=date(2026, 2, 21))) == "stale_placement"
    assert (mesa.vacancy(vacancy).placed, mesa.vacancy(vacancy).stage) == (1, Stage.FILLED)
    other = mesa.posts(seats=1)
    mesa.offers(other, SAN_CARLOS, "ana")
    assert mesa.vacancy(other).taken == 1
    proved = mesa.handles(_verify(vacancy, placement, "2026-02", 20))
    assert proved["state"] == "verified", "the record may come after the job is over"
