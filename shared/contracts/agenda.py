"""Facts published by `events`: fairs, and the vacancies that the network could not fill and a fair takes up."""

from typing import ClassVar

from pydantic import Field

from shared.contracts.envelope import Cut, Fact, Instant, Ref, Text


class FairFact(Fact):
    """What every fact of one fair names. `commune` hosts it."""

    fair_id: Ref
    commune: Cut

    @property
    def subject(self) -> str:
        return self.fair_id


class FairScheduled(FairFact):
    WIRE: ClassVar[str] = "cl.mesa.fair.scheduled.v1"

    title: Text
    place: Text
    starts_at: Instant
    ends_at: Instant


class FairListed(FairFact):
    """A vacancy that nobody in the network could fill stands on this fair's list."""

    WIRE: ClassVar[str] = "cl.mesa.fair.listed.v1"

    vacancy_id: Ref
    vacancy_commune: Cut
    vacancy_title: Text
    fair_title: Text
    starts_at: Instant
    seats_left: int = Field(ge=1)
