"""WeasyPrint: imported only when a PDF is asked for, since it takes seconds and asks for libraries of the system.

Importing raises OSError without Pango.
"""

from typing import NoReturn

from weasyprint import HTML
from weasyprint.urls import URLFetcher


class NoFetcher(URLFetcher):  # type: ignore[misc]
    """Fetches nothing: a page carries all that it shows."""

    def fetch(self, url: str, headers: object = None) -> NoReturn:
        raise ValueError("a page that is printed asks nobody for anything")


def pressed(html: str) -> bytes:
    """A page as PDF/UA-1: tagged, with its language and title. What it refers to elsewhere is left out."""
    pdf: bytes = HTML(string=html, url_fetcher=NoFetcher(), base_url=None).write_pdf(pdf_variant="pdf/ua-1")
    return pdf
