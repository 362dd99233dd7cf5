"""A commune as the page shows it: its name, its windows, how its office is reached, and whether it is in the Mesa."""

from collections.abc import Mapping

from services.notifications.board.matters.base import Fold, State
from shared.contracts.communes import (
    CommuneChanged,
    CommuneFact,
    CommuneJoined,
    CommuneLeft,
    Contact,
    Mode,
    Offers,
    OmilType,
    Windows,
)
from shared.contracts.envelope import Envelope, Fact


class Commune(State):
    """A matter: a member commune, or one that has left (`at_table` False)."""

    commune: str
    name: str
    at_table: bool
    omil_type: OmilType = OmilType.IV
    mode: Mode = Mode.HOSTED
    offers: Offers = Offers.AUTOMATIC
    population: int = 0
    windows: Windows = Windows()
    contact: Contact | None = None


def on_member(before: Commune | None, envelope: Envelope[CommuneFact]) -> Commune:
    fact = envelope.data
    return Commune(
        commune=fact.commune,
        name=fact.name,
        at_table=True,
        omil_type=fact.omil_type,
        mode=fact.mode,
        offers=fact.offers,
        population=fact.population,
        windows=fact.windows,
        contact=fact.contact,
    )


def on_left(before: Commune | None, envelope: Envelope[CommuneLeft]) -> Commune:
    fact = envelope.data
    known = before or Commune(commune=fact.commune, name=fact.name, at_table=False)
    return known.having(name=fact.name, at_table=False)


FOLDS: Mapping[type[Fact], Fold] = {CommuneJoined: on_member, CommuneChanged: on_member, CommuneLeft: on_left}
