"""A history that follows a script and not chance: nothing fails, and the clock goes where the script says."""

from datetime import datetime
from typing import Any

from deploy.simulation.history import History
from shared.contracts.communes import CommuneJoined, Travel
from shared.contracts.envelope import Request, commune_source
from shared.territory import commune, travel_from


class ScriptedHistory(History):
    """The four cores without faults, and what a script needs: somebody joins, somebody asks, time passes."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed, faults=0.0)
        self.world.confirming = set()

    def joins(self, cut: str, **how: Any) -> None:
        """A commune joins, as far from the others as it is. `how`: more fields of the fact."""
        self.world.members.add(cut)
        self.steps += 1
        travel = tuple(Travel(to=way.to, km=way.km, minutes=way.minutes) for way in travel_from(cut))
        known = {"name": commune(cut).name, "population": commune(cut).population, "travel": travel}
        self._publish("communes", "/mesa/communes", CommuneJoined(commune=cut, **known, **how))

    def asks(self, request: Request) -> None:
        """A request by intake."""
        self.steps += 1
        self.asked[request.commune] += 1
        identity = f"ask-{self.asked[request.commune]}"
        self._publish(f"intake.{request.commune}", commune_source(request.commune), request, identity)

    async def until(self, moment: datetime) -> None:
        """Let everything that is due happen at its time, up to a moment; then every promise is checked."""
        while (due := self._next_due()) and due < moment:
            self.now = max(self.now, due)
            await self._come_to_rest()
        self.now = max(self.now, moment)
        await self._calm()

    def said(self, topic: str) -> list[Any]:
        """The facts that were published on a topic."""
        return [heard.envelope.data for heard in self.bus.heard(topic)]
