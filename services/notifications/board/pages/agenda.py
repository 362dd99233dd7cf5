"""Agenda: what offices hold, over communes, as a month and as a list; dates to vote in place; clashes in sight."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from fastapi import Request, Response

from services.notifications.board.matters import Activity
from services.notifications.board.pages.choices import Choice
from services.notifications.board.pages.doing import Deed, RefusedError
from services.notifications.board.pages.done import done_of
from services.notifications.board.pages.frame import shown
from services.notifications.board.pages.signed import PageRouter, Signed, SignedIn, require_view
from services.notifications.board.pages.written import Written, as_written
from services.notifications.board.queries import agenda
from services.notifications.board.words import commune
from shared.calendar import SANTIAGO, is_holiday
from shared.contracts.agenda import ActivityKind
from shared.http.problems import not_found

router = PageRouter()
MOST = 30
KINDS = {
    ActivityKind.FAIR: "Feria laboral",
    ActivityKind.ENCUENTRO: "Encuentro empresarial",
    ActivityKind.MEETING: "Reunión",
    ActivityKind.VISIT: "Visita en terreno",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the month. `inside`: it is of the month; `free`: nobody works on it."""

    day: date
    inside: bool
    free: bool
    today: bool
    activities: Sequence[Activity]


@router.get("/agenda")
async def month(signed: SignedIn, mes: str = "", hecho: str = "", n: int = 0) -> Response:
    require_view("activities_several")
    return await _month(signed, mes, done=done_of(hecho, n))


async def _month(signed: Signed, wanted: str = "", **more: Any) -> Response:
    first = _first_of(wanted, signed.now)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    since, until = (datetime.combine(day, time(), SANTIAGO) for day in (weeks[0][0], weeks[-1][-1] + timedelta(days=1)))
    read = signed.desk.read
    found = await agenda.activities(read, starts=since, ends=until)
    dates = await agenda.open_dates(read, commune=None, limit=MOST)
    clashes = await agenda.clashes(read, commune=None, limit=MOST)
    following = (first + timedelta(days=31)).replace(day=1)
    return shown(
        signed,
        "agenda.html",
        "agenda",
        weeks=[[_cell(day, first, found, signed) for day in week] for week in weeks],
        month=first,
        before=(first - timedelta(days=1)).replace(day=1),
        after=following,
        activities=[one for one in found if one.starts_at and one.starts_at.astimezone(SANTIAGO).month == first.month],
        dates=dates,
        clashes=clashes,
        kinds=KINDS,
        **more,
    )


@router.get("/agenda/{matter_id}")
async def one(signed: SignedIn, matter_id: str, hecho: str = "", n: int = 0) -> Response:
    require_view("activities_one")
    return await opened(signed, matter_id, done=done_of(hecho, n))


async def opened(signed: Signed, matter_id: str, form: Written | None = None, **more: Any) -> Response:
    """The page of an activity or of a date that is proposed. `form`, `at`, `act`: what was not done on it, and why."""
    read = signed.desk.read
    found = await agenda.activity(read, matter_id)
    if found is not None:
        a = found.activity
        party = [Choice(cut, commune(cut)) for cut in a.party]
        fields = {"f": _as_it_is(a, form), "at": {}, "act": "", "choices": {"attended": party, "owner": party}}
        return shown(signed, "activity.html", "agenda", page=found, a=a, kinds=KINDS, **{**fields, **more})
    proposed = await agenda.date_matter(read, matter_id)
    if proposed is not None:
        return shown(signed, "date.html", "agenda", d=proposed, kinds=KINDS, **more)
    raise not_found("eso en la agenda")


@router.post("/agenda/{proposal_id}/votar")
async def vote(request: Request, signed: SignedIn, proposal_id: str) -> Response:
    """One word for each option: it suits, if need be, it does not."""
    deed = await Deed.of(request, signed)
    said = {name.removeprefix("o:"): deed.one(name) for name in deed.form.values if name.startswith("o:")}
    words = ("yes", "if_needed")
    body = {word: [int(n) for n, chosen in said.items() if chosen == word and n.isdigit()] for word in words}
    return await _asked(deed, "date", proposal_id, f"/v1/dates/{proposal_id}/vote", body)


@router.post("/agenda/{clash_id}/aceptar")
async def accept(request: Request, signed: SignedIn, clash_id: str) -> Response:
    deed = await Deed.of(request, signed)
    return await _asked(deed, "clash", clash_id, f"/v1/clashes/{clash_id}/accept", {"why": deed.one("why")})


@router.post("/agenda/{activity_id}/tareas/{task}")
async def finish(request: Request, signed: SignedIn, activity_id: str, task: int) -> Response:
    deed = await Deed.of(request, signed)
    return await _asked(deed, "activity", activity_id, f"/v1/activities/{activity_id}/tasks/{task}/finish", {})


@router.post("/agenda/acuerdos/{agreement_id}")
async def keep(request: Request, signed: SignedIn, agreement_id: str) -> Response:
    """What was agreed is done. `activity`: on whose page it was said."""
    deed = await Deed.of(request, signed)
    return await _asked(
        deed, "agreement", agreement_id, f"/v1/agreements/{agreement_id}/keep", {}, deed.one("activity")
    )


async def _asked(deed: Deed, kind: str, matter_id: str, path: str, body: dict[str, Any], page_id: str = "") -> Response:
    page_id = matter_id if kind in ("activity", "date") else page_id
    try:
        async with deed.followed(kind, matter_id):
            await deed.ask("events", path, body)
    except RefusedError as no:
        if page_id:
            return await opened(deed.signed, page_id, faults=no.faults)
        return await _month(deed.signed, faults=no.faults)
    return await deed.done(f"/agenda/{page_id}" if page_id else "/agenda", "answered")


def _as_it_is(activity: Activity, form: Written | None) -> Written:
    """The fields of the forms on its page: as it is, and as `form` says."""
    times = {"starts_at": activity.starts_at, "ends_at": activity.ends_at}
    values = {name: [as_written(at)] for name, at in times.items() if at}
    attended = {"attended": activity.party if form is None else ()}
    return Written({**values, "place": [activity.place], **attended, **(form.values if form else {})})


def _first_of(wanted: str, now: datetime) -> date:
    """The first day of a month like «2026-01»; of this one for any other text."""
    year, _, month = wanted.partition("-")
    if year.isdigit() and month.isdigit() and 2000 <= int(year) <= 2100 and 1 <= int(month) <= 12:
        return date(int(year), int(month), 1)
    return now.astimezone(SANTIAGO).date().replace(day=1)


def _cell(day: date, first: date, found: Sequence[Activity], signed: Signed) -> Cell:
    today = signed.now.astimezone(SANTIAGO).date()
    on = [one for one in found if one.starts_at and one.starts_at.astimezone(SANTIAGO).date() == day]
    free = day.weekday() > 4 or is_holiday(day, signed.commune)
    return Cell(day, day.month == first.month, free, day == today, on)
