"""Who comes to a fair, what follows from it, and what is told of it: totals in which nobody can be found."""

from datetime import timedelta
from typing import Any

import pytest

from services.events.model.attendance import CheckedIn, Interview
from shared.contracts import intake
from shared.contracts.agenda import FairConcluded, FairCounted, FairInterviewed
from shared.contracts.reasons import UndoReason
from shared.contracts.vacancies import CandidateReferred, PlacementDeclared, PlacementUndone, PlacementVerified
from tests.unit.services.events.mothers import NIQUEN, SAN_CARLOS, SAN_FABIAN, EventsInMemory, at, fair


def held(**more: Any) -> tuple[EventsInMemory, str]:
    """A fair of Ñiquén that is being held."""
    events = EventsInMemory()
    fair_id = events.handles(fair(NIQUEN, invited=(SAN_CARLOS,), **more))["fair_id"]
    events.now = at(10, 11)
    return events, fair_id


def note(entry: str, ticket: str, **more: Any) -> intake.CheckIn:
    kind = intake.CheckInKind.INTERVIEW if "vacancy_id" in more else intake.CheckInKind.VISIT
    return intake.CheckIn(**{"entry_id": entry, "kind": kind, "at": at(10, 10.5), "ticket": ticket, **more})


def visits(number: int, commune: str, prefix: str) -> list[intake.CheckIn]:
    return [note(f"{prefix}{n}", f"{prefix}{n}", commune=commune) for n in range(number)]


def check_in(events: EventsInMemory, fair_id: str, *entries: intake.CheckIn) -> dict[str, str]:
    about = {"commune": NIQUEN, "activity_id": fair_id, "device": "puerta-1"}
    return events.handles(intake.FairCheckIn(**about, entries=entries))


def placed(kind: type[Any], ref: str, vacancy: str = "v1", **more: Any) -> Any:
    about = {"vacancy_id": vacancy, "commune": SAN_CARLOS, "lease_id": f"l-{ref}", "fence": 1, "seat": 1}
    who = {"candidate_ref": ref, "candidate_commune": NIQUEN, "title": "Cosechero/a"}
    if kind is not CandidateReferred:
        more = {"placement_id": f"p-{ref}", "credit": {SAN_CARLOS: 1000}, **more}
    return kind(**about, **who, **more)


def test_what_a_device_hands_in_twice_counts_once() -> None:
    events, fair_id = held()
    assert check_in(events, fair_id, note("e1", "t1"), note("e2", "t2"))["new"] == "2"
    assert check_in(events, fair_id, note("e2", "t2"), note("e3", "t3"))["new"] == "1"
    assert len(events.books.all(CheckedIn)) == 3


def test_notes_of_another_day_are_refused_each_by_its_place_and_nothing_is_kept() -> None:
    events, fair_id = held()
    late, early = note("e2", "t2", at=at(12)), note("e3", "t3", at=at(9))
    request = intake.FairCheckIn(
        commune=NIQUEN, activity_id=fair_id, device="d", entries=(note("e1", "t1"), late, early)
    )
    assert events.faults(request) == [
        ("not_during_the_fair", "entries.1.at"),
        ("not_during_the_fair", "entries.2.at"),
    ]
    assert not events.books.all(CheckedIn)


def test_a_device_without_a_line_hands_in_what_it_noted_though_the_fair_was_called_off_meanwhile() -> None:
    events, fair_id = held()
    events.handles(intake.ActivityCancel(commune=NIQUEN, activity_id=fair_id, why="Corte de luz"))
    events.now = at(10, 16)
    assert check_in(events, fair_id, note("e1", "t1"))["new"] == "1"


def test_the_first_fair_that_brings_a_person_and_a_vacancy_together_is_told_once() -> None:
    events, fair_id = held()
    other = events.handles(fair(SAN_FABIAN, hours=14, invited=(NIQUEN,)))["fair_id"]
    pair = {"vacancy_id": "v1", "candidate_ref": "c1"}
    check_in(events, fair_id, note("i1", "t1", **pair), note("i2", "t1", **pair), note("i3", "t2", vacancy_id="v1"))
    events.now = at(10, 15)
    check_in(events, other, note("i1", "t9", at=at(10, 14.5), **pair))
    assert [(f.fair_id, f.commune) for f in events.said(FairInterviewed)] == [(fair_id, NIQUEN)]


def test_what_followed_is_known_even_if_it_came_before_the_device_had_a_line() -> None:
    events, fair_id = held()
    events.handles(placed(CandidateReferred, "c1"))
    events.handles(placed(PlacementDeclared, "c1"))
    check_in(events, fair_id, note("i1", "t1", vacancy_id="v1", candidate_ref="c1"))
    one = events.books.get(Interview, "v1/c1")
    assert one is not None
    assert (one.activity_id, one.referred, one.placed, one.commune) == (fair_id, True, True, NIQUEN)


def test_an_undone_placement_is_none_and_a_verified_one_is_both() -> None:
    events, fair_id = held()
    check_in(events, fair_id, *(note(f"i{n}", f"t{n}", vacancy_id="v1", candidate_ref=f"c{n}") for n in range(8)))
    for n in range(8):
        events.handles(placed(PlacementDeclared, f"c{n}"))
    events.handles(placed(PlacementUndone, "c7", why=UndoReason.DID_NOT_START))
    for n in range(5):
        events.handles(placed(PlacementVerified, f"c{n}", period="2026-04", days=30))
    events.handles(intake.ActivityConclude(commune=NIQUEN, activity_id=fair_id, attended=(NIQUEN,)))
    chain = events.said(FairCounted)[0].mesa
    assert (chain.interviews, chain.referred, chain.placed, chain.verified) == (8, 8, 7, 5)


@pytest.mark.parametrize(("niquen", "fabian", "wanted"), [
    (7, 9, (7, 9)),
    (7, 3, (None, None)),  # three would be the rest of ten
    (2, 3, (None, None)),
    (0, 9, (None, 9)),
])  # fmt: skip
def test_nobody_is_found_in_a_number(niquen: int, fabian: int, wanted: tuple[int | None, int | None]) -> None:
    events, fair_id = held()
    check_in(events, fair_id, *visits(niquen, NIQUEN, "n"), *visits(fabian, SAN_FABIAN, "f"))
    events.handles(intake.ActivityConclude(commune=NIQUEN, activity_id=fair_id))
    (told,) = events.said(FairCounted)
    by_commune = [told.by_commune[cut].visitors if cut in told.by_commune else None for cut in (NIQUEN, SAN_FABIAN)]
    assert tuple(by_commune) == wanted
    assert told.mesa.visitors == niquen + fabian
    assert events.said(FairConcluded)[0].visitors == niquen + fabian


def test_a_few_people_are_not_counted_aloud() -> None:
    events, fair_id = held()
    check_in(events, fair_id, *visits(4, NIQUEN, "n"))
    events.handles(intake.ActivityConclude(commune=NIQUEN, activity_id=fair_id))
    assert events.said(FairConcluded)[0].visitors is None
    assert events.said(FairCounted)[0].mesa.visitors is None


def test_half_a_year_later_it_is_counted_again_once() -> None:
    events, fair_id = held()
    pairs = [note(f"i{n}", f"t{n}", vacancy_id="v1", candidate_ref=f"c{n}") for n in range(6)]
    check_in(events, fair_id, *pairs)
    events.handles(intake.ActivityConclude(commune=NIQUEN, activity_id=fair_id))
    for n in range(6):
        events.handles(placed(PlacementDeclared, f"c{n}"))
    events.now = at(10, 15) + timedelta(days=183)
    events.ticks()
    assert [(f.months, f.mesa.placed) for f in events.said(FairCounted)] == [(0, 0), (6, 6)]
    events.now += timedelta(days=400)
    events.ticks()
    assert len(events.said(FairCounted)) == 2


def test_where_nobody_was_noted_nothing_is_counted() -> None:
    events, fair_id = held()
    events.handles(intake.ActivityConclude(commune=NIQUEN, activity_id=fair_id))
    events.now = at(10, 15) + timedelta(days=184)
    events.ticks()
    assert events.said(FairConcluded)
    assert not events.said(FairCounted)
