"""What the pages of a fair say, that nobody breaks out of them, and that what is printed is tagged and asks nobody."""

import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import segno
from pypdf import PdfReader

from services.events.model.activities import State
from services.events.pages import drawn
from services.events.pages.linked_data import event
from services.events.pages.told import told
from shared.contracts.agenda import ActivityKind
from shared.contracts.envelope import LONGEST_TEXT
from shared.messaging.unit_of_work import TransientError
from shared.press import MOST_WAITING, NoPressError, Press
from tests.unit.services.events.mothers import at, shown

ADDRESS = "https://mesa.example/f/feria-1"
HOSTILE = (
    "</script><script>alert(1)</script>",
    "</title><img src=https://evil.example/x>",
    "\" onload='x' `",
    "{{ told.kind }}",
    "\N{RIGHT-TO-LEFT OVERRIDE}airef",
    "<!--",
    "]]>&amp;",
)
PAGES: dict[str, Callable[..., str]] = {
    "poster": lambda **more: drawn.poster(shown(**more), ADDRESS),
    "sheet": lambda **more: drawn.sheet(shown(**more), ADDRESS, drawn.folios_from(1, 3)),
    "public": lambda **more: drawn.public(shown(**more), ADDRESS),
    "door": lambda **more: drawn.door(shown(**more)),
}


def test_a_poster_says_when_where_who_and_how_much_as_chileans_write_it() -> None:
    page = PAGES["poster"]()
    for text in (
        "Miércoles 11 de marzo de 2026",
        "10:00 a 15:00 horas",
        "Gimnasio de San Gregorio</bdi>, Ñiquén",
        "Organizan las OMIL de Ñiquén y San Carlos",
        "36 cupos de trabajo y 9 empresas",
        ADDRESS,
    ):
        assert text in page


@pytest.mark.parametrize(
    ("companies", "seats", "says"),
    [(0, 0, ""), (1, 0, "1 empresa"), (0, 1, "1 cupo de trabajo"), (2, 5, "5 cupos de trabajo y 2 empresas")],
)
def test_only_what_is_known_is_promised(companies: int, seats: int, says: str) -> None:
    assert told(shown(companies=companies, seats=seats)).comes == says
    assert ("Hay un lugar" in PAGES["poster"](companies=companies, seats=seats)) == bool(says)


@pytest.mark.parametrize("name", PAGES)
def test_what_was_called_off_or_moved_is_said_large(name: str) -> None:
    off = PAGES[name](state=State.CANCELLED)
    assert '<p class="standing off"><strong>Cancelada</strong></p>' in off
    assert "Hay un lugar" not in off
    assert "Cancelado" in PAGES[name](state=State.CANCELLED, kind=ActivityKind.ENCUENTRO)
    moved = PAGES[name](moved_from=at(2))
    assert "Cambió de fecha: ya no es el miércoles 4 de marzo a las 10:00" in moved
    assert "Miércoles 11 de marzo" in moved
    assert "Ya se realizó" in PAGES[name](state=State.CONCLUDED)
    assert 'class="standing' not in PAGES[name]()


def test_an_activity_of_two_days_says_both() -> None:
    assert told(shown(ends_at=at(10, 14))).hours == "Desde las 10:00 hasta las 14:00 del jueves 12 de marzo de 2026"


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("name", PAGES)
def test_nobody_breaks_out_of_a_page(name: str, hostile: str) -> None:
    plain, page = PAGES[name](title="t", place="p"), PAGES[name](title=hostile, place=hostile)
    assert re.findall(r"<[a-z!/]+", page) == re.findall(r"<[a-z!/]+", plain), "the same elements"
    assert "Feria laboral</p>" not in re.findall(r"<h1.*?</h1>", page)


def _linked(page: str) -> Any:
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(data)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_search_engines_read_the_event_as_it_is_whatever_it_is_called(hostile: str) -> None:
    fair = shown(title=hostile, place=hostile)
    assert _linked(drawn.public(fair, ADDRESS)) == event(fair, ADDRESS)
    assert _linked(drawn.public(fair, ADDRESS))["name"] == hostile


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({}, "EventScheduled"),
        ({"state": State.ENDED}, "EventScheduled"),
        ({"moved_from": at(2)}, "EventRescheduled"),
        ({"moved_from": at(2), "state": State.CANCELLED}, "EventCancelled"),
    ],
)
def test_search_engines_read_what_has_become_of_it(more: dict[str, Any], status: str) -> None:
    data = _linked(PAGES["public"](**more))
    assert data["eventStatus"] == f"https://schema.org/{status}"
    assert (data["startDate"], data["endDate"]) == ("2026-03-11T10:00:00-03:00", "2026-03-11T15:00:00-03:00")
    assert data.get("previousStartDate") == ("2026-03-04T10:00:00-03:00" if "moved_from" in more else None)
    assert [one["name"] for one in data["organizer"]] == ["OMIL de Ñiquén", "OMIL de San Carlos"]


def test_the_public_page_invites_only_to_what_will_be_held() -> None:
    page = PAGES["public"]()
    for text in ("Miércoles 11 de marzo de 2026", "36 cupos de trabajo y 9 empresas", 'href="feria-1.ics"'):
        assert text in page
    assert "San Fabián" not in page, "who is invited hosts nothing"
    for over in (State.CANCELLED, State.ENDED, State.CONCLUDED):
        page = PAGES["public"](state=over)
        assert "Hay un lugar" not in page
        assert ".ics" not in page


def test_what_leaves_an_id_in_an_address_stays_within_the_page_s_own_place() -> None:
    page = drawn.public(shown(activity_id="javascript:x"), ADDRESS)
    assert 'href="javascript%3Ax/pages.css"' in page
    assert 'href="javascript' not in page.replace("javascript%3A", "")


def _allowed(policy: str) -> dict[str, str]:
    return dict(part.strip().split(" ", 1) for part in policy.split(";"))


def test_pages_may_load_nothing_but_what_the_service_itself_serves() -> None:
    shut = {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'", "frame-ancestors": "'none'"}
    shut["manifest-src"] = "'none'"
    assert _allowed(drawn.PUBLIC_POLICY) == {**shut, "style-src": "'self'"}
    own = dict.fromkeys(("style-src", "script-src", "worker-src", "connect-src"), "'self'")
    assert _allowed(drawn.CHECK_IN_POLICY) == {**shut, **own}
    for name in ("public", "door"):
        page = PAGES[name]()
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<img|<iframe|javascript:", page), name
        assert not re.search(r'(?:src|href)="(?:https?:)?//(?!mesa\.example/f/)', page), name


def test_tickets_carry_their_folio_and_the_sheet_asks_no_name() -> None:
    page = drawn.sheet(shown(), ADDRESS, drawn.folios_from(41, 2))
    assert re.findall(r'<th scope="row">(.*?)</th>', page) == ["T-0041", "T-0042"]
    for folio in ("T-0041", "T-0042", ADDRESS):
        assert segno.make(folio, error="m", micro=False).svg_inline(border=2, title=f"Código QR: {folio}") in page
    columns = re.findall(r'<th scope="col">(.*?)</th>', page)
    assert columns == ["Folio", "Hora", "Comuna donde vive", "Entrevista con", "Pasado al sistema"]


def _figures(node: Any) -> list[str]:
    """The alternative text of each picture of a tagged PDF."""
    node = node.get_object()
    if isinstance(node, list):
        return [text for each in node for text in _figures(each)]
    if not isinstance(node, dict):
        return []
    own = [str(node.get("/Alt"))] if node.get("/S") == "/Figure" else []
    return own + (_figures(node["/K"]) if "/K" in node else [])


@pytest.mark.usefixtures("typesetters")
async def test_a_poster_is_one_tagged_page_however_long_its_texts_are() -> None:
    long = {"title": ("Encuentro " * 40)[:LONGEST_TEXT], "place": ("Gimnasio " * 40)[:LONGEST_TEXT]}
    for more in ({}, {**long, "moved_from": at(2), "seats": 500}, {**long, "state": State.CANCELLED}):
        pdf = PdfReader(io.BytesIO(await Press().pressed(PAGES["poster"](**more))))
        root: Any = pdf.trailer["/Root"]
        assert len(pdf.pages) == 1
        assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("es-CL", True)
        assert b'pdfuaid:part="1"' in root["/Metadata"].get_data() or b"pdfuaid:part>1" in root["/Metadata"].get_data()
        assert pdf.metadata is not None
        assert str(pdf.metadata.title).startswith("Afiche · ")
        assert f"Código QR: {ADDRESS}" in _figures(root["/StructTreeRoot"])
        assert "Miércoles 11 de marzo de 2026" in " ".join(pdf.pages[0].extract_text().split())


@pytest.mark.usefixtures("typesetters")
async def test_a_sheet_repeats_its_head_and_has_a_picture_for_each_ticket() -> None:
    html = drawn.sheet(shown(), ADDRESS, drawn.folios_from(1, 40))
    pdf = PdfReader(io.BytesIO(await Press().pressed(html)))
    root: Any = pdf.trailer["/Root"]
    assert {f"Código QR: T-{n:04}" for n in range(1, 41)} <= set(_figures(root["/StructTreeRoot"]))
    assert ["Comuna donde vive" in page.extract_text() for page in pdf.pages[:2]] == [True, True]


@pytest.mark.usefixtures("typesetters")
async def test_what_is_printed_asks_nobody_for_anything(tmp_path: Any) -> None:
    (tmp_path / "secret.css").write_text("body::before { content: 'SECRET' }")
    style = f'<link rel="stylesheet" href="{(tmp_path / "secret.css").as_uri()}">'
    html = f"<!doctype html><html lang='es'><head><title>t</title>{style}</head><body>texto</body></html>"
    pdf = PdfReader(io.BytesIO(await Press().pressed(html)))
    assert pdf.pages[0].extract_text() == "texto"


async def test_without_the_system_s_libraries_it_is_said_and_too_many_are_told_to_wait() -> None:
    def missing() -> Callable[[str], bytes]:
        raise OSError("cannot load library 'libpango-1.0-0'")

    with pytest.raises(NoPressError):
        await Press(missing).pressed("")
    press = Press(lambda: str.encode)
    assert await press.pressed("a") == b"a"
    assert press.waiting == 0
    press.waiting = MOST_WAITING
    with pytest.raises(TransientError):
        await press.pressed("a")
