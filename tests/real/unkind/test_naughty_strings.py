"""Texts that break programs, in every text of every request, by real doors: kept as they were sent, or refused.

The strings are spread over the places (`EACH`); `make naughty` sends every string to every place.
"""

from tests.real.house import House
from tests.real.unkind.fuzz import fuzzed_doors
from tests.real.unkind.sending import SERVICES, sender_of
from tests.unkind import naughty_strings

KEPT = {
    "events": {"title", "place"},
    "matching": set(),  # whom it registers is not shown again
    "vacancies": {"external_ref", "employer", "profile.title", "profile.description", "profile.languages.0"},
}
SERVED = {"events": {"title"}, "matching": {"identity.name", "changes.training.0"}, "vacancies": {"text", "title"}}


async def test_a_text_is_kept_or_refused(kafka_server: str, database: str, prefix: str) -> None:
    everything = {text for strings in naughty_strings().values() for text in strings}
    async with House(kafka_server, database, prefix) as house, fuzzed_doors(house, [*SERVICES]) as doors:
        for name in SERVICES:
            sent = await sender_of(name, doors[name]).send()
            await house.close(doors[name].app.state.runtime)  # it would only take time from the next
            assert not sent.failures, "\n".join(sent.failures[:5])
            assert {place.where for place in sent.strings} == {"path", "query", "body"}, name
            assert set.union(*sent.strings.values()) == everything, name
            for place, texts in sent.strings.items():
                assert all(texts & {*strings} for strings in naughty_strings().values()), place
            assert {place.field for place in sent.served} >= SERVED[name], name
            assert {place.field for place in sent.kept} >= KEPT[name], name
