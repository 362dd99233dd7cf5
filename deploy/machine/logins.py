"""As which role each service comes to the database: what the home keeps of it, or what the environment gives.

`mesa passwords` chooses (deploy/cli/passwords.py); shared/postgres/roles.py knows the roles.
"""

import os
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from deploy.machine.secret import SecretTexts, new_password
from shared.errors import OperatorError
from shared.postgres.roles import PREFIX, roles_of

ENDED = ""
"""In place of a password: this role comes in no more. A role of which nothing is kept was never let in."""


class ServiceLogin(NamedTuple):
    """A role, and its password."""

    role: str
    password: str


class HomeLogins:
    """The logins of the services, in the file of the home's secrets."""

    def __init__(self, kept: SecretTexts) -> None:
        self._kept = kept

    def role_of(self, service: str) -> str:
        """The role that the next process of a service uses. OperatorError if the environment names a strange one."""
        given = given_login(service)
        return given.role if given else self._chosen(service)[0]

    def in_use(self, service: str) -> ServiceLogin:
        """The same, with its password, which is made up at the first time.

        What the environment gives (MESA_PASSWORD_<SERVICE>, MESA_ROLE_<SERVICE>) goes before what is kept.
        """
        if given := given_login(service):
            return given
        role = self.role_of(service)
        return ServiceLogin(role, self._kept.get_or_make(_key(role), new_password))

    def since(self, service: str) -> datetime | None:
        """Since when that is so (UTC); None if it was never chosen here."""
        at = self._chosen(service)[1]
        return datetime.fromisoformat(at) if at and given_login(service) is None else None

    def not_in_use(self, service: str) -> ServiceLogin | None:
        """The other role, if this home still lets it in."""
        role = other_role(service, self.role_of(service))
        password = self._kept.all().get(_key(role), ENDED)
        return ServiceLogin(role, password) if password and given_login(service) is None else None

    def passwords(self, services: Sequence[str]) -> dict[str, str | None]:
        """What the database has to know of the roles, as `migrate` takes it.

        What is given by the environment says nothing of the role that is not in use: that one is left as it is.
        """
        known: dict[str, str | None] = {}
        for service in services:
            used = self.in_use(service)
            if given_login(service) is None:
                other = self.not_in_use(service)
                known[other_role(service, used.role)] = other.password if other else None
            known[used.role] = used.password
        return known

    def choose(self, service: str, login: ServiceLogin, at: datetime) -> None:
        """From its next start on the service comes in so."""
        self._kept.put({_key(login.role): login.password, _chosen_key(service): f"{login.role} {at.isoformat()}"})

    def end(self, role: str) -> None:
        """This role comes in no more."""
        self._kept.put({_key(role): ENDED})

    def _chosen(self, service: str) -> tuple[str, str]:
        """The role, and since when."""
        role, _, at = self._kept.all().get(_chosen_key(service), "").partition(" ")
        return role or roles_of(service)[0], at


def given_login(service: str) -> ServiceLogin | None:
    """What the environment gives, for who keeps passwords elsewhere. OperatorError if it names a strange role."""
    password = os.environ.get(f"MESA_PASSWORD_{service.upper()}")
    if not password:
        return None
    variable = f"MESA_ROLE_{service.upper()}"
    role = os.environ.get(variable) or roles_of(service)[0]
    if role not in roles_of(service):
        raise OperatorError(
            f"{role} is no role of {service}", variable, f"one of {', '.join(roles_of(service))}", code=2
        )
    return ServiceLogin(role, password)


def other_role(service: str, role: str) -> str:
    """The one of the service's two roles that is not `role`."""
    first, second = roles_of(service)
    return second if role == first else first


def _key(role: str) -> str:
    return f"role:{role.removeprefix(PREFIX)}"


def _chosen_key(service: str) -> str:
    return f"login:{service}"
