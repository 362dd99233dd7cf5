"""Signing in at the page: by password, by a link that is used once; what is refused; and how a session ends."""

import asyncio

import httpx
import pytest

from deploy.officers import OfficerTable
from services.notifications.board.officers.entry import NO_LINK, WRONG
from services.notifications.board.pages.signed import LOCAL_COOKIE
from tests.real.board import BoardSite, site, token_in
from tests.real.house import SAN_CARLOS

__all__ = ["site"]
PASSWORD = "una frase bien larga"


async def sign_in(client: httpx.AsyncClient, password: str, **more: str) -> httpx.Response:
    form = {"email": f"OF-1@{SAN_CARLOS}.cl", "password": password, **more}
    return await client.post("/ingreso", data=form)


async def test_an_officer_signs_in_looks_and_signs_out(site: BoardSite) -> None:
    await site.officer(SAN_CARLOS, "Marcela Fuentes", PASSWORD)
    async with site.client() as client:
        led = await client.get("/vacantes")
        assert (led.status_code, led.headers["location"]) == (303, "/ingreso?a=/vacantes")
        assert "Contraseña" in (await client.get("/ingreso", params={"a": "/vacantes"})).text
        entered = await sign_in(client, PASSWORD, to="/vacantes")
        assert (entered.status_code, entered.headers["location"]) == (303, "/vacantes")
        cookie = entered.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        page = await client.get("/")
        assert "Marcela Fuentes" in page.text
        assert page.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in page.headers["content-security-policy"]
        token = token_in(page.text)
        assert (await client.post("/salir", data={"form_token": token})).status_code == 303
        client.cookies.set(LOCAL_COOKIE, entered.cookies[LOCAL_COOKIE])
        assert (await client.get("/")).status_code == 303, "a session that ended opens nothing"


@pytest.mark.parametrize("to", ["https://otra.cl/", "//otra.cl", "/\\otra.cl", "javascript:alert(1)"])
async def test_nobody_is_led_elsewhere(site: BoardSite, to: str) -> None:
    await site.officer(SAN_CARLOS, password=PASSWORD)
    async with site.client() as client:
        assert (await sign_in(client, PASSWORD, to=to)).headers["location"] == "/"


async def test_five_wrong_passwords_close_the_account_and_nobody_learns_whether_there_is_one(site: BoardSite) -> None:
    await site.officer(SAN_CARLOS, password=PASSWORD)
    async with site.client() as client:
        wrong = [await sign_in(client, "otra contraseña") for _ in range(5)]
        right = await sign_in(client, PASSWORD)
        nobody = await client.post("/ingreso", data={"email": "nadie@nadie.cl", "password": PASSWORD})
        assert {answer.status_code for answer in (*wrong, right, nobody)} == {403}
        assert all(WRONG in answer.text for answer in (*wrong, right, nobody))
        async with site.house.as_service("notifications") as db:
            await db.execute("UPDATE officer SET locked_until = now() - interval '1 second'")
        assert (await sign_in(client, PASSWORD)).status_code == 303


async def test_a_link_signs_in_once_and_looking_at_it_uses_nothing(site: BoardSite) -> None:
    table = OfficerTable(site.house.db)
    officer_id = await table.create(SAN_CARLOS, "Ana Rojas", "ana@sancarlos.cl")
    assert await table.create(SAN_CARLOS, "Otra", "ANA@sancarlos.cl") is None
    token = await table.link(SAN_CARLOS, officer_id or "")
    async with site.client() as client, site.client() as another:
        for _ in range(2):
            assert "Entrar" in (await client.get(f"/ingreso/{token}")).text
        both = await asyncio.gather(client.post(f"/ingreso/{token}"), another.post(f"/ingreso/{token}"))
        assert sorted(answer.status_code for answer in both) == [303, 403]
        assert NO_LINK in next(answer.text for answer in both if answer.status_code == 403)
        inside = client if both[0].status_code == 303 else another
        assert "Ana Rojas" in (await inside.get("/")).text
        assert await table.disable(SAN_CARLOS, officer_id or "")
        assert (await inside.get("/")).status_code == 303
        assert await table.link(SAN_CARLOS, officer_id or "") is None


async def test_who_sets_a_password_stays_and_every_other_session_of_theirs_ends(site: BoardSite) -> None:
    token = await site.officer(SAN_CARLOS)
    async with site.client(token) as client, site.client(token) as other:
        page = (await client.get("/contrasena")).text
        field = token_in(page)
        short = await client.post("/contrasena", data={"form_token": field, "password": "corta"})
        assert short.status_code == 422
        assert (await client.post("/contrasena", data={"form_token": field, "password": PASSWORD})).status_code == 303
        assert (await client.get("/")).status_code == 200
        assert (await other.get("/")).status_code == 303
    async with site.client() as again:
        assert (await sign_in(again, PASSWORD)).status_code == 303


async def test_a_form_of_another_site_is_refused(site: BoardSite) -> None:
    await site.officer(SAN_CARLOS, password=PASSWORD)
    async with site.client() as client:
        client.headers["Sec-Fetch-Site"] = "cross-site"
        assert (await sign_in(client, PASSWORD)).status_code == 403


@pytest.mark.parametrize(
    ("path", "status"), [("/no-existe", 404), ("/vacantes/no-existe", 404), ("/tablero/x/a.css", 404)]
)
async def test_what_does_not_exist_is_said_in_a_page(site: BoardSite, path: str, status: int) -> None:
    async with site.client(await site.officer(SAN_CARLOS)) as client:
        answer = await client.get(path)
        assert answer.status_code == 404
        assert "Esta página no existe" in answer.text


async def test_the_doors_of_programs_ask_for_a_key_as_before(site: BoardSite) -> None:
    async with site.client(await site.officer(SAN_CARLOS)) as client:
        assert (await client.get("/v1/notices")).status_code == 401
        assert (await client.get("/metrics")).status_code == 401
        assert (await client.get("/health/live")).status_code == 200
