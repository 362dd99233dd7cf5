"""Who a pseudonym is, on real servers: kept with the registration or not at all, put right, told to no log or topic."""

import asyncio
from typing import Any

import httpx
from stdnum.cl import rut as registry

from services.matching.vault import Identity, reveal, vault_of
from services.vacancies.app import SERVICE as VACANCIES
from shared.contracts import intake
from tests.real.house import NIQUEN, SAN_CARLOS, House
from tests.real.services.test_matching_process import KEY, PICKER, ROSA, house, http, tables
from tests.unit.services.matching.mothers import HARVEST

__all__ = ["house", "http"]

ANA = {"name": "Ana Muñoz", "rut": "9868503-0"}
OUTSIDE = "13101"
VAULT = vault_of(KEY.get_secret_value())


async def post(http: httpx.AsyncClient, who: Any = ROSA, commune: str = SAN_CARLOS, **more: Any) -> httpx.Response:
    return await http.post("/v1/seekers", json={"commune": commune, "profile": PICKER, "identity": who}, **more)


async def registered(http: httpx.AsyncClient, who: Any = ROSA) -> str:
    made = await post(http, who)
    assert made.status_code == 201, made.text
    return str(made.json()["candidate_ref"])


async def correct(http: httpx.AsyncClient, ref: str, who: Any, commune: str = SAN_CARLOS) -> httpx.Response:
    body = {"commune": commune, "officer": "sc-2", "identity": who}
    return await http.put(f"/v1/seekers/{ref}/identity", json=body)


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


async def opened(house: House, ref: str) -> Identity | None:
    await house.db.execute("SET search_path = matching")
    return await reveal(house.db, VAULT, ref)


def ruts(count: int) -> list[str]:
    return [f"{number}-{registry.calc_check_digit(str(number))}" for number in range(12_000_000, 12_000_000 + count)]


async def test_no_registration_that_is_refused_beside_it_takes_an_identity_away(
    house: House, http: httpx.AsyncClient
) -> None:
    """Twenty people at once, each asked for by an office outside the Mesa before, beside and after their own."""
    people = [{"name": f"Persona {n}", "rut": rut} for n, rut in enumerate(ruts(20))]
    for _ in range(3):
        asked = [post(http, who, cut) for who in people for cut in (OUTSIDE, SAN_CARLOS, OUTSIDE, NIQUEN, OUTSIDE)]
        answers = await asyncio.gather(*asked)
        assert {a.status_code for a in answers} <= {201, 403, 409}, {a.text for a in answers if a.status_code >= 500}
    assert await house.count("SELECT count(*) FROM matching.seeker") == len(people)
    kept = {await opened(house, row["candidate_ref"]) for row in await house.db.fetch("SELECT * FROM matching.seeker")}
    assert kept == {Identity(**who) for who in people}
    assert await house.count("SELECT count(*) FROM matching.identity") == len(people)
    assert await house.count("SELECT count(*) FROM matching.identity_key") == len(people)


async def test_of_many_who_register_a_person_at_once_one_does(house: House, http: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(post(http, ROSA, cut) for cut in (SAN_CARLOS, NIQUEN) * 6))
    (made,) = [answer for answer in answers if answer.status_code == 201]
    assert {code(answer)[1] for answer in answers if answer is not made} == {"already_registered"}
    kept = await opened(house, made.json()["candidate_ref"])
    assert kept is not None
    assert kept.name == ROSA["name"]


async def test_a_key_stands_for_the_person_too(house: House, http: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "k1"}
    first, again = [await post(http, ROSA, headers=key) for _ in range(2)]
    assert (first.status_code, again.json()) == (201, first.json())
    others = (ANA, {"name": "Ana"}, {**ROSA, "contact": "otra@example.cl"}, {**ROSA, "name": "Rosa F."})
    for other in others:
        assert code(await post(http, other, headers=key)) == (422, "idempotency_key_reused")
    assert await house.count("SELECT count(*) FROM matching.seeker") == 1
    assert code(await post(http, ANA, headers={"Idempotency-Key": "12.667.869-K"})) == (422, "idempotency_key_is_rut")
    assert (await post(http, ANA, headers={"Idempotency-Key": "k2"})).status_code == 201


async def test_null_is_another_request_than_nothing(http: httpx.AsyncClient) -> None:
    url, key = f"/v1/seekers/{await registered(http)}", {"Idempotency-Key": "k1", "If-Match": "*"}
    one, other = ({"commune": SAN_CARLOS, "changes": {name: None}} for name in ("pay_floor", "education"))
    first, again = [await http.patch(url, json=one, headers=key) for _ in range(2)]
    assert (first.status_code, again.json()) == (200, first.json())
    assert code(await http.patch(url, json=other, headers=key)) == (422, "idempotency_key_reused")


async def test_neither_a_key_nor_an_identity_is_in_a_log_line_a_topic_or_a_table(
    house: House, http: httpx.AsyncClient, capsys: Any
) -> None:
    """The key is a number that anybody could try; what is made of the identity to know it again stays as well."""
    ref = await registered(http)
    await house.open(VACANCIES)
    await house.ask(intake.VacancyPost(commune=SAN_CARLOS, seats=1, profile=HARVEST, distinct=True))
    await house.until_count(1, "SELECT count(*) FROM matching.seeker WHERE state = 'leased'")
    left = {"commune": SAN_CARLOS}
    gone = await http.post(f"/v1/seekers/{ref}/deregister", json=left, headers={"Idempotency-Key": "12667869"})
    assert gone.status_code == 200, gone.text
    await house.until_count(1, "SELECT count(*) FROM vacancies.lease WHERE state = 'released'")
    said = repr([(heard.envelope, heard.record) for heard in await house.heard("offers", "vacancies")])
    rows = str([await house.db.fetch(f"SELECT * FROM matching.{table}") for table in await tables(house)])
    logged = "".join(capsys.readouterr())
    who = Identity(**ROSA)
    for secret in ("12667869", VAULT.likeness(who), (VAULT.mark(who) or b"?").hex()):
        assert secret not in said
        assert secret not in rows.replace(repr(VAULT.mark(who)), "")
        assert secret not in logged


async def test_who_is_registered_again_is_kept_as_they_are_now(house: House, http: httpx.AsyncClient) -> None:
    ref = await registered(http)
    wrapped = "SELECT wrapped FROM matching.identity_key"
    before = await house.db.fetchval(wrapped)
    moved = {**ROSA, "contact": "+56 9 8765 4321"}
    refused = await post(http, moved)
    assert code(refused) == (409, "already_registered")
    assert ref in refused.text, "their own office is told where to put it right"
    assert ref not in (await post(http, moved, NIQUEN)).text
    assert await opened(house, ref) == Identity(**ROSA)
    await http.post(f"/v1/seekers/{ref}/deregister", json={"commune": SAN_CARLOS})
    assert await registered(http, moved) == ref
    assert await opened(house, ref) == Identity(**moved)
    assert await house.db.fetchval(wrapped) != before
    logged = (await http.get(f"/v1/seekers/{ref}/accesses")).json()
    assert [(line["what"], line["officer"]) for line in logged] == [("registered", None), ("registered_again", None)]


async def test_the_office_puts_right_who_its_people_are(house: House, http: httpx.AsyncClient) -> None:
    ref = await registered(http)
    named = {"name": "Rosa Fuentealba Soto", "contact": "rosa@example.com"}
    done = await correct(http, ref, named)
    assert (done.status_code, done.json()) == (200, {"candidate_ref": ref})
    assert await opened(house, ref) == Identity(**named, rut=ROSA["rut"]), "without a RUT, theirs stays"
    assert code(await correct(http, ref, named, NIQUEN)) == (403, "not_your_seeker")
    assert code(await correct(http, "c-0", named)) == (404, "unknown_seeker")
    assert code(await correct(http, ref, ANA)) == (409, "rut_differs")
    logged = (await http.get(f"/v1/seekers/{ref}/accesses")).json()
    assert [(line["what"], line["officer"], line["vacancy_id"]) for line in logged][1:] == [("corrected", "sc-2", None)]


async def test_a_rut_is_added_where_there_was_none_and_makes_no_two_people_one(
    house: House, http: httpx.AsyncClient
) -> None:
    ref, rosa = await registered(http, {"name": "Ana"}), await registered(http)
    assert code(await correct(http, ref, {**ROSA, "name": "Ana"})) == (409, "rut_taken")
    assert (await correct(http, ref, ANA)).status_code == 200
    assert await opened(house, ref) == Identity(**ANA)
    assert code(await post(http, ANA)) == (409, "already_registered")
    both = await asyncio.gather(*(correct(http, one, {"name": "Eva"}) for one in (ref, rosa)))
    assert [answer.status_code for answer in both] == [200, 200]


async def test_who_was_erased_cannot_be_put_right_and_comes_back_as_somebody_else(http: httpx.AsyncClient) -> None:
    ref = await registered(http)
    await http.post(f"/v1/seekers/{ref}/deregister", json={"commune": SAN_CARLOS, "erase": True})
    assert code(await correct(http, ref, ROSA)) == (410, "gone_identity")
    assert await registered(http) != ref


async def test_of_nobody_there_are_no_papers(http: httpx.AsyncClient) -> None:
    for papers in ("consents", "accesses"):
        assert (await http.get(f"/v1/seekers/c-0/{papers}")).status_code == 404


async def test_accesses_come_page_by_page(http: httpx.AsyncClient) -> None:
    url = f"/v1/seekers/{await registered(http)}"
    for _ in range(3):
        await correct(http, url.rpartition("/")[2], ROSA)
    page = await http.get(f"{url}/accesses", params={"limit": 3})
    assert [line["what"] for line in page.json()] == ["registered", "corrected", "corrected"]
    rest = await http.get(page.links["next"]["url"])
    assert [line["what"] for line in rest.json()] == ["corrected"]
    assert (await http.get(f"{url}/consents")).json() == []


async def test_who_looked_before_another_officer_changed_something_looks_again(http: httpx.AsyncClient) -> None:
    url, asked = f"/v1/seekers/{await registered(http)}", {"commune": SAN_CARLOS}
    seen = {"If-Match": (await http.get(url)).headers["ETag"]}
    paused = await http.post(f"{url}/deactivate", json=asked, headers=seen)
    assert (paused.status_code, paused.headers["ETag"]) == (200, '"2"')
    assert code(await http.post(f"{url}/confirm", json=asked, headers=seen)) == (412, "version_mismatch")
    assert (await http.get(url)).json()["state"] == "inactive"
    for verb in ("confirm", "deactivate"):
        assert (await http.post(f"{url}/{verb}", json=asked, headers={"If-Match": "soon"})).status_code == 400
    now = {"If-Match": (await http.get(url)).headers["ETag"]}
    assert (await http.post(f"{url}/confirm", json=asked, headers=now)).status_code == 200


async def test_an_occupation_is_shown_with_its_scheme_and_name(http: httpx.AsyncClient) -> None:
    ref = await registered(http)
    told = [{"code": "9211", "scheme": "CIUO-08.CL", "label": "Obreros de explotaciones agrícolas"}]
    assert (await http.get(f"/v1/seekers/{ref}")).json()["occupations"] == told
    (one,) = (await http.get("/v1/seekers", params={"commune": SAN_CARLOS})).json()
    assert one["occupations"] == told
