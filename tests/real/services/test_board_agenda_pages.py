"""Agenda and Ayuda on the page: dates voted in place, clashes and activities in sight, questions asked and answered."""

from playwright.async_api import Browser, expect

from tests.axe import axe
from tests.real.board import BoardSite, site, token_in
from tests.real.house import NIQUEN, SAN_CARLOS

__all__ = ["site"]


async def test_a_date_is_voted_and_stands_in_the_month_and_every_page_holds_to_wcag(
    site: BoardSite, browser: Browser
) -> None:
    events = site.doors["events"]
    slots = [
        ("2026-01-28T10:00:00-03:00", "2026-01-28T12:00:00-03:00"),
        ("2026-01-29T10:00:00-03:00", "2026-01-29T12:00:00-03:00"),
    ]
    options = [
        {
            "starts_at": a,
            "ends_at": b,
            "commune": SAN_CARLOS,
            "place": "Casa de la Cultura",
            "reasons": ["Nadie viaja más de media hora"],
        }
        for a, b in slots
    ]
    proposed = await events.post(
        "/dates",
        json={
            "commune": SAN_CARLOS,
            "kind": "meeting",
            "title": "Reunión de enero",
            "invited": [NIQUEN],
            "options": options,
        },
    )
    assert proposed.status_code == 201, proposed.text
    page = await site.page(browser, NIQUEN)
    await expect(page.locator("#waiting")).to_contain_text("Vote la fecha de «Reunión de enero»")
    await page.get_by_role("link", name="Votar").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Reunión de enero")
    assert await axe(page) == []
    await page.get_by_role("group", name="Fecha 2").get_by_label("No").check()
    await page.get_by_role("button", name="Votar").click()
    await expect(page.locator("#done")).to_contain_text("su respuesta quedó anotada")
    await page.goto(f"{site.url}/agenda")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Enero de 2026")
    assert await axe(page) == []
    await site.house.until_count(
        1, "SELECT count(*) FROM notifications.board_matter WHERE kind = 'activity' AND stage = 'scheduled'"
    )
    await page.reload()
    await page.locator(".month").get_by_role("link", name="Reunión de enero").click()
    await expect(page.get_by_text("miércoles 28 de enero, 10:00 a 12:00")).to_be_visible()
    assert await axe(page) == []


async def test_a_question_goes_to_a_neighbour_who_answers_and_it_helped(site: BoardSite, browser: Browser) -> None:
    mine = await site.page(browser, SAN_CARLOS, "/ayuda")
    assert await axe(mine) == []
    await mine.fill("#question", "¿Cómo se rinde la movilización?")
    await mine.get_by_role("button", name="Preguntar").click()
    await expect(mine.get_by_role("heading", level=1)).to_have_text("¿Cómo se rinde la movilización?")
    assert await axe(mine) == []
    help_id = mine.url.partition("/ayuda/")[2].partition("?")[0]
    async with site.client(await site.officer(NIQUEN)) as theirs:
        page = (await theirs.get(f"/ayuda/{help_id}")).text
        said = {"form_token": token_in(page), "do": "answer", "answer": "Con boletas y el formulario 7."}
        answered = await theirs.post(f"/ayuda/{help_id}", data=said)
        assert answered.status_code == 303, answered.text
    await mine.goto(f"{site.url}/")
    await expect(mine.locator("#waiting")).to_contain_text("Ñiquén respondió")
    await mine.goto(f"{site.url}/ayuda/{help_id}")
    await mine.get_by_role("button", name="Sirvió").click()
    await expect(mine.locator("main")).to_contain_text("sirvió")
    await mine.goto(f"{site.url}/ayuda?text=MOVILIZACION")
    await expect(mine.locator("main")).to_contain_text("¿Cómo se rinde la movilización?")
