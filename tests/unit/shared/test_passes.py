"""Passes of the officers' page: who comes with one is the officer that it names, for half a minute, at one service."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.access.actors import Actor, How, Role
from shared.access.admission import Admission, NotAdmittedError
from shared.access.passes import NoPassError, PassReader, PassWriter
from tests.keys import MemoryKeyBook

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
PAGE, ANOTHER = PassWriter(b"p" * 32), PassWriter(b"q" * 32)
READER = PassReader("matching", [PAGE.public_key])
OFFICER = Actor("sc-2", Role.OFFICER, "16301", How.PASS)


def test_a_pass_names_the_officer_and_the_commune() -> None:
    assert READER.actor(PAGE.pass_to("matching", "16301", "sc-2", NOW), NOW) == OFFICER


@pytest.mark.parametrize("seconds", [0, 29, -9])
def test_it_lets_in_for_half_a_minute(seconds: int) -> None:
    shown = PAGE.pass_to("matching", "16301", "sc-2", NOW)
    assert READER.actor(shown, NOW + timedelta(seconds=seconds)) == OFFICER


@pytest.mark.parametrize(
    "shown",
    [
        PAGE.pass_to("matching", "16301", "sc-2", NOW - timedelta(seconds=41)),
        PAGE.pass_to("matching", "16301", "sc-2", NOW + timedelta(seconds=11)),
        PAGE.pass_to("vacancies", "16301", "sc-2", NOW),
        ANOTHER.pass_to("matching", "16301", "sc-2", NOW),
        PAGE.pass_to("matching", "16301", "Ana Pérez", NOW),
        PAGE.pass_to("matching", "San Carlos", "sc-2", NOW),
        PAGE.pass_to("matching", "16301", "sc-2", NOW)[:-4] + "AAAA",
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJzYy0yIn0.",
        "..",
    ],
    ids=["over", "not yet", "elsewhere", "another's", "a name", "no commune", "forged", "unsigned", "empty"],
)
async def test_no_other_text_lets_in(shown: str) -> None:
    with pytest.raises(NoPassError):
        READER.actor(shown, NOW)
    with pytest.raises(NotAdmittedError) as refused:
        await Admission(MemoryKeyBook(), b"secret", lambda: NOW, READER).admit(f"Bearer {shown}")
    assert str(refused.value).startswith("pass: ")


async def test_while_a_key_is_changed_both_count_and_each_officer_has_a_limit_of_their_own() -> None:
    both = PassReader("matching", [ANOTHER.public_key, PAGE.public_key])
    door = Admission(MemoryKeyBook(), b"secret", lambda: NOW, both)
    for writer, officer in ((PAGE, "sc-1"), (ANOTHER, "sc-2")):
        actor, quota = await door.admit(f"Bearer {writer.pass_to('matching', '16301', officer, NOW)}")
        assert (actor.who, quota.left) == (officer, quota.most - 1)


def test_without_a_key_no_pass_counts_and_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(NoPassError):
        PassReader("matching").actor(PAGE.pass_to("matching", "16301", "sc-2", NOW), NOW)
    with pytest.raises(ValueError, match="32 bytes"):
        PassReader("matching", ["c2hvcnQ"])
    with pytest.raises(ValueError, match="32 bytes"):
        PassWriter(b"short")
    assert "p" * 32 not in repr(PAGE)
