"""The fair of the play: a date that suits all is searched, voted on, moved because of a clash, held, and counted."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from deploy.demo.officer import Door
from deploy.demo.recorder import FactRecorder
from deploy.demo.scenario import HARVEST, NIQUEN, SAN_CARLOS, SAN_FABIAN
from shared.calendar import SANTIAGO
from shared.clock import Now
from shared.contracts import intake
from shared.contracts.agenda import (
    ActivityKind,
    ClashFound,
    ClashResolved,
    DateFixed,
    DateProposed,
    EmployerConfirmed,
    FairConcluded,
    FairMoved,
)
from shared.contracts.vacancies import SeatLeased, SeatReleased

AHEAD = timedelta(hours=42)
"""By then the network has come to its end; what is left stands on the fair's list before it begins."""
ALL = [NIQUEN, SAN_CARLOS, SAN_FABIAN]
LATER = timedelta(hours=2)
VISITORS, INTERVIEWED = 26, 8
Ask = Callable[..., Awaitable[None]]


@dataclass
class FairOfThePlay:
    """`door`: the officers at the service of events; `ask`: requests by intake."""

    recorder: FactRecorder
    now: Now
    door: Door
    ask: Ask
    fair_id: str = field(default="", init=False)

    async def agreed(self) -> None:
        """Ñiquén searches dates, proposes the best, and the others vote: by HTTP and by their system alike."""
        gym = await self.door.post(
            "/v1/venues",
            {
                "commune": NIQUEN,
                "name": "Gimnasio Municipal de San Gregorio",
                "place": "San Gregorio",
                "kind": "gymnasium",
                "capacity": 500,
                "opens": [{"weekday": day, "opens": "08:30", "closes": "21:00"} for day in range(7)],
            },
        )
        first = (self.now() + AHEAD).astimezone(SANTIAGO).date()
        asked = {"since": first.isoformat(), "until": (first + timedelta(days=20)).isoformat(), "minutes": 120}
        who = {"commune": NIQUEN, "kind": "fair", "must": ALL, "part": "morning", "best": 3, "notice_hours": 1}
        found = await self.door.post("/v1/dates/search", {**asked, **who})
        options = [_option(each) for each in found["dates"]]
        proposed = intake.DatePropose(
            commune=NIQUEN,
            kind=ActivityKind.FAIR,
            title="Feria Laboral de Ñiquén",
            invited=(SAN_CARLOS, SAN_FABIAN),
            options=tuple(intake.OptionAsked(**option) for option in options),
            quorum=2,
        )
        await self.ask(proposed)
        await self.recorder.until(lambda: bool(self.recorder.all(DateProposed)), "the dates that Ñiquén proposes")
        proposal_id = self.recorder.all(DateProposed)[0].proposal_id
        await self.door.post(f"/v1/dates/{proposal_id}/vote", {"commune": SAN_CARLOS, "yes": [1], "if_needed": [2]})
        await self.ask(intake.DateVote(commune=SAN_FABIAN, proposal_id=proposal_id, yes=(1,)))
        await self.recorder.until(lambda: bool(self.recorder.all(DateFixed)), "the date of the fair")
        self.fair_id = self.recorder.all(DateFixed)[0].activity_id
        self._venue = str(gym["venue_id"])

    async def moved(self) -> None:
        """San Carlos has a visit at that hour: the clash is found, and the fair begins later."""
        fixed = self.recorder.all(DateFixed)[0].option
        starts, ends = fixed.starts_at, fixed.ends_at
        await self.ask(
            intake.VisitSchedule(
                commune=SAN_CARLOS,
                title="Visita a Agrícola Los Robles",
                place="Fundo Los Robles",
                starts_at=starts - timedelta(hours=1),
                ends_at=starts + timedelta(hours=1),
                employer=HARVEST.employer,
            )
        )
        await self.recorder.until(lambda: bool(self.recorder.all(ClashFound)), "the clash with the visit")
        await self.ask(
            intake.ActivityMove(
                commune=NIQUEN,
                activity_id=self.fair_id,
                starts_at=starts + LATER,
                ends_at=ends + LATER,
                venue_id=self._venue,
                why="San Carlos tiene una visita a esa hora",
            )
        )
        await self.recorder.until(
            lambda: bool(self.recorder.all(ClashResolved)), "that it fits after the fair was moved"
        )

    async def prepared(self) -> None:
        """One office calls the employer, the others need not; it comes."""
        about = {"activity_id": self.fair_id, "employer": HARVEST.employer}
        await self.ask(intake.EmployerInvite(commune=SAN_CARLOS, **about))
        await self.ask(intake.EmployerAnswer(commune=SAN_CARLOS, comes=True, **about))
        await self.recorder.until(lambda: bool(self.recorder.all(EmployerConfirmed)), "that the employer comes")

    async def held(self, vacancy: str) -> None:
        """It begins; tickets are shown at the door, people are interviewed, and what the device noted is handed in."""
        moved = self.recorder.all(FairMoved)[-1]
        left = moved.starts_at + timedelta(minutes=30) - self.now()
        await asyncio.sleep(max(0.0, left.total_seconds() / getattr(self.now, "speed", 1)))
        gone = {fact.lease_id for fact in self.recorder.all(SeatReleased)}
        seats = self.recorder.all(SeatLeased, lambda f: f.vacancy_id == vacancy and f.lease_id not in gone)
        people = [seat.candidate_ref for seat in seats if seat.candidate_commune in (NIQUEN, SAN_FABIAN)]
        people += [seat.candidate_ref for seat in seats if seat.candidate_commune == SAN_CARLOS]
        entries = _noted(moved.starts_at, vacancy, people[:INTERVIEWED])
        await self.ask(intake.FairCheckIn(commune=NIQUEN, activity_id=self.fair_id, device="puerta-1", entries=entries))
        attended = (NIQUEN, SAN_CARLOS, SAN_FABIAN)
        await self.ask(
            intake.ActivityConclude(commune=NIQUEN, activity_id=self.fair_id, attended=attended, employers=1)
        )
        await self.recorder.until(lambda: bool(self.recorder.all(FairConcluded)), "what came of the fair")

    async def results(self) -> dict[str, Any]:
        """The chain from visit to job, as totals."""
        found: dict[str, Any] = await self.door.get(f"/v1/fairs/{self.fair_id}/results", NIQUEN)
        return found


def _option(found: dict[str, Any]) -> dict[str, Any]:
    """A date as the search found it, to be proposed."""
    kept = ("starts_at", "ends_at", "commune", "place", "venue_id", "reasons")
    times = {name: datetime.fromisoformat(found[name]) for name in ("starts_at", "ends_at")}
    return {name: found[name] for name in kept} | times


def _noted(at: datetime, vacancy: str, people: list[str]) -> tuple[intake.CheckIn, ...]:
    """What the device at the door noted: tickets, and interviews of those who showed their number."""
    visits = [
        intake.CheckIn(entry_id=f"v{n}", kind=intake.CheckInKind.VISIT, at=at, ticket=f"T-{n:04}")
        for n in range(VISITORS)
    ]
    interviews = [
        intake.CheckIn(
            entry_id=f"i{n}",
            kind=intake.CheckInKind.INTERVIEW,
            at=at + timedelta(minutes=n),
            ticket=f"T-{n:04}",
            vacancy_id=vacancy,
            candidate_ref=ref,
        )
        for n, ref in enumerate(people)
    ]
    return (*visits, *interviews)
