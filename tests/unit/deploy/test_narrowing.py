"""What an operator names after --only: rows of the table, that the role may use."""

from datetime import UTC, datetime, timedelta

import pytest

from deploy.keys.narrowing import narrowed
from deploy.keys.table import Grant, KeyRow
from shared.access.actors import Role
from shared.errors import OperatorError

POST, LIST = "cl.mesa.vacancy.post.v1", "vacancies_several"
NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)


def _refused(role: Role, *names: str) -> OperatorError:
    with pytest.raises(OperatorError) as refused:
        narrowed(role, names)
    assert refused.value.code == 2
    return refused.value


def test_a_key_is_narrowed_to_the_names_each_once_and_without_names_to_nothing() -> None:
    assert narrowed(Role.SYSTEM, [POST, LIST, POST]) == frozenset({POST, LIST})
    assert narrowed(Role.OPERATOR, ["health_metrics"]) == frozenset({"health_metrics"})
    assert narrowed(Role.SYSTEM, []) is None


@pytest.mark.parametrize(
    ("typed", "meant"), [("vacancy.post", POST), ("cl.mesa.vacancy.post", POST), ("vacancies_list", LIST)]
)
def test_a_name_that_is_in_no_row_is_refused_with_the_nearest(typed: str, meant: str) -> None:
    refused = _refused(Role.SYSTEM, LIST, typed)
    assert refused.what == f"--only {typed}: no request or view has this name"
    assert meant in refused.do


@pytest.mark.parametrize("typed", ["", "zzz"])
def test_a_name_like_none_is_refused_with_where_the_names_are(typed: str) -> None:
    assert _refused(Role.SYSTEM, typed).do == "docs/permisos.md has every name"


def test_a_row_that_the_role_may_not_use_is_refused_with_the_roles_that_may() -> None:
    refused = _refused(Role.SYSTEM, "identities_accesses")
    assert refused.what == "--only identities_accesses: a key of the role system may not do this"
    assert refused.do.startswith("give --role officer; the nearest that system may: ")
    assert "identities_consents" in refused.do
    assert "give --role officer or --role system;" in _refused(Role.INTEGRATOR, POST).do


def test_the_next_key_of_a_narrowed_one_may_no_more_than_it() -> None:
    only = frozenset({POST})
    old = KeyRow("k7w2m9qa", Role.SYSTEM, "16301", "x", 5, NOW, NOW + timedelta(days=30), None, None, only)
    assert old.again() == Grant(Role.SYSTEM, "16301", "x", 30, 5, only)
