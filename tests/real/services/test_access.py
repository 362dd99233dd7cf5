"""Who is let in, on real servers: what a key opens, until when, and what it never opens."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from deploy.keys import HomeKeys, KeyTable
from deploy.keys.table import Grant
from services.matching.api import ROUTERS
from services.matching.app import SERVICE as MATCHING
from shared.access.actors import Role
from shared.access.keys import id_in
from shared.clock import wall
from tests.logs import logged
from tests.real.doors import Door, open_door
from tests.real.house import NIQUEN, SAN_CARLOS, House
from tests.real.services.test_identities import post
from tests.real.services.test_matching_process import KEY, ROSA


@pytest.fixture
async def house(kafka_server: str, database: str, prefix: str) -> AsyncIterator[House]:
    async with House(kafka_server, database, prefix) as house:
        await house.provision(["matching"], [SAN_CARLOS, NIQUEN])
        await house.join(SAN_CARLOS, NIQUEN)
        yield house


@pytest.fixture
async def http(house: House) -> AsyncIterator[Door]:
    async with open_door(house, MATCHING, ROUTERS, "", identity_key=KEY) as door:
        await house.until_count(2, "SELECT count(*) FROM matching.commune")
        yield door


@pytest.fixture
def table(house: House) -> KeyTable:
    return KeyTable(house.db, ["matching"])


def _shown(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


async def test_the_three_requests_that_read_a_name_a_rut_and_a_telephone_are_refused(http: Door) -> None:
    ref = (await post(http, ROSA)).json()["candidate_ref"]
    yes = {"commune": SAN_CARLOS, "officer": "x", "vacancy_id": "v1", "means": "signed"}
    http.auth = None  # type: ignore[assignment]
    for method, path, body in (
        ("GET", f"/v1/seekers?commune={SAN_CARLOS}", None),
        ("POST", f"/v1/seekers/{ref}/consents", yes),
        ("POST", "/v1/vacancies/v1/leases/l1/identity", {"commune": NIQUEN, "officer": "x"}),
    ):
        answer = await http.request(method, path, json=body)
        assert answer.status_code == 401, f"{method} {path}"
        assert not [value for value in ROSA.values() if value in answer.text]


async def test_a_key_opens_what_its_commune_has_and_no_more(http: Door) -> None:
    ref = (await post(http, ROSA)).json()["candidate_ref"]
    at = f"/v1/seekers/{ref}"
    neighbour = http.as_(NIQUEN)
    assert (await http.get(at)).status_code == 200
    for path in (at, f"{at}/consents", f"{at}/accesses"):
        assert (await http.get(path, auth=neighbour)).status_code == 404, path
    theirs = await http.get("/v1/seekers", params={"commune": SAN_CARLOS}, auth=neighbour)
    assert (theirs.status_code, theirs.json()["errors"][0]["code"]) == (403, "foreign_commune")
    assert [one["candidate_ref"] for one in (await http.get("/v1/seekers")).json()] == [ref]
    spoken = await http.post(f"{at}/deactivate", json={"commune": SAN_CARLOS}, auth=neighbour)
    assert (spoken.status_code, spoken.json()["errors"][0]["code"]) == (403, "foreign_commune")
    system = http.as_(SAN_CARLOS, Role.SYSTEM)
    assert (await http.get(f"{at}/accesses", auth=system)).status_code == 403, "who read an identity is for people"


async def test_a_key_lets_in_until_it_ends_or_is_revoked_and_its_last_use_is_noted(http: Door, table: KeyTable) -> None:
    old, new = await table.make([Grant(Role.OFFICER, SAN_CARLOS, "ventanilla"), Grant(Role.OFFICER, SAN_CARLOS)])
    http.auth = None  # type: ignore[assignment]
    row = await table.one(old.key_id)
    assert row is not None
    assert (row.role, row.commune, row.label, row.last_used_at) == (Role.OFFICER, SAN_CARLOS, "ventanilla", None)
    answer = await http.get("/v1/seekers", headers=_shown(old.key))
    assert answer.status_code == 200
    assert answer.headers["RateLimit"].startswith(f'"{old.key_id}";r=599')
    used = await table.one(old.key_id)
    assert used is not None
    assert used.last_used_at is not None
    await table.end(old.key_id, wall(), revoke=False)
    with logged() as lines:
        assert (await http.get("/v1/seekers", headers=_shown(old.key))).status_code == 401
    assert [(line["event"], line["why"], line["key"]) for line in lines] == [("refused", "expired key", old.key_id)]
    assert old.key not in repr(lines)
    assert (await http.get("/v1/seekers", headers=_shown(new.key))).status_code == 200
    await table.end(new.key_id, wall(), revoke=True)
    answer = await http.get("/v1/seekers", headers=_shown(new.key))
    assert (answer.status_code, "revocada" in answer.text) == (401, True)


async def test_a_key_that_asks_too_often_is_told_when_to_come_again(http: Door, table: KeyTable) -> None:
    (key,) = await table.make([Grant(Role.OFFICER, SAN_CARLOS, per_minute=2)])
    http.auth = None  # type: ignore[assignment]
    told = [await http.get("/v1/seekers", headers=_shown(key.key)) for _ in range(3)]
    assert [answer.status_code for answer in told] == [200, 200, 429]
    assert 0 < int(told[2].headers["Retry-After"]) <= 61


async def test_a_narrowed_key_opens_what_it_names_and_no_more(http: Door, table: KeyTable) -> None:
    only = frozenset({"cl.mesa.seeker.register.v1", "seekers_one"})
    (key,) = await table.make([Grant(Role.OFFICER, SAN_CARLOS, narrowed_to=only)])
    http.auth = None  # type: ignore[assignment]
    http.headers.update(_shown(key.key))
    registered = await post(http, ROSA)
    assert registered.status_code == 201
    at = f"/v1/seekers/{registered.json()['candidate_ref']}"
    assert (await http.get(at)).status_code == 200
    for method, path in (
        ("GET", "/v1/seekers"),
        ("HEAD", "/v1/seekers"),
        ("GET", "/metrics"),
        ("GET", f"{at}/consents"),
    ):
        assert (await http.request(method, path)).status_code == 403, f"{method} {path}"
    refused = await http.post(f"{at}/deactivate", json={"commune": SAN_CARLOS})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "narrowed_key")
    assert (await http.get(at)).json()["state"] == "free", "nothing was done"


async def test_a_narrowed_key_of_an_operator_reads_the_figures_or_is_refused_them(http: Door, table: KeyTable) -> None:
    figures, members = frozenset({"health_metrics"}), frozenset({"offices_members"})
    made = await table.make(Grant(Role.OPERATOR, narrowed_to=only) for only in (figures, members))
    http.auth = None  # type: ignore[assignment]
    answers = [await http.get("/metrics", headers=_shown(key.key)) for key in made]
    assert [answer.status_code for answer in answers] == [200, 403]
    assert "Esta llave solo permite «Las comunas de la Mesa»" in answers[1].text


async def test_a_home_has_a_key_for_each_of_its_offices_again_after_any_loss(table: KeyTable, tmp_path: Path) -> None:
    home = HomeKeys(tmp_path / "keys")
    await home.ensure(table, [SAN_CARLOS, NIQUEN])
    first = home.of(Role.OFFICER, NIQUEN)
    assert home.file_of(Role.OFFICER, NIQUEN).stat().st_mode & 0o777 == 0o600
    assert len(await table.all()) == 5
    await table.db.execute("DELETE FROM matching.access_key")
    await home.ensure(table, [SAN_CARLOS, NIQUEN])
    assert (len(await table.all()), home.of(Role.OFFICER, NIQUEN)) == (5, first), "an older copy came back"
    await table.revoke_of([NIQUEN], wall() - timedelta(seconds=1))
    await home.ensure(table, [SAN_CARLOS, NIQUEN])
    second = home.of(Role.OFFICER, NIQUEN)
    assert id_in(second) != id_in(first)
    assert home.kept(id_in(second) or "") == home.file_of(Role.OFFICER, NIQUEN)
    assert sum(row.state(wall()) == "valid" for row in await table.all()) == 5
