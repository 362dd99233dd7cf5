"""Founding a Mesa as people read it: each step with what is missing and what to do next; and its first agenda."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from services.events.model.foundings import (
    JOINT,
    Founding,
    FoundingBooks,
    Step,
    steps,
    visits_wanted,
)
from services.events.queries.planning import Wanted
from services.events.store import plan_rows, rows
from shared.calendar import SANTIAGO
from shared.contracts.agenda import ActivityKind
from shared.postgres.reader import Reader
from shared.territory import name_of
from shared.views import View

WEEKS = {"visits": (0, 4), "meeting": (2, 6), "activity": (4, 10)}
"""From and until which week visits, the first meeting and the first joint activity are looked for. Unverified."""


class NoteView(View):
    """What one office brings."""

    commune: str
    """CUT code of the commune."""
    interests: str
    """What it is interested in, and needs."""
    worries: str
    """What worries it."""
    will_do: str | None
    """What it will do for the others; null: not said yet."""


class StepView(View):
    """One step."""

    step: Step
    """Which."""
    title: str
    """What it is, in Spanish."""
    done: bool
    """Whether it is done."""
    missing: list[str]
    """What is missing, in Spanish."""


class FoundingView(View):
    """How a Mesa is being founded."""

    founding_id: str
    """Its id."""
    commune: str
    """CUT code of the commune that began."""
    communes: list[str]
    """CUT codes of those that found it."""
    started_at: datetime
    """When it began."""
    steps: list[StepView]
    """The steps, in order."""
    next: str | None
    """What to do next, in Spanish; null: the Mesa is founded."""
    notes: list[NoteView]
    """What each office brings."""
    vision: str | None
    """Where the Mesa wants to go; null: nobody wrote it yet."""
    version: int
    """Which version of the vision it is; 0: none."""
    agreed: list[str]
    """CUT codes of the communes that agree to it."""


async def one(read: Reader, founding_id: str) -> FoundingView | None:
    founding = await _founding(read, founding_id)
    return _view(founding, await _books(read, founding)) if founding else None


async def without_date(read: Reader, founding_id: str, now: datetime) -> list[Wanted] | None:
    """What needs a date now: visits, the first meeting, the first joint activity. None: there is no such founding."""
    founding = await _founding(read, founding_id)
    return [*_wanted(founding, await _books(read, founding), now)] if founding else None


async def _founding(read: Reader, founding_id: str) -> Founding | None:
    row = await read.row(f"SELECT {plan_rows.FOUNDING} FROM founding WHERE founding_id = $1", founding_id)
    return plan_rows.founding_of(row) if row else None


async def _books(read: Reader, founding: Founding) -> FoundingBooks:
    cuts = list(founding.communes)
    return FoundingBooks(
        activities=[rows.activity(row) for row in await read.rows(_ACTIVITIES, cuts)],
        proposals=[rows.proposal(row) for row in await read.rows(_PROPOSALS, cuts)],
    )


def _view(f: Founding, books: FoundingBooks) -> FoundingView:
    found = steps(f, books)
    shown = [
        StepView(step=each.step, title=TITLES[each.step], done=each.done, missing=list(each.missing)) for each in found
    ]
    notes = [
        NoteView(commune=cut, interests=note.interests, worries=note.worries, will_do=note.will_do)
        for cut, note in sorted(f.notes.items())
    ]
    return FoundingView(
        founding_id=f.founding_id,
        commune=f.commune,
        communes=list(f.communes),
        started_at=f.started_at,
        steps=shown,
        next=next((NEXT[each.step] for each in found if not each.done), None),
        notes=notes,
        vision=f.vision,
        version=f.version,
        agreed=list(f.agreed),
    )


def _wanted(f: Founding, books: FoundingBooks, now: datetime) -> Iterator[Wanted]:
    def soon(what: str, kind: ActivityKind, title: str, where: tuple[str, ...], party: tuple[str, ...]) -> Wanted:
        first, last = (now.astimezone(SANTIAGO).date() + timedelta(weeks=n) for n in WEEKS[what])
        key = f"{kind}-{'-'.join(party)}"[:64]
        return Wanted(key, kind, title, party[0], where, party, (), first, last)

    for guest, host in visits_wanted(f, books):
        title = f"Visita de {name_of(guest)} a {name_of(host)}"
        yield soon("visits", ActivityKind.VISIT, title, (host,), (guest, host))
    party = (f.commune, *(cut for cut in f.communes if cut != f.commune))
    if books.joint(f.communes, ActivityKind.MEETING) is None:
        yield soon("meeting", ActivityKind.MEETING, "Primera reunión de la Mesa", f.communes, party)
    if books.joint(f.communes, *JOINT) is None:
        title = "Primer encuentro empresarial de la Mesa"
        yield soon("activity", ActivityKind.ENCUENTRO, title, f.communes, party)


TITLES = {
    Step.VISITS: "Visitas para conocerse, en cada oficina",
    Step.MEETING: "Una primera reunión",
    Step.INTERESTS: "Intereses y preocupaciones compartidas",
    Step.COLLABORATION: "Qué hará cada oficina",
    Step.ACTIVITY: "Una primera actividad en conjunto",
    Step.VISION: "Una visión común",
}
NEXT = {
    Step.VISITS: "Fijen las visitas que faltan, y al volver informen qué vieron y qué aprendieron.",
    Step.MEETING: "Fijen una primera reunión en que puedan todas.",
    Step.INTERESTS: "Cada oficina anota qué le interesa y qué le preocupa.",
    Step.COLLABORATION: "Cada oficina anota qué hará por las demás.",
    Step.ACTIVITY: "Pónganle fecha pronto a un encuentro empresarial o a una feria de todas.",
    Step.VISION: "Una oficina escribe hacia dónde quiere ir la Mesa, y las demás lo acuerdan.",
}
_ACTIVITIES = f"""
SELECT {rows.ACTIVITY} FROM activity WHERE state <> 'cancelled' AND commune = ANY($1::text[])
"""
_PROPOSALS = f"""
SELECT {rows.PROPOSAL} FROM date_proposal WHERE state = 'open' AND commune = ANY($1::text[]) ORDER BY proposal_id
"""
