"""The page of the door in a browser, before the real service: an hour without a line loses and doubles nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from services.events.api import ROUTERS
from services.events.app import SERVICE as EVENTS
from shared.access.actors import Role
from tests.real.doors import Door, open_door, served
from tests.real.house import NIQUEN, SAN_CARLOS, House
from tests.real.punilla import THREE, house

__all__ = ["house"]

CLOCK = "2026-03-20T09:30-03:00@1"
DURING, THE_DAY_BEFORE = "2026-03-20T10:15:00-03:00", "2026-03-19T10:15:00-03:00"
TEN = {"starts_at": "2026-03-20T10:00:00-03:00", "ends_at": "2026-03-20T13:00:00-03:00"}
FAIR = {"commune": NIQUEN, "title": "Feria", "place": "Gimnasio", "co_hosts": [SAN_CARLOS], **TEN}
ONLY = frozenset({"cl.mesa.fair.check-in.v1"})
NOTED = "SELECT count(*) FROM events.checked_in"
SAVED = "también abre sin señal"
CAMERA = """
window.shown = "";
window.BarcodeDetector = class { async detect() { return window.shown ? [{rawValue: window.shown}] : []; } };
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = document.createElement("canvas");
  canvas.getContext("2d").fillRect(0, 0, 9, 9);
  return canvas.captureStream(9);
};
"""
"""A camera before which a test holds `shown`: no browser of ours has the detector."""


@dataclass
class Telephone:
    """A browser of its own at the page of a fair. `told`: what its console said."""

    context: BrowserContext
    page: Page
    url: str
    key: str
    told: list[str] = field(default_factory=list)

    @property
    def door(self) -> str:
        return f"{self.url}/door"

    async def open(self, office: str = NIQUEN) -> None:
        """With its key in the address, until the page opens without a line."""
        await self.page.goto(f"{self.door}#llave={self.key}&oficina={office}")
        await self.says("line", SAVED)

    async def note(self, *folios: int) -> None:
        for folio in folios:
            await self.page.get_by_label("Folio: solo el número").fill(str(folio))
            await self.page.keyboard.press("Enter")
            await self.says("said", f"Anotado: T-{folio:04}")

    async def says(self, place: str, text: str) -> None:
        await expect(self.page.locator(f"#{place}")).to_contain_text(text)

    async def counts(self, waiting: int, sent: int) -> None:
        await expect(self.page.locator("#waiting")).to_have_text(str(waiting))
        await expect(self.page.locator("#sent")).to_have_text(str(sent))

    async def at(self, moment: str) -> None:
        await self.page.clock.set_fixed_time(moment)


@asynccontextmanager
async def _telephone(browser: Browser, url: str, key: str) -> AsyncIterator[Telephone]:
    context = await browser.new_context(viewport={"width": 390, "height": 800}, locale="es-CL")
    telephone = Telephone(context, await context.new_page(), url, key)
    telephone.page.on("console", lambda message: telephone.told.append(message.text))
    telephone.page.on("pageerror", lambda error: telephone.told.append(f"uncaught: {error}"))
    await telephone.at(DURING)
    yield telephone
    wrong = [text for text in telephone.told if "Content Security Policy" in text or "uncaught" in text]
    await context.close()
    assert not wrong


@pytest.fixture
async def door(house: House) -> AsyncIterator[Door]:
    async with open_door(house, EVENTS, ROUTERS, "", clock=CLOCK) as door:
        await house.until_count(3, THREE)
        yield door


@pytest.fixture
async def telephone(house: House, door: Door, browser: Browser) -> AsyncIterator[Telephone]:
    made = await door.post("/v1/fairs", json=FAIR)
    assert made.status_code == 201, made.text
    key = await door.keys.of(Role.OFFICER, NIQUEN, only=ONLY)
    async with served(door) as address, _telephone(browser, f"{address}/f/{made.json()['fair_id']}", key) as telephone:
        yield telephone


async def test_what_is_noted_without_a_line_arrives_once_when_it_is_back(house: House, telephone: Telephone) -> None:
    await telephone.open()
    await expect(telephone.page).to_have_url(telephone.door)
    await telephone.context.set_offline(True)
    await telephone.page.reload()
    await telephone.says("line", "Sin señal. Siga anotando")
    await telephone.note(1, 2, 3)
    for name in ("4", "4", "Borrar el último número", "Anotar"):
        await telephone.page.get_by_role("button", name=name, exact=True).click()
    await telephone.counts(waiting=4, sent=0)
    await telephone.page.reload()
    await telephone.counts(waiting=4, sent=0)
    assert await house.count(NOTED) == 0
    await telephone.context.set_offline(False)
    await telephone.counts(waiting=0, sent=4)
    await telephone.says("last", "10:15")
    await telephone.says("line", SAVED)
    assert await house.count(NOTED) == 4
    assert await house.count(f"{NOTED} WHERE ticket = 'T-0004' AND kind = 'visit'") == 1
    await telephone.page.reload()
    await telephone.page.get_by_role("button", name="Enviar ahora").click()
    await telephone.counts(waiting=0, sent=4)
    assert await house.count(NOTED) == 4


async def test_what_arrived_without_an_answer_is_sent_again_and_counts_once(house: House, telephone: Telephone) -> None:
    await telephone.open()
    cut = []

    async def lose_the_answer(route: Route) -> None:
        answer = await route.fetch()
        cut.append(answer.status)
        await route.abort()

    await telephone.context.route("**/check-in", lose_the_answer)
    await telephone.note(7)
    await telephone.says("line", "Sin señal. Siga anotando")
    await house.until_count(1, NOTED)
    await telephone.context.unroute("**/check-in")
    await telephone.page.reload()
    await telephone.counts(waiting=0, sent=1)
    assert cut
    assert set(cut) == {200}
    assert await house.count(NOTED) == 1


async def test_a_note_outside_the_fair_s_time_is_set_aside_and_the_rest_arrives(
    house: House, telephone: Telephone
) -> None:
    await telephone.open()
    await telephone.context.set_offline(True)
    await telephone.note(1)
    await telephone.at(THE_DAY_BEFORE)
    await telephone.note(2)
    await telephone.at(DURING)
    await telephone.note(3)
    await telephone.context.set_offline(False)
    await telephone.counts(waiting=0, sent=2)
    await telephone.says("refused", "T-0002, 10:15: La hora no es del día de la feria")
    assert await house.count(f"{NOTED} WHERE ticket IN ('T-0001', 'T-0003')") == await house.count(NOTED) == 2
    await telephone.page.get_by_role("button", name="Quitarlos de este teléfono").click()
    await expect(telephone.page.locator("#aside")).to_be_hidden()


async def test_a_key_that_may_not_is_told_and_forgotten_and_what_waits_stays(
    house: House, telephone: Telephone
) -> None:
    await telephone.open(office=SAN_CARLOS)
    await telephone.note(5)
    await telephone.says("fault", f"Su llave es de la comuna {NIQUEN}")
    await telephone.page.get_by_text("La llave de este teléfono").click()
    await telephone.page.get_by_role("button", name="Olvidar la llave").click()
    await telephone.says("kept", "Todavía no hay llave")  # written down, before the page goes away
    await telephone.page.reload()
    await telephone.says("kept", "Todavía no hay llave")
    await telephone.counts(waiting=1, sent=0)
    await telephone.page.goto(f"{telephone.door}#llave={telephone.key[:-1]}")
    await telephone.says("fault", "La llave que venía en la dirección está incompleta")
    await expect(telephone.page).to_have_url(telephone.door)
    await telephone.page.get_by_label("Llave", exact=True).fill(telephone.key)
    await telephone.page.get_by_role("button", name="Guardar la llave").click()
    await telephone.counts(waiting=0, sent=1)
    await telephone.says("kept", telephone.key.split("_")[1])
    assert await house.count(NOTED) == 1


async def test_a_code_before_the_camera_is_noted_once_and_another_code_not_at_all(
    house: House, telephone: Telephone
) -> None:
    await telephone.context.add_init_script(CAMERA)
    await telephone.open()
    await telephone.page.get_by_role("button", name="Leer el código con la cámara").click()
    await telephone.page.evaluate("window.shown = 'https://mesa.example/f/x'")
    await telephone.says("said", "Ese código no es un folio")
    for folio in ("T-0008", "T-0009"):
        await telephone.page.evaluate("folio => { window.shown = folio }", folio)
        await telephone.says("said", f"Anotado: {folio}")
    await telephone.counts(waiting=0, sent=2)
    await telephone.page.get_by_role("button", name="Apagar la cámara").click()
    assert await house.count(NOTED) == 2


async def test_the_page_for_everybody_asks_nothing_that_its_policy_forbids(telephone: Telephone) -> None:
    asked: list[Any] = []
    telephone.page.on("request", lambda request: asked.append(request.url))
    await telephone.page.goto(telephone.url)
    await expect(telephone.page.get_by_role("heading", level=1)).to_have_text("Feria")
    assert asked == [telephone.url, f"{telephone.url}/pages.css"]
    assert telephone.told == []
    assert await telephone.context.cookies() == []
