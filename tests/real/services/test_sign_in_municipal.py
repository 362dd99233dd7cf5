"""Signing in with a municipality's own provider, over TCP: who it proves, and every way in which it may lie."""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, expect

from services.notifications.board.officers.municipal import Trip
from services.notifications.board.officers.providers import providers_of
from services.notifications.board.pages.municipal import COOKIE
from shared.clock import wall
from tests.axe import axe
from tests.real.board import BoardSite, site
from tests.real.house import NIQUEN, SAN_CARLOS
from tests.real.provider import CLIENT, SECRET, Provider, new_key, provider

__all__ = ["site"]
MESA = "https://mesa.example"
START = f"/ingreso/municipal/{SAN_CARLOS}"
HERS = f"of-1@{SAN_CARLOS}.cl"
LABEL = "Municipalidad de San Carlos"
NOT_PROVEN, NO_ACCOUNT = "No pudimos comprobar con", "Su correo no tiene cuenta en esta oficina"


def entry(issuer: str, commune: str = SAN_CARLOS, **more: str) -> str:
    values = {"commune": commune, "label": LABEL, "issuer": issuer, "client_id": CLIENT, "client_secret": SECRET}
    return "[[municipality]]\n" + "".join(f'{name} = "{value}"\n' for name, value in {**values, **more}.items())


@pytest.fixture
async def omil() -> AsyncIterator[Provider]:
    async with provider() as one:
        one.email = HERS
        yield one


@pytest.fixture
def page_settings(omil: Provider, tmp_path: Path) -> dict[str, Any]:
    file = tmp_path / "oidc.toml"
    file.write_text(entry(omil.issuer) + entry(omil.issuer, NIQUEN, label="Municipalidad de Ñiquén"), encoding="utf-8")
    return {"oidc": file, "page_url": MESA}


async def gone(client: httpx.AsyncClient, a: str = "/vacantes") -> str:
    """Where the provider sends somebody back to, at this page."""
    led = await client.get(START, params={"a": a})
    assert led.status_code == 303, led.text
    async with httpx.AsyncClient() as outside:
        returned = (await outside.get(led.headers["location"])).headers["location"]
    assert returned.startswith(f"{MESA}{START}/vuelta?")
    return str(returned.removeprefix(MESA))


async def refused(client: httpx.AsyncClient, path: str, said: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, said in answer.text) == (403, True), answer.text
    assert (await client.get("/")).status_code == 303, "nobody is signed in"


async def test_who_the_provider_proves_is_signed_in_and_goes_where_they_wanted(site: BoardSite) -> None:
    await site.officer(SAN_CARLOS, "Marcela Fuentes")
    async with site.client() as client:
        assert f'href="{START}?a=/vacantes"' in (await client.get("/ingreso", params={"a": "/vacantes"})).text
        way = await gone(client)
        entered = await client.get(way)
        assert (entered.status_code, entered.headers["location"]) == (303, "/vacantes")
        assert "Marcela Fuentes" in (await client.get("/")).text
        assert COOKIE not in client.cookies
    async with site.client() as another:
        await refused(another, way, NOT_PROVEN)


async def test_keys_may_change_between_two_sign_ins(site: BoardSite, omil: Provider) -> None:
    await site.officer(SAN_CARLOS)
    for _ in range(2):
        async with site.client() as client:
            assert (await client.get(await gone(client))).status_code == 303
        omil.rotate()


now = int(time.time())


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another"},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"iss": "https://otro.example"},
        {"exp": now - 3600},
        {"exp": None},
        {"iat": now + 3600},
        {"sub": None},
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
        {"email": None},
    ],
    ids=str,
)
async def test_a_token_that_lies_signs_nobody_in(site: BoardSite, omil: Provider, lies: dict[str, Any]) -> None:
    await site.officer(SAN_CARLOS)
    omil.lies = lies
    async with site.client() as client:
        await refused(client, await gone(client), NOT_PROVEN)


async def test_a_token_that_is_not_signed_as_it_must_be_signs_nobody_in(site: BoardSite, omil: Provider) -> None:
    await site.officer(SAN_CARLOS)
    async with site.client() as client:
        for alg in ("none", "HS256", "RS384"):
            omil.alg = alg
            await refused(client, await gone(client), NOT_PROVEN)
        omil.alg, omil.signs_with = "RS256", new_key()
        await refused(client, await gone(client), NOT_PROVEN)
        omil.signs_with = None
        assert (await client.get(await gone(client))).status_code == 303


async def test_who_has_no_account_in_that_office_gets_none(site: BoardSite, omil: Provider) -> None:
    await site.officer(SAN_CARLOS)
    await site.officer(NIQUEN)
    async with site.client() as client:
        for email in (f"of-1@{NIQUEN}.cl", "nadie@sancarlos.cl"):
            omil.email = email
            await refused(client, await gone(client), NO_ACCOUNT)
        omil.email = HERS
        async with site.house.as_service("notifications") as db:
            await db.execute("UPDATE officer SET disabled_at = now() WHERE commune = $1", SAN_CARLOS)
            assert await db.fetchval("SELECT count(*) FROM officer") == 2
        await refused(client, await gone(client), NO_ACCOUNT)


async def test_a_way_back_is_of_the_browser_that_left_and_of_its_commune(site: BoardSite) -> None:
    await site.officer(SAN_CARLOS)
    async with site.client() as client, site.client() as victim:
        way = await gone(client)
        await refused(victim, way, NOT_PROVEN)
        await gone(victim)
        await refused(victim, way, NOT_PROVEN)
        await gone(client)
        await refused(client, (await gone(client)).replace("state=", "state=x"), NOT_PROVEN)
        await refused(client, (await gone(client)).replace(SAN_CARLOS, NIQUEN), NOT_PROVEN)
        await refused(client, f"{await gone(client)}&iss=https://otro.example", NOT_PROVEN)
        await gone(client)
        await refused(client, f"{START}/vuelta?error=access_denied", NOT_PROVEN)
        assert (await client.get("/ingreso/municipal/99999")).status_code == 404


@pytest.mark.parametrize("wanted", ["https://otra.cl/", "//otra.cl", "/" + "x" * 5000])
async def test_nobody_is_led_elsewhere(site: BoardSite, wanted: str) -> None:
    await site.officer(SAN_CARLOS)
    async with site.client() as client:
        assert (await client.get(await gone(client, wanted))).headers["location"] == "/"


async def test_a_provider_that_is_away_or_leads_elsewhere_gives_a_page(site: BoardSite, omil: Provider) -> None:
    async with site.client() as client, provider() as other:
        for change in ({"answers": 500}, {"moves_to": f"{other.issuer}/.well-known/openid-configuration"}):
            omil.answers, omil.moves_to = 200, ""
            vars(omil).update(change)
            answer = await client.get(START)
            assert (answer.status_code, f"{LABEL} no contesta" in answer.text) == (503, True)
        assert "Contraseña" in (await client.get("/ingreso")).text


async def test_the_cookie_of_a_trip_is_ours_and_over_in_ten_minutes() -> None:
    secret, at = b"s" * 32, wall()
    trip = Trip.begun(SAN_CARLOS, "/")
    kept = trip.kept(secret, at)
    assert Trip.of(kept, secret, at) == trip
    assert Trip.of(kept, b"t" * 32, at) is None
    assert Trip.of(kept, secret, at.replace(year=at.year + 1)) is None
    assert Trip.of("", secret, at) is None


@pytest.mark.parametrize(
    "text",
    [
        entry("http://otro.example"),
        entry("https://a.example", commune="x"),
        entry("https://a.example") * 2,
        entry("https://a.example", more="x"),
        "nada",
        "",
    ],
)
def test_a_file_that_is_not_right_is_refused_at_start_and_says_no_secret(tmp_path: Path, text: str) -> None:
    file = tmp_path / "oidc.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="MESA_OIDC") as no:
        providers_of(file)
    assert SECRET not in str(no.value)


@pytest.mark.parametrize("light", ["light", "dark"])
async def test_the_pages_hold_to_wcag_at_360(site: BoardSite, browser: Browser, omil: Provider, light: str) -> None:
    more: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "color_scheme": light}
    page = await (await browser.new_context(**more)).new_page()
    omil.answers = 500
    await page.goto(site.url + "/ingreso")
    assert await axe(page) == []
    await page.get_by_role("link", name=f"Ingresar con {LABEL}").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(f"{LABEL} no contesta en este momento")
    assert await axe(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
