"""People on the page: registered at the counter, shown by pseudonym; who somebody is, once, and nowhere else."""

from shared.contracts.matching import IdentityErased
from shared.contracts.vacancies import CandidateReferred
from tests.real.board import BoardSite, site, token_in
from tests.real.house import NIQUEN, SAN_CARLOS, until

__all__ = ["site"]
HARVEST = {"occupation": {"code": "9211"}, "pay": {"least": 560000}}
NAME = "Rosa Ester Muñoz"


async def test_a_person_is_registered_at_the_counter_and_never_shown_by_name(site: BoardSite) -> None:
    async with site.client(await site.officer(SAN_CARLOS)) as officer:
        page = (await officer.get("/buscadores/nueva")).text
        form = {"form_token": token_in(page), "name": NAME, "rut": "1-1", "occupations": "9211, 5120"}
        wrong = await officer.post("/buscadores/nueva", data=form)
        assert wrong.status_code == 422
        assert "El RUT no es válido" in wrong.text
        assert NAME in wrong.text, "what was written stays"
        done = await officer.post(
            "/buscadores/nueva", data={**form, "rut": "", "cannot": ["nights"], "pay_floor": "500.000"}
        )
        assert done.status_code == 303
        person = await officer.get(done.headers["location"])
        assert "la persona quedó inscrita" in person.text
        assert "desde $500.000" in person.text
        listed = await officer.get("/buscadores")
        assert "1 persona" not in listed.text
        assert NAME not in person.text + listed.text
        act = {"form_token": token_in(person.text)}
        ref = done.headers["location"].partition("?")[0]
        for fields in ({"do": "insurance", "beneficiary": "yes"}, {"do": "deactivate"}, {"do": "confirm"}):
            answer = await officer.post(ref, data={**act, **fields})
            assert answer.status_code == 303, answer.text
    async with site.client(await site.officer(NIQUEN)) as other:
        assert (await other.get(ref)).status_code == 404
    kept = await site.house.db.fetch("SELECT data FROM notifications.outbox")
    assert NAME not in str([*kept, *await site.house.records("offers", "notices")])


async def test_who_a_referred_person_is_is_shown_once_with_their_consent(site: BoardSite) -> None:
    ref = await site.seeker(NIQUEN, NAME)
    vacancy_id = await site.post(SAN_CARLOS, 1, local_hours=0, profile=HARVEST)
    matching, vacancies = site.doors["matching"], site.doors["vacancies"]

    async def proposed() -> bool:
        return bool((await matching.get("/proposals", params={"commune": NIQUEN})).json())

    await until(proposed, "a proposal")
    async with site.client(await site.officer(NIQUEN)) as theirs:
        (one,) = (await matching.get("/proposals", params={"commune": NIQUEN})).json()
        address = f"/propuestas/{one['proposal_id']}"
        page = (await theirs.get(address)).text
        answer = {"form_token": token_in(page), "vacancy": vacancy_id, f"c:{ref}": "offer", "do": "answer"}
        assert (await theirs.post(address, data=answer)).status_code == 303
    await site.house.until_count(1, "SELECT count(*) FROM vacancies.lease")
    (lease,) = await site.house.db.fetch("SELECT lease_id, fence FROM vacancies.lease")
    refer = {"commune": SAN_CARLOS, "fence": lease["fence"]}
    path = f"/vacancies/{vacancy_id}/leases/{lease['lease_id']}"
    assert (await vacancies.post(f"{path}/refer", json=refer)).status_code == 200
    async with site.client(await site.officer(SAN_CARLOS)) as mine:
        address = f"/vacantes/{vacancy_id}/cupos/{lease['lease_id']}/persona"

        async def heard() -> bool:
            return (await mine.get(address)).status_code == 200

        await until(heard, "the lease on the board")
        form = {"form_token": token_in((await mine.get(address)).text)}
        refused = await mine.post(address, data=form)
        assert refused.status_code == 422
        assert NAME not in refused.text
        consent = {"commune": NIQUEN, "vacancy_id": vacancy_id, "means": "by_phone", "officer": "n-1"}
        assert (await matching.post(f"/seekers/{ref}/consents", json=consent)).status_code == 201
        shown = await mine.post(address, data={**form, "purpose": "interview"})
        if shown.status_code == 422:  # the consent names its purpose
            shown = await mine.post(address, data={**form, "purpose": "referral"})
        assert NAME in shown.text, shown.text
        assert shown.headers["cache-control"] == "no-store"
        assert NAME not in (await mine.get(address)).text
        erased = await mine.post(address.replace("/persona", "/borrado"), data=form)
        assert erased.status_code == 303
    said = [m.envelope for m in await site.house.heard("offers")]
    assert [one.officer for one in said if isinstance(one.data, IdentityErased)] == ["of-1"]
    referred = [m.envelope.data for m in await site.house.heard("vacancies")]
    assert any(isinstance(fact, CandidateReferred) for fact in referred)
    assert NAME not in str(await site.house.records("vacancies", "offers", "notices"))
    assert NAME not in str(await site.house.db.fetch("SELECT state FROM notifications.board_matter"))
