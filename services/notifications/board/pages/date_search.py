"""Buscar fecha: what the solver of events finds for several offices, why, and asking them which one suits."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import orjson
from fastapi import Request, Response

from services.notifications.board.acting import AwayError
from services.notifications.board.pages.choices import Choice, offices
from services.notifications.board.pages.doing import AWAY, Deed, RefusedError
from services.notifications.board.pages.frame import shown
from services.notifications.board.pages.making import CHOICES, faults_at
from services.notifications.board.pages.profile_form import number
from services.notifications.board.pages.signed import PageRouter, Signed, SignedIn, require_view
from services.notifications.board.pages.written import Written
from shared.calendar import SANTIAGO

router = PageRouter()
LENGTHS = [Choice(str(m), t) for m, t in ((60, "1 hora"), (120, "2 horas"), (180, "3 horas"), (240, "4 horas"))]
LENGTHS += [Choice("360", "6 horas"), Choice("480", "8 horas")]
PARTS = [Choice("morning", "En la mañana"), Choice("afternoon", "En la tarde")]
SAID_OF_OPTION = ("starts_at", "ends_at", "commune", "place", "venue_id", "reasons")
"""What an option of a proposal says, of all that the search says of a date."""


@router.get("/agenda/fechas")
async def search(request: Request, signed: SignedIn) -> Response:
    """The search stands in the address, so that it can be sent to a colleague."""
    require_view("dates_search")
    asked = request.query_params
    form = Written({name: asked.getlist(name) for name in asked})
    return await _shown(signed, form)


@router.post("/agenda/fechas")
async def propose(request: Request, signed: SignedIn) -> Response:
    """Ask the offices that were searched for which of the dates suit them."""
    deed = await Deed.of(request, signed)
    invited = [cut for cut in _coming(deed.form) if cut != signed.commune]
    body = {"kind": deed.one("kind"), "title": deed.one("title"), "invited": invited, "options": _chosen(deed.form)}
    try:
        answer = await deed.ask("events", "/v1/dates", body)
    except RefusedError as no:
        return await _shown(signed, deed.form, no.faults)
    proposal_id = answer.data["proposal_id"]
    await deed.caught_up("date", proposal_id, 0)
    return await deed.done(f"/agenda/{proposal_id}", "proposed")


async def _shown(signed: Signed, form: Written, faults: Sequence[Any] = ()) -> Response:
    every = await offices(signed)
    found: Mapping[str, Any] | None = None
    if form.one("since"):
        found, more = await _found(signed, form)
        faults = (*faults, *more)
    else:
        form = _at_first(signed, every)
    options = [(orjson.dumps({k: d[k] for k in SAID_OF_OPTION}).decode(), d) for d in (found or {}).get("dates", ())]
    return shown(
        signed,
        "date_search.html",
        "agenda",
        faults=faults,
        f=form,
        at=faults_at(faults),
        found=found,
        options=options,
        choices={**CHOICES, "minutes": LENGTHS, "part": PARTS, "must": every, "should": every},
    )


async def _found(signed: Signed, form: Written) -> tuple[Mapping[str, Any] | None, Sequence[Any]]:
    """What the search answers, or why it does not."""
    body: dict[str, Any] = {**form.texts("kind", "since", "until", "part"), "minutes": number(form.one("minutes"))}
    body |= {name: list(form.every(name)) for name in ("must", "should")}
    body |= {"saturday": True} if form.one("saturday") else {}
    try:
        answer = await signed.desk.services.post(signed.officer, "events", "/v1/dates/search", body)
    except AwayError:
        return None, [AWAY]
    return answer.data if answer.ok else None, answer.faults


def _at_first(signed: Signed, every: Sequence[Choice]) -> Written:
    """The form as it is opened: everybody, for two hours, within a month."""
    today = signed.now.astimezone(SANTIAGO).date()
    days = {"since": today + timedelta(days=1), "until": today + timedelta(days=31)}
    values = {name: [day.isoformat()] for name, day in days.items()}
    return Written({**values, "minutes": ["120"], "must": [one.value for one in every]})


def _coming(form: Written) -> Sequence[str]:
    return list(dict.fromkeys((*form.every("must"), *form.every("should"))))


def _chosen(form: Written) -> Sequence[Any]:
    """The dates that were marked, as the door takes them; what is none of ours is not there."""
    found = []
    for written in form.every("option"):
        try:
            one = orjson.loads(written)
        except orjson.JSONDecodeError:
            continue
        found.append({name: one.get(name) for name in SAID_OF_OPTION} if isinstance(one, dict) else {})
    return found
