"""What an officer makes on the page: activities, dates that the solver finds, agreements, cards."""

from datetime import timedelta
from typing import Any

import httpx
from playwright.async_api import Browser, Page, expect

from tests.axe import axe
from tests.real.board import BoardSite, site, token_in
from tests.real.house import NIQUEN, SAN_CARLOS, SAN_FABIAN, until

__all__ = ["site"]
MEETING: dict[str, Any] = {
    "kind": "meeting",
    "title": "Reunión de febrero",
    "starts_at": "2026-02-03T10:00",
    "ends_at": "2026-02-03T12:00",
    "place": "Biblioteca",
    "invited": [NIQUEN],
}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}


async def sent(officer: httpx.AsyncClient, page: str, *, to: str = "", **fields: Any) -> httpx.Response:
    """A form that is sent from a page as the browser of an officer does without JavaScript."""
    opened = await officer.get(page)
    assert opened.status_code == 200, opened.text
    return await officer.post(to or page, data={"form_token": token_in(opened.text), **fields})


async def scheduled(officer: httpx.AsyncClient) -> str:
    """A meeting. Returns the address of its page."""
    done = await sent(officer, "/agenda/nueva", **MEETING)
    assert done.status_code == 303, done.text
    return done.headers["location"].partition("?")[0]


async def test_nobody_makes_anything_without_a_session(site: BoardSite) -> None:
    async with site.client() as nobody:
        for address in ("/agenda/nueva", "/agenda/fechas", "/ayuda/fichas/nueva", "/ayuda/card-1/version"):
            answer = await nobody.get(address)
            assert (answer.status_code, answer.headers["location"][:8]) == (303, "/ingreso"), address
            assert (await nobody.post(address, data=MEETING)).status_code == 303
    assert await site.house.count("SELECT count(*) FROM events.activity") == 0


async def test_a_meeting_is_made_moved_and_called_off_without_javascript(site: BoardSite) -> None:
    async with site.client(await site.officer(SAN_CARLOS)) as mine:
        wrong = await sent(mine, "/agenda/nueva", **{**MEETING, "starts_at": "2025-02-03T10:00"})
        assert wrong.status_code == 422
        assert '<p id="starts_at-h" class="fault">Tiene que empezar en el futuro' in wrong.text
        assert 'value="Reunión de febrero"' in wrong.text, "what was written stays"
        address = await scheduled(mine)
        page = (await mine.get(address)).text
        assert "martes 3 de febrero, 10:00 a 12:00 · Biblioteca" in page
        to = {"starts_at": "2026-02-04T15:00", "ends_at": "2026-02-04T17:00", "place": "Salón"}
        unsaid = await sent(mine, address, do="move", **to)
        assert unsaid.status_code == 422
        assert 'value="2026-02-04T15:00"' in unsaid.text
        moved = await sent(mine, address, do="move", why="La biblioteca se pinta", **to)
        assert "quedó cambiada" in (page := (await mine.get(moved.headers["location"])).text)
        assert "miércoles 4 de febrero, 15:00 a 17:00 · Salón" in page
        async with site.client(await site.officer(NIQUEN)) as theirs:
            assert "Cancelarla" not in (await theirs.get(address)).text
            refused = await sent(theirs, address, do="cancel", cancel_why="No")
            assert refused.status_code == 422
            assert "La organiza la comuna 16301" in refused.text
        off = await sent(mine, address, do="cancel", cancel_why="Hay alerta roja")
        assert "Se canceló: Hay alerta roja." in (await mine.get(off.headers["location"])).text
    assert await site.house.count("SELECT count(*) FROM events.activity WHERE state = 'cancelled'") == 1


async def test_what_came_of_a_meeting_is_said_once_it_has_begun(site: BoardSite) -> None:
    at = site.desk.now() + timedelta(seconds=2)
    times = {"starts_at": at.isoformat(), "ends_at": (at + timedelta(hours=1)).isoformat()}
    body = {"commune": SAN_CARLOS, "title": "Reunión", "place": "Salón", "invited": [NIQUEN, SAN_FABIAN], **times}
    made = await site.doors["events"].post("/meetings", json=body)
    assert made.status_code == 201, made.text
    address = f"/agenda/{made.json()['meeting_id']}"
    async with site.client(await site.officer(SAN_CARLOS)) as mine:

        async def begun() -> bool:
            return "Decir qué resultó" in (await mine.get(address)).text

        await until(begun, "that the meeting has begun")
        wrong = await sent(mine, address, do="conclude", employers="muchas", summary="Se vio la temporada.")
        assert wrong.status_code == 422
        assert "Se vio la temporada." in wrong.text
        attended = [SAN_CARLOS, NIQUEN]
        told = await sent(
            mine, address, do="conclude", attended=attended, employers="3", summary="Se vio la temporada."
        )
        page = (await mine.get(told.headers["location"])).text
        assert "Vinieron San Carlos, Ñiquén." in page
        assert "3 empresas." in page


async def test_an_agreement_is_written_and_marked_as_kept(site: BoardSite, browser: Browser) -> None:
    async with site.client(await site.officer(SAN_CARLOS)) as mine:
        address = await scheduled(mine)
        unknown = await sent(mine, address, do="agreements", what="Compartir la lista", owner=NIQUEN)
        assert unknown.status_code == 422
        assert 'value="Compartir la lista"' in unknown.text
        fields = {"what": "Compartir la lista", "owner": NIQUEN, "due_on": "2026-02-10"}
        assert (await sent(mine, address, do="agreements", **fields)).status_code == 303
    page = await site.page(browser, NIQUEN, address, color_scheme="dark", **PHONE)
    await expect(page.locator("main")).to_contain_text("Ñiquén: Compartir la lista hasta el martes 10 de febrero")
    await page.get_by_text("Anotar un acuerdo").click()
    assert await axe(page) == []
    await page.get_by_role("button", name="Se cumplió").click()
    await expect(page.locator("main")).to_contain_text("cumplido")
    assert address in page.url


async def test_a_date_is_searched_and_proposed_to_the_others(site: BoardSite, browser: Browser) -> None:
    page = await site.page(browser, SAN_CARLOS, "/agenda")
    await page.get_by_role("link", name="Buscar fecha").click()
    await page.get_by_role("button", name="Buscar", exact=True).last.click()
    await expect(page.get_by_role("heading", level=2).first).to_contain_text("fechas sirven")
    assert await axe(page) == []
    await _holds_on_a_phone(site, browser, page.url)
    await page.get_by_role("checkbox", checked=True).first.focus()
    await page.fill("#title", "Reunión de temporada")
    await page.get_by_role("button", name="Proponer las marcadas").click()
    await expect(page.locator("#done")).to_contain_text("se les pregunta a las oficinas")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Reunión de temporada")
    assert await page.locator("table tbody tr").count() == 3
    (asked,) = await site.house.db.fetch("SELECT commune, invited FROM events.date_proposal")
    assert (asked["commune"], sorted(asked["invited"])) == (SAN_CARLOS, sorted([NIQUEN, SAN_FABIAN]))


async def test_where_no_date_fits_what_would_have_to_give_is_said(site: BoardSite) -> None:
    saturday = {"since": "2026-01-24", "until": "2026-01-25", "minutes": "120", "kind": "meeting", "must": SAN_CARLOS}
    async with site.client(await site.officer(SAN_CARLOS)) as mine:
        none = await mine.get("/agenda/fechas", params=saturday)
        assert "Ninguna fecha sirve así" in none.text
        assert "Habría fecha si:" in none.text
        wrong = await mine.get("/agenda/fechas", params={**saturday, "until": "2027-01-25"})
        assert wrong.status_code == 422
        assert "a lo más medio año después" in wrong.text


async def test_an_answer_becomes_a_card_and_the_card_a_new_version(site: BoardSite, browser: Browser) -> None:
    async with site.client(await site.officer(SAN_CARLOS)) as mine, site.client(await site.officer(NIQUEN)) as theirs:
        asked = await sent(mine, "/ayuda", code="renditions", question="¿Cómo se rinde la movilización?")
        address = asked.headers["location"].partition("?")[0]
        assert (await sent(theirs, address, do="answer", answer="Con el formulario 7.")).status_code == 303
        refused = await sent(mine, "/ayuda/fichas/nueva", code="bne", text="De 12.667.869-K.", review_on="2027-01-14")
        assert refused.status_code == 422
        assert "De 12.667.869-K." in refused.text, "what was written stays"
    page = await site.page(browser, SAN_CARLOS, address)
    await page.get_by_role("link", name="Hacer una ficha con esta respuesta").click()
    assert await page.input_value("#text") == "Con el formulario 7."
    await _holds_on_a_phone(site, browser, page.url)
    await page.fill("#words", "pasajes, boletas")
    await page.get_by_role("button", name="Publicar la ficha").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("¿Cómo se rinde la movilización?")
    first = page.url
    await page.get_by_role("link", name="Escribir una versión nueva").click()
    stale = page.url
    await page.fill("#text", "Con el formulario 8.")
    await page.get_by_role("button", name="Publicar la versión").click()
    await expect(page.locator("main")).to_contain_text("versión 2")
    await expect(page.locator("main")).to_contain_text("Con el formulario 8.")
    async with site.client(await site.officer(NIQUEN)) as late:
        fields = {"code": "bne", "title": "Otra", "text": "Tarde.", "review_on": "2027-01-14", "replaces": "1"}
        older = await sent(late, stale.removeprefix(site.url), **fields)
        assert older.status_code == 422
        assert "va en la versión 2" in older.text
    assert first.partition("?")[0] in page.url


async def test_the_form_of_an_activity_holds_to_wcag_on_a_phone(site: BoardSite, browser: Browser) -> None:
    await _holds_on_a_phone(site, browser, f"{site.url}/agenda/nueva")
    async with site.client(await site.officer(SAN_CARLOS)) as mine:
        address = await scheduled(mine)
    page = await site.page(browser, SAN_CARLOS, address, color_scheme="dark", **PHONE)
    for words in ("Cambiar la hora o el lugar", "Cancelar"):
        await page.get_by_text(words, exact=True).click()
    assert await axe(page) == []
    assert await _is_too_wide(page) is False


async def _holds_on_a_phone(site: BoardSite, browser: Browser, address: str) -> None:
    """WCAG at 360 px in light and dark, and nothing to scroll sideways."""
    for scheme in ("light", "dark"):
        page = await site.page(browser, SAN_CARLOS, address.removeprefix(site.url), color_scheme=scheme, **PHONE)
        assert await axe(page) == []
        assert await _is_too_wide(page) is False
        await page.context.close()


async def _is_too_wide(page: Page) -> bool:
    wide: bool = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return wide
