"""What a profile says that cannot be, whatever the law: a pay nobody pays, a place or an occupation that is not."""

from collections.abc import Iterator

from shared.contracts.replies import Fault
from shared.contracts.vacancies import Profile
from shared.occupations import NAMES
from shared.territory import all_communes

MOST_PAY = 100_000_000
"""Gross pesos a month; beyond it somebody has typed a zero too many. The project's own bound."""


def unsound(profile: Profile) -> Iterator[Fault]:
    """Every fault, with its field."""
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
