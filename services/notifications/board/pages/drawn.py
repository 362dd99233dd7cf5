"""Pages as HTML, by Jinja2 with every value escaped, and what they are served with."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.notifications.board import words
from services.notifications.board.pages.seats import cloth_of, table

ROOM = Path(__file__).parent
FILES = {file.name: file.read_bytes() for file in sorted((ROOM / "files").iterdir()) if file.suffix in (".css", ".js")}
VERSIONS = {name: hashlib.blake2b(content, digest_size=6).hexdigest() for name, content in FILES.items()}
"""In the address of each file, so that browsers keep it until it changes."""

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'; manifest-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",  # a page may show who a person is: no browser keeps it
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def drawn(template: str, values: Mapping[str, Any]) -> str:
    """A template with its values."""
    return _TEMPLATES.get_template(template).render(values)


def page(template: str, values: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None) -> Any:
    """A page as it is answered."""
    return HTMLResponse(drawn(template, values), status, {**HEADERS, **(headers or {})})


def address_of(name: str) -> str:
    """Where a file of the page is."""
    return f"/tablero/{VERSIONS[name]}/{name}"


_TEMPLATES = Environment(
    loader=FileSystemLoader(ROOM / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.globals |= {"file": address_of, "table": table, "cloth": cloth_of, "w": words, "datetime": datetime}
