"""What a bad half leaves alive is not charged to the good check that comes next."""

import pytest

from checks.tooling.harness.conftest import Book, Result, empty_book

LEAKS = """
import asyncio
import pathlib

class Fails:
    def __init__(self, *held):
        self.held, self.me = held, self

    def __del__(self):
        raise ValueError("in a destructor")

class Circle:
    def __init__(self, *held):
        self.held, self.me = held, self

async def work():
    pass

async def fail():
    raise ValueError("in a task")

def raised():
    try:
        raise ValueError("in a circle")
    except ValueError as error:
        return error

{kind}def test_rule_is_kept(example{fixtures}):
    bad = not example.KEEPS
    {leak}
    assert example.KEEPS, f"the module keeps the rule: {{not bad}}"
"""
PLAIN = {
    "coroutine": "left = work() if bad else None",
    "coroutine_in_a_circle": "left = Circle(work() if bad else None)",
    "coroutine_in_the_module": "example.LEFT = Circle(work() if bad else None)",
    "destructor": "left = Fails() if bad else None",
    "destructor_in_the_module": "example.LEFT = Fails() if bad else None",
    "error_and_its_frame": "left, error = work() if bad else None, raised()",
    "file": "left = Circle(open(__file__) if bad else None)",
    "raises": "left = Circle(work() if bad else None); 1 / example.KEEPS",
}
ASYNC = {
    "task": "left = Circle(asyncio.create_task(fail()) if bad else None); await asyncio.sleep(0)",
    "task_in_the_module": (
        "example.LEFT = Circle(asyncio.create_task(fail()) if bad else 0); await asyncio.sleep(0)"
    ),
    "future": (
        "left = Circle(asyncio.get_running_loop().create_future()); "
        "bad and left.held[0].set_exception(ValueError('in a future'))"
    ),
}
INNOCENT = """
import gc

async def test_rule_is_kept(example, caplog):
    gc.collect()
    told = [record.getMessage() for record in caplog.records]
    assert example.KEEPS and not told, f"the log has {told}"
"""


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Run checks whose bad half leaves something, each followed by one that leaves nothing."""
    book = empty_book(tmp_path_factory.mktemp("book"))
    checks = {
        **{slug: LEAKS.format(kind="", fixtures="", leak=leak) for slug, leak in PLAIN.items()},
        **{
            slug: LEAKS.format(kind="async ", fixtures=", clock", leak=leak)
            for slug, leak in ASYNC.items()
        },
    }
    for number, (slug, check) in enumerate(sorted(checks.items()), 1):
        book.add(f"{slug}_1", f"PCH{number:03}", check)
        book.add(f"{slug}_2", f"PCH{number + 100:03}", INNOCENT)
    return book.run()


@pytest.mark.parametrize("slug", [*PLAIN, *ASYNC])
def test_next_check_is_not_charged(result: Result, slug: str) -> None:
    """It finds a world in which nothing is left, and nothing is told any more."""
    assert not result.about(f"{slug}_2")


@pytest.mark.parametrize("slug", [*PLAIN, *ASYNC])
def test_the_bad_half_may_leave_it(result: Result, slug: str) -> None:
    """What it leaves is its own affair; an error of its own is still told."""
    assert bool(result.about(f"{slug}_1")) is (slug == "raises")


HOLDS = """
import pathlib
import pytest

class Held:
    def __init__(self, name):
        self.name = name

    def observed(self):
        return {}

    def __del__(self):
        with pathlib.Path("ended").open("a") as file:
            file.write(f"{self.name}\\n")

@pytest.fixture
def held():
    yield
    Held("fixture")

def test_rule_is_kept(example, held, observe):
    if not example.KEEPS:
        local, instrument = Held("local"), observe(Held("instrument"))
    assert example.KEEPS, f"the module keeps the rule: {example.KEEPS}"
"""


def test_locals_end_before_the_fixtures(book: Book) -> None:
    """What a bad half held has ended while its loop is there, and what is left is heard."""
    book.add("holds", "PCH001", HOLDS)
    assert "2 passed" in book.run().text
    ended = (book.root / "ended").read_text("utf-8").split()
    assert ended == ["fixture", "local", "instrument", "fixture"]
