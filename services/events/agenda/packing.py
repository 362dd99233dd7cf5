"""Which option each activity of a year gets: set packing, solved exactly by HiGHS through `scipy.optimize.milp`.

Columns are the options, then for each activity that it has no date, then for each kind and host what it hosts too much.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from services.events.agenda.options import Option
from services.events.agenda.policy import AgendaPolicy

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class YearLimits:
    """`staff`: how many activities the office of a commune can attend at once, 1 if it is missing. `per_week`: how many
    a week. `options_each`: dates of an activity between which is chosen. `seconds`: the time the solver may take.
    """

    staff: Mapping[str, int]
    per_week: int = 3
    options_each: int = 80
    seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Packed:
    """The numbers of the chosen options, the points of the choice, and the least that any choice costs. `proven`: none
    costs less. Nothing is chosen and `objective` None if the time was over before any choice was found.
    """

    chosen: tuple[int, ...]
    objective: float | None
    bound: float | None
    proven: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """The columns of a constraint, each counted once, and how many of them there may be."""

    columns: frozenset[int]
    most: int


def pack(options: Sequence[Option], activities: Sequence[str], limits: YearLimits, policy: AgendaPolicy) -> Packed:
    """The cheapest choice of one option for each activity, by its id, or none; it takes `limits.seconds` at most."""
    if not activities:
        return Packed((), 0, 0, proven=True)
    # scipy takes two seconds to import: only who plans a year waits for it
    import numpy
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    hosting = _hosting(options)
    first_uneven = len(options) + len(activities)
    width = first_uneven + len(hosting)
    shares = _shares(hosting, options)
    even = [_Row(columns, shares[kind]) for (kind, _), columns in hosting.items()]
    once = _once(options, activities)
    rows = [*even, *_at_once(options, limits), *_weekly(options, limits), *once]
    entries = [(r, column, 1) for r, row in enumerate(rows) for column in row.columns]
    entries += [(n, first_uneven + n, -1) for n in range(len(even))]
    at, columns, values = zip(*entries, strict=True)
    most = numpy.array([row.most for row in rows], dtype=float)
    least = numpy.full(len(rows), -numpy.inf)
    least[len(rows) - len(once) :] = 1
    points = [option.slot.points for option in options]
    points += [policy.unplaced] * len(activities) + [policy.uneven] * len(hosting)
    ends = numpy.full(width, numpy.inf)
    ends[:first_uneven] = 1
    solved = milp(
        numpy.array(points, dtype=float),
        integrality=numpy.array([1] * first_uneven + [0] * len(hosting)),
        bounds=Bounds(numpy.zeros(width), ends),
        constraints=LinearConstraint(coo_array((values, (at, columns)), shape=(len(rows), width)).tocsr(), least, most),
        options={"time_limit": limits.seconds, "mip_rel_gap": 0.0},
    )
    if solved.x is None:
        return Packed((), None, solved.mip_dual_bound, proven=False)
    chosen = tuple(n for n in range(len(options)) if solved.x[n] > 0.5)
    return Packed(chosen, float(solved.fun), solved.mip_dual_bound, proven=solved.status == 0)


def _once(options: Sequence[Option], activities: Sequence[str]) -> list[_Row]:
    """Each activity has one option, or none."""
    columns = {activity: {len(options) + n} for n, activity in enumerate(activities)}
    for n, option in enumerate(options):
        columns[option.activity.activity_id].add(n)
    return [_Row(frozenset(of), 1) for of in columns.values()]


def _hosting(options: Sequence[Option]) -> dict[tuple[str, str], frozenset[int]]:
    """The options by kind and host."""
    return _grouped(((option.activity.kind, option.host), n) for n, option in enumerate(options))


def _shares(hosting: Iterable[tuple[str, str]], options: Sequence[Option]) -> dict[str, int]:
    """By kind how many activities are an even share of a host, rounded up."""
    hosts = Counter(kind for kind, _ in hosting)
    kinds = Counter(kind for kind, _ in {(o.activity.kind, o.activity.activity_id) for o in options})
    return {kind: -(-number // hosts[kind]) for kind, number in kinds.items()}


def _at_once(options: Sequence[Option], limits: YearLimits) -> list[_Row]:
    """No place is taken twice, and no office is at more activities than it has people for, in any half-hour."""
    places = _grouped(((o.place, half), n) for n, o in enumerate(options) for half in range(*o.taken))
    offices = _grouped(
        ((commune, half), n) for n, o in enumerate(options) for commune, held in o.held.items() for half in range(*held)
    )
    rows = {_Row(columns, 1) for columns in places.values()}
    rows |= {_Row(columns, limits.staff.get(commune, 1)) for (commune, _), columns in offices.items()}
    return _binding(rows, options)


def _weekly(options: Sequence[Option], limits: YearLimits) -> list[_Row]:
    weeks = _grouped(((commune, o.week), n) for n, o in enumerate(options) for commune in o.held)
    return _binding({_Row(columns, limits.per_week) for columns in weeks.values()}, options)


def _binding(rows: Iterable[_Row], options: Sequence[Option]) -> list[_Row]:
    """Those that more activities want than there may be; each activity counts once anyway. In an order of their own, so
    that the same question gives the same plan.
    """
    wanted = (row for row in rows if len({options[n].activity.activity_id for n in row.columns}) > row.most)
    return sorted(wanted, key=lambda row: (sorted(row.columns), row.most))


def _grouped(pairs: Iterable[tuple[K, int]]) -> dict[K, frozenset[int]]:
    groups: dict[K, set[int]] = defaultdict(set)
    for key, n in pairs:
        groups[key].add(n)
    return {key: frozenset(columns) for key, columns in groups.items()}
