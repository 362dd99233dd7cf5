"""A vacancy as a table that is laid: the chair says the state of a seat, the cloth says the commune that fills it.

Two things in two channels, so that grey paper and every eye tell them apart. The text under each group is the truth;
the drawing is hidden from screen readers. Numbers in, SVG out, without a style attribute.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from shared.territory import name_of
from shared.text import count

CHAIR, CLOTH = 12.0, 7.0
ONE_SIDE = 6
"""Up to so many seats stand on one side of the table."""

COLUMNS, BIG_COLUMNS = 22, 13
"""More stand at a second table."""

STATES = (
    ("verified", "verificado", "verificados"),
    ("placed", "colocado", "colocados"),
    ("referred", "derivado", "derivados"),
    ("reserved", "reservado", "reservados"),
    ("free", "libre", "libres"),
)
"""Along the table: the more ink, the more certain. Each with its word for one and for several."""

CLOTHS = {"16301": "sc", "16303": "ni", "16304": "sf", "16302": "co", "16305": "sn"}
"""The cloth of each commune of the Punilla: plain, diagonal, zigzag, diamonds, bars."""

MORE_CLOTHS = ("p0", "p1", "p2", "p3", "p4", "p5")
"""Of others, by their code: motifs that the Punilla does not use, in its hues."""


@dataclass(frozen=True, slots=True)
class Group:
    """Seats that one commune fills, or nobody yet (`commune` None). `due`: of the reserved, how many soon run out."""

    commune: str | None
    verified: int = 0
    placed: int = 0
    referred: int = 0
    reserved: int = 0
    free: int = 0
    due: int = 0

    @property
    def seats(self) -> int:
        return self.verified + self.placed + self.referred + self.reserved + self.free

    @property
    def told(self) -> str:
        """«10 colocados, 4 reservados»."""
        said = [(getattr(self, state), one, several) for state, one, several in STATES]
        return ", ".join(count(number, one, several) for number, one, several in said if number)

    @property
    def chairs(self) -> list[str]:
        return [state for state, _, _ in STATES for _ in range(getattr(self, state))]


def cloth_of(commune: str | None) -> str:
    """The name of a commune's cloth in the drawings; of nobody's, `free`."""
    if commune is None:
        return "free"
    return CLOTHS.get(commune) or MORE_CLOTHS[int(commune) % len(MORE_CLOTHS)]


def table(groups: Sequence[Group], big: bool = False) -> Markup:
    """The table of a vacancy: one list item a group, which wrap by themselves."""
    there = [group for group in groups if group.seats]
    both = sum(group.seats for group in there) > ONE_SIDE
    items = Markup("").join(_group(group, both, big) for group in there)
    return Markup('<ul class="table{}">{}</ul>').format(" big" if big else "", items)


def _group(group: Group, both: bool, big: bool) -> Markup:
    most = (BIG_COLUMNS if big else COLUMNS) * (2 if both else 1)
    chairs = group.chairs
    first = group.verified + group.placed + group.referred
    due = range(first, first + group.due)
    drawn = Markup("").join(
        _drawing(chairs[at : at + most], both, group, [n - at for n in due], big) for at in range(0, len(chairs), most)
    )
    name = "por llenar" if group.commune is None else name_of(group.commune)
    whole = Markup('<span class="says">{}</span>') if big else Markup('<span class="sr">: {}</span>')
    return Markup('<li class="k-{}"><span class="chairs">{}</span><span class="who"><b>{}</b> {}</span>{}</li>').format(
        cloth_of(group.commune), drawn, group.seats, name, whole.format(group.told)
    )


def _drawing(chairs: Sequence[str], both: bool, group: Group, due: Sequence[int], big: bool) -> Markup:
    sides = 2 if both else 1
    columns = -(-len(chairs) // sides)
    cloth = CLOTH if both else 4.6
    width, height = columns * CHAIR, CHAIR * sides + cloth
    rows = [Markup(""), Markup("")]
    for n, state in enumerate(chairs):
        marks = [f"chair-{state}", *(["chair-due"] if n in due else [])]
        for mark in marks:
            rows[n % sides] += Markup('<use href="#{}" x="{:g}" width="12" height="12"/>').format(
                mark, n // sides * CHAIR
            )
    other = Markup('<g transform="translate(0 {:g}) scale(1 -1)">{}</g>').format(height, rows[1]) if rows[1] else ""
    laid = Markup('<rect class="cloth" x=".6" y="{:g}" width="{:g}" height="{:g}" rx="1.6" fill="url(#cloth-{})"/>')
    scale = 2 if big else 1.5 if columns < 4 and not both else 1.17
    whole = Markup('<svg aria-hidden="true" viewBox="0 0 {:g} {:g}" width="{:g}" height="{:g}">{}{}{}</svg>')
    return whole.format(
        width,
        height,
        width * scale,
        height * scale,
        rows[0],
        laid.format(CHAIR + 0.3, width - 1.2, cloth - 0.6, cloth_of(group.commune)),
        other,
    )
