"""The command line in this process, and the small plan it is tried on."""

from pathlib import Path

from typer.testing import CliRunner

from scenarios.cli import app

PLAN = """\
plan: Small
inputs: {accounts: accounts.csv, reps: reps.csv}
measures: {potential: {column: sales}}
criteria: {balance: {potential: 0.5}}
quotas: {target: 1_000}
effort: {seconds: 2, gap: 0.01}
"""
ACCOUNTS = """\
account,latitude,longitude,owner,sales
A1,47.6,-122.3,R1,100
A2,47.5,-122.2,R1,100
A3,34.0,-118.2,R1,100
A4,33.9,-118.1,R2,100
"""
REPS = "territory,rep,latitude,longitude\nR1,Ann,47.6,-122.3\nR2,Bob,34.0,-118.0\n"


def call(*arguments, text=None):
    """Run the command line in this process."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=text)


def write_plan(folder: Path, plan: str = PLAN) -> Path:
    """Four accounts and two reps on disk; a rep has one account too many today. Gives the path of the plan file."""
    (folder / "accounts.csv").write_text(ACCOUNTS)
    (folder / "reps.csv").write_text(REPS)
    (folder / "plan.yaml").write_text(plan)
    return folder / "plan.yaml"
