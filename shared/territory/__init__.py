"""The 346 communes of Chile: codes, names, provinces, regions, people, where their towns are, and the way between."""

from shared.territory.communes import Commune, all_communes, commune, in_scope
from shared.territory.letters import letters_of
from shared.territory.names import find, name_of, names_of
from shared.territory.ways import travel_from

__all__ = [
    "Commune",
    "all_communes",
    "commune",
    "find",
    "in_scope",
    "letters_of",
    "name_of",
    "names_of",
    "travel_from",
]
