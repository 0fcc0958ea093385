"""What a person sees: rules that are broken, the question, how it ended, with the status that says so."""

from dataclasses import replace
from pathlib import Path

import pytest
import typer

from scenarios.publish.asking import BROKEN, DECLINED, UNFINISHED, consent, refuse_broken, tell_ending
from scenarios.publish.asking import warn_of_broken_rules as warn
from scenarios.publish.difference import Change, Difference, Verb
from scenarios.publish.salesforce import Applied, Ending
from scenarios.publish.salesforce.journal import Tally

ONE = Difference((Change(Verb.CREATE, "Territory2", "create territory West"),))


def test_broken_rules_are_named(results, capsys):
    """Each in words, the first eight; a plan that breaks none is not warned of."""
    assert warn(results, "nearest")
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "warning: the plan 'nearest' breaks 2 rules:"
    assert told[1].startswith("  - North-West has 150 potential")
    entry = {"scenario": "nearest", "assessment": {"violations": [{"message": f"rule {n}"} for n in range(10)]}}
    assert warn(replace(results, scenarios=(entry,)), "nearest")
    assert capsys.readouterr().err.splitlines()[-2:] == ["  - rule 7", "  and 2 more"]
    whole = {"scenario": "nearest", "assessment": {"violations": []}}
    assert not warn(replace(results, scenarios=(whole,)), "nearest")
    assert capsys.readouterr().err == ""


def test_a_plan_that_breaks_rules_is_not_sent(capsys):
    """Unless somebody says so."""
    refuse_broken(anyway=True)
    with pytest.raises(typer.Exit) as left:
        refuse_broken(anyway=False)
    assert left.value.exit_code == BROKEN
    assert "--despite-broken-rules" in capsys.readouterr().err


def test_the_question(monkeypatch, capsys):
    """It names the org and the number of rows; where nobody answers, that is a no."""
    asked = []
    monkeypatch.setattr(typer, "confirm", lambda text: asked.append(text) or True)
    assert consent("nearest", sure=False)("acme.my.salesforce.com", ONE)
    assert asked == ["Send 1 row to acme.my.salesforce.com?"]
    assert "nearest, as it will be sent to acme.my.salesforce.com:" in capsys.readouterr().out

    def nobody(_text):
        raise typer.Abort

    monkeypatch.setattr(typer, "confirm", nobody)
    assert not consent("nearest", sure=False)("acme", ONE)
    assert consent("nearest", sure=True)("acme", ONE)


@pytest.mark.parametrize(
    ("applied", "status", "told"),
    [
        (Applied(Ending.NOTHING, rest=Difference(())), 0, "Nothing to do"),
        (Applied(Ending.COMPLETE, Tally(22), rest=Difference(())), 0, "22 rows were done; the org is as the plan"),
        (Applied(Ending.DECLINED, rest=ONE), DECLINED, "nothing was sent"),
        (Applied(Ending.STOPPED, Tally(5), "there was no answer"), UNFINISHED, "stopped: there was no answer"),
        (Applied(Ending.INCOMPLETE, Tally(5, 1, 2), rest=ONE), UNFINISHED, "1 were refused and 2 wait, see not_sent"),
    ],
)
def test_how_it_ended(capsys, applied, status, told):
    """Each ending has its words and its exit status."""
    try:
        tell_ending(applied, "nearest", Path("load"), Path("not_sent.csv"))
        left = 0
    except typer.Exit as error:
        left = error.exit_code
    assert left == status
    shown = capsys.readouterr()
    assert told in shown.out + shown.err
    assert ("un the same command again" in shown.err) == (status == UNFINISHED)
