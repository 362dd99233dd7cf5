"""The pictures of La Mesa and of the report: numbers in, SVG out, without a style attribute.

The cloth says the commune, as in the table that is laid; the table under each picture is the truth.
"""

from collections.abc import Sequence

from markupsafe import Markup

from services.notifications.board.pages.seats import cloth_of
from shared.territory import name_of
from shared.text import decimal

WIDTH, LEFT, RIGHT, TALL, TOP = 530, 40, 520, 190, 24
ROW, NAMES = 42, 118
HUES = {"sc": "#2f4fa8", "ni": "#b04a00", "sf": "#00725c", "co": "#8b2f86", "sn": "#5c5f00"}
"""On paper, where no style reaches the pictures. A screen takes those of its own light."""

MORE_HUES = tuple(HUES.values())


def bars(columns: Sequence[tuple[str, str]], parts: Sequence[tuple[str, Sequence[float]]], told: str) -> Markup:
    """Bars of stacked cloths. `columns`: under and over each bar; `parts`: a commune and what it has in each bar."""
    totals = [sum(values[n] for _, values in parts) for n in range(len(columns))]
    top = max([*totals, 1])
    base, scale = TOP + TALL, TALL / top
    step = (RIGHT - LEFT) / max(len(columns), 1)
    wide = min(48.0, step * 0.62)
    drawn = Markup("").join(_line(LEFT, RIGHT, base - part * scale, decimal(part)) for part in _marks(top))
    for n, (under, over) in enumerate(columns):
        x, y = LEFT + step * n + (step - wide) / 2, float(base)
        for commune, values in parts:
            high = values[n] * scale
            y -= high
            drawn += _rect(commune, x, y, wide, high) if high else Markup("")
        drawn += _text(x + wide / 2, y - 6, over, "middle", bold=True) + _text(x + wide / 2, base + 18, under, "middle")
    return _whole(base + 28, told, drawn)


def spans(rows: Sequence[tuple[str, float, float]], told: str) -> Markup:
    """For each commune a point (its median) and a line until a second number, nine in ten. Hours."""
    top = max([*(ninth for _, _, ninth in rows), 1])
    scale, low = (RIGHT - NAMES - 40) / top, 22 + ROW * len(rows)
    drawn = Markup("").join(_upright(NAMES + part * scale, low, f"{decimal(part)} h") for part in _marks(top))
    for n, (commune, median, ninth) in enumerate(rows):
        y, hue = 44 + ROW * n, _hue(commune)
        first, last = NAMES + median * scale, NAMES + ninth * scale
        mark = Markup(
            '<g class="k-{}"><line class="flow" x1="{:g}" x2="{:g}" y1="{}" y2="{}" stroke="{}" stroke-width="4"/>'
            '<circle class="dot" cx="{:g}" cy="{}" r="7" fill="{}"/>'
            '<path class="flow" d="M{:g} {}v16" stroke="{}" stroke-width="4"/></g>'
        ).format(cloth_of(commune), first, last, y, y, hue, first, y, hue, last, y - 8, hue)
        drawn += _text(NAMES - 14, y + 5, name_of(commune), "end") + mark
        drawn += _text(first, y - 13, decimal(round(median, 1)), "middle", bold=True)
        drawn += _text(last + 8, y + 5, decimal(round(ninth, 1)), "start") if ninth > median else Markup("")
    return _whole(low + 24, told, drawn)


def exchanged(rows: Sequence[tuple[str, float, float]], told: str) -> Markup:
    """For each commune what it received, to the left, and what it gave, to the right."""
    top = max([*(n for _, received, given in rows for n in (received, given)), 1])
    scale, left, right = 150 / top, 205, 325
    drawn = _text(left, 16, "recibió", "end") + _text(right, 16, "dio", "start")
    for n, (commune, received, given) in enumerate(rows):
        y = 26 + ROW * n
        bar = Markup(
            '<rect class="hollow k-{}" x="{:g}" y="{}" width="{:g}" height="22" fill="none" stroke="{}"/>'
        ).format(cloth_of(commune), left - received * scale, y, received * scale, _hue(commune))
        drawn += bar if received else Markup("")
        drawn += _text(left - received * scale - 6, y + 16, decimal(received), "end", bold=True)
        drawn += _text((left + right) / 2, y + 16, name_of(commune), "middle")
        drawn += _rect(commune, right, y, given * scale, 22) if given else Markup("")
        drawn += _text(right + given * scale + 6, y + 16, decimal(given), "start", bold=True)
    return _whole(34 + ROW * len(rows), told, drawn)


def on_paper(drawing: Markup, communes: Sequence[str], name: str) -> Markup:
    """A picture that carries its cloths with it, under names of its own: on paper no other drawing is there to ask."""
    cloths = Markup("").join(
        _CLOTH.format(name, cloth_of(one), _hue(one), _MOTIFS.get(cloth_of(one), _DOTS).format(_hue(one)))
        for one in communes
    )
    head, _, rest = drawing.partition("</title>")
    return head + Markup("</title><defs>{}</defs>").format(cloths) + rest.replace("url(#cloth-", f"url(#{name}-")


def _hue(commune: str) -> str:
    return HUES.get(cloth_of(commune)) or MORE_HUES[int(commune) % len(MORE_HUES)]


def _marks(top: float) -> Sequence[float]:
    """Round numbers from 0 to `top`: five at most."""
    step = next(base * 10**power for power in range(12) for base in (1, 2, 5) if base * 10**power * 4 >= top)
    return [step * n for n in range(int(top // step) + 1)]


def _rect(commune: str, x: float, y: float, wide: float, high: float) -> Markup:
    cloth = cloth_of(commune)
    return _RECT.format(cloth, x, y, wide, high, cloth, _hue(commune))


def _line(left: float, right: float, y: float, told: str) -> Markup:
    return _AXIS.format(left, right, y, y) + _text(left - 6, y + 4, told, "end")


def _upright(x: float, low: float, told: str) -> Markup:
    return _AXIS.format(x, x, 22, low) + _text(x, low + 16, told, "middle")


def _text(x: float, y: float, told: str, anchor: str, bold: bool = False) -> Markup:
    return _TEXT.format(x, y, anchor, 700 if bold else 400, told)


def _whole(high: float, told: str, drawn: Markup) -> Markup:
    return _FIGURE.format(WIDTH, high, told, drawn)


_RECT = Markup(
    '<rect class="bar k-{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="url(#cloth-{})" stroke="{}"/>'
)
_AXIS = Markup('<line class="axis" x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}" stroke="#d3d6de"/>')
_TEXT = Markup(
    '<text x="{:.1f}" y="{:.1f}" text-anchor="{}" font-size="13" font-family="sans-serif" font-weight="{}">{}</text>'
)
_FIGURE = Markup('<svg class="fig" viewBox="0 0 {} {:g}" role="img"><title>{}</title>{}</svg>')
_CLOTH = Markup(
    '<pattern id="{}-{}" width="6" height="6" patternUnits="userSpaceOnUse" color="{}">'
    '<rect width="6" height="6" fill="#fff"/>{}</pattern>'
)
_MOTIFS = {
    "sc": Markup('<rect width="6" height="6" fill="{}"/>'),
    "ni": Markup('<path d="M0 6 6 0" stroke="{}" stroke-width="2.4"/>'),
    "sf": Markup('<path d="M0 5 3 1 6 5" fill="none" stroke="{}" stroke-width="1.8"/>'),
    "co": Markup('<path d="M3 0 6 3 3 6 0 3z" fill="{}"/>'),
    "sn": Markup('<rect x="1" width="2.4" height="6" fill="{}"/>'),
}
_DOTS = Markup('<circle cx="3" cy="3" r="1.8" fill="{}"/>')
