"""The form of a vacancy: its fields, what a form says as a request, and what a vacancy says as a form. Pure."""

from typing import Any

from services.notifications.board.pages.written import Written
from shared.contracts.vacancies import Profile
from shared.contracts.vocabulary import Contract, Education, Licence, Shift, Urgency, WorkingTime

CHOICES = {
    "contract": tuple(Contract),
    "working_time": tuple(WorkingTime),
    "education": tuple(Education),
    "licences": tuple(Licence),
    "shifts": tuple(Shift),
    "urgency": tuple(Urgency),
}
_WHOLE = ("seats", "experience_years", "hours_week")
_TEXTS = ("title", "employer", "description", "contract", "working_time", "education", "starts_on", "work_place")


class VacancyForm(Written):
    """The form of a vacancy."""

    __slots__ = ()

    @property
    def profile(self) -> dict[str, Any]:
        """The `Profile` of a posting. What is no number stays a text, so that the service says where the fault is."""
        made: dict[str, Any] = {name: self.one(name) for name in _TEXTS if self.one(name)}
        made |= {name: number(self.one(name)) for name in _WHOLE if name != "seats" and self.one(name)}
        made |= {name: list(self.values[name]) for name in ("licences", "shifts") if self.values.get(name)}
        if self.one("occupation"):
            made["occupation"] = {"code": self.one("occupation")}
        if self.one("pay_least") or self.one("pay_most"):
            least, most = number(self.one("pay_least") or "0"), number(self.one("pay_most"))
            made["pay"] = {"least": least, **({"most": most} if self.one("pay_most") else {})}
        return made | {name: True for name in ("transport", "residents_first") if self.one(name)}

    @property
    def posting(self) -> dict[str, Any]:
        """The body of a posting."""
        body: dict[str, Any] = {"seats": number(self.one("seats")), "profile": self.profile}
        body |= {"urgency": self.one("urgency")} if self.one("urgency") else {}
        return body | ({"distinct": True} if self.one("distinct") else {})


def amendment(before: "VacancyForm", after: "VacancyForm") -> dict[str, Any]:
    """What of a vacancy the officer changed; a field that was emptied is null."""
    old, new = (
        {**form.profile, "seats": number(form.one("seats")), "urgency": form.one("urgency")} for form in (before, after)
    )
    return {name: new.get(name) for name in sorted({*old, *new}) if old.get(name) != new.get(name)}


def form_of_vacancy(profile: Profile, seats: int, urgency: str) -> VacancyForm:
    """The fields as the vacancy has them."""
    values: dict[str, list[str]] = {"seats": [str(seats)], "urgency": [urgency]}
    for name in (*_TEXTS, "experience_years", "hours_week"):
        value = getattr(profile, name)
        if value is not None:
            values[name] = [str(value.value if hasattr(value, "value") else value)]
    values["licences"] = [one.value for one in profile.licences]
    values["shifts"] = [one.value for one in profile.shifts]
    if profile.occupation:
        values["occupation"] = [profile.occupation.code]
    if profile.pay:
        values["pay_least"] = [str(profile.pay.least)]
        values["pay_most"] = [str(profile.pay.most)] if profile.pay.most else []
    for name in ("transport", "residents_first"):
        values[name] = ["on"] if getattr(profile, name) else []
    return VacancyForm(values)


def number(text: str) -> int | str:
    """«560.000» is 560000; what is no number stays what it is."""
    plain = text.replace(".", "").replace("$", "").strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 12 else text
