"""Mapa on the page: what crossed is drawn and stands in the table, in every light and on a telephone."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.axe import axe
from tests.real.board import BoardSite, site
from tests.real.house import NIQUEN, SAN_CARLOS, SAN_FABIAN

__all__ = ["site"]
NOW = datetime.fromisoformat("2026-01-14T10:00-03:00")
CROSSED = ((SAN_CARLOS, NIQUEN, 9), (NIQUEN, SAN_CARLOS, 13), (SAN_FABIAN, SAN_CARLOS, 5), (SAN_CARLOS, SAN_FABIAN, 3))


async def cross(site: BoardSite, giver: str, receiver: str, amount: float, at: datetime = NOW) -> None:
    """What the board counts of a seat that crosses, or of one that is undone."""
    await count(site, "given", giver, receiver, amount, at)


async def count(site: BoardSite, figure: str, commune: str, other: str, amount: float, at: datetime = NOW) -> None:
    async with site.house.as_service("notifications") as db:
        await db.execute(
            "INSERT INTO board_figure (kind, matter_id, figure, commune, other, at, amount, fact_id, about)"
            " VALUES ('vacancy', 'v1', $1, $2, $3, $4, $5, 'f1', '')",
            *(figure, commune, other, at, amount),
        )


async def test_what_crossed_is_the_heading_and_the_table_and_periods_are_links(
    site: BoardSite, browser: Browser
) -> None:
    for giver, receiver, seats in CROSSED:
        await cross(site, giver, receiver, seats)
    await cross(site, SAN_CARLOS, NIQUEN, -1)  # undone
    await cross(site, SAN_FABIAN, NIQUEN, 7, NOW - timedelta(days=100))
    for hours in (2.0, 3.0, 10.0):
        await count(site, "answered", NIQUEN, SAN_CARLOS, hours)
    page = await site.page(browser, SAN_CARLOS, "/mapa")
    await expect(page.get_by_role("heading", level=1)).to_have_text("36 cupos cruzaron de comuna desde octubre")
    row = page.locator("#crossings tr", has=page.get_by_role("rowheader", name="San Carlos"))
    assert await row.locator("td").all_inner_texts() == ["8", "–", "3", "11", "18", "sin datos", "sin datos"]
    row = page.locator("#crossings tr", has=page.get_by_role("rowheader", name="Ñiquén"))
    assert await row.locator("td").all_inner_texts() == ["–", "13", "·", "13", "15", "3", "8,6"]
    assert await page.locator("svg.map .way").count() == 5
    await page.get_by_role("navigation", name="Período").get_by_role("link", name="Enero").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("29 cupos cruzaron de comuna en enero")


async def test_before_anything_crossed_the_map_is_drawn_and_who_left_is_said(site: BoardSite, browser: Browser) -> None:
    page = await site.page(browser, NIQUEN, "/mapa?periodo=nadie")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Todavía no ha cruzado ningún cupo desde octubre")
    await expect(page.locator("svg.map .land")).to_have_count(3)
    await expect(page.locator("svg.map")).to_contain_text("sin cruces")
    await cross(site, "16305", NIQUEN, 2)  # not at the table any more
    await cross(site, "07101", NIQUEN, 1)
    await page.reload()
    await expect(page.locator("svg.map")).to_contain_text("dio 2, recibió 0; ya no está")
    await expect(page.get_by_text("Está en la tabla y no en el dibujo, que es de Ñuble: Talca.")).to_be_visible()


@pytest.mark.parametrize("light", ["light", "dark"])
async def test_the_page_holds_to_wcag_on_a_telephone(site: BoardSite, browser: Browser, light: str) -> None:
    await cross(site, SAN_CARLOS, NIQUEN, 9)
    more: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "color_scheme": light}
    page = await site.page(browser, SAN_CARLOS, "/mapa", **more)
    await expect(page.get_by_role("heading", level=1)).to_contain_text("9 cupos")
    assert await axe(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") == 360, "nothing but the map is moved sideways"


async def test_nobody_who_is_not_signed_in_sees_it(site: BoardSite) -> None:
    async with site.client() as nobody:
        answer = await nobody.get("/mapa")
    assert (answer.status_code, answer.headers["location"]) == (303, "/ingreso?a=/mapa")
