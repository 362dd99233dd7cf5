"""The cheapest dates of a question: every start at every place is priced, so that none is overlooked."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple, dataclass
from datetime import date, datetime, time
from functools import cache

from services.events.agenda.board import Board, Given
from services.events.agenda.grid import bits
from services.events.agenda.wish import DateQuestion, Nearby, PartOfDay, Place, Wish
from shared.calendar import SANTIAGO

NOON = time(13)
NOTHING_GIVEN = Given()


@dataclass(frozen=True, slots=True)
class DateCost:
    """Points of each kind, as `AgendaPolicy` has them."""

    missing: int
    travel: int
    rotation: int
    harvest: int
    nearby: int
    part: int
    lunch_way: int
    later: int

    @property
    def points(self) -> int:
        return sum(astuple(self))


@dataclass(frozen=True, slots=True)
class Slot:
    """One start at one place of a board, with what it costs. `day`: in Santiago."""

    bit: int
    place: int
    day: date
    points: int


def slots(board: Board, given: Given = NOTHING_GIVEN) -> Iterator[Slot]:
    """Every start at every place at which it can be, with its points, place after place."""
    days = cache(lambda bit: board.grid.at(bit).astimezone(SANTIAGO))
    for n in range(len(board.question.places)):
        if found := board.starts(n, given):
            price = _pricing(board, n, days)
            yield from (Slot(bit, n, days(bit).date(), price(bit)) for bit in bits(found))


def _pricing(board: Board, n: int, local: Callable[[int], datetime]) -> Callable[[int], int]:
    """What a start at place `n` costs: the points of `cost_of`, with what does not change from start to start summed
    once, for it is asked ten thousand times.
    """
    question, policy = board.question, board.policy
    place = question.places[n]
    stays = policy.rotation * turns(board).get(place.commune, 0) + policy.missing * len(question.participants)
    comes = [
        (fits, policy.travel * question.minutes(commune, place.commune) - policy.missing)
        for commune, fits in board.fits[n].items()
    ]
    passes = [(passing & board.fits[n][commune], policy.lunch_way) for commune, passing in board.on_the_way[n].items()]
    masks = [(mask, points) for mask, points in (*comes, *passes) if mask and points]
    of_day = cache(lambda day: _points_of_day(board, place, day))

    def price(bit: int) -> int:
        at = local(bit)
        points = stays + of_day(at.date()) + policy.other_part * in_other_part(question.wish, at)
        return points + sum(of for mask, of in masks if mask >> bit & 1)

    return price


def _points_of_day(board: Board, place: Place, day: date) -> int:
    policy, wish = board.policy, board.question.wish
    harvests = policy.harvest * len(harvesting(board.question, place, day))
    return harvests + policy.nearby * len(near(wish, day)) + policy.later * (day - wish.since).days


def best_of_days(board: Board, given: Given = NOTHING_GIVEN) -> list[Slot]:
    """The cheapest slot of each day and place, cheapest first; of equal ones the earliest, then by the place's key."""
    best: dict[tuple[int, date], Slot] = {}
    for slot in slots(board, given):
        held = best.get((slot.place, slot.day))
        if held is None or slot.points < held.points:
            best[slot.place, slot.day] = slot
    return sorted(best.values(), key=lambda s: (s.points, s.bit, board.question.places[s.place].key))


def turns(board: Board) -> Mapping[str, int]:
    """By commune that could host: how many of the others received longer ago, which is whose turn comes first."""
    hosts = {place.commune for place in board.question.places if board.suits(place)}
    last = {host: board.question.wish.hosted.get(host, date.min) for host in hosts}
    return {host: sum(last[other] < last[host] for other in hosts) for host in hosts}


def cost_of(board: Board, slot: Slot) -> DateCost:
    """What a slot costs, each kind for itself; its sum is the slot's points."""
    question, policy = board.question, board.policy
    place = question.places[slot.place]
    coming = attending(board, slot)
    return DateCost(
        missing=policy.missing * (len(question.participants) - len(coming)),
        travel=policy.travel * sum(question.minutes(c, place.commune) for c in coming),
        rotation=policy.rotation * turns(board).get(place.commune, 0),
        harvest=policy.harvest * len(harvesting(question, place, slot.day)),
        nearby=policy.nearby * len(near(question.wish, slot.day)),
        part=policy.other_part * in_other_part(question.wish, board.grid.at(slot.bit).astimezone(SANTIAGO)),
        lunch_way=policy.lunch_way * len(passing_lunch(board, slot)),
        later=policy.later * (slot.day - question.wish.since).days,
    )


def attending(board: Board, slot: Slot) -> list[str]:
    """The communes that can be there, in the order of the question."""
    return [c for c, fits in board.fits[slot.place].items() if fits >> slot.bit & 1]


def passing_lunch(board: Board, slot: Slot) -> list[str]:
    """Those of them who are on their way in the lunch hour."""
    passing = board.on_the_way[slot.place]
    return [c for c in attending(board, slot) if passing.get(c, 0) >> slot.bit & 1]


def harvesting(question: DateQuestion, place: Place, day: date) -> list[str]:
    """The communes of the host and the participants that are in a harvest on that day."""
    communes = {place.commune, *(each.commune for each in question.participants)}
    found = (h for h in question.wish.harvests if h.commune in communes and h.since <= day <= h.until)
    return sorted({harvest.commune for harvest in found})


def near(wish: Wish, day: date) -> list[Nearby]:
    """What is near by on that day, if only for a part of it."""
    return [
        each
        for each in wish.nearby
        if each.starts_at.astimezone(SANTIAGO).date() <= day <= each.ends_at.astimezone(SANTIAGO).date()
    ]


def in_other_part(wish: Wish, at: datetime) -> bool:
    """Whether a start (in Santiago's time) is in the other part of the day than wished."""
    part = PartOfDay.MORNING if at.time() < NOON else PartOfDay.AFTERNOON
    return wish.part is not None and part != wish.part
