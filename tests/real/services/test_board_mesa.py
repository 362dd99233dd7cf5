"""La Mesa and its report on the page: numbers against those counted by hand, each with its facts; nobody stands out."""

import csv
import io
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.async_api import Browser, expect
from pypdf import PdfReader

from services.notifications.board.counts import Figure
from services.notifications.board.queries import figures
from shared.contracts.envelope import Fact, Request, root_envelope
from shared.contracts.reasons import UndoReason
from shared.contracts.topics import VACANCIES
from shared.contracts.vacancies import PlacementDeclared, PlacementUndone, PlacementVerified, Profile, VacancyPosted
from shared.messaging.kafka import publish_now
from tests.axe import axe
from tests.real.board import BoardSite, site
from tests.real.house import NIQUEN, SAN_CARLOS, SAN_FABIAN

__all__ = ["site"]

DECEMBER, JANUARY = datetime(2025, 12, 10, 15, tzinfo=UTC), datetime(2026, 1, 8, 15, tzinfo=UTC)
LAST_OF_JANUARY = datetime(2026, 2, 1, 2, tzinfo=UTC)
"""In Santiago it is still the 31st."""

PLACED = (
    # whose vacancy, who found the person, when, how many
    (SAN_CARLOS, SAN_CARLOS, DECEMBER, 5),
    (SAN_CARLOS, SAN_CARLOS, JANUARY, 7),
    (SAN_CARLOS, NIQUEN, JANUARY, 6),
    (SAN_CARLOS, SAN_FABIAN, JANUARY, 2),
    (NIQUEN, NIQUEN, JANUARY, 9),
    (NIQUEN, SAN_CARLOS, LAST_OF_JANUARY, 1),
)
"""In January 25: San Carlos 8, Ñiquén 15, San Fabián 2; 9 of them in another commune."""

HOMES = {SAN_CARLOS: "vac-sc", NIQUEN: "vac-ni"}
JANUARY_WHOLE = "desde=2026-01-01&hasta=2026-01-31"


async def placed(site: BoardSite) -> None:
    """What vacancies says of PLACED; one is undone and one verified."""
    said: list[tuple[Fact | Request, datetime]] = []
    for home, vacancy_id in HOMES.items():
        profile = Profile(title="Cosechero/a de arándanos", employer="Agrícola Los Robles")
        ends = datetime(2026, 3, 1, tzinfo=UTC)
        posted = VacancyPosted(
            vacancy_id=vacancy_id, commune=home, seats=40, profile=profile, local_until=ends, valid_through=ends
        )
        said.append((posted, DECEMBER))
    for home, by, at, number in PLACED:
        said += [(PlacementDeclared(**_lease(home, by, at, n), credit=_credit(home, by)), at) for n in range(number)]
    first = _lease(NIQUEN, NIQUEN, JANUARY, 0)
    said.append((PlacementVerified(**first, credit=_credit(NIQUEN, NIQUEN), period="2026-01", days=20), JANUARY))
    last = _lease(SAN_CARLOS, NIQUEN, JANUARY, 0)
    said.append((PlacementUndone(**last, credit={}, why=UndoReason.DID_NOT_START), JANUARY))
    envelopes = [root_envelope(fact, f"seed-{n}", "/mesa/vacancies", at) for n, (fact, at) in enumerate(said)]
    await publish_now(site.house.bus, VACANCIES.name, envelopes)
    await site.house.until_count(
        len(envelopes), "SELECT count(*) FROM notifications.board_history WHERE fact_id LIKE 'seed-%'"
    )


def _lease(home: str, by: str, at: datetime, n: int) -> dict[str, object]:
    name = f"{home}-{by}-{at:%m}-{n}"
    more = {"fence": 1, "seat": 1, "candidate_ref": f"p-{name}", "candidate_commune": by, "title": "Cosecha"}
    return {"vacancy_id": HOMES[home], "commune": home, "lease_id": name, "placement_id": f"pl-{name}", **more}


def _credit(home: str, by: str) -> dict[str, int]:
    return {home: 1000} if home == by else {home: 400, by: 600}


async def test_every_number_of_la_mesa_has_as_many_facts_as_it_says(site: BoardSite, browser: Browser) -> None:
    await placed(site)
    page = await site.page(browser, SAN_FABIAN, f"/la-mesa?{JANUARY_WHOLE}")
    await expect(page.get_by_role("heading", level=1)).to_have_text("25 colocaciones: enero de 2026")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Ñiquén")).first
    assert (await row.inner_text()).split()[:5] == ["Ñiquén", "15", "1", "1", "0"]
    async with site.client(await site.officer(SAN_CARLOS)) as browsed:
        html = (await browsed.get(f"/la-mesa?{JANUARY_WHOLE}")).text
        numbers = re.findall(r'<a href="(/la-mesa/hechos\?que=(?:placed|undone|verified)[^"]+)">([\d.]+)</a>', html)
        assert len(numbers) > 15
        for address, number in numbers:
            facts = (await browsed.get(address.replace("&amp;", "&"))).text
            assert f": {number} hecho" in facts, address
            assert facts.count('<td data-t="Cuándo">') == int(number), address
    await page.get_by_role("link", name="25").first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Colocadas: 25 hechos")
    await expect(page.get_by_role("link", name="Cosechero/a de arándanos").first).to_be_visible()


async def test_la_mesa_holds_to_wcag_and_asks_for_a_session(site: BoardSite, browser: Browser) -> None:
    await placed(site)
    narrow = {"width": 360, "height": 740}
    for scheme in ("light", "dark"):
        page = await site.page(browser, NIQUEN, f"/la-mesa?{JANUARY_WHOLE}", viewport=narrow, color_scheme=scheme)
        for path in ("/la-mesa", "/la-mesa/hechos?que=placed", "/la-mesa/hechos?que=credit&de=16303"):
            await page.goto(f"{site.url}{path}{'&' if '?' in path else '?'}{JANUARY_WHOLE}")
            await page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            assert await axe(page) == [], (path, scheme)
            assert await page.evaluate("document.documentElement.scrollWidth") <= 360, path
    async with site.client() as stranger:
        for path in ("/la-mesa", "/la-mesa/hechos?que=placed"):
            answer = await stranger.get(path)
            assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/ingreso")


def cells_of_page(html: str) -> list[list[str]]:
    """The rows of the tables of a page, each by the text of its cells."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.DOTALL)
    return [[re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


@pytest.mark.usefixtures("typesetters")
async def test_page_sheet_and_pdf_of_a_report_agree_on_every_number_and_show_nobody(site: BoardSite) -> None:
    await placed(site)
    async with site.client(await site.officer(SAN_FABIAN)) as browsed:
        page = (await browsed.get(f"/la-mesa/informe?{JANUARY_WHOLE}")).text
        sheet = await browsed.get(f"/la-mesa/informe.csv?{JANUARY_WHOLE}")
        pdf = await browsed.get(f"/la-mesa/informe.pdf?{JANUARY_WHOLE}")
        rows = cells_of_page(page)
        assert sheet.content.startswith(b"\xef\xbb\xbf")
        lines = list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig")), delimiter=";"))
        assert [line for line in lines if line in rows] == rows
        assert (pdf.status_code, pdf.headers["content-type"]) == (200, "application/pdf")
        read = PdfReader(io.BytesIO(pdf.content))
        root: Any = read.trailer["/Root"]
        assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("es-CL", True)
        assert "pdfuaid" in root["/Metadata"].get_data().decode()
        words = " ".join(" ".join(one.extract_text() for one in read.pages).split())
        for row in rows:
            assert " ".join(row) in words or all(cell in words for cell in row), row
        assert "25 colocaciones: enero de 2026" in words
        # San Fabián found two people, both for San Carlos; one placement was verified and one undone
        assert next(row for row in rows if row[0] == "San Fabián")[:3] == ["San Fabián", "menos de 5", "0"]
        assert not [row for row in rows if set(row[1:]) & {"1", "2", "3", "4"}]
        addresses = re.findall(r'<a href="(/la-mesa/hechos[^"]+)">([\d.]+)</a>', page)
        assert addresses
        for address, number in addresses:
            facts = (await browsed.get(address.replace("&amp;", "&"))).text
            assert f": {number} hecho" in facts, address


async def test_a_report_of_nothing_is_a_page_and_holds_to_wcag(site: BoardSite, browser: Browser) -> None:
    empty = await site.page(browser, NIQUEN, "/la-mesa/informe?desde=2024-01-01&hasta=2024-02-29")
    await expect(empty.get_by_role("heading", level=1)).to_contain_text("0 colocaciones: del 1 de enero de 2024")
    await placed(site)
    for scheme in ("light", "dark"):
        narrow = {"width": 360, "height": 740}
        page = await site.page(
            browser, NIQUEN, f"/la-mesa/informe?{JANUARY_WHOLE}", viewport=narrow, color_scheme=scheme
        )
        assert await axe(page) == [], scheme
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    async with site.client() as stranger:
        for form in ("", ".pdf", ".csv"):
            answer = await stranger.get(f"/la-mesa/informe{form}")
            assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/ingreso")


ANSWERED = ((NIQUEN, 1.0), (NIQUEN, 2.0), (NIQUEN, 3.0), (NIQUEN, 11.0), (SAN_FABIAN, 4.0))
"""Half of Ñiquén's took 2.5 hours at most, nine in ten 3 + 0.7 of the 8 hours to its last: 8.6."""


async def answers(site: BoardSite) -> None:
    """How long offices took, as the board counts it; each about a vacancy of San Carlos, at its first fact."""
    await placed(site)
    for by, took in ANSWERED:
        await site.house.db.execute(
            "INSERT INTO notifications.board_figure"
            " (kind, matter_id, figure, commune, other, at, amount, fact_id, about)"
            " SELECT kind, matter_id, 'answered', $1, $2, $3, $4, fact_id, $5 FROM notifications.board_history"
            " WHERE fact_id = 'seed-0'",
            *(by, SAN_CARLOS, JANUARY, took, str(took)),
        )


async def test_how_long_offices_take_is_told_by_median_and_nine_in_ten(site: BoardSite) -> None:
    await answers(site)
    read, since, until = site.desk.read, DECEMBER, LAST_OF_JANUARY
    found = await figures.hours(read, Figure.ANSWERED, since, until)
    assert [round(n, 2) for n in found[NIQUEN]] == [2.5, 8.6, 4]
    assert [round(n, 2) for n in found[""]] == [3.0, 8.2, 5]
    assert await figures.hours(read, Figure.ANSWERED, since, JANUARY) == {}
    async with site.client(await site.officer(SAN_CARLOS)) as browsed:
        page = (await browsed.get(f"/la-mesa/informe?{JANUARY_WHOLE}")).text
        assert ["Ñiquén", "2,5", "8,6", "4"] in cells_of_page(page)
        listed = (await browsed.get(f"/la-mesa/hechos?que=answered&de={NIQUEN}&{JANUARY_WHOLE}")).text
        assert "Respuestas a llamados: 4 hechos" in listed
