"""Users and rules of a broker, through confluent-kafka: aiokafka administers neither."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import Future
from typing import Any

from confluent_kafka import KafkaException
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialAlteration,
    UserScramCredentialDeletion,
    UserScramCredentialUpsertion,
)

from deploy.bus_users.rules import BusUser, Rule
from shared.errors import OperatorError
from shared.messaging.address import BusAddress

ROUNDS = 8192
SECONDS = 30.0


class BusAdmin:
    """`bus` with the operator's login. Every method raises OperatorError if the broker does not do it."""

    def __init__(self, bus: BusAddress) -> None:
        assert bus.login is not None, "a bus without logins has no users"
        self._where = bus.servers
        self._prefix = bus.prefix
        self._client = AdminClient(
            {
                "bootstrap.servers": bus.servers,
                "security.protocol": "SASL_SSL",
                "ssl.ca.location": str(bus.login.ca),
                "sasl.mechanism": bus.login.mechanism,
                "sasl.username": bus.login.user,
                "sasl.password": bus.login.password,
                "log_level": 0,  # what fails is raised; its own lines would stand between ours
            }
        )

    def users(self) -> set[str]:
        """The names of the users of this Mesa that have a password."""
        asked: Any = self._client.describe_user_scram_credentials(None, request_timeout=SECONDS)
        return {name for name in self._done(asked) if name.startswith(f"{self._prefix}-")}

    def rules(self) -> dict[str, set[Rule]]:
        """What each user of this Mesa may do now."""
        found: dict[str, set[Rule]] = {}
        for one in self._done(self._client.describe_acls(_filter(), request_timeout=SECONDS)):
            user = one.principal.removeprefix("User:")
            if user.startswith(f"{self._prefix}-"):
                found.setdefault(user, set()).add(_rule(one))
        return found

    def put(self, passwords: Mapping[str, str]) -> None:
        """Users with these passwords; one that is there gets a new one."""
        changes: list[UserScramCredentialAlteration] = [
            UserScramCredentialUpsertion(name, _scram(), password.encode()) for name, password in passwords.items()
        ]
        if changes:
            self._all(self._client.alter_user_scram_credentials(changes, request_timeout=SECONDS))

    def grant(self, users: Iterable[BusUser]) -> None:
        """The rules of these users, and of theirs no others."""
        users, now = list(users), self.rules()
        missing = [_binding(u.name, rule) for u in users for rule in u.rules - now.get(u.name, set())]
        surplus = [_exactly(u.name, rule) for u in users for rule in now.get(u.name, set()) - u.rules]
        if missing:
            self._all(self._client.create_acls(missing, request_timeout=SECONDS))
        if surplus:
            self._all(self._client.delete_acls(surplus, request_timeout=SECONDS))

    def revoke(self, names: Collection[str]) -> None:
        """The rules first, which shut out those who are inside already, then the users. Again it changes nothing."""
        if not names:
            return
        self._all(self._client.delete_acls([_filter(f"User:{name}") for name in names], request_timeout=SECONDS))
        there = self.users() & set(names)
        gone: list[UserScramCredentialAlteration] = [
            UserScramCredentialDeletion(name, ScramMechanism.SCRAM_SHA_512) for name in sorted(there)
        ]
        if gone:
            self._all(self._client.alter_user_scram_credentials(gone, request_timeout=SECONDS))

    def _all(self, answers: Mapping[Any, Future[Any]]) -> None:
        for answer in answers.values():
            self._done(answer)

    def _done(self, answer: Future[Any]) -> Any:
        try:
            return answer.result(SECONDS)
        except (KafkaException, TimeoutError) as no:
            why = no.args[0].name() if isinstance(no, KafkaException) else "no answer in time"
            raise OperatorError(f"the broker did not change its users: {why}", self._where, "mesa status") from no


def _scram() -> ScramCredentialInfo:
    return ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ROUNDS)


def _binding(user: str, rule: Rule) -> AclBinding:
    pattern = ResourcePatternType.PREFIXED if rule.name.endswith(".") else ResourcePatternType.LITERAL
    kind, act = ResourceType[rule.kind.upper()], AclOperation[rule.act.upper()]
    return AclBinding(kind, rule.name, pattern, f"User:{user}", "*", act, AclPermissionType.ALLOW)


def _exactly(user: str, rule: Rule) -> AclBindingFilter:
    kind, act = ResourceType[rule.kind.upper()], AclOperation[rule.act.upper()]
    return _filter(f"User:{user}", kind, rule.name, act)


def _filter(
    principal: str | None = None,
    kind: ResourceType = ResourceType.ANY,
    name: str | None = None,
    act: AclOperation = AclOperation.ANY,
) -> AclBindingFilter:
    """The rules of a principal; None: of any. Its annotations forget that None means any."""
    any_: Any = AclBindingFilter
    filter_: AclBindingFilter = any_(kind, name, ResourcePatternType.ANY, principal, None, act, AclPermissionType.ANY)
    return filter_


def _rule(one: Any) -> Rule:
    """A rule of the broker in our words, also one that is none of ours."""
    return Rule(one.operation.name.lower(), one.restype.name.lower(), one.name)
