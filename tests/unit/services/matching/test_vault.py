"""An identity is sealed under its own pseudonym, known again by its mark alone, and shown nowhere."""

import base64
import hashlib
import hmac

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import ValidationError

from services.matching.api.bodies import RegisterBody
from services.matching.requests import SeekerProfileFields, SeekerRegister
from services.matching.vault import Identity, Sealed, StatedIdentity, Vault, vault_of
from shared.messaging.cloudevents import IncomingMessage
from shared.messaging.unit_of_work import DeadLetter
from shared.postgres.dead_letters import row_of_dead_letter
from shared.sealing import NoKeyError
from tests.unit.services.matching.mothers import envelope

KEY = base64.b64encode(bytes(range(32))).decode()
OTHER = base64.b64encode(bytes(32)).decode()
ROSA = Identity(name="Rosa Fuentealba", rut="12.667.869-k", contact="rosa@example.cl")


def test_what_is_sealed_opens_under_its_own_pseudonym_only() -> None:
    vault = vault_of(KEY)
    sealed = vault.seal("c-1", ROSA)
    assert vault.open("c-1", sealed) == ROSA
    with pytest.raises(InvalidTag):
        vault.open("c-2", sealed)
    assert b"Rosa" not in sealed.identity + sealed.key
    assert sealed != vault.seal("c-1", ROSA)


def test_each_identity_has_a_key_of_its_own_and_is_nothing_without_it() -> None:
    vault = vault_of(KEY)
    rosa, other = vault.seal("c-1", ROSA), vault.seal("c-1", ROSA)
    assert rosa.key != other.key
    with pytest.raises(InvalidTag):
        vault.open("c-1", Sealed(rosa.identity, other.key))


def test_another_master_key_opens_nothing() -> None:
    sealed = vault_of(KEY).seal("c-1", ROSA)
    with pytest.raises(InvalidTag):
        vault_of(base64.b64encode(bytes(32)).decode()).open("c-1", sealed)


def test_the_same_person_is_known_again_however_the_rut_is_written() -> None:
    vault = vault_of(KEY)
    assert vault.mark(ROSA) == vault.mark(Identity(name="R. Fuentealba", rut="12667869-K"))
    assert vault.mark(Identity(name="Sin RUT")) is None


def test_the_mark_depends_on_the_key() -> None:
    other = base64.b64encode(bytes(32)).decode()
    assert vault_of(KEY).mark(ROSA) != vault_of(other).mark(ROSA)


@pytest.mark.parametrize("rut", ["12667869-K", "9868503-0", "6265837-1", "17317684-8", "76995142-3"])
def test_valid_ruts_are_taken(rut: str) -> None:
    assert Identity(name="N", rut=rut).rut == rut.replace("-", "")


def test_a_wrong_check_digit_is_a_fault() -> None:
    with pytest.raises(ValidationError, match="RUT no es válido"):
        Identity(name="N", rut="17317684-2")


def test_a_registration_does_not_show_whom_it_registers() -> None:
    body = RegisterBody.model_validate({"commune": "16301", "profile": {}, "identity": ROSA.model_dump()})
    assert "Rosa" not in repr(body)
    assert "Rosa" not in repr(ROSA)


def test_a_request_that_says_who_somebody_is_stands_for_them_and_shows_nothing_of_it() -> None:
    """Not in its JSON, its repr, or the letter it becomes when it is parked."""

    def asked(who: Identity, key: str = KEY) -> SeekerRegister:
        return SeekerRegister(
            commune="16301", candidate_ref="c-1", can=SeekerProfileFields(), stated=StatedIdentity(vault_of(key), who)
        )

    one = asked(ROSA)
    letter = row_of_dead_letter(DeadLetter("decision_failed", "KeyError", message=IncomingMessage(envelope(one, "k1"))))
    shown = f"{one!r} {one.model_dump()} {one.model_dump_json()} {letter!r}"
    vault = vault_of(KEY)
    for secret in ("Rosa", "12667869", "rosa@", vault.likeness(ROSA), (vault.mark(ROSA) or b"?").hex()):
        assert secret not in shown
    assert one.digest == asked(ROSA).digest
    others = [asked(ROSA.model_copy(update={name: None})) for name in ("rut", "contact")]
    assert len({one.digest, *(other.digest for other in others), asked(ROSA, OTHER).digest}) == 4


@pytest.mark.parametrize("key", ["", "not base64!", base64.b64encode(b"short").decode()])
def test_a_key_that_is_none_is_said(key: str) -> None:
    with pytest.raises(NoKeyError):
        vault_of(key)


def test_the_keys_are_those_of_before_hkdf_so_that_stored_identities_open_and_are_recognised() -> None:
    """Until HKDF was used they were HMAC-SHA-256(secret, "mesa identity " + purpose + 0x01)."""
    secret = base64.b64decode(KEY)
    wrap, mark, like = (
        hmac.digest(secret, b"mesa identity " + purpose + b"\x01", hashlib.sha256)
        for purpose in (b"wrap", b"mark", b"like")
    )
    before = Vault(AESGCM(wrap), mark, like)
    assert vault_of(KEY).open("c-1", before.seal("c-1", ROSA)) == ROSA
    assert vault_of(KEY).mark(ROSA) == before.mark(ROSA)
    assert vault_of(KEY).likeness(ROSA) == before.likeness(ROSA)
