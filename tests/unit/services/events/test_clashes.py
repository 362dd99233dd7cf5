"""What does not fit together is found whenever something changes, told, resolved or accepted."""

import pytest

from services.events.model.clashes import Clash, State
from shared.contracts import intake
from shared.contracts.agenda import ClashAccepted, ClashFound, ClashKind, ClashResolved
from tests.unit.services.events.mothers import (
    CHILLAN,
    NIQUEN,
    SAN_CARLOS,
    SAN_FABIAN,
    EventsInMemory,
    fair,
    meeting,
    time,
)


def kinds(events: EventsInMemory) -> list[ClashKind]:
    return [fact.kind for fact in events.said(ClashFound)]


def test_an_office_of_one_is_not_in_two_places() -> None:
    events = EventsInMemory()
    events.handles(meeting(SAN_CARLOS, hours=10, invited=(NIQUEN,)))
    events.handles(meeting(SAN_FABIAN, hours=11, invited=(NIQUEN,)))
    (found,) = events.said(ClashFound)
    assert (found.kind, found.communes) == (ClashKind.PERSON, (NIQUEN, SAN_CARLOS, SAN_FABIAN))
    assert "La oficina de Ñiquén no alcanza para estar a la vez en «Reunión 10/10»" in found.text


def test_an_office_of_two_is_in_two_places_and_not_in_three() -> None:
    events = EventsInMemory()
    for n in (1, 2):
        label = {"kind": "person", "label": f"niquen-{n}", "role": "officer"}
        events.handles(intake.ResourceRegister(commune=NIQUEN, **label))
    events.handles(meeting(SAN_CARLOS, hours=10, invited=(NIQUEN,)))
    events.handles(meeting(SAN_FABIAN, hours=10, invited=(NIQUEN,)))
    assert kinds(events) == []
    events.handles(meeting(NIQUEN, hours=10))
    assert set(kinds(events)) == {ClashKind.PERSON}


@pytest.mark.parametrize(("hours", "wanted"), [(12.5, [ClashKind.TRAVEL]), (12.75, [])])
def test_nobody_is_asked_to_drive_faster_than_the_road(hours: float, wanted: list[ClashKind]) -> None:
    """From San Carlos, until twelve, it is forty minutes to San Fabián."""
    events = EventsInMemory()
    events.handles(meeting(SAN_CARLOS, hours=10, invited=(NIQUEN,)))
    events.handles(meeting(SAN_FABIAN, hours=hours, invited=(NIQUEN,)))
    assert kinds(events) == wanted


def test_the_20th_of_august_hurts_in_chillan_alone() -> None:
    events = EventsInMemory(SAN_CARLOS, NIQUEN, CHILLAN)
    events.handles(meeting(SAN_CARLOS, days=171, invited=(NIQUEN,)))
    assert kinds(events) == []
    events.handles(meeting(NIQUEN, days=171, hours=15, invited=(CHILLAN,)))
    (found,) = events.said(ClashFound)
    assert (found.kind, found.text) == (ClashKind.HOLIDAY, "El 20-08-2026 es feriado en Chillán y cae «Reunión 171/15»")


def test_more_people_than_the_venue_holds_and_an_employer_who_is_asked_twice() -> None:
    events = EventsInMemory()
    gym = {"name": "Gimnasio", "place": "Calle 1", "kind": "gymnasium", "capacity": 100}
    venue = events.handles(intake.VenueRegister(commune=NIQUEN, **gym))["venue_id"]
    events.handles(fair(venue_id=venue, expected=300, employer="Agrícola Los Robles SpA", lasts=2))
    events.handles(meeting(SAN_FABIAN, hours=16, employer="agricola los robles"))
    assert kinds(events) == [ClashKind.CAPACITY, ClashKind.EMPLOYER]


def test_somebody_who_turns_out_to_be_busy_is_found_and_free_again() -> None:
    events = EventsInMemory()
    label = {"kind": "person", "label": "niquen-1", "role": "coordinator"}
    person = events.handles(intake.ResourceRegister(commune=NIQUEN, **label))["resource_id"]
    events.handles(meeting(SAN_CARLOS, resources=(person,)))
    stretch = intake.BusyStretch(**time(3, 9, 3))
    weekly = intake.BusyEnter(commune=NIQUEN, owner=person, stretch=stretch, weekly_until="2026-03-31")
    busy = events.handles(weekly)["busy_id"]
    (found,) = events.said(ClashFound)
    assert (found.kind, found.communes) == (ClashKind.PERSON, (NIQUEN, SAN_CARLOS)), "the week after that Thursday"
    events.handles(intake.BusyRemove(commune=NIQUEN, busy_id=busy))
    assert [fact.clash_id for fact in events.said(ClashResolved)] == [found.clash_id]


def test_what_was_accepted_is_asked_again_when_the_time_is_another() -> None:
    events = EventsInMemory()
    events.handles(meeting(SAN_CARLOS, invited=(NIQUEN,)))
    other = events.handles(meeting(SAN_FABIAN, invited=(NIQUEN,)))["meeting_id"]
    (found,) = events.said(ClashFound)
    accept = intake.ClashAccept(commune=NIQUEN, clash_id=found.clash_id, why="Va la coordinadora")
    events.handles(accept)
    assert [fact.office for fact in events.said(ClashAccepted)] == [NIQUEN]
    assert events.faults(accept) == [("stale_clash", "clash_id")]
    events.handles(intake.ActivityMove(commune=SAN_FABIAN, activity_id=other, why="Lluvia", **time(10, 11)))
    assert len(events.said(ClashFound)) == 2
    assert [fact.clash_id for fact in events.said(ClashResolved)] == [found.clash_id]
    events.handles(intake.ActivityCancel(commune=SAN_FABIAN, activity_id=other, why="Lluvia"))
    assert {clash.state for clash in events.books.all(Clash)} == {State.RESOLVED}


def test_a_clash_is_the_affair_of_those_it_concerns() -> None:
    events = EventsInMemory(SAN_CARLOS, NIQUEN, SAN_FABIAN, CHILLAN)
    events.handles(meeting(SAN_CARLOS, invited=(NIQUEN,)))
    events.handles(meeting(SAN_FABIAN, invited=(NIQUEN,)))
    clash_id = events.said(ClashFound)[0].clash_id
    assert events.faults(intake.ClashAccept(commune=CHILLAN, clash_id=clash_id, why="x")) == [
        ("not_your_clash", "commune")
    ]


def test_no_office_holds_more_at_once_than_anybody_could() -> None:
    """Each of them clashes with each other one: a hundred would be told of five thousand times."""
    events = EventsInMemory()
    held = [events.handles(meeting(SAN_CARLOS))["meeting_id"] for _ in range(10)]
    assert events.faults(meeting(SAN_CARLOS)) == [("too_many_at_once", "starts_at")]
    events.handles(meeting(NIQUEN))
    events.handles(meeting(SAN_CARLOS, hours=13))
    events.handles(intake.ActivityMove(commune=SAN_CARLOS, activity_id=held[0], why="Lluvia", **time(10, 11)))
    assert len(events.said(ClashFound)) >= 45
