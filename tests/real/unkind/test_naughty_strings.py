"""Texts that break programs, in the texts of a vacancy by a real door: kept as they were sent, or refused.

An eighth of them, for each vacancy is read with those before it; all go by intake (tests/contracts).
"""

from itertools import cycle

from services.vacancies.api import ROUTERS
from services.vacancies.app import SERVICE
from tests.real.doors import open_door
from tests.real.house import SAN_CARLOS, House
from tests.unkind import naughty_strings

PROFILE = {"title": "Garzón/a", "employer": "Hostería Central"}
FIELDS = ("title", "employer", "description", "activity", "work_place", "occupation_label", "languages")


async def test_a_text_is_kept_or_refused(kafka_server: str, database: str, prefix: str) -> None:
    kept = dict.fromkeys(FIELDS, 0)
    async with House(kafka_server, database, prefix) as house:
        await house.provision(["vacancies"], [SAN_CARLOS])
        await house.join(SAN_CARLOS)
        async with open_door(house, SERVICE, ROUTERS) as door:
            await house.until_count(1, "SELECT count(*) FROM vacancies.member")
            texts = [one for kind in naughty_strings().values() for one in kind]
            for text, field in zip(
                texts, cycle(FIELDS), strict=False
            ):  # each kind has more texts than there are fields
                profile = PROFILE | {field: [text] if field == "languages" else text}
                answer = await door.post("/vacancies", json={"commune": SAN_CARLOS, "seats": 1, "profile": profile})
                if answer.status_code == 422:
                    assert answer.headers["content-type"] == "application/problem+json"
                    continue
                assert answer.status_code == 201, f"{text!r}: {answer.text}"
                kept[field] += 1
                read = (await door.get(f"/vacancies/{answer.json()['vacancy_id']}")).json()["profile"][field]
                assert read == ([text.strip()] if field == "languages" else text.strip()), f"{field}: {text!r}"
    assert all(kept.values()), kept
