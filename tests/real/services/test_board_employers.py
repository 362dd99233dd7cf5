"""Empresas on the page: contacts of all offices, a planned visit and what came of it, going together."""

from playwright.async_api import Browser, expect

from tests.axe import axe
from tests.real.board import BoardSite, site
from tests.real.house import NIQUEN, SAN_CARLOS

__all__ = ["site"]


async def test_an_office_notes_a_contact_plans_a_visit_and_goes_with_a_neighbour(
    site: BoardSite, browser: Browser
) -> None:
    mine = await site.page(browser, SAN_CARLOS, "/empresas")
    assert await axe(mine) == []
    await mine.fill("#employer", "Packing Santa Elisa")
    await mine.fill("#at", "2026-01-13T10:00")
    await mine.get_by_role("button", name="Anotar", exact=True).click()
    await expect(mine.get_by_role("heading", level=1)).to_have_text("Packing Santa Elisa")
    address = mine.url.partition("?")[0]
    await mine.goto(f"{site.url}/empresas")
    await mine.fill("#employer", "Packing Santa Elisa")
    await mine.fill("#at", "2026-01-22T10:00")
    await mine.get_by_role("button", name="Es una visita por hacer").click()
    await expect(mine.locator("main")).to_contain_text("visita por hacer")
    assert await axe(mine) == []
    await mine.get_by_label("Ñiquén").check()
    await mine.get_by_role("button", name="Proponer", exact=True).click()
    await expect(mine.locator("main")).to_contain_text("Ñiquén: sin respuesta")

    theirs = await site.page(browser, NIQUEN)
    await expect(theirs.locator("#waiting")).to_contain_text("San Carlos propone ir juntos a «Packing Santa Elisa»")
    await theirs.get_by_role("button", name="Nos sumamos", exact=True).click()
    await expect(theirs.locator("#done")).to_contain_text("su respuesta quedó anotada")
    await mine.goto(address)
    await expect(mine.locator("main")).to_contain_text("Ñiquén: se suma")
    await mine.locator('form[action*="/contactos/"] button').click()
    await expect(mine.locator("#done")).to_contain_text("anotada")
    await expect(mine.locator("main")).not_to_contain_text("visita por hacer")
