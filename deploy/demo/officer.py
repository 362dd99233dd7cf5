"""What officers do over HTTP in the play: a card, a yes that is taken back, a refusal with its legal cause."""

from dataclasses import dataclass
from typing import Any

import httpx

from deploy.demo.recorder import FactRecorder, MissingFactError
from deploy.demo.scenario import NIQUEN, SAN_CARLOS, SAN_FABIAN
from deploy.keys import HomeKeys
from shared.access.actors import Role
from shared.contracts.matching import DisclosureGiven, DisclosureRevoked, OfferMade
from shared.contracts.vacancies import SeatLeased

OFFICER = "niquen-1"


@dataclass
class Door:
    """The door of one service at `url`; each request shows the key of the office that asks."""

    url: str
    keys: HomeKeys

    async def get(self, path: str, commune: str) -> Any:
        """What a view answers. Raises MissingFactError."""
        return await self.ask("GET", path, commune)

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """What a request is answered. Raises MissingFactError."""
        answer: dict[str, Any] = await self.ask("POST", path, body["commune"], body)
        return answer

    async def ask(self, method: str, path: str, commune: str, body: dict[str, Any] | None = None) -> Any:
        """The answer of a service. Raises MissingFactError if it refuses."""
        shown = self.keys.bearer(Role.OFFICER, commune)
        async with httpx.AsyncClient(base_url=self.url, timeout=20, headers=shown) as http:
            answer = await http.request(method, path, json=body)
        if not answer.is_success:
            raise MissingFactError(f"{method} {path}: {answer.text}")
        return answer.json()


@dataclass
class Officer:
    """Talks to matching through its door.

    Nothing of an identity is kept or printed, only that it was given.
    """

    door: Door
    recorder: FactRecorder

    async def disclosure(self, vacancy: str) -> None:
        """A person of Ñiquén says yes, San Carlos reads who they are, once; then the person takes the yes back."""
        seat = self.recorder.all(
            SeatLeased, lambda fact: fact.vacancy_id == vacancy and fact.candidate_commune == NIQUEN
        )[0]
        person = f"/v1/seekers/{seat.candidate_ref}"
        mine = {"commune": NIQUEN, "officer": OFFICER}
        said = await self.door.post(f"{person}/consents", mine | {"vacancy_id": vacancy, "means": "signed"})
        at = f"/v1/vacancies/{vacancy}/leases/{seat.lease_id}/identity"
        await self.door.post(at, {"commune": SAN_CARLOS, "officer": "san-carlos-1"})
        await self.recorder.until(lambda: bool(self.recorder.all(DisclosureGiven)), "that an identity was given")
        await self.door.post(f"{person}/consents/{said['consent_id']}/revoke", mine)
        await self.recorder.until(lambda: bool(self.recorder.all(DisclosureRevoked)), "that it was taken back")

    async def refusal(self, vacancy: str) -> None:
        """Somebody who is paid by the Fondo de Cesantía Solidario does not take a job in another commune."""
        offer = self.recorder.all(OfferMade, lambda fact: fact.vacancy_id == vacancy and fact.commune == NIQUEN)[0]
        person = f"/v1/seekers/{offer.candidates[-1].candidate_ref}"
        noted = {"commune": NIQUEN, "beneficiary": True, "last_pay": 620_000}
        await self.door.ask("PUT", f"{person}/insurance", NIQUEN, noted)
        refused = {"commune": NIQUEN, "vacancy_id": vacancy, "cause": "far_from_home", "officer": OFFICER}
        await self.door.post(f"{person}/refusals", refused)

    async def refusals(self) -> list[dict[str, Any]]:
        """What the office of Ñiquén could export."""
        found: list[dict[str, Any]] = await self.door.get(f"/v1/insurance-refusals?commune={NIQUEN}", NIQUEN)
        return found

    async def card(self, vacancy: str) -> dict[str, Any] | None:
        """The first card of San Fabián or Ñiquén that one change would make fit; None if nobody is so near."""
        for cut in (SAN_FABIAN, NIQUEN, SAN_CARLOS):
            found = await self.door.get(f"/v1/vacancies/{vacancy}/cards?commune={cut}", cut)
            if found["near"]:
                near: dict[str, Any] = found["near"][0]
                return {"commune": cut, **near}
        return None
