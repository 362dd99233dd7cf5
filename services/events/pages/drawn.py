"""The pages as HTML, by Jinja2 with every value escaped, and the policies under which browsers show them (CSP)."""

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from services.events.pages.linked_data import event
from services.events.pages.told import told
from services.events.queries.shown import Shown

ROOM = Path(__file__).parent
FILES = ROOM / "files"
PAPER, STYLE, DOOR, WORKER = (
    (FILES / name).read_text(encoding="utf-8") for name in ("paper.css", "pages.css", "door.js", "worker.js")
)
_SHUT = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; manifest-src 'none'"
_HASH = base64.b64encode(hashlib.sha256(PAPER.encode()).digest()).decode()

PAPER_POLICY = f"{_SHUT}; style-src 'sha256-{_HASH}'"
"""Of what is printed: it carries its style, which is let through by its hash, so that a saved page prints alike."""

PUBLIC_POLICY = f"{_SHUT}; style-src 'self'"
"""Of the public page. JSON-LD is data in a script element: no browser runs it, so no policy need let it through."""

CHECK_IN_POLICY = f"{_SHUT}; style-src 'self'; script-src 'self'; worker-src 'self'; connect-src 'self'"
"""Of the page at the door and of its worker. What a camera sees has no address: no policy need let it through."""

MOST_CHAIRS = 60
"""More do not fit on a poster."""


def poster(shown: Shown, address: str) -> str:
    """A poster of a fair or encuentro, with a QR that leads to `address`, its public page. A4, one page."""
    return _drawn(
        "poster.html", shown, qr=_qr(address, f"Código QR: {address}"), address=address, chairs=_chairs(shown)
    )


def sheet(shown: Shown, address: str, folios: Sequence[str]) -> str:
    """Tickets to cut, one for each folio, each with its QR, and the list of them to fill in by hand, without names."""
    tickets = [(folio, _qr(folio, f"Código QR: {folio}")) for folio in folios]
    return _drawn("sheet.html", shown, qr=_qr(address, f"Código QR: {address}"), tickets=tickets)


def public(shown: Shown, address: str) -> str:
    """The page for everybody, at `address`."""
    return _drawn("public.html", shown, data=event(shown, address), address=address, chairs=_chairs(shown))


def door(shown: Shown) -> str:
    """The page that notes folios at the door. It holds no secret and nothing of anybody: everybody may read it."""
    return _drawn("door.html", shown)


def folios_from(first: int, many: int) -> list[str]:
    """`many` numbers of tickets, as devices send them: «T-0001»."""
    return [f"T-{number:04}" for number in range(first, first + many)]


def _drawn(name: str, shown: Shown, **more: Any) -> str:
    return _TEMPLATES.get_template(name).render(told=told(shown), shown=shown, **more)


def _qr(content: str, title: str) -> Markup:
    # segno escapes the title; what it draws are numbers
    return Markup(segno.make(content, error="m", micro=False).svg_inline(border=2, title=title))  # noqa: S704


def _chairs(shown: Shown) -> int:
    return min(shown.seats, MOST_CHAIRS)


_TEMPLATES = Environment(
    loader=FileSystemLoader(ROOM / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.globals["paper"] = Markup(PAPER)  # noqa: S704 - our own file
