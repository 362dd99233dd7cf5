"""The officers' page in a real browser, before the four services on real servers."""

import asyncio
import re
from typing import Literal

import pytest
from playwright.async_api import Browser, expect

from shared.contracts.vacancies import SeatExtended
from tests.axe import axe
from tests.real.board import FAST, BoardSite, site
from tests.real.house import NIQUEN, SAN_CARLOS, until

__all__ = ["site"]
HARVEST = {"occupation": {"code": "9211"}, "pay": {"least": 560000}}


async def test_whom_a_call_would_ask_is_seen_before_and_what_was_asked_is_undone(
    site: BoardSite, browser: Browser
) -> None:
    await site.seeker(SAN_CARLOS, "Rosa")
    for name in ("Eva", "Ana"):
        await site.seeker(NIQUEN, name)
    vacancy_id = await site.post(SAN_CARLOS, 4, profile=HARVEST)
    mine = await site.page(browser, SAN_CARLOS, f"/vacantes/{vacancy_id}")
    await expect(mine.locator("#seats")).to_contain_text("1 de 4 cupos con persona; quedan 3")
    await mine.get_by_text("No damos abasto").click()
    await mine.get_by_role("button", name="Ver a quién se preguntaría").click()
    await expect(mine.locator("#done")).to_contain_text("Se preguntaría a 2 vecinas")
    await mine.get_by_text("No damos abasto").click()
    await mine.get_by_role("button", name="Pedir ayuda a las vecinas").click()
    await expect(mine.locator("#done")).to_contain_text("Se preguntará a las comunas vecinas")
    await mine.get_by_role("button", name="Deshacer hasta las").click()
    await expect(mine.locator("#done")).to_contain_text("Deshecho: no se hizo nada")


@pytest.mark.parametrize("site", [FAST], indirect=True)
async def test_what_one_officer_asks_and_another_answers_is_on_both_pages_at_once(
    site: BoardSite, browser: Browser
) -> None:
    """In two browsers, without reloading: posted, «no damos abasto», two offered, seats leased."""
    await site.seeker(SAN_CARLOS, "Rosa")
    for name in ("Eva", "Ana"):
        await site.seeker(NIQUEN, name)
    theirs = await site.page(browser, NIQUEN)
    await expect(theirs.locator("#connection")).to_contain_text("En vivo")
    await expect(theirs.locator("#rooms a").first).to_have_text("Hoy")
    mine = await site.page(browser, SAN_CARLOS, "/vacantes/nueva")
    for field, text in (("title", "Cosechero/a"), ("employer", "Agrícola Los Robles"), ("occupation", "9211")):
        await mine.fill(f"#{field}", text)
    await mine.fill("#seats", "4")
    await mine.get_by_role("button", name="Publicar").click()
    await expect(mine.locator("#seats")).to_contain_text("1 de 4 cupos con persona")
    await mine.get_by_text("No damos abasto").click()
    await mine.get_by_role("button", name="Pedir ayuda a las vecinas").click()
    await site.house.until_count(1, "SELECT count(*) FROM matching.proposal WHERE state = 'open'")
    asked = theirs.locator("#waiting")
    await expect(asked).to_contain_text("Confirme a quién ofrecer a San Carlos: 2 personas calzan", timeout=1000)
    await expect(theirs.locator("#rooms a").first).to_have_text("Hoy1 esperan")  # a call and a proposal are one line
    await expect(asked.get_by_role("listitem")).to_have_count(1)
    await asked.get_by_role("link", name="Ver las 2 fichas").click()
    for one in await theirs.get_by_role("radio", name="Ofrecer").all():
        await one.check()
    await theirs.get_by_role("button", name="Enviar respuesta").click()
    await expect(theirs.locator("#done")).to_contain_text("Listo")
    await site.house.until_count(3, "SELECT count(*) FROM vacancies.lease")
    await expect(mine.locator("#seats")).to_contain_text("3 de 4 cupos con persona; queda 1", timeout=1000)
    await expect(mine.locator("#offices")).to_contain_text("Ofreció")


async def test_the_list_of_vacancies_is_live_and_keeps_its_filter(site: BoardSite, browser: Browser) -> None:
    await site.post(NIQUEN, 1)
    page = await site.page(browser, SAN_CARLOS, "/vacantes?whose=mine")
    await expect(page.locator("#connection")).to_contain_text("En vivo")
    await expect(page.locator("#rows")).to_contain_text("Ninguna vacante calza con este filtro")
    await site.post(SAN_CARLOS, 2, profile=HARVEST)
    await expect(page.locator("#rows tbody tr")).to_have_count(1)
    await expect(page.locator("#rows")).to_contain_text("San Carlos")


async def test_a_form_without_a_script_is_done_once_as_that_officer_and_their_name_stays_at_home(
    site: BoardSite,
) -> None:
    await site.seeker(SAN_CARLOS, "Rosa")
    vacancy_id = await site.post(SAN_CARLOS, 2, profile=HARVEST)
    async with site.client(await site.officer(SAN_CARLOS, "Marcela Fuentes")) as marcela:

        async def drawn() -> bool:
            return "Extender" in (await marcela.get(f"/vacantes/{vacancy_id}")).text

        await until(drawn, "the reservation on the page")
        form = fields_of((await marcela.get(f"/vacantes/{vacancy_id}")).text, "cupos") | {"do": "extend"}
        twice = [await marcela.post(f"/vacantes/{vacancy_id}/cupos", data=form) for _ in range(2)]
        assert [answer.status_code for answer in twice] == [303, 303]
        shown = await marcela.get(twice[0].headers["location"])
        assert "Listo: se extendió 1 reserva." in shown.text
        forged = await marcela.post(f"/vacantes/{vacancy_id}/cupos", data={**form, "form_token": "0" * 48})
        assert forged.status_code == 403
    said = [message.envelope for message in await site.house.heard("vacancies")]
    extended = [envelope for envelope in said if isinstance(envelope.data, SeatExtended)]
    assert [envelope.officer for envelope in extended] == ["of-1"]
    assert "Marcela" not in str(await site.house.records("vacancies", "offers", "notices"))


def fields_of(html: str, form: str) -> dict[str, str]:
    """The hidden and checked fields of the first form whose address ends so."""
    (found, *_) = re.findall(rf'<form[^>]*action="[^"]*/{form}">(.*?)</form>', html, re.DOTALL)
    inputs = re.findall(r'<input type="(?:hidden|checkbox)" name="([^"]+)" value="([^"]*)"', found)
    return dict(inputs)


async def test_by_keyboard_alone_an_officer_extends_what_runs_out(site: BoardSite, browser: Browser) -> None:
    await site.seeker(SAN_CARLOS, "Rosa")
    vacancy_id = await site.post(SAN_CARLOS, 1, profile=HARVEST)
    page = await site.page(browser, SAN_CARLOS)
    await expect(page.get_by_role("button", name="Extenderla")).to_be_visible()
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.textContent") == "Extenderla":
            break
    await page.keyboard.press("Enter")
    await expect(page.locator("#done")).to_be_focused()
    await expect(page.locator("#done")).to_contain_text("se extendió 1 reserva")
    await page.goto(f"{site.url}/vacantes/{vacancy_id}")
    await expect(page.locator("#leases")).to_contain_text("extendida 1 vez")
    await page.get_by_role("button", name="Ver hasta cuándo").click()
    await expect(page.locator("#done")).to_contain_text("1 reserva quedaría hasta el")
    await page.get_by_text("Liberar cupos").click()
    await page.get_by_role("button", name="Liberar los marcados").click()
    await expect(page.locator("#done")).to_contain_text("Se liberará 1 cupo")
    await expect(page.locator("#acts")).to_contain_text("Se liberarán los cupos que se marcaron a las 10:2")
    await page.get_by_role("button", name="Deshacer hasta las").click()
    await expect(page.locator("#done")).to_contain_text("Deshecho")
    await expect(page.locator("#leases")).to_contain_text("1 reserva de San Carlos")
    await expect(page.locator("#history")).to_contain_text("Marcela Fuentes")


async def test_without_a_script_the_page_does_all_and_says_of_when_it_is(site: BoardSite, browser: Browser) -> None:
    page = await site.page(browser, SAN_CARLOS, "/vacantes/nueva", java_script_enabled=False)
    await page.fill("#title", "Garzona joven")
    await page.fill("#employer", "Café Sur")
    await page.get_by_role("button", name="Publicar").click()
    await expect(page.locator("#done")).to_contain_text("No se hizo")
    assert await page.input_value("#employer") == "Café Sur"
    await page.fill("#title", "Garzón/a")
    await page.get_by_role("button", name="Publicar").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Garzón/a")
    await expect(page.locator("#connection")).to_have_text("Página de las 10:20")


async def test_while_one_types_the_page_says_what_the_law_does_not_allow(site: BoardSite, browser: Browser) -> None:
    page = await site.page(browser, SAN_CARLOS, "/vacantes/nueva")
    await page.fill("#employer", "Café Sur")
    await page.fill("#title", "Garzón/a menor de 35 años")
    await expect(page.locator("#review")).to_contain_text("no permite pedir una edad")
    await page.fill("#title", "Garzón/a")
    await expect(page.locator("#review")).not_to_contain_text("edad")
    await expect(page.locator("#review")).to_contain_text("Nadie de su oficina calza por ahora")


async def test_before_it_is_published_the_page_says_who_fits_and_which_one_it_seems_to_be(
    site: BoardSite, browser: Browser
) -> None:
    for name, floor in (("Rosa", 0), ("Eva", 0), ("Ida", 700_000)):
        await site.seeker(SAN_CARLOS, name, pay_floor=floor)
    await site.seeker(NIQUEN, "Ana")
    stands = await site.post(SAN_CARLOS, 1, profile=HARVEST)
    await site.house.until_count(1, "SELECT count(*) FROM vacancies.lease")
    page = await site.page(browser, SAN_CARLOS, "/vacantes/nueva")
    await page.fill("#employer", "Agrícola Los Robles")
    await page.fill("#title", "Cosechero/a de arándanos")
    await page.fill("#occupation", "9211")
    await page.fill("#pay_least", "600.000")
    review = page.locator("#review")
    await expect(review).to_contain_text(
        "1 persona de su oficina calza. Tiene un cupo reservado: 1. Con un solo cambio"
    )
    await expect(review).to_contain_text("calzaría 1 más: el sueldo está bajo lo que pueden aceptar (1).")
    await expect(review.get_by_role("link")).to_have_attribute("href", f"/vacantes/{stands}")
    await page.check("[name=distinct]")
    await expect(review.get_by_role("link")).to_have_count(0)


async def test_two_colleagues_press_the_same_button_at_once_and_it_is_done_once(
    site: BoardSite, browser: Browser
) -> None:
    await site.seeker(SAN_CARLOS, "Rosa")
    vacancy_id = await site.post(SAN_CARLOS, 1, profile=HARVEST)
    pages = [await site.page(browser, SAN_CARLOS) for _ in range(2)]
    for page in pages:
        await expect(page.get_by_role("button", name="Extenderla")).to_be_visible()
    await asyncio.gather(*(page.get_by_role("button", name="Extenderla").click() for page in pages))
    for page in pages:
        await expect(page.locator("#done")).to_contain_text("Listo")
    said = [m.envelope.data for m in await site.house.heard("vacancies")]
    extended = [fact for fact in said if isinstance(fact, SeatExtended) and fact.vacancy_id == vacancy_id]
    assert len(extended) == 1


async def test_a_page_that_lost_its_line_says_so_comes_back_by_itself_and_missed_nothing(
    site: BoardSite, browser: Browser
) -> None:
    await site.seeker(SAN_CARLOS, "Rosa")
    vacancy_id = await site.post(SAN_CARLOS, 2, profile=HARVEST)
    page = await site.page(browser, SAN_CARLOS, f"/vacantes/{vacancy_id}")
    await expect(page.locator("#connection")).to_contain_text("En vivo")
    await expect(page.locator("#seats")).to_contain_text("1 de 2 cupos")
    async with site.interrupted():
        await expect(page.locator("#connection")).to_contain_text("Se cortó la conexión")
        await site.seeker(SAN_CARLOS, "Eva")
        await site.house.until_count(2, "SELECT count(*) FROM vacancies.lease")
    await expect(page.locator("#connection")).to_contain_text("En vivo", timeout=15_000)
    await expect(page.locator("#seats")).to_contain_text("2 de 2 cupos")


PATHS = (
    "/",
    "/vacantes",
    "/vacantes/{}",
    "/vacantes/{}/fichas",
    "/vacantes/{}/cambiar",
    "/vacantes/nueva",
    "/agenda",
    "/ayuda",
    "/empresas",
    "/buscadores",
    "/buscadores/nueva",
    "/contrasena",
    "/ingreso",
    "/no-existe",
)


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (360, "dark")])
async def test_every_page_holds_to_wcag_and_its_policy(
    site: BoardSite, browser: Browser, width: int, scheme: Literal["light", "dark"]
) -> None:
    await site.seeker(SAN_CARLOS, "Rosa")
    vacancy_id = await site.post(SAN_CARLOS, 3, profile=HARVEST)
    viewport = {"width": width, "height": 768}
    page = await site.page(browser, SAN_CARLOS, "/", viewport=viewport, color_scheme=scheme)
    against_policy: list[str] = []
    page.on(
        "console", lambda said: against_policy.append(said.text) if "Content Security Policy" in said.text else None
    )
    for path in PATHS:
        await page.goto(site.url + path.format(vacancy_id))
        await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert await axe(page) == [], path
        wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is wider than the screen"
    assert [said for said in against_policy if "Content Security Policy" in said] == []
