"""Several leases of one vacancy in one request: each as if it were asked alone."""

import json
from typing import Any

import pytest

from services.vacancies.model.vacancy import LeaseState, Stage
from shared.contracts.intake import (
    CandidateRefer,
    LeaseAct,
    LeaseAsked,
    PlacementDeclare,
    SeatExtend,
    SeatRelease,
    SeatsSettle,
)
from shared.contracts.reasons import ReleaseReason
from shared.contracts.vacancies import SeatLeased, SeatReleased, VacancyFilled
from shared.messaging.decisions import Rejected
from tests.unit.services.vacancies.mothers import CURICO, NIQUEN, SAN_CARLOS, VacanciesInMemory

PEOPLE = ("ana", "berta", "carla", "delia", "elisa")
NO_SHOW = ReleaseReason.NO_SHOW
ACTS: tuple[tuple[LeaseAct, dict[str, Any]], ...] = (
    (LeaseAct.EXTEND, {"hours": 16.0}),
    (LeaseAct.RELEASE, {"why": NO_SHOW}),
    (LeaseAct.REFER, {}),
    (LeaseAct.PLACE, {}),
)
ALONE: dict[LeaseAct, Any] = {
    LeaseAct.EXTEND: SeatExtend,
    LeaseAct.RELEASE: SeatRelease,
    LeaseAct.REFER: CandidateRefer,
    LeaseAct.PLACE: PlacementDeclare,
}


def _covered(seats: int = 4) -> tuple[VacanciesInMemory, str]:
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN)
    vacancy = mesa.posts(seats=seats)
    mesa.offers(vacancy, SAN_CARLOS, *PEOPLE)
    return mesa, vacancy


def _entry(mesa: VacanciesInMemory, vacancy: str, n: int, act: LeaseAct, **more: Any) -> LeaseAsked:
    lease = mesa.vacancy(vacancy).leases[n]
    return LeaseAsked(**{"lease_id": lease.lease_id, "fence": lease.fence, "act": act, **more})


def _settle(mesa: VacanciesInMemory, vacancy: str, *leases: LeaseAsked, commune: str = SAN_CARLOS) -> SeatsSettle:
    return SeatsSettle(commune=commune, vacancy_id=vacancy, leases=leases)


def _told(mesa: VacanciesInMemory, asked: SeatsSettle) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(mesa.handles(asked)["leases"])
    return found


def test_several_leases_are_what_they_would_be_one_by_one() -> None:
    together, vacancy = _covered()
    before = len(together.said)
    entries = [_entry(together, vacancy, n, act, **more) for n, (act, more) in enumerate(ACTS)]
    told = _told(together, _settle(together, vacancy, *entries))
    alone, same = _covered()
    for n, (act, more) in enumerate(ACTS):
        alone.handles(ALONE[act](**alone.lease(same, n), **more))
    assert [type(f) for f in together.said[before:]] == [type(f) for f in alone.said[before:]]
    assert [x.state for x in together.vacancy(vacancy).leases] == [x.state for x in alone.vacancy(same).leases]
    assert together.all(SeatLeased)[-1].candidate_ref == "elisa", "the seat that was given back goes to the next"
    assert [(each["done"], "expires_at" in each, "placement_id" in each) for each in told] == [
        (True, True, False),
        (True, False, False),
        (True, True, False),
        (True, False, True),
    ]


def test_what_cannot_be_done_holds_nothing_else_up() -> None:
    mesa, vacancy = _covered()
    entries = (
        _entry(mesa, vacancy, 0, LeaseAct.EXTEND, fence=9),
        _entry(mesa, vacancy, 1, LeaseAct.RELEASE, why=ReleaseReason.EXPIRED),
        _entry(mesa, vacancy, 2, LeaseAct.RELEASE),
        _entry(mesa, vacancy, 3, LeaseAct.REFER, hours=8),
        _entry(mesa, vacancy, 3, LeaseAct.PLACE, lease_id="of-nobody"),
        _entry(mesa, vacancy, 3, LeaseAct.PLACE),
    )
    told = _told(mesa, _settle(mesa, vacancy, *entries))
    faults = [[(fault["code"], fault["field"]) for fault in each.get("faults", [])] for each in told]
    assert faults == [
        [("stale_fence", "leases.0.fence")],
        [("not_an_officers_reason", "leases.1.why")],
        [("reason_missing", "leases.2.why")],
        [("of_another_act", "leases.3.hours")],
        [("unknown_lease", "leases.4.lease_id")],
        [],
    ]
    assert mesa.vacancy(vacancy).leases[3].state is LeaseState.PLACED
    assert not mesa.all(SeatReleased)


def test_if_nothing_can_be_done_it_is_rejected_with_every_fault() -> None:
    mesa, vacancy = _covered()
    entries = [_entry(mesa, vacancy, n, LeaseAct.PLACE) for n in (0, 1)]
    strange = _settle(mesa, vacancy, *entries, commune=CURICO)
    assert mesa.faults(strange) == ["not_your_lease", "not_your_lease"]
    with pytest.raises(Rejected) as refused:
        mesa.handles(strange)
    assert [fault.field for fault in refused.value.faults] == ["leases.0", "leases.1"]
    assert mesa.rejects(SeatsSettle(commune=SAN_CARLOS, vacancy_id="none", leases=entries)) == "unknown_vacancy"
    assert len(mesa.faults(SeatsSettle(commune=SAN_CARLOS, vacancy_id="none", leases=entries))) == 1


def test_one_lease_may_be_named_twice_and_the_second_finds_what_the_first_left() -> None:
    mesa, vacancy = _covered(seats=1)
    entries = [_entry(mesa, vacancy, 0, act) for act in (LeaseAct.REFER, LeaseAct.PLACE, LeaseAct.EXTEND)]
    told = _told(mesa, _settle(mesa, vacancy, *entries))
    assert [each["done"] for each in told] == [True, True, False]
    assert told[2]["faults"][0]["code"] == "stale_lease"
    assert len(mesa.all(VacancyFilled)) == 1
    assert mesa.vacancy(vacancy).stage is Stage.FILLED


def test_a_neighbour_settles_its_own_people_and_no_others() -> None:
    mesa = VacanciesInMemory().table(SAN_CARLOS, NIQUEN)
    vacancy = mesa.posts(seats=2)
    mesa.offers(vacancy, SAN_CARLOS, "ana")
    mesa.offers(vacancy, NIQUEN, "berta")
    owners = [lease.commune for lease in mesa.vacancy(vacancy).leases]
    entries = [_entry(mesa, vacancy, n, LeaseAct.RELEASE, why=NO_SHOW) for n in range(len(owners))]
    told = _told(mesa, _settle(mesa, vacancy, *entries, commune=NIQUEN))
    assert [each["done"] for each in told] == [owner == NIQUEN for owner in owners]
    assert NIQUEN in owners
    assert SAN_CARLOS in owners
