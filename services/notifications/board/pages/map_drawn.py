"""The map of the Mesa: its communes in the colour of their cloth, and an arrow for the seats that one fills in another.

The table below it says the same. Numbers in, SVG out, without a style attribute; every text is escaped.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from services.notifications.board.pages.map_places import (
    HEIGHT,
    WIDTH,
    Arrow,
    Label,
    Point,
    arrows,
    labels,
    radius_of,
    scaled,
)
from services.notifications.board.pages.seats import cloth_of
from services.notifications.board.queries.crossings import Flow
from shared.territory import commune, name_of
from shared.territory.outlines import outlines, projected


@dataclass(frozen=True, slots=True)
class Town:
    """A commune on the map. `told`: the line below its name; `at_table` False: it has left, or was never there."""

    cut: str
    told: str
    at_table: bool = True


def can_draw(cut: str) -> bool:
    """Whether the map has the outline of a commune."""
    return cut in outlines()


def parts(towns: Sequence[Town], flows: Sequence[Flow], title: str) -> Markup:
    """The drawing of the towns that can be drawn and of what goes between them; empty if none can be."""
    known = [town for town in towns if can_draw(town.cut)]
    if not known:
        return Markup("")
    on_map = {town.cut: projected(commune(town.cut).lat, commune(town.cut).lon) for town in known}
    scale, origin = scaled(on_map)
    places = {cut: Point(origin.x + x * scale, origin.y + y * scale) for cut, (x, y) in on_map.items()}
    between = arrows(places, flows)
    texts = {town.cut: (name_of(town.cut), town.told) for town in known}
    spots = labels(places, texts, between)
    radius = radius_of(places)
    drawn = [
        _ground(known, scale, origin),
        *(_line(one) for one in between),
        *(_town(town, places[town.cut], radius) for town in known),
        *(_number(one) for one in between),
        *(_name(texts[cut], spot) for cut, spot in spots.items()),
    ]
    whole = Markup(
        '<svg class="map" viewBox="0 0 {:g} {:g}" role="img" aria-labelledby="map-title" aria-describedby="crossings">'
        '<title id="map-title">{}</title>{}</svg>'
    )
    return whole.format(WIDTH, HEIGHT, title, Markup("").join(drawn))


def _ground(known: Sequence[Town], scale: float, origin: Point) -> Markup:
    """All communes of the region; those at the table last, so that their borders are whole."""
    cloths = {town.cut: f"land k-{cloth_of(town.cut)}" for town in known if town.at_table}
    one = Markup('<path class="{}" d="{}"/>')
    order = sorted(outlines(), key=lambda cut: (cut in cloths, cut))
    drawn = Markup("").join(one.format(cloths.get(cut, "other"), outlines()[cut]) for cut in order)
    return Markup('<g transform="translate({:.1f} {:.1f}) scale({:.4f})">{}</g>').format(*origin, scale, drawn)


def _line(arrow: Arrow) -> Markup:
    back = Point(arrow.tip.x - arrow.end.x, arrow.tip.y - arrow.end.y)
    wide = (arrow.width / 2 + 4) / ((back.x**2 + back.y**2) ** 0.5 or 1.0)
    side = Point(-back.y * wide, back.x * wide)
    return Markup(
        '<g class="flow k-{}"><path class="way" d="M{:.1f} {:.1f}Q{:.1f} {:.1f} {:.1f} {:.1f}" stroke-width="{:.2f}"/>'
        '<path class="head" d="M{:.1f} {:.1f}L{:.1f} {:.1f}L{:.1f} {:.1f}z"/></g>'
    ).format(
        cloth_of(arrow.flow.giver),
        *arrow.start,
        *arrow.bend,
        *arrow.end,
        arrow.width,
        *arrow.tip,
        *(arrow.end.x + side.x, arrow.end.y + side.y),
        *(arrow.end.x - side.x, arrow.end.y - side.y),
    )


def _town(town: Town, at: Point, radius: float) -> Markup:
    cloth = cloth_of(town.cut if town.at_table else None)
    inner = Markup('<circle class="dot" cx="{:.1f}" cy="{:.1f}" r="{:.1f}"/>').format(*at, radius * 0.55)
    outer = Markup('<g class="town k-{}"><circle class="ring" cx="{:.1f}" cy="{:.1f}" r="{:.1f}"/>{}</g>')
    return outer.format(cloth, *at, radius, inner if town.at_table else "")


def _number(arrow: Arrow) -> Markup:
    box = arrow.plate
    return Markup(
        '<g class="flow k-{}"><rect class="plate" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="4"/>'
        '<text class="many" x="{:.1f}" y="{:.1f}" text-anchor="middle">{}</text></g>'
    ).format(
        cloth_of(arrow.flow.giver),
        *(box.left, box.top, box.right - box.left, box.bottom - box.top),
        *(arrow.at.x, arrow.at.y + 4.6, arrow.flow.seats),
    )


def _name(texts: tuple[str, str], spot: Label) -> Markup:
    line = Markup('<text class="name{}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>')
    name, told = texts
    below = line.format(" told", spot.at.x, spot.at.y + 16, spot.anchor, told)
    return line.format("", spot.at.x, spot.at.y, spot.anchor, name) + below
