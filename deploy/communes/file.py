"""The file of one commune: `<home>/communes/<cut>-<slug>.toml`, written from the territory, changed by people."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from shared.contracts.communes import CommuneJoined, Contact, Mode, Offers, OmilType, Windows
from shared.contracts.envelope import Cut, Text
from shared.errors import OperatorError
from shared.personal_data import holds_one
from shared.territory import commune, travel_from
from shared.text import plain

FOLDER = "communes"
NEW = """# {name} ({region}), member of the Mesa. After a change: mesa communes apply
commune = "{cut}"
name = "{name}"
omil_type = "IV"    # I, II, III or IV, as SENCE classifies the office
mode = "hosted"     # hosted: our matching answers for it; external: its own systems do, by its intake topic
offers = "automatic"    # automatic: people are offered at once; confirmed: an officer confirms each answer first
population = {population}    # census of 2017

[windows]           # in working hours of this office
local_hours = 16    # to fill a vacancy with its own people
answer_hours = 8    # to answer a neighbour's call
lease_hours = 40    # to turn a reserved seat into a job

# How other offices ask for a person whom this one keeps in its own system (external). Of the office, never of a person.
# [contact]
# office = "OMIL de {name}"
# telephone = "+56 42 200 0000"
# email = "omil@example.cl"
# hours = "lunes a viernes, de 8:30 a 14:00"

[minutes]           # better minutes to a town than the estimate, one way, as  16303 = 35
"""


class StatedContact(Contact):
    """The contact as people write it: any way to write a Chilean telephone, which becomes E.164."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("telephone", mode="before")
    @classmethod
    def _in_e164(cls, telephone: object) -> str:
        try:
            number = phonenumbers.parse(str(telephone), "CL")
        except phonenumbers.NumberParseException as fault:
            raise ValueError(f"this is no telephone: {fault}") from None
        if not phonenumbers.is_valid_number(number):
            raise ValueError("no telephone has this number; write it as +56 42 200 0000")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    @field_validator("email", mode="before")
    @classmethod
    def _an_address(cls, email: object) -> str:
        try:
            # whether mail arrives there is for the office to say: nothing is looked up in the internet
            return validate_email(str(email), check_deliverability=False, allow_smtputf8=False).normalized
        except EmailNotValidError as fault:
            raise ValueError(str(fault)) from None

    @field_validator("office", "hours")
    @classmethod
    def _without_a_rut(cls, text: str) -> str:
        if holds_one(text):
            raise ValueError("the RUT of a person stands in it: a contact is of an office")
        return text


class CommuneFile(BaseModel):
    """The fields of a commune's file. An unknown word is a fault, so that a typo does not pass as a default."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    commune: Cut
    name: Text
    omil_type: OmilType = OmilType.IV
    mode: Mode = Mode.HOSTED
    offers: Offers = Offers.AUTOMATIC
    population: int = Field(default=0, ge=0)
    windows: Windows = Windows()
    minutes: Mapping[Cut, int] = {}
    contact: StatedContact | None = None

    def fact(self) -> CommuneJoined:
        """The fact of this commune: its file, and the way to every town within reach."""
        travel = tuple(
            way.model_copy(update={"minutes": self.minutes[way.to], "provenance": "stated"})
            if way.to in self.minutes
            else way
            for way in travel_from(self.commune)
        )
        return CommuneJoined(
            commune=self.commune,
            name=self.name,
            omil_type=self.omil_type,
            mode=self.mode,
            offers=self.offers,
            population=self.population,
            windows=self.windows,
            travel=travel,
            contact=Contact(**self.contact.model_dump()) if self.contact else None,
        )


def read_all(home: Path) -> dict[str, CommuneFile]:
    """Every file of the home, by CUT. Raises Fault that names the file and each wrong word."""
    found: dict[str, CommuneFile] = {}
    for path in sorted((home / FOLDER).glob("*.toml")):
        one = _read(path)
        if one.commune in found:
            raise OperatorError(f"two files for commune {one.commune}", path, "delete one of them")
        found[one.commune] = one
    return found


def write_new(home: Path, cut: str) -> Path | None:
    """Write the file of a commune from the territory; None if it has one already. Raises KeyError: no such commune."""
    one = commune(cut)
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    if path_of(home, one.cut):
        return None
    path = folder / f"{one.cut}-{_slug(one.name)}.toml"
    text = NEW.format(cut=one.cut, name=one.name, region=one.region, population=one.population)
    path.write_text(text, encoding="utf-8")
    return path


def path_of(home: Path, cut: str) -> Path | None:
    return next(iter((home / FOLDER).glob(f"{cut}-*.toml")), None)


def _read(path: Path) -> CommuneFile:
    try:
        return CommuneFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise OperatorError(
            f"this is not TOML: {fault}", path, "correct it, or delete it and use mesa communes add"
        ) from None
    except ValidationError as fault:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in fault.errors())
        raise OperatorError(wrong, path, "correct it; mesa communes show 16301 shows a right one") from None


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", plain(name)).strip("-")
