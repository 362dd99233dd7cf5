"""Agendar: an office schedules what it holds, moves it, calls it off, says what came of it and what was agreed."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request, Response

from services.notifications.board.pages.agenda import KINDS, opened
from services.notifications.board.pages.choices import Choice, offices
from services.notifications.board.pages.doing import Deed, RefusedError
from services.notifications.board.pages.frame import shown
from services.notifications.board.pages.profile_form import number
from services.notifications.board.pages.signed import PageRouter, Signed, SignedIn, require_view
from services.notifications.board.pages.written import Written, instant
from shared.contracts.agenda import ActivityKind
from shared.http.problems import not_found

router = PageRouter()
DOORS: Mapping[str, str] = {
    ActivityKind.MEETING: "/v1/meetings",
    ActivityKind.FAIR: "/v1/fairs",
    ActivityKind.ENCUENTRO: "/v1/encuentros",
    ActivityKind.VISIT: "/v1/visits",
}
"""Where each kind is scheduled, in the order in which they are offered."""

CHOICES = {"kind": [Choice(kind, KINDS[ActivityKind(kind)]) for kind in DOORS]}
ACTS = ("move", "cancel", "conclude", "agreements")
"""What is done on the page of an activity: the end of its address at the door of events."""


@router.get("/agenda/nueva")
async def form(signed: SignedIn) -> Response:
    require_view("activities_several")
    return await _form(signed, Written())


@router.post("/agenda/nueva")
async def schedule(request: Request, signed: SignedIn) -> Response:
    deed = await Deed.of(request, signed)
    kind = deed.one("kind") if deed.one("kind") in DOORS else ActivityKind.MEETING.value
    body = {**deed.form.texts("title", "place", "employer"), **_times(deed.form)}
    body |= {name: list(deed.form.every(name)) for name in ("co_hosts", "invited")}
    body |= {"expected": number(deed.one("expected"))} if deed.one("expected") else {}
    body |= {"monthly": True} if kind == ActivityKind.MEETING and deed.one("monthly") else {}
    try:
        answer = await deed.ask("events", DOORS[kind], body)
    except RefusedError as no:
        return await _form(signed, deed.form, no.faults)
    activity_id = answer.data[f"{kind}_id"]
    await deed.caught_up("activity", activity_id, 0)
    return await deed.done(f"/agenda/{activity_id}", "scheduled")


@router.post("/agenda/{activity_id}")
async def change(request: Request, signed: SignedIn, activity_id: str) -> Response:
    """Move it, call it off, conclude it, or note what was agreed there."""
    deed = await Deed.of(request, signed)
    act = deed.one("do")
    if act not in ACTS:
        raise not_found("eso en la agenda")
    path = f"/v1/activities/{activity_id}/{act}"
    try:
        if act == "agreements":
            answer = await deed.ask("events", path, _asked(act, deed.form))
            await deed.caught_up("agreement", answer.data["agreement_id"], 0)
        else:
            async with deed.followed("activity", activity_id):
                await deed.ask("events", path, _asked(act, deed.form))
    except RefusedError as no:
        at = faults_at(no.faults, {"why": "cancel_why"} if act == "cancel" else {})
        return await opened(signed, activity_id, deed.form, faults=no.faults, at=at, act=act)
    return await deed.done(f"/agenda/{activity_id}", act)


def faults_at(faults: Sequence[Any], renamed: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """What is wrong with each field of a form, by its name there. `renamed`: those that the form calls otherwise."""
    told = {getattr(fault, "field", "").partition(".")[0]: fault.text for fault in faults}
    return {(renamed or {}).get(name, name): text for name, text in told.items()}


def _times(written: Written) -> dict[str, Any]:
    return {name: instant(written.one(name)) for name in ("starts_at", "ends_at")}


def _asked(act: str, written: Written) -> dict[str, Any]:
    """The body of a request about an activity."""
    if act == "move":
        return {**_times(written), **written.texts("place", "why", "venue_id")}
    if act == "cancel":
        return {"why": written.one("cancel_why")}
    if act == "agreements":
        return dict(written.texts("what", "owner", "due_on"))
    body: dict[str, Any] = {"attended": list(written.every("attended")), **written.texts("summary")}
    return body | ({"employers": number(written.one("employers"))} if written.one("employers") else {})


async def _form(signed: Signed, written: Written, faults: Sequence[Any] = ()) -> Response:
    others = [one for one in await offices(signed) if one.value != signed.commune]
    return shown(
        signed,
        "making.html",
        "agenda",
        faults=faults,
        f=written,
        at=faults_at(faults),
        choices={**CHOICES, "co_hosts": others, "invited": others},
    )
