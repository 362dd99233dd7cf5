"""The plan of a year: a date for each activity that goes with the dates of all others, and why one has none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.events.agenda.conceding import concessions
from services.events.agenda.options import Activity, Halves, Option, options_of
from services.events.agenda.packing import Packed, YearLimits, pack
from services.events.agenda.policy import AgendaPolicy
from services.events.agenda.proposal import DateProposal, proposal_of
from shared.text import count, listed

FEW = 3
"""So many concessions, or activities in the way, are named."""


@dataclass(frozen=True, slots=True)
class YearPlan:
    """By id of an activity, the date that it has (earliest first), or in Spanish why it has none.

    `objective` is what the plan costs in points and `bound` the least that any plan can cost that chooses between the
    same options; turns count in it as they were before the year. In a proposal they count what is planned before it.
    Both are None, and nothing is placed, if the time was over before any plan was found.
    """

    placed: Mapping[str, DateProposal]
    unplaced: Mapping[str, str]
    objective: float | None
    bound: float | None
    proven: bool

    @property
    def gap(self) -> float | None:
        """By how much of its cost the plan may be worse than the best one; 0 if that is proven."""
        if self.proven:
            return 0.0
        if self.objective is None or self.bound is None:
            return None
        return (self.objective - self.bound) / max(abs(self.objective), 1.0)


def plan(activities: Sequence[Activity], limits: YearLimits, policy: AgendaPolicy | None = None) -> YearPlan:
    """The cheapest plan: no place twice, no office over its people, hosts by even shares. It holds its thread for
    `limits.seconds` and what the import of scipy takes.

    Raises ValueError for an id that stands twice, KeyError as `propose`.
    """
    policy = policy or AgendaPolicy()
    ids = [each.activity_id for each in activities]
    if len(set(ids)) < len(ids):
        raise ValueError("an activity is planned once")
    options = [option for each in activities for option in options_of(each, policy, limits.options_each)]
    packed = pack(options, ids, limits, policy)
    chosen = sorted((options[n] for n in packed.chosen), key=lambda o: (o.taken, o.activity.activity_id))
    placed = _with_turns(chosen)
    unplaced = {
        each.activity_id: _why_not(each, options, chosen, packed, limits, policy)
        for each in activities
        if each.activity_id not in placed
    }
    return YearPlan(placed, unplaced, packed.objective, packed.bound, packed.proven)


def _with_turns(chosen: Sequence[Option]) -> dict[str, DateProposal]:
    """The proposals of the chosen, each with the turns as they are when those of its kind before it have been."""
    hosted: dict[str, dict[str, date]] = {}
    placed = {}
    for option in chosen:
        before = hosted.setdefault(option.activity.kind, {})
        wish = option.activity.question.wish
        known = replace(wish, hosted={**wish.hosted, **before})
        board = replace(option.board, question=replace(option.activity.question, wish=known))
        placed[option.activity.activity_id] = proposal_of(board, option.slot)
        before[option.host] = option.slot.day
    return placed


def _why_not(
    activity: Activity,
    options: Sequence[Option],
    chosen: Sequence[Option],
    packed: Packed,
    limits: YearLimits,
    policy: AgendaPolicy,
) -> str:
    if packed.objective is None:
        return "No alcanzó el tiempo para planificar el año."
    own = [option for option in options if option.activity is activity]
    if not own:
        found = concessions(activity.question, policy)
        told = " ".join(concession.text for concession in found[:FEW])
        return f"No tiene fecha posible. {told or 'Ni cediendo en dos condiciones la tendría.'}"
    in_the_way = [_in_the_way(option, chosen, limits) for option in own]
    titles = list(dict.fromkeys(other.activity.title for others in in_the_way for other in others))
    possible = f"Tiene {count(len(own), 'fecha posible', 'fechas posibles')}"
    full = f"alguna oficina ya tiene {count(limits.per_week, 'actividad', 'actividades')} en la semana"
    if not titles:
        return f"{possible}, pero {full}."
    named = [f"«{title}»" for title in titles[:FEW]]
    if len(titles) > FEW:
        named.append(f"{len(titles) - FEW} más")
    clash = f"{possible}, pero {'choca' if len(own) == 1 else 'chocan'} con {listed(named)}"
    return f"{clash}." if all(in_the_way) else f"{clash}, o {full}."


def _in_the_way(option: Option, chosen: Sequence[Option], limits: YearLimits) -> list[Option]:
    """The chosen that want its place at the same time, or an office of which they leave nobody free for it."""
    found = [other for other in chosen if other.place == option.place and _overlap(option.taken, other.taken)]
    for commune, held in option.held.items():
        there = [other for other in chosen if commune in other.held and _overlap(held, other.held[commune])]
        if len(there) >= limits.staff.get(commune, 1):
            found += there
    return found


def _overlap(one: Halves, other: Halves) -> bool:
    return one[0] < other[1] and other[0] < one[1]
