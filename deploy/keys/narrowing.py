"""What a key is narrowed to, as an operator names it: rows of the table of rights that its role may use."""

from collections.abc import Sequence
from difflib import get_close_matches

from shared.access.actors import Role
from shared.access.rights import REQUESTS, VIEWS, rows_of
from shared.errors import OperatorError

ALIKE = 0.5
"""How alike a name must be to be named: `vacancy.post` finds `cl.mesa.vacancy.post.v1`."""


def narrowed(role: Role, names: Sequence[str]) -> frozenset[str] | None:
    """The names, each once; None without any: all that the role may.

    OperatorError for one that is in no row, or that the role may not use: a key for it would open nothing.
    """
    allowed = rows_of(role)
    for name in names:
        if name not in allowed:
            raise _useless(role, name)
    return frozenset(names) or None


def _useless(role: Role, name: str) -> OperatorError:
    near = get_close_matches(name, rows_of(role), n=5, cutoff=ALIKE)
    nearest = f"the nearest that {role} may: {', '.join(near)}" if near else "docs/permisos.md has every name"
    if name not in REQUESTS and name not in VIEWS:
        return OperatorError(f"--only {name}: no request or view has this name", do=nearest, code=2)
    others = " or ".join(f"--role {other}" for other in Role if name in rows_of(other))
    return OperatorError(
        f"--only {name}: a key of the role {role} may not do this", do=f"give {others}; {nearest}", code=2
    )
