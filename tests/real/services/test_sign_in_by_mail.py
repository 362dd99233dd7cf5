"""A link by mail: who has an account gets one that is used once, and nobody learns who has one."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, expect
from pydantic import SecretStr

from services.notifications.board.officers.entry import NO_LINK
from services.notifications.board.officers.letters import OF_ADDRESS
from services.notifications.board.pages.sign_in import LINK_ASKED
from tests.axe import axe
from tests.logs import logged
from tests.real.board import BoardSite, site, token_in
from tests.real.house import SAN_CARLOS, until
from tests.real.mailbox import Mailbox, mailbox

__all__ = ["site"]
MESA = "https://mesa.example"
HERS = f"of-1@{SAN_CARLOS}.cl"


@pytest.fixture
async def box() -> AsyncIterator[Mailbox]:
    async with mailbox() as box:
        yield box


@pytest.fixture
def page_settings(box: Mailbox) -> dict[str, Any]:
    url = SecretStr(f"smtp://127.0.0.1:{box.port}")
    return {"smtp_url": url, "mail_from": "Mesa <mesa@mesa.example>", "page_url": MESA}


async def ask(client: httpx.AsyncClient, email: str, **headers: str) -> httpx.Response:
    return await client.post("/ingreso/enlace", data={"email": email}, headers=headers)


async def link_in(box: Mailbox) -> str:
    """Where the link of the next letter leads, at this page."""
    letter = await box.next()
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert html is not None
    (link,) = re.findall(rf"{MESA}(/ingreso/\S+)", plain.get_content())
    assert f'href="{MESA}{link}"' in html.get_content()
    return str(link)


async def test_who_asks_gets_a_link_that_signs_in_once(site: BoardSite, box: Mailbox) -> None:
    await site.officer(SAN_CARLOS, "Marcela Fuentes")
    async with site.client() as client:
        assert "Mándeme un enlace" in (await client.get("/ingreso")).text
        answer = await ask(client, f" {HERS.upper()} ", Host="ladron.example")
        assert (answer.status_code, LINK_ASKED in answer.text) == (200, True)
        link = await link_in(box)
        async with site.house.as_service("notifications") as db:
            kept = await db.fetchrow("SELECT digest, expires_at FROM sign_in_link")
        assert kept
        assert kept["digest"] != link.rpartition("/")[2].encode()
        assert abs(kept["expires_at"] - datetime.now(UTC) - timedelta(minutes=15)) < timedelta(minutes=1)
        assert (await client.post(link)).status_code == 303
        assert "Marcela Fuentes" in (await client.get("/")).text
        assert NO_LINK in (await client.post(link)).text


async def test_a_link_that_is_over_opens_nothing(site: BoardSite, box: Mailbox) -> None:
    await site.officer(SAN_CARLOS)
    async with site.client() as client:
        await ask(client, HERS)
        link = await link_in(box)
        async with site.house.as_service("notifications") as db:
            await db.execute("UPDATE sign_in_link SET expires_at = now()")
        assert (await client.post(link)).status_code == 403


async def test_the_answer_is_the_same_whoever_asks_and_waits_for_no_server(site: BoardSite, box: Mailbox) -> None:
    await site.officer(SAN_CARLOS)
    async with site.client() as client, site.house.as_service("notifications") as db:
        await db.execute("BEGIN")
        await db.execute("LOCK TABLE officer, sign_in_link IN ACCESS EXCLUSIVE MODE")
        said = [await ask(client, email) for email in (HERS, "nadie@nadie.cl", "", "x" * 5000)]
        await db.execute("ROLLBACK")
        assert {answer.text for answer in said} == {said[0].text}
        assert {answer.status_code for answer in said} == {200}
        assert (await box.next())["to"] == HERS
        assert await db.fetchval("SELECT count(*) FROM sign_in_link") == 1


async def test_so_many_links_an_hour_and_no_more_and_nobody_sees_it(site: BoardSite, box: Mailbox) -> None:
    await site.officer(SAN_CARLOS)
    await site.officer(SAN_CARLOS)
    async with site.client() as client:
        said = {(await ask(client, HERS)).text for _ in range(OF_ADDRESS.amount + 3)}
        assert len(said) == 1
        await ask(client, f"of-2@{SAN_CARLOS}.cl")
        to = [(await box.next())["to"] for _ in range(OF_ADDRESS.amount + 1)]
    assert to == [HERS] * OF_ADDRESS.amount + [f"of-2@{SAN_CARLOS}.cl"]
    assert box.letters.empty()


async def test_a_server_that_refuses_is_asked_again_and_no_log_line_names_the_address(
    site: BoardSite, box: Mailbox
) -> None:
    await site.officer(SAN_CARLOS)
    box.answers = [f"451 {HERS} later"]
    with logged() as lines:
        async with site.client() as client:
            await ask(client, HERS)
            assert (await box.next())["to"] == HERS
            box.answers = [f"550 {HERS} is nobody"]
            await ask(client, HERS)

            async def told() -> bool:
                return any(line["event"] == "link_not_sent" for line in lines)

            await until(told, "the refusal to be told")
    assert {line["code"] for line in lines if line["event"] in ("link_waits", "link_not_sent")} == {"451", "550"}
    assert HERS not in str(lines)


async def test_a_colleague_who_is_added_gets_the_first_link_by_mail(site: BoardSite, box: Mailbox) -> None:
    async with site.client(await site.officer(SAN_CARLOS)) as client, site.client() as anas:
        token = token_in((await client.get("/oficina")).text)
        form = {"form_token": token, "name": "Ana Rojas", "email": "ana@sancarlos.cl"}
        added = await client.post("/oficina", data=form, follow_redirects=True)
        assert "va a su correo" in added.text
        assert "/ingreso/" not in added.text
        assert (await anas.post(await link_in(box))).status_code == 303
        assert "Ana Rojas" in (await anas.get("/")).text


async def test_a_form_of_another_site_asks_for_nothing(site: BoardSite, box: Mailbox) -> None:
    await site.officer(SAN_CARLOS)
    async with site.client() as client:
        assert (await ask(client, HERS, **{"Sec-Fetch-Site": "cross-site"})).status_code == 403
        await ask(client, f"nadie@{SAN_CARLOS}.cl")
        await ask(client, HERS)
        await box.next()
    assert box.letters.empty()


@pytest.mark.parametrize("light", ["light", "dark"])
async def test_the_pages_hold_to_wcag_at_360(site: BoardSite, browser: Browser, box: Mailbox, light: str) -> None:
    more: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "color_scheme": light}
    context = await browser.new_context(**more)
    page = await context.new_page()
    await page.goto(site.url + "/ingreso")
    assert await axe(page) == []
    await page.get_by_label("Su correo municipal").first.fill("nadie@nadie.cl")
    await page.get_by_role("button", name="Mándeme un enlace").click()
    await expect(page.get_by_role("status")).to_have_text(LINK_ASKED)
    assert await axe(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
