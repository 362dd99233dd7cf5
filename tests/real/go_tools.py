"""Programs in Go, for what only they can show: built where there is Go and a way to its packages."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

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


def judged_by_porcupine(histories: Sequence[Sequence[dict[str, Any]]]) -> list[bool] | None:
    """Whether each history of seats is linearizable, by porcupine; None where there is no Go."""
    program = go_program("judge")
    if program is None:
        return None
    lines = "".join(json.dumps(one) + "\n" for one in histories)
    done = subprocess.run([program], input=lines, capture_output=True, text=True, check=True)
    told: list[bool] = [json.loads(line) for line in done.stdout.splitlines()]
    return told
