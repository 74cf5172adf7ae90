"""Evidence is written whole, the same in parallel as in turn, and partial runs merge."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from checks.tooling.harness.conftest import SOUND, TWO, Book

ON_CLOCK = """
import asyncio
from checks.probes.gauge import Gauge
from checks.probes.heartbeat import Heartbeat

async def test_rule_is_kept(example, clock, observe):
    heart = observe(Heartbeat())
    async with heart:
        await asyncio.gather(*(asyncio.sleep(n) for n in range(5)))
        if not example.KEEPS:
            clock.block(60)
    silence = heart.longest_silence
    assert silence <= 1, f"silent for {silence:g} s"
"""


def kept(book: Book) -> dict[str, bytes]:
    """Return each evidence file by its place."""
    folder = book.root / "build" / "evidence"
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_two_runs_and_a_parallel_one_give_the_same_bytes(book: Book) -> None:
    """No time, path or order of the run shows in the evidence."""
    for number in range(4):
        book.add(f"rule_{number}", f"PCH{number:03}", ON_CLOCK)
    seen = []
    for words in ([], [], ["-n", "2"]):
        assert book.run(*words).exit == 0
        seen.append(kept(book))
    assert len(seen[0]) == 4
    assert seen[0] == seen[1] == seen[2]


def test_evidence_tells_what_was_seen(book: Book) -> None:
    """Outcome, words, figure and trace of both halves."""
    book.add("rule", "PCH001", ON_CLOCK)
    book.run()
    claim = book.evidence("PCH001")["claims"]["rule_is_kept"]
    bad, good = claim["bad"], claim["good"]
    assert (good["outcome"], bad["outcome"]) == ("held", "failed")
    assert (good["observed"], bad["observed"]) == ("silent for 1 s", "silent for 60 s")
    assert bad["figures"] == [{"name": "longest silence", "value": 60.0, "unit": "s"}]
    assert bad["trace"]["end"] == 64.0


PATCHES = SOUND.replace("(example)", "(example, monkeypatch)").replace(
    "    assert",
    "    monkeypatch.setattr(sysconfig, 'get_config_var', lambda _: 1)\n    assert",
)


def test_interpreter_is_not_what_a_check_pretends(book: Book) -> None:
    """A check that plays a free-threaded build is kept where all others are."""
    book.add("plays", "PCH001", f"import sysconfig\n{PATCHES}")
    book.add("rule", "PCH002", SOUND)
    assert book.run().exit == 0
    assert len({place.partition("/")[0] for place in kept(book)}) == 1


def test_summary_counts_claims(book: Book) -> None:
    """The run ends with what was proved, where, and where it is kept."""
    book.add("rule", "PCH001", SOUND)
    text = book.run().text
    assert "1 of 1 claims in 1 guidelines proved on both modules" in text
    assert "kept in build/evidence/" in text


def test_partial_run_renews_its_own_and_keeps_the_rest(book: Book) -> None:
    """One guideline's run leaves the others' files alone; one claim's run keeps its siblings."""
    book.add("rule", "PCH001", SOUND)
    book.add("other", "PCH002", TWO, "rule_is_kept", "other_is_kept")
    book.run()
    before = kept(book)
    assert book.run("PCH002::other_is_kept").exit == 0
    assert kept(book) == before


def test_changed_example_starts_its_evidence_anew(book: Book) -> None:
    """What was seen of another module is not mixed with what is seen of this one."""
    book.add("other", "PCH002", TWO, "rule_is_kept", "other_is_kept")
    book.run()
    book.write("examples/boundaries/other/good.py", '"""A scenario, reworded."""\n\nKEEPS = True\n')
    book.run("PCH002::other_is_kept")
    assert list(book.evidence("PCH002")["claims"]) == ["other_is_kept"]


def test_failed_claim_is_kept_as_such(book: Book) -> None:
    """A claim that does not hold replaces the evidence that it did."""
    book.add("rule", "PCH001", SOUND)
    book.run()
    book.write("examples/boundaries/rule/good.py", '"""A scenario."""\n\nKEEPS = False\n')
    assert book.run().exit == 1
    claim = book.evidence("PCH001")["claims"]["rule_is_kept"]
    assert claim["good"]["outcome"] == "failed"


def test_missing_module_is_an_error_in_the_evidence(book: Book) -> None:
    """A check that could not start proves nothing, and says so."""
    book.add("rule", "PCH001", SOUND)
    (book.root / "examples/boundaries/rule/bad.py").unlink()
    result = book.run()
    assert "examples/boundaries/rule/bad.py:1: missing module of the pair" in result.text
    claim = book.evidence("PCH001")["claims"]["rule_is_kept"]
    assert claim["bad"]["outcome"] == "error"


@pytest.mark.usefixtures("_heeds_interrupts")
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_interrupted_run_leaves_whole_files(book: Book, end: signal.Signals) -> None:
    """Ended in the middle of a check: the earlier evidence is there, and nothing half written."""
    book.add("rule", "PCH001", SOUND)
    book.run()
    before = kept(book)
    stuck = "import threading\nfrom pathlib import Path\n" + SOUND.replace(
        "    assert", "    Path('reached').touch()\n    threading.Event().wait()\n    assert"
    )
    book.add("stuck", "PCH002", stuck)
    run = subprocess.Popen(
        [sys.executable, "-m", "pytest", "-q"], cwd=book.root, stdout=subprocess.DEVNULL
    )
    while not (book.root / "reached").exists() and run.poll() is None:
        time.sleep(0.01)
    while run.poll() is None:
        os.kill(run.pid, end)
        with suppress(subprocess.TimeoutExpired):
            run.wait(5)  # Python misses a signal that comes just as it begins to wait
    assert kept(book) == before


def test_unwritable_folder_is_one_message(book: Book) -> None:
    """The verdicts still count; one line says that nothing was kept, and why."""
    book.add("rule", "PCH001", SOUND)
    book.write("build", "A file where the folder should be.\n")
    text = book.run().text
    assert "no evidence was kept: build/evidence/" in text
    assert "Traceback" not in text
