"""Personas de la oficina: an officer adds a colleague, closes an account, ends a session, each of their own office."""

import asyncio
import re
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, expect

from services.notifications.board.officers.entry import digest_of
from services.notifications.board.officers.store import OfficerBook
from services.notifications.board.pages.office import NO_ADDRESS, NO_NAME, ONESELF, TAKEN
from shared.clock import wall
from tests.axe import axe
from tests.real.board import BoardSite, site, token_in
from tests.real.house import NIQUEN, SAN_CARLOS

__all__ = ["site"]
ANA = {"name": "Ana Rojas", "email": "ana.rojas@sancarlos.cl"}


async def send(client: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    token = token_in((await client.get("/oficina")).text)
    return await client.post(path, data={"form_token": token, **fields})


async def test_a_colleague_is_added_and_signs_in_with_the_link_that_was_handed_over(site: BoardSite) -> None:
    async with site.client(await site.officer(SAN_CARLOS)) as client, site.client() as anas:
        assert 'href="/oficina"' in (await client.get("/")).text
        answer = await send(client, "/oficina", **ANA)
        (link,) = re.findall(rf"{site.url}(/ingreso/[\w-]+)", answer.text)
        assert link not in (await client.get("/oficina")).text, "shown once"
        assert "Ana Rojas" in (await client.get("/oficina")).text
        assert (await anas.post(link)).status_code == 303
        assert "Ana Rojas" in (await anas.get("/oficina")).text
        assert (await anas.post(link)).status_code == 403
        again = await send(client, "/oficina", name="Otra", email="ANA.ROJAS@sancarlos.cl")
        assert (again.status_code, TAKEN.text in again.text) == (422, True)


@pytest.mark.parametrize(
    ("name", "email", "why"),
    [("", "a@b.cl", NO_NAME.text), ("A" * 81, "a@b.cl", NO_NAME.text), ("Ana", "ana", NO_ADDRESS.text)],
)
async def test_what_is_missing_is_said_and_what_was_written_stays(
    site: BoardSite, name: str, email: str, why: str
) -> None:
    async with site.client(await site.officer(SAN_CARLOS)) as client:
        answer = await send(client, "/oficina", name=name, email=email)
    assert answer.status_code == 422
    assert why in answer.text
    assert f'value="{email}"' in answer.text


async def test_a_closed_account_lets_nobody_in_and_one_does_not_close_ones_own(site: BoardSite) -> None:
    mine, hers = await site.officer(SAN_CARLOS), await site.officer(SAN_CARLOS, "Rosa Pino")
    async with site.client(mine) as client, site.client(hers) as other:
        assert ONESELF.text in (await send(client, "/oficina/personas/of-1")).text
        assert (await other.get("/")).status_code == 200
        closed = await send(client, "/oficina/personas/of-2")
        assert (closed.status_code, closed.headers["location"]) == (303, "/oficina?hecho=disabled")
        assert (await other.get("/")).status_code == 303
        assert (await client.get("/")).status_code == 200
        assert (await send(client, "/oficina/personas/of-2")).status_code == 404


async def test_no_office_sees_or_changes_what_is_of_another(site: BoardSite) -> None:
    mine, theirs = await site.officer(SAN_CARLOS), await site.officer(NIQUEN, "Rosa Pino")
    await site.officer(NIQUEN, "Juan Soto")
    async with site.client(mine) as client, site.client(theirs) as other:
        assert "Rosa Pino" not in (await client.get("/oficina")).text
        assert (await send(client, "/oficina/personas/of-2")).status_code == 404
        assert (await send(client, f"/oficina/sesiones/{digest_of(theirs).hex()}")).status_code == 404
        assert (await send(client, "/oficina/sesiones/nada")).status_code == 404
        assert (await other.get("/")).status_code == 200
        assert "cerrada" not in (await other.get("/oficina")).text


async def test_each_session_of_ones_own_is_listed_and_ended(site: BoardSite) -> None:
    here = await site.officer(SAN_CARLOS, "Marcela Fuentes")
    book, now = site.desk.entry.book, wall()
    officer = await book.session(digest_of(here), now, now - now.replace(year=now.year - 1))
    assert officer
    elsewhere = await site.desk.entry.begun(officer, now)
    async with site.client(here) as client, site.client(elsewhere) as other:
        assert (await client.get("/oficina")).text.count("Cerrar esta sesión") == 2
        assert (await send(client, f"/oficina/sesiones/{digest_of(elsewhere).hex()}")).status_code == 303
        assert (await other.get("/")).status_code == 303
        assert (await client.get("/oficina")).text.count("Cerrar esta sesión") == 1
        out = await send(client, f"/oficina/sesiones/{digest_of(here).hex()}")
        assert out.headers["location"] == "/ingreso"
        client.cookies.set("mesa", here)
        assert (await client.get("/")).status_code == 303


async def test_whoever_is_not_signed_in_is_led_to_sign_in_and_a_form_needs_its_token(site: BoardSite) -> None:
    async with site.client() as client:
        assert (await client.get("/oficina")).headers["location"] == "/ingreso?a=/oficina"
    async with site.client(await site.officer(SAN_CARLOS)) as client:
        assert (await client.post("/oficina", data=ANA)).status_code == 403
        assert "Ana Rojas" not in (await client.get("/oficina")).text


async def test_colleagues_who_are_added_at_once_all_get_an_account(site: BoardSite) -> None:
    await site.officer(SAN_CARLOS)
    book: OfficerBook = site.desk.entry.book
    adding = (book.add(SAN_CARLOS, "Ana", f"ana{n}@sancarlos.cl", wall()) for n in range(4))
    added = await asyncio.gather(*adding)
    assert sorted(one.officer_id for one in added if one) == ["of-2", "of-3", "of-4", "of-5"]


@pytest.mark.parametrize("light", ["light", "dark"])
async def test_the_page_holds_to_wcag_at_360_and_names_the_colleagues(
    site: BoardSite, browser: Browser, light: str
) -> None:
    await site.officer(SAN_CARLOS, "Rosa Pino")
    more: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "color_scheme": light}
    page = await site.page(browser, SAN_CARLOS, "/oficina", **more)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Personas de la oficina")
    assert await axe(page) == []
    await page.get_by_label("Nombre").fill(ANA["name"])
    await page.get_by_label("Correo municipal").fill(ANA["email"])
    await page.get_by_role("button", name="Agregar").click()
    await expect(page.get_by_role("status").filter(has_text="Ana Rojas tiene cuenta")).to_be_visible()
    await page.get_by_text("Cerrar cuenta").first.click()
    assert await axe(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
