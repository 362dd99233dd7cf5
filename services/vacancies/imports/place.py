"""From the place in a row to its commune: one commune of this Mesa and of the importing office, or a Doubt."""

from collections.abc import Callable, Sequence
from typing import Protocol

from shared.tabular.values import UNSAID, Doubt, one_line
from shared.text import plain


class NamedCommune(Protocol):
    """A commune as the territory describes it."""

    @property
    def cut(self) -> str: ...

    @property
    def name(self) -> str: ...


Find = Callable[[str], Sequence[NamedCommune]]
"""The communes that a text can mean: none if it means none, several if it is ambiguous."""


def place_in(find: Find, members: frozenset[str] | None, own: str | None) -> Callable[[str], str]:
    """A reader of places. `members` are the communes of the Mesa, None if unknown; `own` the office that imports.

    If `own` is given, a row without a place belongs to it, and so does a name that several communes bear, `own` among
    them. A row of another commune is a Doubt, because the office may not post for it.
    """

    def commune_of(text: str) -> str:
        named = one_line(text)
        if plain(named) in UNSAID:
            return _own(own)
        commune = _one(named, find(named), own)
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


def _one(named: str, found: Sequence[NamedCommune], own: str | None) -> NamedCommune:
    if not found:
        raise Doubt("place_unknown", f"¿Qué comuna es «{named[:60]}»?")
    ours = [commune for commune in found if commune.cut == own]
    if len(found) > 1 and not ours:
        raise Doubt("place_ambiguous", f"«{named[:60]}»: ¿{' o '.join(_named(commune) for commune in found)}?")
    return ours[0] if ours else found[0]


def _named(commune: NamedCommune) -> str:
    return f"{commune.name} ({commune.cut})"
