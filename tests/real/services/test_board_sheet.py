"""A sheet of people on the page: looked through, registered, and nothing of it kept."""

from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.axe import axe
from tests.real.board import BoardSite, site, token_in
from tests.real.house import SAN_CARLOS

__all__ = ["site"]
PHONE: dict[str, Any] = {"color_scheme": "dark", "viewport": {"width": 360, "height": 740}}
SHEET = "nombre;rut;oficio\nRosa Fuentealba;12.667.869-K;9211\nEva Parra;17317684-2;9211\n"


async def test_a_sheet_is_looked_through_and_registered_and_nothing_of_it_stays(
    site: BoardSite, browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    page = await site.page(browser, SAN_CARLOS, "/buscadores", **PHONE)
    await page.get_by_role("link", name="Desde una planilla").click()
    file: Any = {"name": "personas.csv", "mimeType": "text/csv", "buffer": SHEET.encode()}
    await page.set_input_files("#file", file)
    await page.get_by_role("button", name="Revisar").click()
    await expect(page.locator("#report")).to_contain_text("1 persona se inscribiría")
    await expect(page.locator("#report")).to_contain_text("Todavía no se inscribió a nadie")
    await expect(page.locator("#report tbody tr")).to_have_count(1)
    assert await axe(page) == []
    assert await site.house.count("SELECT count(*) FROM matching.seeker") == 0
    await page.set_input_files("#file", file)
    await page.get_by_role("button", name="Inscribir").click()
    await expect(page.locator("#report")).to_contain_text("1 persona inscrita")
    assert await site.house.count("SELECT count(*) FROM matching.seeker WHERE commune = $1", SAN_CARLOS) == 1
    assert "Fuentealba" not in await page.content()
    assert "Fuentealba" not in capsys.readouterr().out
    async with site.house.as_service("notifications") as db:
        assert "Fuentealba" not in str(await db.fetch("SELECT data FROM board_history"))


async def test_a_form_with_a_file_shows_the_token_of_its_session_and_is_bounded(site: BoardSite) -> None:
    async with site.client(await site.officer(SAN_CARLOS)) as mine:
        token = token_in((await mine.get("/buscadores/planilla")).text)
        small = {"file": ("p.csv", SHEET.encode(), "text/csv")}
        forged = await mine.post("/buscadores/planilla", data={"form_token": "0" * 48, "do": "register"}, files=small)
        assert forged.status_code == 403
        large = {"file": ("p.csv", b"x" * 700_001, "text/csv")}
        refused = await mine.post("/buscadores/planilla", data={"form_token": token, "do": "register"}, files=large)
        assert refused.status_code == 413
        none = await mine.post("/buscadores/planilla", data={"form_token": token, "do": "look"}, files={})
        assert (none.status_code, "Elija el archivo" in none.text) == (422, True)
    assert await site.house.count("SELECT count(*) FROM matching.seeker") == 0
