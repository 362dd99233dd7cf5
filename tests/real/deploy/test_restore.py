"""The drill: a copy is taken while all runs, the stack works on, and the copy comes back."""

import asyncio
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from deploy.audit import audit
from deploy.cli import application
from deploy.keys import HomeKeys
from deploy.machine import backup
from deploy.machine.home import Home
from deploy.machine.postgres import EmbeddedPostgres
from deploy.machine.stack import Stack
from shared.access.actors import Role
from shared.clock import wall
from shared.contracts.envelope import service_source
from shared.contracts.vacancies import VacancyPosted
from shared.errors import OperatorError
from tests.real.house import SAN_CARLOS

PROFILE = {"title": "Ordeñador", "employer": "Lechería El Roble"}
POST = {"commune": SAN_CARLOS, "seats": 1, "profile": PROFILE, "distinct": True}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "casa")
    home.make()
    return home


@pytest.fixture
def postgres(home: Home) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(home.postgres, remembered=home.ports, pid_file=home.pid_file("postgres"))
    yield server
    server.wipe()


@pytest.mark.slow
def test_a_copy_comes_back_the_lost_time_is_listed_and_no_folio_is_given_twice(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    stack = _started(home)
    folios = [_post(stack, f"before-{n}") for n in range(2)]
    copy = json.loads(_mesa(home, capsys, "backup"))["folder"]
    folios += [_post(stack, f"after-{n}") for n in range(2)]
    _balanced(stack)  # so that all of it stands on the bus
    stack.stop()

    told = json.loads(_mesa(home, capsys, "restore", copy))
    posted = [one for one in told["again"] if one["type"] == VacancyPosted.WIRE]
    assert [one["service"] for one in posted] == ["vacancies", "vacancies"]
    sheet = Path(told["list"]).read_text(encoding="utf-8-sig").splitlines()
    assert len(sheet) == told["facts"] + 1
    assert sum("una persona de la oficina" in line for line in sheet) == len(told["again"])
    assert service_source("vacancies") not in "".join(sheet), "a sheet for officers, without addresses of services"

    stack = _started(home)
    try:
        again = [_post(stack, f"after-{n}") for n in range(2)]
        assert not {*again} & {*folios}
        _balanced(stack)
    finally:
        stack.stop()


def test_a_copy_that_is_damaged_or_sealed_with_another_key_is_refused_and_nothing_is_changed(
    home: Home, postgres: EmbeddedPostgres
) -> None:
    postgres.start()
    one = backup.take(home, postgres, postgres.dsn, home.folder / "backups")
    two = backup.take(home, postgres, postgres.dsn, home.folder / "another")
    assert [found.folder for found in backup.taken(home.folder / "backups")] == [one.folder]
    postgres.stop()
    base = two.folder / backup.DATABASE / "base.tar.gz"
    whole = base.read_bytes()
    base.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(OperatorError, match="pg_verifybackup"):
        backup.put_in_place(home, postgres, two.folder)
    with pytest.raises(OperatorError, match="holds no copy"):
        backup.put_in_place(home, postgres, home.folder)
    (home.folder / "secrets.json").unlink()
    with pytest.raises(OperatorError, match="has not the key"):
        backup.put_in_place(home, postgres, one.folder)
    assert [path.name for path in postgres.data.parent.glob("data*")] == ["data"]


def test_only_the_newest_copies_are_kept(home: Home, postgres: EmbeddedPostgres) -> None:
    postgres.start()
    first = backup.take(home, postgres, postgres.dsn, home.folder / "backups")
    older = first.folder.with_name("2020-01-01T000000Z")
    shutil.copytree(first.folder, older)
    about = json.loads((older / backup.ABOUT).read_text())
    (older / backup.ABOUT).write_text(json.dumps(about | {"at": "2020-01-01T00:00:00+00:00"}))
    assert [one.folder for one in backup.keep_newest(home.folder / "backups", 1)] == [older]
    assert [one.folder for one in backup.taken(home.folder / "backups")] == [first.folder]


def _started(home: Home) -> Stack:
    told: list[str] = []
    stack = Stack(home, (SAN_CARLOS,), told.append)
    stack.start()
    return stack


def _post(stack: Stack, key: str) -> str:
    url = stack.running["vacancies"].url
    shown = {"Idempotency-Key": key, **HomeKeys(stack.home.keys).bearer(Role.SYSTEM, SAN_CARLOS)}
    answer = httpx.post(f"{url}/v1/vacancies", json=POST, headers=shown)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["folio"])


def _balanced(stack: Stack) -> None:
    assert [f.name for f in asyncio.run(audit(stack.dsn, wall)) if not f.holds] == []


def _mesa(home: Home, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    given = [*arguments, "--home", str(home.folder), "--json"]
    capsys.readouterr()
    application(given)(given, standalone_mode=False)
    return capsys.readouterr().out
