"""Whether a vacancy may be published: what cannot be (unsound), and what the law does not allow (legal review)."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from services.vacancies.lint import DEFAULTS, Flag, Severity, Terms, look, personal
from services.vacancies.lint.pay import MINIMUM
from services.vacancies.model.decision_context import DecisionContext
from services.vacancies.model.policy import Policy
from shared.calendar import SANTIAGO
from shared.contracts.replies import Fault
from shared.contracts.vacancies import Profile
from shared.messaging.decisions import Rejected
from shared.occupations import NAMES
from shared.territory import all_communes

MOST_PAY = 100_000_000
"""Gross pesos a month; a larger amount is taken for a zero too many. The project's own bound."""


def unsound(profile: Profile) -> Iterator[Fault]:
    """The faults of a profile that cannot be published as it is, each with its field."""
    if profile.pay:
        most = profile.pay.most if profile.pay.most is not None else profile.pay.least
        if max(most, profile.pay.least) > MOST_PAY:
            yield Fault(
                code="pay_out_of_range", field="profile.pay", text="El sueldo va en pesos al mes: revise los ceros"
            )
        if most < profile.pay.least:
            text = "El tramo del sueldo está al revés: el máximo es menor que el mínimo"
            yield Fault(code="pay_out_of_range", field="profile.pay.most", text=text)
    if profile.work_commune and profile.work_commune not in all_communes():
        text = f"No existe la comuna {profile.work_commune}"
        yield Fault(code="unknown_commune", field="profile.work_commune", text=text)
    if profile.occupation and profile.occupation.code not in NAMES:
        text = f"No existe el código {profile.occupation.code} en CIUO-08.CL"
        yield Fault(code="unknown_occupation", field="profile.occupation.code", text=text)


def legal_review(profile: Profile, on: date, rules: Policy) -> list[tuple[Flag, Severity]]:
    """What the legal review finds in a profile published on that day, and how severe this Mesa takes it."""
    terms = Terms(
        on=on,
        least=profile.pay.least if profile.pay else None,
        most=profile.pay.most if profile.pay else None,
        working_time=profile.working_time,
        hours_week=profile.hours_week,
        contract=profile.contract,
        practice=profile.practice,
        inclusive=profile.inclusive,
    )
    flags = (*look(_texts(profile), terms), *named(profile.employer, "employer"))
    taken = [(flag, _severity(flag, rules)) for flag in flags]
    return [(flag, severity) for flag, severity in taken if severity is not Severity.IGNORE]


def _texts(profile: Profile) -> dict[str, str]:
    """Every free text of a profile, since all of them are published, by the name of its field (`languages.0`)."""
    texts = {
        "title": profile.title,
        "work_place": profile.work_place,
        "description": profile.description,
        "activity": profile.activity,
        "occupation_label": profile.occupation_label,
        **{f"languages.{n}": language for n, language in enumerate(profile.languages)},
    }
    return {field: text for field, text in texts.items() if text}


def _severity(flag: Flag, rules: Policy) -> Severity:
    """The severity in this Mesa's policy. A person's data in an employer's name is always refused."""
    if flag.field == "employer":
        return Severity.REFUSE
    return rules.lint.get(flag.code, DEFAULTS[flag.code])


def named(employer: str, field: str) -> tuple[Flag, ...]:
    """A person's data in an employer's name, which would travel in every fact about the employer."""
    return tuple(personal(field, employer))


PAY_TERMS = frozenset({"pay", "hours_week", "working_time", "contract", "practice"})
"""The fields that the minimum wage depends on: the pay is reviewed again if an amendment names one of them."""


def require_lawful(
    profile: Profile,
    context: DecisionContext,
    published_on: date | None = None,
    named: Collection[str] | None = None,
    also: Iterable[Fault] = (),
) -> dict[str, str]:
    """Warnings of the legal review, for the answer to the request. Raises Rejected with everything that it refuses.

    `also`: what else is wrong with the request; it is said together.

    A vacancy that another exchange published earlier is measured by the minimum wage of that day. Of an amendment only
    the fields that it names are reviewed, because the others were lawful when they were published.
    """
    today = context.now.astimezone(SANTIAGO).date()
    faults = [*also]
    faults += [fault for fault in unsound(profile) if _is_named(fault.field.removeprefix("profile."), named)]
    flags = legal_review(profile, min(today, published_on or today), context.policy)
    flags = [(flag, severity) for flag, severity in flags if _is_named(flag.field, named)]
    refused = [flag for flag, severity in flags if severity is Severity.REFUSE]
    faults += [Fault(code=flag.code, field=f"profile.{flag.field}", text=flag.text) for flag in refused]
    if published_on and not MINIMUM[0][0] <= published_on <= today:
        text = f"La fecha de publicación va del {MINIMUM[0][0]:%d-%m-%Y} a hoy"
        faults.append(Fault(code="published_on_out_of_range", field="published_on", text=text))
    if faults:
        raise Rejected(*faults)
    if not flags:
        return {}
    return {
        "warnings": ",".join(flag.code for flag, _ in flags),
        "advice": "; ".join(flag.text for flag, _ in flags),
    }


def _is_named(field: str, named: Collection[str] | None) -> bool:
    """Whether the request names the field, or one that a fault of it can follow from. None: every field is named."""
    if named is None:
        return True
    bare = field.partition(".")[0]
    return bare in named or (bare == "pay" and not PAY_TERMS.isdisjoint(named))
