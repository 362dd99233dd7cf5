"""What the tests need of the machine and pip cannot bring: a browser, and the libraries that set type.

It is looked for; where it is missing it is installed from Debian, if this user may; else the browser is playwright's
own download; else the test fails and says what to do. None is skipped.
"""

import ctypes.util
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome", "chrome-headless-shell")
"""Programs that are a Chromium, the smallest first."""
TYPESETTERS = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
"""Debian's packages that WeasyPrint loads (docs of WeasyPrint, *Installation*)."""
GIVEN_BROWSER = "MESA_TEST_BROWSER"
"""The path of a Chromium, if a certain one is to be used."""

Run = Callable[[Sequence[str]], int]


class MissingError(AssertionError):
    """The machine lacks something, and it could not be brought."""


def browser(run: Run | None = None) -> str:
    """The path of a Chromium; "" for the one that playwright has brought. Raises MissingError."""
    run = run or _run
    found = _brought(_browser, ("chromium-headless-shell",), run)
    if found is not None:
        return found
    with _one_at_a_time():
        # it looks by itself whether it has it already
        if run((sys.executable, "-m", "playwright", "install", "--only-shell", "chromium")) == 0:
            return ""
    raise MissingError(
        "The tests of the pages need a Chromium, and none is here. Install one (as root: apt-get install "
        f"chromium-headless-shell), or name one in {GIVEN_BROWSER}, and call make test again."
    )


def typesetters(run: Run | None = None) -> None:
    """See to it that PDFs can be printed. Raises MissingError."""
    if _brought(_typesetters, TYPESETTERS, run or _run) is None:
        raise MissingError(f"The tests of the PDFs need Pango. As root: apt-get install {' '.join(TYPESETTERS)}")


def _browser() -> str | None:
    return os.environ.get(GIVEN_BROWSER) or next(filter(None, map(shutil.which, BROWSERS)), None)


def _typesetters() -> str | None:
    names = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")
    return "all" if all(map(ctypes.util.find_library, names)) else None


def _brought(look: Callable[[], str | None], packages: Sequence[str], run: Run) -> str | None:
    """What is looked for, from Debian if it is not here; None if it cannot be had so."""
    found = look()
    if found is not None:
        return found
    with _one_at_a_time():
        if look() is None and shutil.which("apt-get"):
            _install(packages, run)
    return look()


def _install(packages: Sequence[str], run: Run) -> None:
    """From the lists that are there; if they are old or none, from new ones."""
    apt: tuple[str, ...] = ("apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300")
    if os.geteuid() != 0:
        if not shutil.which("sudo") or run(("sudo", "-n", "true")) != 0:
            return
        apt = ("sudo", "-n", *apt)
    install = (*apt, "install", "--no-install-recommends", *packages)
    if run(install) != 0 and run((*apt, "update")) == 0:
        run(install)


def _run(command: Sequence[str]) -> int:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as running:
        errors = running.communicate()[1]
    if running.returncode:
        print(f"{' '.join(command)}: {errors.decode(errors='replace')[-500:]}", file=sys.stderr)
    return running.returncode


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """`make test` is two processes, and both may miss the same thing."""
    with (Path(tempfile.gettempdir()) / f"mesa-tests-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
