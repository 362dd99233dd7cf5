"""The id of a request by HTTP: the same for the same key, and the key is not found in it, nor by trying."""

import hashlib

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.contracts.envelope import Officer, derived_id
from shared.contracts.intake import ConsentRevoke, ProposalConfirm
from shared.http.idempotency import id_of

RUTS = ("12667869-K", "12.667.869-k", "12667869K", "9868503-0", "98685030")


def test_the_same_key_of_a_commune_has_the_same_id_and_another_commune_another() -> None:
    one = id_of(b"secret", "16301", "k1")
    assert one == id_of(b"secret", "16301", "k1") == id_of(b"secret", "16301", '"k1"')
    assert len({one, id_of(b"secret", "16301", "k2"), id_of(b"secret", "16303", "k1")}) == 3


def test_without_a_key_every_request_is_its_own() -> None:
    assert id_of(b"secret", "16301", None) != id_of(b"secret", "16301", None)
    assert id_of(b"secret", "16301", "") != id_of(b"secret", "16301", "")


def test_who_lacks_the_secret_finds_no_key_by_trying() -> None:
    told = id_of(b"secret", "16301", "12667869")
    plain = hashlib.sha256(b"16301/12667869").hexdigest()[:32]
    assert told not in (plain, derived_id("16301", "12667869"), id_of(b"other", "16301", "12667869"))
    assert "12667869" not in told


@pytest.mark.parametrize("rut", RUTS)
def test_a_rut_is_no_key(rut: str) -> None:
    with pytest.raises(ValueError, match="Esto es un RUT") as refused:
        id_of(b"secret", "16301", rut)
    assert rut not in str(refused.value)


@pytest.mark.parametrize("rut", RUTS)
def test_an_officer_is_never_named_by_a_rut(rut: str) -> None:
    revoke = {"commune": "16303", "candidate_ref": "ana", "consent_id": "c1"}
    for contract, asked in (
        (ConsentRevoke, revoke),
        (ProposalConfirm, {"commune": "16303", "proposal_id": "p1", "candidate_refs": ["ana"]}),
    ):
        with pytest.raises(ValidationError, match="Esto es un RUT"):
            contract.model_validate({**asked, "officer": rut})


@pytest.mark.parametrize("name", ["niquen-1", "sc-7", "16303-1", "12667869-1", "a.soto"])
def test_an_officer_is_named_as_the_office_likes(name: str) -> None:
    assert TypeAdapter(Officer).validate_python(name) == name
