"""Access keys: how they look, and who is let in with one."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from shared.access.actors import Actor, How, Role
from shared.access.admission import Admission, NotAdmittedError
from shared.access.keys import FORM, digest_of, id_in, new_key
from tests.keys import Keys, MemoryKeyBook

NOW = datetime.now(UTC)
SAN_CARLOS = "16301"


@pytest.fixture
def book() -> MemoryKeyBook:
    return MemoryKeyBook()


@pytest.fixture
def admission(book: MemoryKeyBook) -> Admission:
    return Admission(book, b"secret", lambda: NOW)


def test_a_key_has_the_form_that_scanners_look_for_and_names_itself() -> None:
    made = new_key()
    assert re.fullmatch(FORM, made.key)
    assert id_in(made.key) == made.key_id
    assert len({new_key().key for _ in range(100)}) == 100


def test_a_mistyped_key_is_told_from_a_wrong_one() -> None:
    key = new_key().key
    for at in (8, 20, len(key) - 1):
        other = "x" if key[at] != "x" else "y"
        assert id_in(key[:at] + other + key[at + 1 :]) is None
    assert id_in(key[:-1]) is None
    assert id_in(f" {key}") is None


def test_what_is_kept_of_a_key_is_another_thing_in_each_service() -> None:
    key = new_key().key
    assert digest_of(b"one", key) != digest_of(b"two", key)
    assert key.encode() not in digest_of(b"one", key)


async def test_who_shows_a_key_is_the_actor_that_it_was_made_for(book: MemoryKeyBook, admission: Admission) -> None:
    key = await Keys(book).of(Role.SYSTEM, SAN_CARLOS, per_minute=5)
    actor, quota = await admission.admit(f"Bearer {key}")
    assert actor == Actor(id_in(key) or "", Role.SYSTEM, SAN_CARLOS, How.KEY)
    assert (quota.most, quota.left) == (5, 4)
    assert book.used == {actor.who: NOW}
    assert (await admission.admit(f"bearer  {key}"))[0] == actor, "the scheme is known in any case"


async def test_who_shows_no_key_that_is_valid_is_not_let_in(book: MemoryKeyBook, admission: Admission) -> None:
    keys = Keys(book)
    ended = await keys.of(Role.OFFICER, SAN_CARLOS, expires_at=NOW)
    revoked = await keys.of(Role.OFFICER, SAN_CARLOS, revoked_at=NOW - timedelta(days=1))
    stolen = await Keys(MemoryKeyBook()).of(Role.OFFICER, SAN_CARLOS)
    for shown, why in (
        (None, "no key"),
        ("", "no key"),
        ("Basic cm9zYTpzZWNyZXQ=", "no key"),
        ("Bearer nada", "not a key"),
        (f"Bearer {ended[:-1]}", "not a key"),
        (f"Bearer {stolen}", "unknown key"),
        (f"Bearer {ended}", "expired key"),
        (f"Bearer {revoked}", "revoked key"),
    ):
        with pytest.raises(NotAdmittedError) as refused:
            await admission.admit(shown)
        assert refused.value.why == why
        assert "mesak_" + ended[6:14] not in refused.value.text
    assert book.used == {}


async def test_the_same_id_with_another_secret_is_unknown(book: MemoryKeyBook, admission: Admission) -> None:
    key = await Keys(book).of(Role.OFFICER, SAN_CARLOS)
    book.keys[id_in(key) or ""] = next(iter(book.keys.values()))
    with pytest.raises(NotAdmittedError, match="unknown key"):
        await Admission(book, b"another", lambda: NOW).admit(f"Bearer {key}")


async def test_a_key_that_asks_too_often_waits_and_others_do_not(book: MemoryKeyBook, admission: Admission) -> None:
    keys = Keys(book)
    busy, other = await keys.of(Role.SYSTEM, SAN_CARLOS, per_minute=2), await keys.of(Role.OFFICER, SAN_CARLOS)
    for _ in range(2):
        await admission.admit(f"Bearer {busy}")
    with pytest.raises(NotAdmittedError, match="too many requests") as refused:
        await admission.admit(f"Bearer {busy}")
    assert 0 < refused.value.seconds <= 61
    await admission.admit(f"Bearer {other}")
