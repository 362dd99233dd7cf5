"""The demo as a machine reads it: every part of the story comes, the audit balances."""

import json
import subprocess
import sys
from pathlib import Path

SEATS = 64


def test_the_harvest_is_filled_by_the_neighbours_and_the_audit_balances(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "deploy.cli", "demo", "--json", "--seed", "3", "--home", str(tmp_path / "casa")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    *facts, end = map(json.loads, done.stdout.splitlines())
    by_type = [fact["type"].removeprefix("cl.mesa.").removesuffix(".v1") for fact in facts]
    for needed in (
        "date.fixed",
        "fair.scheduled",
        "clash.found",
        "fair.moved",
        "clash.resolved",
        "fair.concluded",
        "vacancy.posted",
        "seat.leased",
        "seat.released",
        "fair.listed",
        "seat.extended",
        "vacancy-request.held",
        "vacancy-request.taken-back",
        "proposal.answered",
        "vacancy.filled",
    ):
        assert needed in by_type
    silence = next(fact["data"] for fact in facts if fact["type"] == "cl.mesa.call.unanswered.v1")
    assert (silence["office"], silence["code"]) == ("16305", "no_answer")
    refusals = {reason for fact in facts if "reasons" in fact["data"] for reason in fact["data"]["reasons"]}
    assert refusals & {"no_profile", "licence", "experience"}
    amended = next(fact["data"] for fact in facts if fact["type"] == "cl.mesa.vacancy.amended.v1")
    assert (amended["seats"], amended["changed"]) == (60, ["seats"])
    calls = [fact["data"] for fact in facts if fact["type"] == "cl.mesa.vacancy.unfilled.v1"]
    assert any({"16303", "16304"} <= set(call["invited"]) for call in calls), "the neighbours are asked at once"
    assert ["16302"] in [call["invited"] for call in calls], "Coihueco is asked when it has joined"
    outcome = end["outcome"]
    assert end["balanced"]
    assert outcome["seats"] == SEATS
    assert outcome["alone"] < outcome["together"] <= SEATS
    assert sum(share["credit"] for share in outcome["shares"]) == 1000 * outcome["together"]
    assert {"disclosure.given", "disclosure.revoked"} <= set(by_type)
    assert end["card"]["change"]["text"]
    assert [refusal["cause"] for refusal in end["refusals"]] == ["far_from_home"]
    assert end["before"]["fit"]["fit"] > 0
    assert [one["done"] for one in end["before"]["settle"]["leases"]].count(True) > 2
    withdrawn = [fact["data"]["why"] for fact in facts if fact["type"] == "cl.mesa.offer.withdrawn.v1"]
    assert "offered_by_mistake" in withdrawn
    answered = next(fact["data"] for fact in facts if fact["type"] == "cl.mesa.proposal.answered.v1")
    assert (answered["offered"], answered["left"]) == (1, 1), (
        "one is offered, about the other the officer answers later"
    )
    chain = end["fair"]["mesa"]
    assert (chain["visitors"], chain["interviews"]) == (26, 8)
    assert chain["placed"] == 8, "whoever was interviewed at the fair was placed"
    hosted = [f["data"]["credit"] for f in facts if f["type"] == "cl.mesa.placement.declared.v1"]
    assert sum("16303" in credit for credit in hosted) >= chain["placed"], "the host of the fair shares the credit"
    assert end["insights"]["missing"] == SEATS - outcome["together"]
    assert end["answers"]["mesa"]["asked"] == 4
    ties = [fact["data"]["because"] for fact in facts if fact["type"] == "cl.mesa.seat.leased.v1"]
    assert any(code.startswith("reciprocity:") for because in ties for code in because)
