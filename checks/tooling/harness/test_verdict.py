"""Each way a claim can fail is reported in words that say where and what to do."""

import pytest

from checks.tooling.harness.conftest import SOUND, Book, Result, empty_book, has_ended

ON_CLOCK = "import asyncio\n" + SOUND.replace(
    "def test_rule_is_kept(example)", "async def test_rule_is_kept(example, clock)"
)
CHECKS = {
    "sound": SOUND,
    "good_breaks_it": SOUND.replace("assert keeps", "assert not keeps"),
    "bad_keeps_it": SOUND.replace("assert keeps", "assert keeps in (True, False)"),
    "asserts_nothing": "def test_rule_is_kept(example):\n    example.KEEPS\n",
    "asserts_twice": SOUND + '    assert keeps, "again"\n',
    "has_no_message": "def test_rule_is_kept(example):\n    assert example.KEEPS\n",
    "asks_for_nothing": 'def test_rule_is_kept():\n    assert True, "always"\n',
    "does_not_reach_it": SOUND.replace("    assert", "    if not keeps:\n        assert"),
    "raises": SOUND.replace("keeps = example.KEEPS", "keeps = 1 / example.KEEPS"),
    "asserts_elsewhere": (
        "def refuse(keeps):\n    if not keeps:\n        raise AssertionError('elsewhere')\n"
        + SOUND.replace("    assert", "    refuse(keeps)\n    assert")
    ),
    "hangs": (
        "import threading\nimport pytest\n@pytest.mark.timeout(0.5)"
        + SOUND.replace("    assert", "    keeps or threading.Event().wait()\n    assert")
    ),
    "deadlocks": ON_CLOCK.replace(
        "    assert",
        "    await asyncio.sleep(1) if keeps else await asyncio.Event().wait()\n    assert",
    ),
    "leaves_a_task": ON_CLOCK.replace(
        "    assert", "    asyncio.create_task(asyncio.sleep(60), name='refresh')\n    assert"
    ),
    "does_nothing": (
        "from checks.harness.task import require\n"
        + SOUND.replace("    assert", "    require(keeps, 'the rule is read')\n    assert")
    ),
    "words_that_fail": SOUND.replace("{keeps}", "{1 / (not keeps)}"),
}


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Run all of them at once: none may keep another one from being tried."""
    book = empty_book(tmp_path_factory.mktemp("book"))
    book.add_each(CHECKS)
    return book.run()


FAILURES = [
    ("good_breaks_it", "good", "the good example no longer keeps its claim: The rule is kept."),
    ("bad_keeps_it", "bad", "the bad example no longer misbehaves: The rule is broken."),
    ("asserts_nothing", "good", "`test_rule_is_kept` asserts nothing"),
    ("asserts_twice", "good", "`test_rule_is_kept` asserts more than once"),
    ("has_no_message", "bad", "this assert has no message"),
    ("does_not_reach_it", "good", "the check ended without reaching its assert"),
    ("raises", "bad", "a check ends in its own assertion, on either module"),
    ("asserts_elsewhere", "bad", "a check ends in its own assertion, on either module"),
    ("hangs", "bad", "a check ends in its own assertion, on either module"),
    ("deadlocks", "bad", "a check ends in its own assertion, on either module"),
    ("leaves_a_task", "good", "task refresh"),
    ("does_nothing", "bad", "their task, and this one does not: the rule is read"),
    ("words_that_fail", "good", "the message of a check words what was observed on either module"),
]


@pytest.mark.parametrize(("slug", "half", "words"), FAILURES)
def test_failure_is_told(result: Result, slug: str, half: str, words: str) -> None:
    """The failure stands in the report, on the right half, with the words that help."""
    assert f"test_{slug}.py::test_rule_is_kept[{half}]" in result.about(slug)
    assert words in result.text


def test_sound_claim_passes(result: Result) -> None:
    """A claim that holds for good and fails for bad is no news."""
    assert not result.about("sound")


def test_located_without_a_traceback_of_ours(result: Result) -> None:
    """An author's mistake is answered with file and line, not with the harness's insides."""
    assert "checks/boundaries/test_asserts_nothing.py:1: " in result.text
    assert "checks/harness/" not in result.text.replace("checks/probes", "")


def test_observation_is_named_where_bad_is_good(result: Result) -> None:
    """The message that did not fail is shown all the same."""
    assert "observed: the module keeps the rule: False" in result.text


def test_check_without_example_is_told(result: Result) -> None:
    """A check that runs neither module proves nothing."""
    assert "test_asks_for_nothing.py" in result.about("asks_for_nothing")


def test_children_of_the_bad_half_are_ended(book: Book) -> None:
    """A bad module may leave a process behind; the run that tried it does not."""
    leaves = """
import pathlib, subprocess
def test_rule_is_kept(example):
    if not example.KEEPS:
        child = subprocess.Popen(["sleep", "600"])
        pathlib.Path("pid").write_text(str(child.pid))
        child.returncode = 0  # nobody warns of it
    assert example.KEEPS, f"the module keeps the rule: {example.KEEPS}"
"""
    book.add("leaves", "PCH001", leaves)
    assert "2 passed" in book.run().text
    assert has_ended(int((book.root / "pid").read_text()))


def test_only_the_checks_own_assert_is_worded(book: Book) -> None:
    """An assert of a library that the check calls comes before the message can be worded."""
    book.write("conftest_helper.py", "def ask():\n    assert True, 'rewritten as well'\n")
    check = """
import pytest
pytest.register_assert_rewrite("conftest_helper")
import sys; sys.path.insert(0, ".")
from conftest_helper import ask
def test_rule_is_kept(example):
    ask()
    keeps = example.KEEPS
    assert keeps, f"the module keeps the rule: {keeps}"
"""
    book.add("rule", "PCH001", check)
    assert "2 passed" in book.run().text
