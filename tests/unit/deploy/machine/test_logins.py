"""As which role a service comes to the database: kept in the home, given by the environment, taken at each start."""

import json
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.machine.home import Home
from deploy.machine.logins import ServiceLogin
from deploy.machine.service import OURS, Given, ServiceProcess
from shared.errors import OperatorError
from shared.messaging.address import BusAddress
from shared.postgres.roles import roles_of, service_of

FIRST, SECOND = "mesa_vacancies", "mesa_vacancies_b"
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
NEW = ServiceLogin(SECOND, "of-this-year")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    for name in ("MESA_PASSWORD_VACANCIES", "MESA_ROLE_VACANCIES"):
        monkeypatch.delenv(name, raising=False)
    made = Home(tmp_path / "mesa")
    made.make()
    return made


def test_a_home_from_before_goes_on_with_the_password_that_it_keeps(home: Home) -> None:
    (home.folder / "secrets.json").write_text(json.dumps({"role:vacancies": "of-last-year"}))
    assert home.logins.in_use("vacancies") == ServiceLogin(FIRST, "of-last-year")
    assert home.logins.since("vacancies") is None
    assert home.logins.passwords(["vacancies"]) == {FIRST: "of-last-year", SECOND: None}


def test_a_password_is_made_up_once_and_only_its_owner_reads_it(home: Home) -> None:
    made = home.logins.in_use("vacancies")
    assert Home(home.folder).logins.in_use("vacancies") == made
    assert stat.S_IMODE((home.folder / "secrets.json").stat().st_mode) == 0o600


def test_what_was_chosen_stays_and_the_other_comes_in_until_it_is_ended(home: Home) -> None:
    old, key = home.logins.in_use("vacancies"), home.identity_key()
    home.logins.choose("vacancies", NEW, AT)
    again = Home(home.folder).logins
    assert (again.in_use("vacancies"), again.since("vacancies"), again.not_in_use("vacancies")) == (NEW, AT, old)
    assert again.passwords(["vacancies"]) == {FIRST: old.password, SECOND: NEW.password}
    again.end(FIRST)
    assert again.not_in_use("vacancies") is None
    assert again.passwords(["vacancies"]) == {FIRST: None, SECOND: NEW.password}
    assert home.identity_key() == key
    assert stat.S_IMODE((home.folder / "secrets.json").stat().st_mode) == 0o600


def test_what_is_given_goes_before_what_is_kept_and_says_nothing_of_the_other(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.logins.choose("vacancies", NEW, AT)
    monkeypatch.setenv("MESA_PASSWORD_VACANCIES", "given")
    assert home.logins.passwords(["vacancies"]) == {FIRST: "given"}
    monkeypatch.setenv("MESA_ROLE_VACANCIES", SECOND)
    assert home.logins.passwords(["vacancies"]) == {SECOND: "given"}
    assert home.logins.since("vacancies") is None
    monkeypatch.setenv("MESA_ROLE_VACANCIES", "mesa_matching")
    with pytest.raises(OperatorError, match=f"mesa_matching is no role of vacancies(.|\n)*one of {FIRST}, {SECOND}"):
        home.logins.in_use("vacancies")


def test_each_start_of_a_process_takes_what_is_chosen_then(home: Home) -> None:
    """A process that a running `mesa up` starts again, too."""
    given = Given(BusAddress("127.0.0.1:9092", "mesa"), "postgresql://owner:of-all@127.0.0.1:5432/mesa")
    one = ServiceProcess(OURS[0], home, given, tied=False)
    one.process.command = [sys.executable, "-c", "import os; print(os.environ['MESA_DATABASE_URL'], flush=True)"]
    for _ in range(2):
        one.spawn()
        assert one.process._child is not None
        one.process._child.wait(20)
        home.logins.choose("vacancies", NEW, AT)
    before, after = home.log_of("vacancies").read_text().splitlines()
    assert before.startswith(f"postgresql://{FIRST}:")
    assert after == f"postgresql://{SECOND}:of-this-year@127.0.0.1:5432/mesa"


def test_a_role_tells_its_service() -> None:
    assert [service_of(role) for role in roles_of("vacancies")] == ["vacancies"] * 2
