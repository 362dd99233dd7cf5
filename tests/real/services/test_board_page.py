"""The officers' page in a real browser, before the four services on real servers."""

import re

from playwright.async_api import Browser, expect

from shared.contracts.vacancies import SeatExtended
from tests.real.board import BoardSite, site
from tests.real.house import NIQUEN, SAN_CARLOS, until

__all__ = ["site"]
HARVEST = {"occupation": {"code": "9211"}, "pay": {"least": 560000}}


async def test_a_neighbour_sees_a_call_and_offers_and_the_home_sees_seats_lease_without_reloading(
    site: BoardSite, browser: Browser
) -> None:
    await site.seeker(SAN_CARLOS, "Rosa")
    refs = [await site.seeker(NIQUEN, name) for name in ("Eva", "Ana")]
    vacancy_id = await site.post(SAN_CARLOS, 4, profile=HARVEST)
    mine = await site.page(browser, SAN_CARLOS, f"/vacantes/{vacancy_id}")
    await expect(mine.locator("#seats")).to_contain_text("1 de 4 cupos con persona; quedan 3")
    theirs = await site.page(browser, NIQUEN)
    await expect(theirs.locator("#connection")).to_contain_text("En vivo")
    await expect(theirs.locator("#waiting")).to_contain_text("Nada espera por su oficina")

    await mine.get_by_text("No damos abasto").click()
    await mine.get_by_role("button", name="Ver a quién se preguntaría").click()
    await expect(mine.locator("#done")).to_contain_text("Se preguntaría a 2 vecinas")
    await mine.get_by_text("No damos abasto").click()
    await mine.get_by_role("button", name="Pedir ayuda a las vecinas").click()
    await expect(mine.locator("#done")).to_contain_text("Se preguntará a las comunas vecinas")
    await mine.get_by_role("button", name="Deshacer hasta las").click()
    await expect(mine.locator("#done")).to_contain_text("Deshecho: no se hizo nada")

    # what was taken back is not done; asked by a system it is done at once
    answer = await site.doors["vacancies"].post(
        f"/vacancies/{vacancy_id}/declare-unfilled", json={"commune": SAN_CARLOS}
    )
    assert answer.status_code == 200, answer.text
    await expect(theirs.locator("#waiting")).to_contain_text("Confirme a quién ofrecer a San Carlos: 2 personas calzan")
    (one,) = (await site.doors["matching"].get("/proposals", params={"commune": NIQUEN})).json()
    confirm = {"commune": NIQUEN, "candidate_refs": refs, "officer": "of-1"}
    await site.doors["matching"].post(f"/proposals/{one['proposal_id']}/confirm", json=confirm)
    await expect(mine.locator("#seats")).to_contain_text("3 de 4 cupos con persona; queda 1")
    await expect(mine.locator("#offices")).to_contain_text("Ofreció")


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
