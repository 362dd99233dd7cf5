"""The passwords of the bus's users that a home keeps: a file each, named for the user."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.bus_users.rules import BusUser, of_commune, of_service
from deploy.machine.secret import new_password, write_secret
from shared.errors import OperatorError
from shared.messaging.address import BusAddress, BusLogin

if TYPE_CHECKING:
    from deploy.bus_users.admin import BusAdmin


@dataclass(frozen=True, slots=True)
class HomeUsers:
    """`folder` is readable by its owner alone."""

    folder: Path

    def file_of(self, user: str) -> Path:
        return self.folder / user

    def password_of(self, user: str) -> str:
        """OperatorError if this home has none."""
        try:
            return _given(user) or self.file_of(user).read_text().strip()
        except OSError as error:
            raise OperatorError(
                f"this home has no password for the user {user}",
                self.file_of(user),
                "mesa bus-users list shows who has",
            ) from error

    def login_of(self, user: str, ca: Path) -> BusLogin:
        """How a user comes in. OperatorError if this home has no password for it."""
        return BusLogin(user, self.password_of(user), ca)

    def ensure(self, admin: "BusAdmin", users: Sequence[BusUser]) -> None:
        """These users are there, with the password that this home keeps or is given, and may do what they may."""
        there = admin.users()
        unknown = [u.name for u in users if not _given(u.name) and not self.file_of(u.name).exists()]
        made = {name: new_password() for name in unknown}
        told = {u.name: self.password_of(u.name) for u in users if u.name not in made}
        # what is given may be another one than before; what is kept is known to a broker that knows the user
        admin.put(made | {name: password for name, password in told.items() if name not in there or _given(name)})
        admin.grant(users)
        self._keep(made)

    def renew(self, admin: "BusAdmin", user: str) -> str:
        """A new password for one user. Returns it."""
        password = new_password()
        admin.put({user: password})
        self._keep({user: password})
        return password

    def revoke(self, admin: "BusAdmin", users: Sequence[str]) -> None:
        """These users may do nothing more, and this home keeps nothing of them."""
        admin.revoke(users)
        for user in users:
            self.file_of(user).unlink(missing_ok=True)

    def _keep(self, passwords: dict[str, str]) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for user, password in passwords.items():
            write_secret(self.file_of(user), password + "\n")


def users_of(bus: BusAddress, services: Sequence[str], cuts: Sequence[str]) -> list[BusUser]:
    """All users of a Mesa with these services and communes."""
    handled = {name: import_module(f"services.{name}.handlers").HANDLERS for name in services}
    ours = [of_service(bus, name, contracts) for name, contracts in handled.items()]
    return [*ours, *(user for cut in cuts for user in of_commune(bus, cut))]


def _given(user: str) -> str:
    """MESA_KAFKA_PASSWORD_<USER>, for who keeps passwords elsewhere."""
    return os.environ.get(f"MESA_KAFKA_PASSWORD_{user.replace('-', '_').upper()}", "")
