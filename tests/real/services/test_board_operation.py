"""Operación on the page: what each service says of itself, in numbers alone, also while one is away."""

from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, expect

from tests.axe import axe
from tests.real.board import BoardSite, site
from tests.real.house import SAN_CARLOS

__all__ = ["site"]
SECRET = "Rosa de la calle larga"
"""What somebody wrote into a message that was put aside."""


async def put_aside(site: BoardSite, service: str, many: int) -> None:
    async with site.house.as_service(service) as db:
        for _ in range(many):
            await db.execute(
                "INSERT INTO dead_letter (code, detail, traceback, topic, type, subject, value)"
                " VALUES ('undecodable', $1, $1, 'intake.16301', $1, $1, convert_to($1, 'UTF8'))",
                SECRET,
            )


async def test_while_nothing_waits_it_says_so_and_holds_to_wcag(site: BoardSite, browser: Browser) -> None:
    page = await site.page(browser, SAN_CARLOS, "/operacion")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Nada espera a nadie")
    await expect(page.get_by_text("Al día", exact=True)).to_have_count(4)
    await expect(page.locator("main")).not_to_contain_text("mesa ")


@pytest.mark.parametrize("light", ["light", "dark"])
async def test_what_is_put_aside_is_counted_with_its_command_and_nothing_of_it_is_shown(
    site: BoardSite, browser: Browser, light: str
) -> None:
    await put_aside(site, "matching", 2)
    more: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "color_scheme": light}
    page = await site.page(browser, SAN_CARLOS, "/operacion", **more)
    await expect(page.get_by_role("heading", level=1)).to_have_text("2 hechos esperan que alguien los mire")
    await expect(page.locator("main")).to_contain_text("mesa dead-letters list --service matching")
    await expect(page.locator("main")).to_contain_text("undecodable")
    assert SECRET not in await page.content()
    assert SECRET not in (await site.doors["matching"].get("http://matching/health/ready")).text
    assert await axe(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") == 360


async def test_a_service_that_is_away_is_named_and_the_others_are_told(site: BoardSite) -> None:
    def refuses(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no line", request=request)

    def speaks_otherwise(request: httpx.Request) -> httpx.Response:
        return httpx.Response(502, text="<html>Bad Gateway</html>")

    clients = dict(site.desk.services.clients)
    for name, answers in (("matching", refuses), ("events", speaks_otherwise)):
        clients[name] = httpx.AsyncClient(transport=httpx.MockTransport(answers), base_url=f"http://{name}")
    object.__setattr__(site.desk.services, "clients", clients)
    async with site.client(await site.officer(SAN_CARLOS)) as browser:
        answer = await browser.get("/operacion")
    assert answer.status_code == 200
    assert "<h1>matching y events no contestan</h1>" in answer.text
    assert answer.text.count("No contesta") == 2
    assert answer.text.count("Al día") == 2
    assert "<code>mesa status</code>" in answer.text


async def test_nobody_who_is_not_signed_in_sees_it(site: BoardSite) -> None:
    async with site.client() as nobody:
        answer = await nobody.get("/operacion")
    assert (answer.status_code, answer.headers["location"]) == (303, "/ingreso?a=/operacion")
