"""The map as a drawing: numbers in, SVG out."""

import re
from datetime import UTC, datetime
from math import hypot, isfinite
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from services.notifications.board.pages.crossings import heading, periods
from services.notifications.board.pages.map_drawn import Town, can_draw, parts
from services.notifications.board.pages.map_places import (
    HEIGHT,
    MOST_ARROWS,
    RADIUS,
    WIDTH,
    Point,
    arrows,
    labels,
    radius_of,
)
from services.notifications.board.queries.crossings import Flow
from shared.territory.outlines import outlines

SAN_CARLOS, NIQUEN, SAN_FABIAN, TALCA = "16301", "16303", "16304", "07101"
PLACES = {SAN_CARLOS: Point(400, 240), NIQUEN: Point(520, 90), SAN_FABIAN: Point(740, 370)}
OF_NUBLE = st.sampled_from(sorted(outlines()))
FLOWS = st.lists(st.builds(Flow, OF_NUBLE, OF_NUBLE, st.integers(-3, 5000)), max_size=40)


def test_more_seats_are_a_wider_arrow_that_begins_and_ends_at_the_circles() -> None:
    drawn = arrows(PLACES, [Flow(SAN_CARLOS, NIQUEN, 3), Flow(NIQUEN, SAN_CARLOS, 12), Flow(SAN_FABIAN, NIQUEN, 1)])
    assert [one.flow.seats for one in drawn] == [12, 3, 1]
    assert [one.width for one in drawn] == sorted({one.width for one in drawn}, reverse=True)
    for one in drawn:
        for point, cut in ((one.start, one.flow.giver), (one.tip, one.flow.receiver)):
            away = hypot(point.x - PLACES[cut].x, point.y - PLACES[cut].y)
            assert RADIUS <= away <= RADIUS + 5, "it leaves the circle free, and reaches it"


def test_two_ways_between_the_same_communes_do_not_lie_on_each_other() -> None:
    there, back = arrows(PLACES, [Flow(SAN_CARLOS, NIQUEN, 3), Flow(NIQUEN, SAN_CARLOS, 3)])
    assert not there.plate.meets(back.plate)
    assert hypot(there.on(0.5).x - back.on(0.5).x, there.on(0.5).y - back.on(0.5).y) > there.width + back.width


def test_what_was_undone_more_than_placed_and_what_has_no_place_has_no_arrow() -> None:
    assert arrows(PLACES, [Flow(SAN_CARLOS, NIQUEN, -1), Flow(TALCA, NIQUEN, 4), Flow(NIQUEN, TALCA, 4)]) == []


def test_a_name_covers_no_circle_no_number_and_no_other_name() -> None:
    flows = [Flow(a, b, 4) for a in PLACES for b in PLACES if a != b]
    among = arrows(PLACES, flows)
    found = labels(PLACES, dict.fromkeys(PLACES, ("San Carlos", "dio 24, recibió 22")), among)
    assert found.keys() == PLACES.keys()
    assert len({(round(one.at.x), round(one.at.y)) for one in found.values()}) == 3
    for cut, label in found.items():
        assert hypot(label.at.x - PLACES[cut].x, label.at.y - PLACES[cut].y) > RADIUS


@settings(max_examples=60, deadline=None)
@given(st.sets(OF_NUBLE, min_size=1, max_size=21), FLOWS)
def test_whatever_crossed_the_drawing_is_whole_and_every_number_is_one(cuts: set[str], flows: list[Flow]) -> None:
    drawn = parts([Town(cut, "dio 1, recibió 1") for cut in sorted(cuts)], flows, "Cupos")
    ElementTree.fromstring(drawn)
    assert "nan" not in drawn.lower()
    assert "inf" not in drawn.lower()
    places = {cut: Point(float(n), 0.0) for n, cut in enumerate(sorted(cuts))}
    assert all(isfinite(one) for arrow in arrows(places, flows) for one in (*arrow.start, *arrow.tip, arrow.width))
    assert radius_of(places) > 0


def test_of_very_many_crossings_the_largest_are_drawn() -> None:
    cuts = sorted(outlines())
    flows = [Flow(a, b, 1 + n) for n, a in enumerate(cuts) for b in cuts if a != b]
    drawn = arrows({cut: Point(n % 5 * 200.0, n // 5 * 100.0) for n, cut in enumerate(cuts)}, flows)
    assert len(drawn) == MOST_ARROWS
    assert min(one.flow.seats for one in drawn) == 20


def test_every_text_is_escaped() -> None:
    drawn = parts([Town(SAN_CARLOS, "<b>&")], [], '<script>"')
    assert "&lt;b&gt;&amp;" in drawn
    assert "&lt;script&gt;" in drawn
    assert "<b>" not in drawn
    assert "<script" not in drawn


def test_a_commune_outside_nuble_is_not_drawn_and_a_mesa_of_such_has_no_map() -> None:
    assert not can_draw(TALCA)
    assert can_draw(SAN_CARLOS)
    assert parts([Town(TALCA, "sin cruces")], [], "Cupos") == ""
    assert parts([Town(SAN_CARLOS, ""), Town(TALCA, "")], [Flow(TALCA, SAN_CARLOS, 3)], "Cupos").count("<text") == 2


def test_who_has_left_keeps_a_name_and_loses_the_colour() -> None:
    stays = parts([Town(NIQUEN, ""), Town(SAN_CARLOS, "")], [], "Cupos")
    left = parts([Town(NIQUEN, "", at_table=False), Town(SAN_CARLOS, "")], [], "Cupos")
    assert 'class="land k-ni"' in stays
    assert 'class="land k-ni"' not in left
    assert "Ñiquén" in left


def test_the_map_weighs_little_and_stands_within_its_frame() -> None:
    assert sum(map(len, outlines().values())) <= 25_000
    towns = [Town(cut, "") for cut in (SAN_CARLOS, NIQUEN, SAN_FABIAN)]
    rings = re.findall(r'<circle class="ring" cx="([-\d.]+)" cy="([-\d.]+)"', parts(towns, [], "Cupos"))
    assert len(rings) == 3
    for x, y in rings:
        assert 0 < float(x) < WIDTH
        assert 0 < float(y) < HEIGHT


def test_neighbours_share_their_border() -> None:
    """Of the points of San Carlos nearly all are points of a neighbour: it lies within the region but for its north."""
    mine, others = _points(SAN_CARLOS), set().union(*(_points(cut) for cut in outlines() if cut != SAN_CARLOS))
    assert len(mine & others) > 0.75 * len(mine)


def test_the_periods_are_of_santiago_and_the_heading_says_which() -> None:
    recent, month, last = periods(datetime(2026, 2, 1, 2, tzinfo=UTC))  # still January in Santiago
    assert (recent.text, month.text, last.text) == ("Octubre a hoy", "Enero", "2025")
    assert recent.since.isoformat() == "2025-10-01T00:00:00-03:00"
    assert last.until.isoformat() == "2026-01-01T00:00:00-03:00"
    assert heading(54, recent) == "54 cupos cruzaron de comuna desde octubre"
    assert heading(1, month) == "1 cupo cruzó de comuna en enero"
    assert heading(0, recent) == "Todavía no ha cruzado ningún cupo desde octubre"
    assert heading(0, last) == "Ningún cupo cruzó de comuna en 2025"


def _points(cut: str) -> set[tuple[int, int]]:
    """The corners of an outline; each but the first is written relative to the one before."""
    found: set[tuple[int, int]] = set()
    for ring in outlines()[cut].split("M")[1:]:
        numbers = [int(one) for one in re.findall(r"-?\d+", ring)]
        x = y = 0
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            found.add((x, y))
    return found
