"""Programs in Go, for what only they can show: built where there is Go and a way to its packages."""

import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "go"


@lru_cache
def go_program(name: str) -> Path | None:
    """The built program of tests/real/go/<name>; None where it cannot be built: the test then does without it."""
    go = shutil.which("go")
    if go is None:
        return None
    target = FOLDER / name / "built"
    made = subprocess.run([go, "build", "-o", target, "."], cwd=FOLDER / name, capture_output=True, check=False)
    return target if made.returncode == 0 else None
