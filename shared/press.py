"""Pages as PDF: in a thread of its own, one after the other, for each takes half a second and much memory."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any

from shared.messaging.unit_of_work import TransientError

MOST_WAITING = 8
"""More of one process are told to come again."""


class NoPressError(Exception):
    """This machine lacks the libraries that set type (Pango)."""


def _weasyprint() -> Callable[[str], bytes]:
    pressed: Callable[[str], bytes] = import_module("shared.weasy").pressed
    return pressed


class Press:
    """Prints. `load`: what gives the function from HTML to PDF; it is called when the first page is asked for."""

    def __init__(self, load: Callable[[], Callable[[str], bytes]] = _weasyprint) -> None:
        self._load = load
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="press")
        self.waiting = 0

    async def pressed(self, html: str) -> bytes:
        """A page as a tagged PDF (PDF/UA-1). Raises NoPressError, and TransientError while too many others wait."""
        if self.waiting >= MOST_WAITING:
            raise TransientError("too many pages are printed at once")
        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._print, html)
        finally:
            self.waiting -= 1

    def _print(self, html: str) -> bytes:
        try:
            press: Any = self._load()
        except OSError as missing:
            raise NoPressError from missing
        printed: bytes = press(html)
        return printed


PRESS = Press()
"""Of the process: what it limits is the memory of the process."""
