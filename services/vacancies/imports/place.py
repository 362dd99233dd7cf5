"""The place of a row to its commune: certain, at this table, and of the office that imports, or a question."""

from collections.abc import Callable, Sequence
from typing import Protocol

from shared.tabular.values import UNSAID, Doubt, one_line
from shared.text import plain


class NamedCommune(Protocol):
    """What the territory tells of a commune."""

    @property
    def cut(self) -> str: ...

    @property
    def name(self) -> str: ...


Find = Callable[[str], Sequence[NamedCommune]]
"""The communes that a text can mean: none if it means none, several if it is ambiguous."""


def place_in(find: Find, members: frozenset[str] | None, own: str | None) -> Callable[[str], str]:
    """A reader of places. `members` are the communes at the table, None if unknown; `own` the office that imports.

    The office that imports settles two things: a row without a place is its own, and so is a name that several
    communes bear, it among them. Rows of other communes are not its to post.
    """

    def commune_of(text: str) -> str:
        told = one_line(text)
        if plain(told) in UNSAID:
            return _own(own)
        commune = _one(told, find(told), own)
        if own and commune.cut != own:
            raise Doubt("other_commune", f"{_named(commune)} no es la comuna que importa ({own})")
        if members is not None and commune.cut not in members:
            raise Doubt("commune_not_in_mesa", f"{_named(commune)} no está en esta Mesa")
        return commune.cut

    return commune_of


def _own(own: str | None) -> str:
    if own is None:
        raise Doubt(
            "place_missing", "Falta la ubicación: ¿de qué comuna es? Con --commune se dice para todo el archivo"
        )
    return own


def _one(told: str, found: Sequence[NamedCommune], own: str | None) -> NamedCommune:
    if not found:
        raise Doubt("place_unknown", f"¿Qué comuna es «{told[:60]}»?")
    ours = [commune for commune in found if commune.cut == own]
    if len(found) > 1 and not ours:
        raise Doubt("place_ambiguous", f"«{told[:60]}»: ¿{' o '.join(_named(commune) for commune in found)}?")
    return ours[0] if ours else found[0]


def _named(commune: NamedCommune) -> str:
    return f"{commune.name} ({commune.cut})"
