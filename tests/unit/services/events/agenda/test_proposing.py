"""The best dates: never worse than asking every half-hour, and each rule by its name."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from services.events.agenda import (
    AgendaPolicy,
    DateQuestion,
    Harvest,
    Nearby,
    Participant,
    PartOfDay,
    propose,
)
from services.events.agenda.board import board_of
from services.events.agenda.proposing import cost_of, slots
from tests.unit.services.events.agenda.brute import cheapest, every_date
from tests.unit.services.events.agenda.mothers import (
    ASKED,
    CHILLAN,
    COIHUECO,
    MONDAY,
    NIQUEN,
    SAN_CARLOS,
    SAN_FABIAN,
    at,
    busy,
    drawn,
    question,
    room,
    shown,
)

POLICY = AgendaPolicy()


def _first(asked: DateQuestion) -> str:
    return shown(propose(asked).proposals[0])


def _dates(asked: DateQuestion) -> list[str]:
    return [shown(proposal) for proposal in propose(asked, best=99).proposals]


@pytest.mark.parametrize("seed", range(60))
def test_it_is_never_worse_than_asking_every_half_hour(seed: int) -> None:
    asked = drawn(seed)
    found = propose(asked).proposals
    assert (found[0].cost.points if found else None) == cheapest(asked, POLICY)


@pytest.mark.parametrize("seed", range(60, 80))
def test_it_finds_and_prices_the_same_dates_as_asking_every_half_hour(seed: int) -> None:
    asked = drawn(seed)
    board = board_of(asked, POLICY)
    ours = {(board.grid.at(s.bit), asked.places[s.place].key): s for s in slots(board)}
    theirs = {(start, place.key): points for start, place, points in every_date(asked, POLICY)}
    assert {where: slot.points for where, slot in ours.items()} == theirs
    assert all(cost_of(board, slot).points == slot.points for slot in ours.values())


def test_what_is_drawn_is_worth_the_comparison() -> None:
    priced = [cheapest(drawn(seed), POLICY) for seed in range(40)]
    assert 8 < priced.count(None) < 32
    assert len(set(priced)) > 15


def test_a_day_and_place_is_proposed_once() -> None:
    rooms = (room(), room(name="Otra sala"))
    found = propose(question(until=date(2026, 1, 14), places=rooms), best=99).proposals
    assert len(found) == 6
    assert len({(proposal.starts_at.date(), proposal.place.key) for proposal in found}) == 6


@pytest.mark.parametrize(
    ("wished", "first"),
    [
        pytest.param({}, "2026-01-12 08:30", id="when the office opens"),
        pytest.param({"part": PartOfDay.AFTERNOON}, "2026-01-12 14:00", id="in the afternoon, after lunch"),
        pytest.param({"asked_at": at("2026-01-12 09:10")}, "2026-01-12 09:30", id="not before it is asked"),
        pytest.param({"asked_at": at("2026-01-12 09:00"), "notice_hours": 2}, "2026-01-12 11:00", id="with notice"),
        pytest.param({"minutes": 330}, "2026-01-12 08:30", id="a long one lasts over the whole of lunch"),
        pytest.param({"minutes": 240}, "2026-01-12 08:30", id="before lunch"),
        pytest.param({"since": date(2026, 1, 10)}, "2026-01-12 08:30", id="not on a weekend"),
        pytest.param({"since": date(2026, 1, 10), "saturday": True}, "2026-01-10 09:00", id="on a Saturday if wished"),
        pytest.param({"since": date(2026, 1, 1), "until": date(2026, 1, 2), "asked_at": at("2025-12-01 10:00")},
                     "2026-01-02 08:30", id="not on New Year's Day"),
    ],
)  # fmt: skip
def test_the_first_date(wished: dict[str, Any], first: str) -> None:
    assert _first(question(**wished)) == f"{first} {SAN_CARLOS}"


def test_the_lunch_hour_is_left_free_and_a_long_fair_lasts_over_the_whole_of_it() -> None:
    def starts(**wished: Any) -> list[str]:
        board = board_of(question(**wished), POLICY)
        return [f"{board.grid.at(s.bit).astimezone(at('2026-01-12 09:00').tzinfo):%H:%M}" for s in slots(board)]

    assert [start for start in starts() if "11:30" < start < "14:30"] == ["12:00", "14:00"]
    assert [start for start in starts(lunch=False) if "11:30" < start < "14:30"] == [
        "12:00",
        "12:30",
        "13:00",
        "13:30",
        "14:00",
    ]
    assert starts(minutes=240) == ["08:30", "09:00", "10:00", "10:30", "11:00", "11:30", "12:00", "12:30", "13:00"]
    assert starts(minutes=180) == ["08:30", "09:00", "09:30", "10:00", "14:00", "14:30"]


@pytest.mark.parametrize(
    ("day", "first"),
    [
        pytest.param("2026-04-06", "08:30", id="on the Monday after the clock went back"),
        pytest.param("2026-09-07", "08:30", id="on the Monday after the clock went forward"),
    ],
)
def test_offices_open_at_the_same_hour_after_a_clock_change(day: str, first: str) -> None:
    since = date.fromisoformat(day)
    weekend = since.replace(day=since.day - 2)
    assert _first(question(since=weekend, until=since)) == f"{day} {first} {SAN_CARLOS}"
    hindered = Participant(SAN_CARLOS, busy=(busy(day, "08:00", "10:30"),))
    assert _first(question(hindered, since=weekend, until=since)) == f"{day} 10:30 {SAN_CARLOS}"


def test_the_20_of_august_is_free_in_chillan_only() -> None:
    the_day: dict[str, Any] = {"since": date(2026, 8, 20), "until": date(2026, 8, 20)}
    assert _first(question(Participant(SAN_CARLOS), **the_day)) == f"2026-08-20 08:30 {SAN_CARLOS}"
    assert not propose(question(Participant(SAN_CARLOS), Participant(CHILLAN), **the_day)).proposals
    (found,) = propose(question(Participant(SAN_CARLOS), Participant(CHILLAN, must=False), **the_day)).proposals
    assert found.cannot == (CHILLAN,)
    assert found.reasons[0] == "Pueden todas menos Chillán, que está de feriado."


def test_who_travels_has_the_way_there_and_back_free_and_in_working_hours() -> None:
    """45 minutes and the margin of 10 are two half-hours each way."""
    both = (Participant(SAN_CARLOS), Participant(NIQUEN))
    assert _first(question(*both)) == f"2026-01-12 09:30 {SAN_CARLOS}"
    board = board_of(question(*both), POLICY)
    last = max(board.grid.at(slot.bit) for slot in slots(board))
    assert last == at("2026-01-12 15:30")
    hindered = Participant(NIQUEN, busy=(busy("2026-01-12", "10:00", "11:00"),))
    assert _first(question(both[0], hindered)) == f"2026-01-12 15:00 {SAN_CARLOS}"
    assert propose(question(*both)).proposals[0].travel == {NIQUEN: 45}


def test_who_travels_over_lunch_costs_more_than_a_quiet_hour() -> None:
    evening = question(Participant(SAN_CARLOS), Participant(NIQUEN), part=PartOfDay.AFTERNOON)
    assert _first(evening) == f"2026-01-12 15:00 {SAN_CARLOS}"
    only = Participant(NIQUEN, busy=(busy("2026-01-12", "08:00", "12:30"), busy("2026-01-12", "16:00", "18:00")))
    (found,) = propose(question(Participant(SAN_CARLOS), only)).proposals
    assert found.cost.lunch_way == POLICY.lunch_way
    assert "Ñiquén viaja a la hora de almuerzo." in found.reasons


def test_an_office_with_hours_of_its_own() -> None:
    mornings = Participant(NIQUEN, hours={1: (time(9), time(13))})
    wished: dict[str, Any] = {"until": date(2026, 1, 14)}
    assert _dates(question(Participant(SAN_CARLOS), mornings, **wished)) == [f"2026-01-13 10:00 {SAN_CARLOS}"]


def test_the_host_must_be_there_even_if_it_only_should_come() -> None:
    away = Participant(COIHUECO, must=False, busy=(busy("2026-01-12"),))
    rooms = (room(), room(COIHUECO))
    assert _dates(question(Participant(SAN_CARLOS), away, places=rooms)) == [f"2026-01-12 08:30 {SAN_CARLOS}"]


def test_the_commune_that_has_not_received_for_longest_is_asked_first() -> None:
    rooms = tuple(room(commune) for commune in (SAN_CARLOS, COIHUECO, SAN_FABIAN))
    hosted = {SAN_CARLOS: date(2025, 11, 3), COIHUECO: date(2025, 6, 2), SAN_FABIAN: date(2025, 3, 5)}
    visitor = Participant(NIQUEN, must=False, busy=(busy("2026-01-12"),))
    found = propose(question(visitor, places=rooms, hosted=hosted), best=9).proposals
    assert [p.place.commune for p in found] == [SAN_FABIAN, COIHUECO, SAN_CARLOS]
    assert [p.cost.rotation for p in found] == [0, POLICY.rotation, 2 * POLICY.rotation]
    assert {p.turn for p in found} == {(SAN_FABIAN,)}
    assert "Le toca a San Fabián: no recibe desde marzo de 2025." in found[0].reasons
    assert "Recibe Coihueco, aunque le tocaba a San Fabián." in found[1].reasons


@pytest.mark.parametrize(
    ("wished", "reason"),
    [
        pytest.param({"harvests": (Harvest(NIQUEN, MONDAY, MONDAY),)}, "Cae en plena cosecha de Ñiquén.", id="harvest"),
        pytest.param({"nearby": (Nearby(COIHUECO, "Feria de verano", *busy("2026-01-12", "10:00", "11:00")),)},
                     "El mismo día es «Feria de verano» en Coihueco.", id="near by"),
    ],
)  # fmt: skip
def test_a_day_that_something_speaks_against_comes_last_and_says_so(wished: dict[str, Any], reason: str) -> None:
    both = (Participant(SAN_CARLOS), Participant(NIQUEN))
    found = propose(question(*both, until=date(2026, 1, 13), **wished)).proposals
    assert [shown(p)[:10] for p in found] == ["2026-01-13", "2026-01-12"]
    assert reason in found[1].reasons
    assert reason not in found[0].reasons


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        pytest.param([Participant(NIQUEN)], "Pueden todas.", id="everybody"),
        pytest.param([], "San Carlos puede.", id="one alone"),
        pytest.param([Participant(NIQUEN, False, (busy("2026-01-12"),))],
                     "Pueden todas menos Ñiquén, que tiene un compromiso.", id="one is busy"),
        pytest.param([Participant(NIQUEN, False, hours={})],
                     "Pueden todas menos Ñiquén, que no atiende a esa hora.", id="one is closed"),
        pytest.param([Participant(NIQUEN, False, hours={0: (time(8, 30), time(9, 30))})],
                     "Pueden todas menos Ñiquén, que no alcanza a ir y volver.", id="one has no time for the way"),
        pytest.param([Participant(c, False, (busy("2026-01-12"),)) for c in (NIQUEN, SAN_FABIAN)],
                     "Pueden 1 de 3: Ñiquén y San Fabián tienen un compromiso.", id="two are busy"),
    ],
)  # fmt: skip
def test_it_says_who_can(who: list[Participant], reason: str) -> None:
    assert propose(question(Participant(SAN_CARLOS), *who)).proposals[0].reasons[0] == reason


def test_it_says_who_travels_how_long() -> None:
    few = question(Participant(SAN_CARLOS), Participant(NIQUEN), Participant(COIHUECO))
    assert "Ñiquén viaja 45 minutos y Coihueco viaja 45 minutos." in propose(few).proposals[0].reasons
    many = question(*(Participant(c) for c in (SAN_CARLOS, NIQUEN, COIHUECO, SAN_FABIAN, CHILLAN)))
    told = "Viajan 4 oficinas, 45 minutos en promedio; la que más, Ñiquén, 45."
    assert told in propose(many).proposals[0].reasons
    over_lunch = replace(many, wish=replace(many.wish, minutes=180))
    assert propose(over_lunch).proposals[0].reasons[2] == "4 oficinas viajan a la hora de almuerzo."


@pytest.mark.parametrize(
    "unfit",
    [
        pytest.param(lambda: question(minutes=0), id="no minutes"),
        pytest.param(lambda: question(until=date(2026, 1, 1)), id="ends before it begins"),
        pytest.param(lambda: question(asked_at=ASKED.replace(tzinfo=None)), id="asked at an hour of no zone"),
        pytest.param(lambda: question(Participant(NIQUEN), Participant(NIQUEN)), id="a commune twice"),
        pytest.param(lambda: question(places=(room(), room())), id="a place twice"),
    ],
)
def test_what_cannot_be_asked_is_refused(unfit: Any) -> None:
    with pytest.raises(ValueError):
        unfit()
