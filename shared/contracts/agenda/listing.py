"""Facts of the lists of fairs: what the network could not fill goes to a fair."""

from typing import ClassVar

from pydantic import Field

from shared.contracts.agenda.activities import FairFact
from shared.contracts.envelope import Cut, Instant, Ref, Text


class FairListed(FairFact):
    """A vacancy that nobody in the network could fill stands on this fair's list."""

    WIRE: ClassVar[str] = "cl.mesa.fair.listed.v1"

    vacancy_id: Ref
    """The id of the vacancy."""
    vacancy_commune: Cut
    """CUT code of its home commune."""
    vacancy_title: Text
    """The title of the vacancy, as the employer wrote it."""
    fair_title: Text
    """The name of the fair."""
    starts_at: Instant
    """When the fair begins."""
    seats_left: int = Field(ge=1)
    """Seats that are neither placed nor held."""
