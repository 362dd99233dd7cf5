"""A year's plan beside every choice there is, and each of its rules by its name."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from services.events.agenda import Activity, AgendaPolicy, DateQuestion, Participant, YearLimits, YearPlan, plan
from services.events.agenda.options import Option, options_of
from tests.unit.services.events.agenda.mothers import (
    COIHUECO,
    NIQUEN,
    SAN_CARLOS,
    busy,
    question,
    room,
    shown,
)

POLICY = AgendaPolicy()
ALONE = YearLimits(staff={})
ONE_OCLOCK = (busy("2026-01-12", "00:00", "09:00"), busy("2026-01-12", "10:00"))
"""Leaves nine to ten on the Monday."""


def _activity(name: str, asked: DateQuestion, kind: str = "meeting") -> Activity:
    return Activity(name, f"Reunión {name}", kind, asked)


def _at_nine(name: str, *who: str, **wished: Any) -> Activity:
    """One that San Carlos and others must come to, at nine on the Monday or not at all."""
    hours = tuple(Participant(commune, busy=ONE_OCLOCK) for commune in (SAN_CARLOS, *who))
    return _activity(name, question(*hours, **wished))


def _shown(found: YearPlan) -> dict[str, str]:
    return {name: shown(proposal) for name, proposal in found.placed.items()}


def _drawn(seed: int) -> list[Activity]:
    """Three or four activities that want the same few days and rooms."""
    chance = random.Random(seed)
    days = chance.randint(0, 1)
    activities = []
    for n in range(chance.randint(3, 4)):
        who = chance.sample((SAN_CARLOS, COIHUECO, NIQUEN), 2)
        participants = tuple(Participant(commune, must=chance.random() < 0.6) for commune in who)
        rooms = tuple(room(commune, name=f"Sala {k}") for k, commune in enumerate(who))
        hosted = {commune: date(2025, chance.randint(1, 12), 1) for commune in who}
        asked = question(
            *participants, places=rooms, until=date(2026, 1, 12 + days), minutes=chance.choice((60, 180)), hosted=hosted
        )
        activities.append(_activity(str(n), asked, chance.choice(("meeting", "visit"))))
    return activities


def _every_choice(activities: Sequence[Activity], limits: YearLimits) -> Iterator[tuple[Option, ...]]:
    """All choices of an option or none for each activity that break no rule."""
    each = [[None, *options_of(activity, POLICY, limits.options_each)] for activity in activities]
    for choice in product(*each):
        chosen = tuple(option for option in choice if option)
        used = Counter((option.place, half) for option in chosen for half in range(*option.taken))
        there = Counter((c, half) for option in chosen for c, held in option.held.items() for half in range(*held))
        weeks = Counter((c, option.slot.day.isocalendar()[:2]) for option in chosen for c in option.held)
        if (
            all(number == 1 for number in used.values())
            and all(number <= limits.staff.get(c, 1) for (c, _), number in there.items())
            and all(number <= limits.per_week for number in weeks.values())
        ):
            yield chosen


def _points(chosen: Sequence[Option], activities: Sequence[Activity], limits: YearLimits) -> int:
    points = sum(option.slot.points for option in chosen) + POLICY.unplaced * (len(activities) - len(chosen))
    options = [option for activity in activities for option in options_of(activity, POLICY, limits.options_each)]
    for kind in {activity.kind for activity in activities}:
        hosts = {option.host for option in options if option.activity.kind == kind}
        wanted = len({option.activity.activity_id for option in options if option.activity.kind == kind})
        hosted = Counter(option.host for option in chosen if option.activity.kind == kind)
        share = -(-wanted // max(len(hosts), 1))
        points += POLICY.uneven * sum(max(0, number - share) for number in hosted.values())
    return points


@pytest.mark.parametrize("seed", range(12))
def test_no_choice_costs_less_than_the_plan(seed: int) -> None:
    activities = _drawn(seed)
    limits = YearLimits(staff={SAN_CARLOS: 1 + seed % 2}, per_week=1 + seed % 3, options_each=3)
    found = plan(activities, limits)
    least = min(_points(chosen, activities, limits) for chosen in _every_choice(activities, limits))
    assert found.objective == pytest.approx(least)
    assert found.bound == pytest.approx(least)
    assert (found.proven, found.gap) == (True, 0)
    assert len(found.placed) + len(found.unplaced) == len(activities)


def test_no_place_is_taken_twice_at_once() -> None:
    first, second = _at_nine("a"), _at_nine("b")
    found = plan([first, second], replace(ALONE, staff={SAN_CARLOS: 2}))
    assert list(_shown(found).values()) == [f"2026-01-12 09:00 {SAN_CARLOS}"]
    (text,) = found.unplaced.values()
    (placed,) = found.placed
    assert text == f"Tiene 1 fecha posible, pero choca con «Reunión {placed}»."


def test_an_office_is_at_no_more_activities_at_once_than_it_has_people_for() -> None:
    other_room = _at_nine("b", places=(room(name="Otra sala"),))
    found = plan([_at_nine("a"), other_room], ALONE)
    (placed,) = found.placed
    assert list(found.unplaced.values()) == [f"Tiene 1 fecha posible, pero choca con «Reunión {placed}»."]
    assert len(plan([_at_nine("a"), other_room], replace(ALONE, staff={SAN_CARLOS: 2})).placed) == 2


def test_who_is_on_the_way_is_at_nothing_else() -> None:
    """Ñiquén is on its way from eleven on, for one hour."""
    there = question(
        Participant(SAN_CARLOS, busy=(busy("2026-01-12", "00:00", "12:00"), busy("2026-01-12", "13:00"))),
        Participant(NIQUEN),
    )
    free = Participant(NIQUEN, busy=(busy("2026-01-12", "00:00", "11:00"), busy("2026-01-12", "12:00")))
    at_home = question(free, places=(room(NIQUEN),))
    assert len(plan([_activity("a", there)], ALONE).placed) == 1
    assert len(plan([_activity("a", there), _activity("b", at_home)], ALONE).placed) == 1


def test_an_office_has_no_more_activities_a_week_than_it_wants() -> None:
    days = [date(2026, 1, 12), date(2026, 1, 13), date(2026, 1, 14)]
    several = [_activity(str(day), question(since=day, until=day)) for day in days]
    found = plan(several, replace(ALONE, per_week=2))
    assert len(found.placed) == 2
    assert list(found.unplaced.values()) == [
        "Tiene 1 fecha posible, pero alguna oficina ya tiene 2 actividades en la semana."
    ]


def test_an_activity_may_have_no_date_for_both_reasons() -> None:
    """Of its dates one meets another activity, the other is in a full week. It costs more than the others."""
    days = [date(2026, 1, 12), date(2026, 1, 13)]
    fixed = [_activity(str(day), question(since=day, until=day)) for day in days]
    without = Participant(NIQUEN, must=False, busy=(busy("2026-01-13"), busy("2026-01-14")))
    last = _activity("z", question(Participant(SAN_CARLOS), without, since=days[1], until=date(2026, 1, 14)))
    assert plan([*fixed, last], replace(ALONE, per_week=2)).unplaced == {
        "z": "Tiene 2 fechas posibles, pero chocan con «Reunión 2026-01-13», o alguna oficina ya tiene 2 "
        "actividades en la semana."
    }


def test_hosts_of_one_kind_take_turns_and_each_proposal_knows_those_before_it() -> None:
    rooms = (room(SAN_CARLOS), room(NIQUEN))
    hosted = {SAN_CARLOS: date(2025, 3, 1), NIQUEN: date(2025, 6, 1)}
    both = (Participant(SAN_CARLOS), Participant(NIQUEN))
    several = [
        _activity(name, question(*both, places=rooms, hosted=hosted, since=day, until=day))
        for name, day in (("a", date(2026, 1, 12)), ("b", date(2026, 2, 9)))
    ]
    found = plan(several, ALONE)
    hosts = [proposal.place.commune for proposal in found.placed.values()]
    assert sorted(hosts) == [SAN_CARLOS, NIQUEN]
    last = list(found.placed.values())[1]
    assert last.reasons[1].startswith("Recibe" if hosts[0] == NIQUEN else "Le toca a Ñiquén")


def test_what_a_host_has_beyond_its_share_costs_points_each() -> None:
    """Of five meetings San Carlos alone can host four; an even share of two hosts is three."""
    days = [date(2026, 1, 12), date(2026, 1, 19), date(2026, 1, 26), date(2026, 2, 2)]
    meetings = [_activity(str(day), question(since=day, until=day)) for day in days]
    elsewhere = _activity("n", question(Participant(NIQUEN), places=(room(NIQUEN),)))
    assert plan([*meetings, elsewhere], ALONE).objective == POLICY.uneven


def test_what_has_no_date_at_all_says_what_would_have_to_give() -> None:
    (text,) = plan([_activity("a", question(kinds=frozenset({"gym"})))], ALONE).unplaced.values()
    assert text.startswith("No tiene fecha posible. Si sirve otra clase de lugar, hay 1 día posible:")


def test_the_dates_between_which_is_chosen_are_bounded_and_spread_over_weeks() -> None:
    month = _activity("a", question(since=date(2026, 1, 5), until=date(2026, 1, 30)))
    found = options_of(month, POLICY, 4)
    assert [option.slot.day.isocalendar().week for option in found] == [2, 3, 4, 5]


def test_without_time_nothing_is_placed_and_nothing_is_said_to_be_proven() -> None:
    found = plan([_activity(str(n), question(until=date(2026, 1, 16))) for n in range(3)], replace(ALONE, seconds=0))
    assert not found.proven
    assert len(found.placed) + len(found.unplaced) == 3


def test_a_year_of_nothing_is_planned_at_once() -> None:
    assert plan([], ALONE) == YearPlan({}, {}, 0, 0, proven=True)


def test_an_activity_is_planned_once() -> None:
    with pytest.raises(ValueError, match="once"):
        plan([_activity("a", question()), _activity("a", question())], ALONE)
