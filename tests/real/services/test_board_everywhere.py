"""Every page of a Mesa at work, in every form: light and dark at a desk, on a telephone, on paper. Nothing is cut.

`MESA_LOOK=folder` keeps a picture of each for whoever wants to look; `make pictures` renews those of the README.
"""

import os
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.async_api import Browser

from tests.real.board import BoardSite, site
from tests.real.deploy.test_help_desk_command import CARD
from tests.real.house import NIQUEN, SAN_CARLOS, SAN_FABIAN, until

__all__ = ["site"]
OF_README = Path(__file__).parents[3] / "docs" / "pictures"
HARVEST = {"occupation": {"code": "9211"}, "pay": {"least": 560000}, "starts_on": "2026-01-19"}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
DESK: dict[str, Any] = {"viewport": {"width": 1366, "height": 768}}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}


@dataclass(frozen=True)
class Form:
    """How a page is looked at."""

    name: str
    more: dict[str, Any]
    media: str = "screen"


FORMS = (
    Form("claro", DESK),
    Form("oscuro", {**DESK, "color_scheme": "dark"}),
    Form("telefono", PHONE),
    Form("telefono-oscuro", {**PHONE, "color_scheme": "dark"}),
    Form("papel", {"viewport": {"width": 794, "height": 1123}}, "print"),
)


async def at_work(site: BoardSite) -> dict[str, str]:
    """A Mesa in the middle of a morning; the pages that there are, by name."""
    refs = [await site.seeker(SAN_CARLOS, name) for name in ("Rosa", "Ema", "Luz", "Inés", "Olga", "Nora")]
    theirs = [await site.seeker(NIQUEN, name) for name in ("Eva", "Ana", "Sol")]
    for name in ("Paz", "Ida"):
        await site.seeker(SAN_FABIAN, name)
    harvest = await site.post(SAN_CARLOS, 12, profile=HARVEST)
    vacancies, events = site.doors["vacancies"], site.doors["events"]
    path = f"/vacancies/{harvest}/declare-unfilled"
    assert (await vacancies.post(path, json={"commune": SAN_CARLOS})).status_code == 200
    await _confirmed(site, theirs)
    await site.house.until_count(10, "SELECT count(*) FROM vacancies.lease")
    await _settled(site, harvest)
    await site.post(NIQUEN, 2, profile={"title": "Garzón/a", "employer": "Hostería El Salto"})
    called = {"employer": "Agrícola Los Robles", "at": "2026-01-14T09:30:00-03:00", "means": "call"}
    await vacancies.post("/employers/contacts", json={"commune": NIQUEN, **called, "result": "call_again"})
    (employer,) = (await vacancies.get("/employers", params={"text": "Robles"})).json()
    fair = {"title": "Feria del Arándano", "place": "Plaza de Armas", "invited": [NIQUEN, SAN_FABIAN]}
    when = {"starts_at": "2026-01-21T10:00:00-03:00", "ends_at": "2026-01-21T14:00:00-03:00"}
    made = await events.post("/fairs", json={"commune": SAN_CARLOS, **fair, **when})
    assert made.status_code == 201, made.text
    asked = {"code": "PP33", "question": "¿Cómo rinden los furgones que se prestan entre comunas?"}
    question = await events.post("/help", json={"commune": NIQUEN, **asked})
    assert question.status_code == 201, question.text
    assert (await events.post("/help/cards", json={"commune": SAN_CARLOS, **CARD})).status_code == 201
    await site.house.until_count(1, "SELECT count(*) FROM notifications.board_matter WHERE kind = 'card'")
    return {
        "hoy": "/",
        "vacantes": "/vacantes",
        "vacante": f"/vacantes/{harvest}",
        "fichas": f"/vacantes/{harvest}/fichas",
        "publicar": "/vacantes/nueva",
        "cambiar": f"/vacantes/{harvest}/cambiar",
        "buscadores": "/buscadores",
        "inscribir": "/buscadores/nueva",
        "planilla": "/buscadores/planilla",
        "persona": f"/buscadores/{refs[0]}",
        "agenda": "/agenda",
        "feria": f"/agenda/{made.json()['fair_id']}",
        "agendar": "/agenda/nueva",
        "fechas": "/agenda/fechas",
        "ayuda": "/ayuda",
        "nueva-ficha": "/ayuda/fichas/nueva",
        "pregunta": f"/ayuda/{question.json()['help_id']}",
        "empresas": "/empresas",
        "empresa": f"/empresas/{employer['employer_id']}",
        "mapa": "/mapa",
        "la-mesa": "/la-mesa",
        "hechos": "/la-mesa/hechos?que=placed",
        "informe": "/la-mesa/informe",
        "operacion": "/operacion",
        "oficina": "/oficina",
        "contrasena": "/contrasena",
        "ingreso": "/ingreso",
        "no-existe": "/no-existe",
    }


async def _confirmed(site: BoardSite, refs: list[str]) -> None:
    """The officer of Ñiquén offers two of the three who were proposed, and answers later about the other."""
    matching = site.doors["matching"]
    await site.house.until_count(1, "SELECT count(*) FROM matching.proposal WHERE state = 'open'")
    (one,) = (await matching.get("/proposals", params={"commune": NIQUEN})).json()
    *now, later = refs
    body = {"commune": NIQUEN, "candidate_refs": now, "later_refs": [later]}
    assert (await matching.post(f"/proposals/{one['proposal_id']}/confirm", json=body)).status_code == 201


async def _settled(site: BoardSite, harvest: str) -> None:
    """Some of those who have a seat were referred, some placed, one of another commune."""
    vacancies = site.doors["vacancies"]
    leases = (await vacancies.get(f"/vacancies/{harvest}")).json()["leases"]
    by_commune = sorted(leases, key=lambda one: one["commune"] == SAN_CARLOS)
    acts = ["place", "refer", "place", "place", "refer"]
    asked = [
        {"lease_id": one["lease_id"], "fence": one["fence"], "act": act}
        for one, act in zip(by_commune, acts, strict=False)
    ]
    body = {"commune": SAN_CARLOS, "leases": asked}
    assert (await vacancies.post(f"/vacancies/{harvest}/leases/settle", json=body)).status_code == 200

    async def counted() -> bool:
        query = "SELECT count(*) FROM notifications.board_figure WHERE figure = 'placed'"
        return bool(await site.house.count(query) == acts.count("place"))

    await until(counted, "the placements on the board")


async def test_no_page_is_wider_than_what_it_is_read_on(site: BoardSite, browser: Browser) -> None:
    pages = await at_work(site)
    token = await site.officer(SAN_CARLOS)
    wide: dict[str, int] = {}
    for form in FORMS:
        context = await site.context(browser, token, **form.more)
        page = await context.new_page()
        await page.emulate_media(media=form.media)  # type: ignore[arg-type]
        for name, path in pages.items():
            await page.goto(site.url + path)
            for hidden in await page.locator("details").all() if form.media == "screen" else ():
                await hidden.evaluate("one => one.open = true")
            if more := await page.evaluate(WIDER):
                wide[f"{name} {form.name}"] = more
            await _keep(await page.screenshot(full_page=True), name, form.name)
        await context.close()
    if "MESA_RENEW_PICTURES" in os.environ:
        await _renew(site, browser, pages)
    assert wide == {}


async def _keep(shot: bytes, name: str, form: str) -> None:
    if folder := os.environ.get("MESA_LOOK"):
        (Path(folder) / f"{name}-{form}.png").write_bytes(shot)


async def _renew(site: BoardSite, browser: Browser, pages: dict[str, str]) -> None:
    for name in ("hoy", "vacante"):
        page = await site.page(browser, SAN_CARLOS, pages[name], viewport={"width": 1200, "height": 760})
        with Image.open(BytesIO(await page.screenshot())) as shot:
            shot.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(OF_README / f"{name}.png", optimize=True)
