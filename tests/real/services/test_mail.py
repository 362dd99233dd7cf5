"""Mail over TCP to a real server: with TLS or not at all, and what each refusal means for a letter."""

import ssl

import pytest
import trustme

from services.notifications.board.officers.letters import VALID, letter_of
from services.notifications.channels.mail import Mail, NeverError, OursError, Postbox, RetryError
from tests.real.mailbox import mailbox

LETTER = Mail("ana@sancarlos.cl", "Cupos en Ñiquén", "Hay 3 cupos.\n", "<p>Hay 3 cupos.</p>")
SENDER = "Mesa Territorial <mesa@mesa.example>"
CA = trustme.CA()


def of_server() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    CA.issue_cert("127.0.0.1").configure_cert(context)
    return context


def who_trusts_it() -> ssl.SSLContext:
    context = ssl.create_default_context()
    CA.configure_trust(context)
    return context


async def test_a_letter_comes_with_both_parts_and_its_headers() -> None:
    async with mailbox() as box:
        await Postbox.at(f"smtp://127.0.0.1:{box.port}", SENDER).send(LETTER)
        letter = await box.next()
    assert (letter["to"], letter["from"], letter["subject"]) == ("ana@sancarlos.cl", SENDER, "Cupos en Ñiquén")
    assert letter["auto-submitted"] == "auto-generated"
    assert letter["message-id"].endswith("@mesa.example>")
    assert letter["date"].datetime.tzinfo is not None
    parts = {part.get_content_type(): part.get_content().strip() for part in letter.iter_parts()}
    assert parts == {"text/plain": "Hay 3 cupos.", "text/html": "<p>Hay 3 cupos.</p>"}


async def test_it_goes_by_starttls_with_the_login() -> None:
    async with mailbox(tls=of_server()) as box:
        post = Postbox("127.0.0.1", box.port, SENDER, "mesa", "una clave", trusted=who_trusts_it())
        await post.send(LETTER)
        assert (await box.next())["subject"] == "Cupos en Ñiquén"
        assert box.under_tls == [True]


@pytest.mark.parametrize(
    ("answer", "means"),
    [("452 full", RetryError), ("421 later", RetryError), ("550 nobody", NeverError), ("553 name", NeverError)],
)
async def test_what_the_server_says_of_a_person_is_told_by_its_class(answer: str, means: type[Exception]) -> None:
    async with mailbox() as box:
        box.answers = [f"{answer} ana@sancarlos.cl"]
        with pytest.raises(means) as no:
            await Postbox.at(f"smtp://127.0.0.1:{box.port}", SENDER).send(LETTER)
    assert str(no.value) == answer[:3], "no word of the server's, which may name the person"
    assert no.value.__cause__ is None


async def test_without_starttls_nothing_is_said_to_another_machine() -> None:
    async with mailbox() as box:
        with pytest.raises(OursError, match=r"^no_tls_or_login$"):
            await Postbox("127.0.0.1", box.port, SENDER, "mesa", "una clave").send(LETTER)
        assert box.letters.empty()
    assert Postbox.at("smtp://mail.example", SENDER).plain is False
    assert Postbox.at("smtps://127.0.0.1", SENDER).whole is True


async def test_a_server_whom_nobody_vouches_for_and_a_wrong_login_are_ours_to_mend() -> None:
    async with mailbox(tls=of_server()) as box:
        with pytest.raises(OursError, match=r"^not_trusted$"):
            await Postbox("127.0.0.1", box.port, SENDER).send(LETTER)
        with pytest.raises(OursError, match=r"^535$"):
            await Postbox("127.0.0.1", box.port, SENDER, "mesa", "otra", trusted=who_trusts_it()).send(LETTER)
        assert box.letters.empty()


async def test_a_server_that_is_away_is_asked_again_later() -> None:
    async with mailbox() as box:
        port = box.port
    with pytest.raises(RetryError):
        await Postbox.at(f"smtp://127.0.0.1:{port}", SENDER).send(LETTER)


@pytest.mark.parametrize("url", ["http://mail.example", "smtp://", "mail.example:25"])
def test_another_address_is_refused_at_start(url: str) -> None:
    with pytest.raises(ValueError, match="smtp://"):
        Postbox.at(url, SENDER)


def test_a_name_is_written_as_it_is_and_never_as_html() -> None:
    letter = letter_of("a@b.cl", "<b>Ana</b> {link}", "https://mesa.example/ingreso/x", VALID)
    assert "Buenos días, <b>Ana</b> {link}." in letter.text
    assert "&lt;b&gt;Ana&lt;/b&gt; {link}" in letter.html
    assert "15 minutos" in letter.text
