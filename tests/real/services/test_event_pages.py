"""The pages of a fair at the real door: on paper for who has a key, and for everybody what everybody may see."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from limits import RateLimitItemPerMinute

from services.events.api import ROUTERS, pages, posters
from services.events.app import SERVICE as EVENTS
from services.events.pages.drawn import CHECK_IN_POLICY, PUBLIC_POLICY
from shared.access.actors import Role
from shared.press import Press
from tests.real.doors import Door, open_door
from tests.real.house import NIQUEN, SAN_CARLOS, House
from tests.real.punilla import CLOCK, THREE, house

__all__ = ["house"]

TEN = {"starts_at": "2026-03-20T10:00:00-03:00", "ends_at": "2026-03-20T13:00:00-03:00"}
LATER = {"starts_at": "2026-03-27T10:00:00-03:00", "ends_at": "2026-03-27T13:00:00-03:00"}
FAIR = {"commune": NIQUEN, "title": "Feria </script><b>", "place": "Gimnasio", "co_hosts": [SAN_CARLOS], **TEN}


@pytest.fixture
async def door(house: House) -> AsyncIterator[Door]:
    async with open_door(house, EVENTS, ROUTERS, "", clock=CLOCK, public_url="https://mesa.example/") as door:
        await house.until_count(3, THREE)
        yield door


async def _fair(door: Door, **more: Any) -> str:
    made = await door.post("/v1/fairs", json={**FAIR, **more})
    assert made.status_code == 201, made.text
    return str(made.json()["fair_id"])


@pytest.mark.usefixtures("typesetters")
async def test_a_fair_is_printed_by_who_has_a_right_to_it(door: Door) -> None:
    fair = await _fair(door)
    at = f"/v1/activities/{fair}"
    poster, sheet = await door.get(f"{at}/poster"), await door.get(f"{at}/check-in-sheet", params={"tickets": 2})
    assert poster.headers["Content-Type"] == "text/html; charset=utf-8"
    assert f"https://mesa.example/f/{fair}" in poster.text
    assert "style-src 'sha256-" in poster.headers["Content-Security-Policy"]
    assert "T-0002" in sheet.text
    assert "T-0003" not in sheet.text
    for name in ("poster", "check-in-sheet"):
        pdf = await door.get(f"{at}/{name}.pdf")
        assert (pdf.status_code, pdf.headers["Content-Type"], pdf.content[:5]) == (200, "application/pdf", b"%PDF-")
    integrator = door.as_(NIQUEN, Role.INTEGRATOR)
    assert (await door.get(f"{at}/poster", auth=integrator)).status_code == 200
    assert (await door.get(f"{at}/check-in-sheet", auth=integrator)).status_code == 403
    assert (await door.get(f"{at}/poster", auth=None)).status_code == 401
    assert (await door.get(f"{at}/check-in-sheet", params={"tickets": 201})).status_code == 422
    visit = {"commune": NIQUEN, "title": "Visita", "place": "Packing", **TEN}
    visited = (await door.post("/v1/visits", json=visit)).json()["visit_id"]
    assert (await door.get(f"/v1/activities/{visited}/poster")).status_code == 404


async def test_a_poster_says_what_has_become_of_the_fair(door: Door) -> None:
    fair = await _fair(door)
    at = f"/v1/activities/{fair}"
    await door.post(f"{at}/move", json={"commune": NIQUEN, **LATER, "why": "El gimnasio está ocupado"})
    moved = (await door.get(f"{at}/poster")).text
    assert "Viernes 27 de marzo de 2026" in moved
    assert "ya no es el viernes 20 de marzo a las 10:00" in moved
    await door.post(f"{at}/cancel", json={"commune": NIQUEN, "why": "Lluvia"})
    assert "Cancelada" in (await door.get(f"{at}/poster")).text


async def test_without_what_sets_type_one_is_told_to_print_the_page(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> Any:
        raise OSError("cannot load library 'libpango-1.0-0'")

    fair = await _fair(door)
    monkeypatch.setattr(posters, "PRESS", Press(missing))
    told = await door.get(f"/v1/activities/{fair}/poster.pdf")
    assert told.status_code == 503
    (fault,) = told.json()["errors"]
    assert fault["code"] == "no_pdf"
    assert "imprim" in fault["text"].lower()


async def test_everybody_reads_the_page_of_a_fair_and_nobody_that_of_a_meeting_or_visit(door: Door) -> None:
    fair = await _fair(door)
    door.auth = httpx.Auth()
    page = await door.get(f"/f/{fair}", params={"fbclid": "x"})
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert page.headers["Content-Security-Policy"] == PUBLIC_POLICY
    assert "Set-Cookie" not in page.headers
    assert f'<link rel="canonical" href="https://mesa.example/f/{fair}">' in page.text
    again = await door.get(f"/f/{fair}", headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304
    calendar = await door.get(f"/f/{fair}.ics")
    assert calendar.headers["Content-Type"].startswith("text/calendar")
    assert f"UID:{fair}@mesa" in calendar.text.replace("\r\n ", "")
    assert f"URL:https://mesa.example/f/{fair}" in calendar.text.replace("\r\n ", "")
    for name, kind in (("pages.css", "text/css"), ("door.js", "text/javascript"), ("worker.js", "text/javascript")):
        part = await door.get(f"/f/{fair}/{name}")
        assert (part.status_code, part.headers["Content-Type"]) == (200, f"{kind}; charset=utf-8")
        assert part.headers["X-Content-Type-Options"] == "nosniff"
    assert (await door.get(f"/f/{fair}/door")).headers["Content-Security-Policy"] == CHECK_IN_POLICY


async def test_what_is_not_public_is_answered_as_what_does_not_exist(door: Door) -> None:
    made = []
    for kind in ("visit", "meeting"):
        asked = {"commune": NIQUEN, "title": "Reservado", "place": "Packing", **TEN}
        answer = await door.post(f"/v1/{kind}s", json=asked)
        assert answer.status_code == 201, answer.text
        made.append(answer.json()[f"{kind}_id"])
    door.auth = httpx.Auth()
    for end in ("", ".ics", "/door"):
        told = []
        for activity in (*made, "never"):
            answer = await door.get(f"/f/{activity}{end}")
            assert answer.status_code == 404
            told.append(answer.text.replace(activity, "ID"))
        assert len(set(told)) == 1, end


async def test_a_page_is_read_so_often_a_minute_and_no_other_waits_for_it(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PER_MINUTE", RateLimitItemPerMinute(3))
    fair, other = await _fair(door), await _fair(door, **LATER)
    door.auth = httpx.Auth()
    answers = [await door.get(f"/f/{fair}{end}") for end in ("", ".ics", "/door", "")]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[3].headers["Retry-After"]) <= 60
    assert (await door.get(f"/f/{other}")).status_code == 200
