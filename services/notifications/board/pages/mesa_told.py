"""What the Mesa did in a period, as La Mesa and the report show it: numbers, each with the address of its facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.notifications.board.counts import Figure
from services.notifications.board.pages.period import Period
from services.notifications.board.queries import figures
from services.notifications.board.queries.figures import Hours
from services.notifications.board.queries.others import communes
from shared.postgres.reader import Reader
from shared.text import plain


@dataclass(frozen=True, slots=True)
class Column:
    """A figure of an office: its head, and which facts it comes from by their wire names (without `cl.mesa.`)."""

    figure: Figure
    head: str
    source: str
    people: bool = False
    about: str = ""


COUNTER = "personas en el mesón; la oficina las dice de a cinco o más, pasado el día"
COLUMNS = (
    Column(Figure.PLACED, "Colocadas", "placement.declared", people=True),
    Column(Figure.UNDONE, "Deshechas", "placement.undone", people=True),
    Column(Figure.VERIFIED, "Verificadas", "placement.verified", people=True),
    Column(Figure.REFUTED, "Refutadas", "placement.refuted", people=True),
    Column(Figure.REGISTERED, "Inscritas", "counter.counted", about=COUNTER),
    Column(Figure.CONFIRMED, "Renovadas", "counter.counted", about=COUNTER),
    Column(Figure.CONTACTED, "Contactos", "employer.contacted", about="con empresas, los que sí se hicieron"),
    Column(Figure.FAIR_HELD, "Ferias", "fair.concluded"),
    Column(Figure.ENCUENTRO_HELD, "Encuentros", "encuentro.concluded"),
    Column(Figure.SILENT, "Silencios", "call.unanswered", about="llamados que la oficina dejó pasar"),
    Column(Figure.ANSWER_HELPED, "Ayudas", "help.accepted", about="respuestas a otra oficina que le sirvieron"),
)
PEOPLE = tuple(column for column in COLUMNS if column.people)
"""Numbers of people from one up: outside the Mesa small ones are hidden."""

WORK = tuple(column for column in COLUMNS if not column.people)
WORDS = {
    **{column.figure: column.head for column in COLUMNS},
    Figure.ANSWERED: "Respuestas a llamados",
    Figure.CREDIT: "Crédito",
}
"""The figures whose facts may be looked at, and how they are called."""


@dataclass(frozen=True, slots=True)
class Told:
    """The figures of a period. `offices`: those at the table, and others that have figures. `placed`: by who found the
    person and whose vacancy it is. `months` may be more than those of the period.
    """

    period: Period
    offices: Sequence[str]
    sums: Mapping[tuple[Figure, str], float]
    placed: Mapping[tuple[str, str], float]
    monthly: Mapping[tuple[str, date], float]
    months: Sequence[date]
    hours: Mapping[str, Hours]

    def of(self, figure: Figure, office: str | None = None) -> float:
        """A figure of an office; None: of all together."""
        if office is None:
            return sum(self.sums.get((figure, one), 0) for one in self.offices)
        return self.sums.get((figure, office), 0)

    def given(self, office: str | None = None) -> int:
        """People whom an office found for the vacancies of others."""
        return round(sum(n for (by, to), n in self.placed.items() if by != to and office in (None, by)))

    def received(self, office: str) -> int:
        """People whom others found for its vacancies."""
        return round(sum(n for (by, to), n in self.placed.items() if by != to and office == to))


async def told(read: Reader, period: Period, first_month: date | None = None) -> Told:
    """The figures of a period; of the months since `first_month`, if that is earlier."""
    since, until = period.since, period.until
    span = Period(min(first_month or period.first, period.first), period.last)
    sums = await figures.sums(read, since, until)
    known = await communes(read)
    there = {one.commune for one in known if one.at_table} | {office for _, office in sums}
    names = {one.commune: one.name for one in known}
    return Told(
        period=period,
        offices=sorted(there, key=lambda cut: (plain(names.get(cut) or cut), cut)),
        sums=sums,
        placed=await figures.by_pair(read, Figure.PLACED, since, until),
        monthly=await figures.by_month(read, Figure.PLACED, span.since, until),
        months=span.months,
        hours=await figures.hours(read, Figure.ANSWERED, since, until),
    )


async def placed_in(read: Reader, period: Period) -> int:
    """How many people were placed in a period."""
    asked = figures.Asked(Figure.PLACED, period.since, period.until)
    return round((await figures.whole(read, asked)).amount)


def address(period: Period, figure: Figure, de: str = "", en: str = "", entre: str = "") -> str:
    """Where the facts of a figure are: of a commune, towards another one, among the same or different ones."""
    more = "".join(f"&{name}={value}" for name, value in (("de", de), ("en", en), ("entre", entre)) if value)
    return f"/la-mesa/hechos?que={figure.value}{more}&{period.query}"
