"""Where things stand on the map: arrows that bend past each other, their numbers, and names that cover neither.

Numbers in, numbers out. Lengths are units of the drawing, which is `WIDTH` by `HEIGHT`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import hypot
from typing import NamedTuple

from services.notifications.board.queries.crossings import Flow

WIDTH, HEIGHT = 1010.0, 500.0
MARGIN_X, MARGIN_Y, MOST_SCALE = 170.0, 72.0, 3.0
"""Around the towns, so that names find room; and how near a Mesa of one or two communes is seen."""

RADIUS, GAP = 12.0, 4.0
"""Of the circle of a town, and between it and an arrow."""

BENDS = (0.2, 0.36, -0.2, -0.36)
"""How far the curve of an arrow is drawn to its left, of its length: the best first, where nothing is crossed."""

THIN, THICK = 2.0, 10.0
"""The stroke of one of very many seats, and what the most adds to it."""

MOST_ARROWS, CELL = 30, 10
"""More would cover the map, and the table has them; how large the squares are that say what runs over what."""

ALONG = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74)
"""Where on an arrow its number may stand, the best first."""

LETTER, SMALL_LETTER, LINE = 7.6, 6.4, 16.0
"""How wide a letter of a name and of the line below it is at most, about, and how high a line."""


class Point(NamedTuple):
    x: float
    y: float


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Arrow:
    """A curve from `start` by `bend` to `end`, where the head begins that ends at `tip`; `at`: of its number."""

    flow: Flow
    start: Point
    bend: Point
    end: Point
    tip: Point
    width: float
    at: Point

    def on(self, share: float) -> Point:
        """The point of the curve at this share of its way."""
        return _on(self.start, self.bend, self.end, share)

    @property
    def plate(self) -> Box:
        """Around the number."""
        half = 7 + 4.5 * len(str(self.flow.seats))
        return Box(self.at.x - half, self.at.y - 11, self.at.x + half, self.at.y + 11)


class Label(NamedTuple):
    """Where a name begins, and whether it is written from there (`start`), up to there (`end`) or around (`middle`)."""

    at: Point
    anchor: str


def scaled(towns: Mapping[str, tuple[float, float]]) -> tuple[float, Point]:
    """By how much the map is drawn larger, and where its (0, 0) lies, so that all towns (one at least) are seen."""
    xs, ys = [x for x, _ in towns.values()], [y for _, y in towns.values()]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    room_x, room_y = WIDTH - 2 * MARGIN_X, HEIGHT - 2 * MARGIN_Y
    scale = min(MOST_SCALE, room_x / max(wide, 1), room_y / max(high, 1))
    middle = Point((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2)
    return scale, Point(WIDTH / 2 - middle.x * scale, HEIGHT / 2 - middle.y * scale)


def radius_of(places: Mapping[str, Point]) -> float:
    """So large are the circles that the two nearest do not touch, and room for an arrow is left."""
    nearest = min((hypot(a.x - b.x, a.y - b.y) for a, b in combinations(places.values(), 2)), default=WIDTH)
    return min(RADIUS, nearest / 5)


def arrows(places: Mapping[str, Point], flows: Sequence[Flow]) -> list[Arrow]:
    """The arrows between places, the `MOST_ARROWS` widest, in that order; none without a place, or without seats."""
    radius = radius_of(places)
    shown = [one for one in flows if one.seats > 0 and {one.giver, one.receiver} <= places.keys()]
    most = max((one.seats for one in shown), default=1)
    taken = [_around(place, radius) for place in places.values()]
    drawn: list[Arrow] = []
    run_over: set[tuple[int, int]] = set()
    for flow in sorted(shown, key=lambda one: (-one.seats, one.giver, one.receiver))[:MOST_ARROWS]:
        ends, width = (places[flow.giver], places[flow.receiver]), THIN + THICK * flow.seats / most
        ways = [_arrow(flow, *ends, bend, radius, width) for bend in BENDS]
        others = [_around(places[cut], radius + 12) for cut in places.keys() - {flow.giver, flow.receiver}]
        way = min(ways, key=lambda one: (_passes(one, others), len(_cells(one) & run_over)))
        run_over |= _cells(way)
        choices = [_numbered(way, share) for share in ALONG]
        best = min(choices, key=lambda one: sum(one.plate.meets(box) for box in taken))
        taken.append(best.plate)
        drawn.append(best)
    return drawn


def labels(
    places: Mapping[str, Point], texts: Mapping[str, tuple[str, str]], among: Sequence[Arrow]
) -> dict[str, Label]:
    """Where each name stands with the line below it: of eight spots the one that covers least."""
    radius = radius_of(places)
    taken = [_around(place, radius) for place in places.values()] + [one.plate for one in among]
    taken += [box for one in among for box in _along(one)]
    found: dict[str, Label] = {}
    for cut, place in places.items():
        name, below = texts[cut]
        wide = max(LETTER * len(name), SMALL_LETTER * len(below))
        spots = [(spot, _written(spot, wide)) for spot in _spots(place, radius)]
        spot, box = min(spots, key=lambda one: _covers(one[1], taken))
        taken.append(box)
        found[cut] = spot
    return found


def _arrow(flow: Flow, a: Point, b: Point, aside: float, radius: float, width: float) -> Arrow:
    bend = Point((a.x + b.x) / 2 + (b.y - a.y) * aside, (a.y + b.y) / 2 - (b.x - a.x) * aside)
    away = radius + min(GAP, radius)
    start, tip = _towards(a, bend, away), _towards(b, bend, away)
    end = _towards(tip, bend, min(6 + width, hypot(tip.x - start.x, tip.y - start.y) / 2))
    return Arrow(flow, start, bend, end, tip, width, start)


def _numbered(arrow: Arrow, share: float) -> Arrow:
    at = arrow.on(share)
    return Arrow(arrow.flow, arrow.start, arrow.bend, arrow.end, arrow.tip, arrow.width, at)


def _towards(a: Point, b: Point, far: float) -> Point:
    """The point `far` from `a` in the direction of `b`."""
    long = hypot(b.x - a.x, b.y - a.y) or 1.0
    return Point(a.x + (b.x - a.x) / long * far, a.y + (b.y - a.y) / long * far)


def _on(a: Point, bend: Point, b: Point, t: float) -> Point:
    near, mid, far = (1 - t) ** 2, 2 * t * (1 - t), t**2
    return Point(near * a.x + mid * bend.x + far * b.x, near * a.y + mid * bend.y + far * b.y)


def _around(place: Point, half: float) -> Box:
    return Box(place.x - half, place.y - half, place.x + half, place.y + half)


def _along(arrow: Arrow) -> Iterator[Box]:
    for n in range(25):
        yield _around(arrow.on(n / 24), arrow.width / 2 + 2)


def _passes(arrow: Arrow, boxes: Sequence[Box]) -> int:
    """How many of these it runs over."""
    own = list(_along(arrow))
    return sum(any(one.meets(box) for one in own) for box in boxes)


def _cells(arrow: Arrow) -> set[tuple[int, int]]:
    points = (arrow.on(n / 60) for n in range(61))
    return {(int(one.x // CELL), int(one.y // CELL)) for one in points}


def _spots(place: Point, radius: float) -> Iterator[Label]:
    beside, up, down = radius + 9, -radius - 24, radius + 20
    for dy in (-4.0, up + 6, down - 4):
        yield Label(Point(place.x + beside, place.y + dy), "start")
        yield Label(Point(place.x - beside, place.y + dy), "end")
    yield Label(Point(place.x, place.y + up), "middle")
    yield Label(Point(place.x, place.y + down), "middle")


def _written(label: Label, wide: float) -> Box:
    left = label.at.x - {"start": 0.0, "middle": wide / 2, "end": wide}[label.anchor]
    return Box(left, label.at.y - LINE + 3, left + wide, label.at.y + LINE + 5)


def _covers(box: Box, taken: Iterable[Box]) -> int:
    outside = box.left < 0 or box.top < 0 or box.right > WIDTH or box.bottom > HEIGHT
    return sum(box.meets(one) for one in taken) + 1000 * outside
