"""Where a database lies already, there it stays: no empty one is begun beside it because the rights were changed."""

from pathlib import Path

import pytest

from deploy.machine import os_user
from shared.errors import OperatorError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home as root sees it; whether others reach a folder is said by the test."""
    monkeypatch.setattr(os_user, "account", lambda: (65534, 65534))
    monkeypatch.setattr(os_user, "_base", lambda folder: tmp_path)
    return tmp_path / "home" / "postgres"


def reach(monkeypatch: pytest.MonkeyPatch, *folders: Path) -> None:
    monkeypatch.setattr(os_user, "others_reach", lambda folder: folder in folders)


def test_a_database_that_others_reached_and_do_no_more_is_a_fault_that_names_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reach(monkeypatch, home)
    assert os_user.place(home) == home
    (home / "data").mkdir()
    reach(monkeypatch)
    with pytest.raises(OperatorError, match="the rights of a folder were changed") as fault:
        os_user.place(home)
    assert str(home / "data") in str(fault.value)


def test_a_database_elsewhere_is_used_although_the_home_could_hold_one_now(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reach(monkeypatch)
    elsewhere = os_user.place(home)
    assert elsewhere != home
    (elsewhere / "data").mkdir()
    reach(monkeypatch, home, elsewhere)
    assert os_user.place(home) == elsewhere


def test_two_databases_are_a_fault_that_names_both(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reach(monkeypatch)
    elsewhere = os_user.place(home)
    for place in (home, elsewhere):
        (place / "data").mkdir()
    with pytest.raises(OperatorError) as fault:
        os_user.place(home)
    assert str(home / "data") in str(fault.value)
    assert str(elsewhere / "data") in str(fault.value)


def test_a_place_elsewhere_that_is_gone_is_a_fault_and_no_new_beginning(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reach(monkeypatch)
    elsewhere = os_user.place(home)
    (elsewhere / "of").unlink()
    elsewhere.rmdir()
    with pytest.raises(OperatorError, match="is gone"):
        os_user.place(home)
