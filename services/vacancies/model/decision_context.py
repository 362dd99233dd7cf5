"""What a decision about a vacancy sees beside it: members, policy, balances, how busy the offices are, outages."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from services.vacancies.model.heartbeat import Heartbeat, Outage
from services.vacancies.model.members import Member
from services.vacancies.model.policy import Policy
from services.vacancies.model.vacancy import Vacancy
from shared.calendar import add_working_hours
from shared.contracts.communes import Windows
from shared.contracts.vocabulary import Urgency


@dataclass(frozen=True, slots=True)
class DecisionContext:
    """What a decision about a vacancy sees beside it, at one moment.

    `balance`: what offices owe one another, in thousandths of a seat, by commune. `open_calls(office, vacancy_id)`: how
    many calls an office has not answered, without that of the vacancy. `vacancies`: those that were loaded, this one as
    it was.
    """

    members: Mapping[str, Member]
    now: datetime
    policy: Policy = field(default_factory=Policy)
    open_calls: Callable[[str, str], int] = lambda office, vacancy_id: 0
    vacancies: Collection[Vacancy] = ()
    balance: Mapping[str, int] = field(default_factory=dict)
    outages: tuple[Outage, ...] = ()
    heartbeat: Heartbeat | None = None

    @property
    def bus_may_be_away(self) -> bool:
        """Whether the heartbeat is overdue: then no office is blamed for silence."""
        return self.heartbeat is not None and self.heartbeat.overdue(self.now, self.policy)

    def windows(self, commune: str) -> Windows:
        member = self.members.get(commune)
        return member.windows if member else Windows()

    def is_small(self, commune: str) -> bool:
        """Whether the office is a small one by its population; False if the population is not known."""
        member = self.members.get(commune)
        return member is not None and 0 < member.population <= self.policy.small_population

    def local_until(self, commune: str, urgency: Urgency, hours: float | None) -> datetime:
        """The end of the home commune's own time, in its working hours, shortened by urgency unless given."""
        wanted = self.windows(commune).local_hours * urgency.factor if hours is None else hours
        return add_working_hours(self.now, wanted, commune)

    def lease_until(self, commune: str, urgency: Urgency, start: datetime | None = None) -> datetime:
        """When a lease ends that begins now, or is held longer from `start` on: shortened by urgency."""
        return add_working_hours(start or self.now, self.windows(commune).lease_hours * urgency.factor, commune)

    def answer_by(self, invited: Iterable[str], urgency: Urgency, part: float = 1.0) -> datetime:
        """When silence counts as an answer: each invited office has had its working hours, or this part of them."""
        factor = urgency.factor * part
        return max(add_working_hours(self.now, self.windows(cut).answer_hours * factor, cut) for cut in invited)

    def next_ring(self, vacancy: Vacancy) -> tuple[str, ...]:
        """The nearest members not yet asked, nearest first; empty at the end of the network.

        Offices with too many unanswered calls are asked after the others of their ring, and before the next ring.
        """
        home = self.members.get(vacancy.commune)
        reach = home.minutes if home else {}
        left = [
            (reach[cut], cut)
            for cut, member in self.members.items()
            if member.at_table and cut in reach and cut != vacancy.commune and cut not in vacancy.asked
        ]
        for ring in self.policy.rings_minutes:
            inside = sorted(near for near in left if near[0] <= ring)
            if inside:
                not_busy = [n for n in inside if self.open_calls(n[1], vacancy.vacancy_id) < self.policy.desk_calls]
                # if all are busy they are asked all the same: a long queue is better than no answer
                return tuple(cut for _, cut in not_busy or inside)
        return ()
