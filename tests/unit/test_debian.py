"""What the tests need of the machine is looked for, brought, or asked for in words; never done without."""

import ctypes.util
import os
import shutil
from collections.abc import Sequence

import pytest

from tests import debian


class Machine:
    """A machine without a browser. `works`: words of what succeeds; `brings`: of what brings one."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *works: str, brings: str = "", root: bool = True) -> None:
        self.works, self.brings, self.has, self.asked = works, brings, False, list[str]()
        monkeypatch.delenv(debian.GIVEN_BROWSER, raising=False)
        monkeypatch.setattr(shutil, "which", self._which)
        monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000)

    def _which(self, program: str) -> str | None:
        here = program in ("apt-get", "sudo") or (self.has and program == "chromium")
        return f"/usr/bin/{program}" if here else None

    def run(self, command: Sequence[str]) -> int:
        said = " ".join(command)
        self.asked.append(said)
        done = any(word in said for word in self.works)
        self.has = self.has or (done and bool(self.brings) and self.brings in said)
        return 0 if done else 1


def test_one_that_is_there_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch)
    machine.has = True
    assert debian.browser(machine.run) == "/usr/bin/chromium"
    assert machine.asked == []


def test_one_that_is_named_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch)
    monkeypatch.setenv(debian.GIVEN_BROWSER, "/opt/chrome")
    assert debian.browser(machine.run) == "/opt/chrome"


def test_debian_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch, "install", brings="install --no-install-recommends")
    assert debian.browser(machine.run) == "/usr/bin/chromium"
    assert len(machine.asked) == 1


def test_who_is_not_root_asks_sudo_without_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch, "sudo", brings="install --no-install-recommends", root=False)
    assert debian.browser(machine.run) == "/usr/bin/chromium"
    assert all(said.startswith("sudo -n ") for said in machine.asked)


def test_then_playwright_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch, "playwright", root=False)
    assert debian.browser(machine.run) == ""
    assert machine.asked[0] == "sudo -n true"


def test_where_none_goes_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch)
    with pytest.raises(debian.MissingError, match="apt-get install chromium-headless-shell"):
        debian.browser(machine.run)
    assert any("update" in said for said in machine.asked), "old lists are renewed first"
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None)
    with pytest.raises(debian.MissingError, match="libpango"):
        debian.typesetters(machine.run)
