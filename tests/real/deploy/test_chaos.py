"""A short `mesa chaos` as an operator runs it: it breaks what it started, and every check holds.

It takes two minutes: `pytest -m "not slow"` leaves it out.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.real.go_tools import judged_by_porcupine

PATIENCE = 420.0


@pytest.mark.slow
def test_a_short_storm_breaks_no_promise(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "deploy.cli", "chaos", "--minutes", "0.5", "--seed", "4", "--json"]
    more = ["--communes", "16301,16303,16304,16305", "--replicas", "2", "--home", str(tmp_path / "mesa")]
    more += ["--histories", str(tmp_path / "histories")]
    done = subprocess.run([*command, *more], capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.stdout, done.stderr
    found = json.loads(done.stdout)
    broken = {check["name"]: check["first"] for check in found["checks"] if check["wrong"]}
    assert broken == {}
    assert (found["holds"], done.returncode) == (True, 0)
    assert sum(found["faults"].values()) >= 4
    assert found["requests"]["asked"] >= 20
    assert found["facts"] >= found["requests"]["asked"]
    looked_at = {check["name"]: check["looked_at"] for check in found["checks"]}
    assert looked_at["a key again gets the same bytes"], "keys were sent again"
    assert looked_at["claims of contested seats are linearizable"], "officers raced for seats"
    assert looked_at["mesa audit is balanced"] >= 30
    histories = [json.loads(line) for line in (tmp_path / "histories").read_text().splitlines()]
    assert sum(map(len, histories)) == looked_at["claims of contested seats are linearizable"]
    judged = judged_by_porcupine(histories)
    assert judged is None or set(judged) == {True}, "another checker comes to the same"
