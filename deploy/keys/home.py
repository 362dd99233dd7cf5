"""The keys that a home keeps in files for its own tools: one for each office and its system, one for the operator."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deploy.keys.table import Grant, KeyTable
from deploy.machine.secret import write_secret
from shared.access.actors import Role
from shared.access.keys import id_in
from shared.clock import wall
from shared.errors import OperatorError

LABEL = "this home"


@dataclass(frozen=True, slots=True)
class HomeKeys:
    """`folder` is readable by its owner alone; a file holds one key and is named for whose it is: `16301-officer`."""

    folder: Path

    def file_of(self, role: Role, commune: str | None = None) -> Path:
        return self.folder / (f"{commune}-{role.value}" if commune else role.value)

    def of(self, role: Role, commune: str | None = None) -> str:
        """The key of a role. OperatorError if this home has none."""
        try:
            return self.file_of(role, commune).read_text().strip()
        except OSError as error:
            whose = f"the {role} of {commune}" if commune else f"the {role}"
            raise OperatorError(
                f"this home has no key for {whose}",
                self.file_of(role, commune),
                "mesa up makes the keys of its communes; mesa keys create makes one for somebody else",
            ) from error

    def bearer(self, role: Role, commune: str | None = None) -> dict[str, str]:
        """The headers that show the key."""
        return {"Authorization": f"Bearer {self.of(role, commune)}"}

    def keep(self, key: str, role: Role, commune: str | None) -> Path:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return write_secret(self.file_of(role, commune), key + "\n")

    def kept(self, key_id: str) -> Path | None:
        """The file that holds a key, by the key's id."""
        files = self.folder.glob("*") if self.folder.is_dir() else ()
        return next((file for file in files if id_in(file.read_text().strip()) == key_id), None)

    async def ensure(self, table: KeyTable, cuts: Sequence[str]) -> None:
        """Each office, its system and the operator have a key that works.

        One that the tables do not know, because they are new or came back from a copy, is told to them again. One that
        was revoked or has expired is replaced.
        """
        wanted = [Grant(role, cut, LABEL) for cut in cuts for role in (Role.OFFICER, Role.SYSTEM)]
        wanted.append(Grant(Role.OPERATOR, None, LABEL))
        now, known = wall(), {key.key_id: key for key in await table.all()}
        there: list[tuple[str, Grant]] = []
        missing: list[Grant] = []
        for grant in wanted:
            file = self.file_of(grant.role, grant.commune)
            key = file.read_text().strip() if file.exists() else ""
            row = known.get(id_in(key) or "")
            ended = row is not None and row.state(now) != "valid"
            if not id_in(key) or ended:
                missing.append(grant)
            else:
                # a file may hold a narrowed key that somebody put there: a service that lost it learns it no wider
                there.append((key, replace(grant, narrowed_to=row.narrowed_to) if row else grant))
        await table.put(there)
        for made, grant in zip(await table.make(missing), missing, strict=True):
            self.keep(made.key, grant.role, grant.commune)


def curl(url: str, key: str, path: str) -> str:
    """A line to paste into a shell."""
    return f"curl -s -H {json.dumps(f'Authorization: Bearer {key}')} {json.dumps(url + path)}"
