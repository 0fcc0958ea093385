"""The YAML of a plan and its lines."""

from __future__ import annotations

import pytest

from optimizer.exceptions import InputError
from scenarios.planfile.document import PlanProblem, dotted, read_document


@pytest.fixture
def document(tmp_path):
    def read(text: str | bytes):
        path = tmp_path / "plan.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_document(path)

    return read


def test_lines_of_keys(document):
    """Every key and item has its line; what is not in the file takes the nearest above it."""
    read = document("plan: x\ncriteria:\n  balance:\n    potential: 0.1\nscenarios:\n  - {name: a}\n  - name: b\n")
    assert read.line(("criteria", "balance", "potential")) == 4
    assert read.line(("scenarios", 1, "name")) == 7
    assert read.line(("criteria", "travel", "by")) == 2
    assert read.line(()) is None
    assert dotted(("scenarios", 1, "criteria", "balance")) == "scenarios[2].criteria.balance"


def test_words_of_yaml(document):
    """NO is Norway, 12:30 is a text, keys are text as written, numbers may have underscores."""
    data = document("a: [NO, on, 12:30, 1_200, 007, true, 0.5, -3]\n275: x\n1.10: y\nyes: z\n").data
    assert data["a"] == ["NO", "on", "12:30", 1200, "007", True, 0.5, -3]
    assert list(data) == ["a", "275", "1.10", "yes"]


def test_anchors(document):
    """What is said once can be used again."""
    data = document("base: &base {potential: 0.1}\nother: {<<: *base, workload: 0.2}\n").data
    assert data["other"] == {"potential": 0.1, "workload": 0.2}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "given twice, first on line 1"),
        ("a: {b: 1, b: 2}\n", 1, "given twice"),
        ("a: [1\nb: 2\n", 2, "this is not YAML"),
        ("a:\n\tb: 1\n", 2, "this is not YAML"),
        ("a: !!python/object:os.system x\n", 1, "this is not YAML"),
        ("a: 1\n---\nb: 2\n", 2, "this is not YAML"),
        ("- 1\n", None, "a plan is a list of keys"),
        ("", None, "a plan is a list of keys"),
        ("a: \x00\n", None, "not a text file"),
        (b"a: \xe9\n", None, "not a text file"),
        ("a: " + "[" * 5000, None, "not a text file"),
    ],
)
def test_what_is_no_plan(document, text, line, message):
    """Broken YAML is one problem with its line."""
    with pytest.raises(InputError) as caught:
        document(text)
    assert (caught.value.problems[0].row, message in caught.value.problems[0].message) == (line, True)


def test_a_problem_reads_as_a_sentence():
    """Problems of the plan file speak of lines and keys, not of rows and columns."""
    problem = PlanProblem("plan.yaml", "there is no such measure", "Use potential", 7, "criteria.balance", "size")
    assert str(problem) == (
        "plan.yaml, line 7, key 'criteria.balance': there is no such measure (given: 'size'). Use potential"
    )


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("plan: x\nquotas: {target: 9,000,000, history: sales}\n", "Write 9_000_000,"),
        ("plan: x\nquotas: {history: sales, target: 12,500.50}\n", "Write 12_500.50,"),
        ("plan: x\nquotas: {floor: 1,000, cap: 2,000}\n", "Write 2_000,"),
    ],
)
def test_commas_in_a_number_are_told_as_such(text, remedy, tmp_path):
    """Inside braces a comma begins a key: the message says so, and not that 000 is given twice."""
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_document(path)
    assert remedy in str(error.value)
    assert "given twice" not in str(error.value)
    assert "a comma inside { } ends the value" in str(error.value)


def test_keys_that_are_numbers_stay_keys(tmp_path):
    """Territory 275 with a value, and one without, are no rest of a number."""
    path = tmp_path / "plan.yaml"
    path.write_text("plan: x\nfloor: {275: 100, 276: 200}\nlist: {a: word, 277: }\n", encoding="utf-8")
    assert read_document(path).data["floor"] == {"275": 100, "276": 200}
