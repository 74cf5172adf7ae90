"""Facts about tasks and their groups that pages state beside their claims."""

import asyncio
import gc
from weakref import ref

from checks.tooling.page_facts import note, outcome


@note("PCH007", "From 3.15 on, `TaskGroup.cancel()` ends a group early without an exception")
def group_can_be_cancelled() -> bool:
    """End a group whose child would last an hour."""

    async def end_early() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.sleep(3600))
            group.cancel()  # type: ignore[attr-defined,unused-ignore]

    ended = outcome(end_early())
    return (ended.kind, ended.seconds) == ("returned", 0)


@note("PCH010", "From 3.14 on, `all_tasks()` can still list")
def lost_task_is_listed() -> bool:
    """Collect a task that waits at a queue to which only it refers."""

    async def wait() -> None:
        await asyncio.Queue[None]().get()

    async def lose_one() -> int:
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)
        asyncio.create_task(wait())  # noqa: RUF006 - it is to be lost
        await asyncio.sleep(0)
        gc.collect()
        return len(asyncio.all_tasks())

    return asyncio.run(lose_one()) == 2


@note("PCH007", "Errors arrive in an `ExceptionGroup`, even a single one")
@note("PCH009", "callers have to handle an `ExceptionGroup`, even for a single failure")
def single_error_comes_in_a_group() -> bool:
    """Let the only child of a group fail."""

    async def fail() -> None:
        raise OSError

    async def scope() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail())

    error = outcome(scope()).error
    return isinstance(error, ExceptionGroup) and [type(e) for e in error.exceptions] == [OSError]


@note("PCH008", "the error becomes a line in a log")
@note(
    "PCH010",
    "when the task is collected, and a task that is held is not collected before its owner",
)
def error_is_logged_when_nobody_holds_it() -> bool:
    """Look into the log while a task that has failed is held, and when it is let go."""
    log: list[str] = []

    async def fail() -> None:
        raise OSError

    async def hold_and_let_go() -> list[list[str]]:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: log.append(context["message"]))
        held = {asyncio.create_task(fail())}
        await asyncio.sleep(1)
        gc.collect()
        early = [*log]
        held.clear()
        gc.collect()
        return [early, [*log]]

    logs: list[list[str]] = outcome(hold_and_let_go()).value
    return logs == [[], ["Task exception was never retrieved"]]


@note("PCH010", "the group holds its tasks, waits for them, and raises what went wrong")
def group_holds_its_tasks() -> bool:
    """Collect garbage while a child waits for a price that nobody else could send."""

    async def wait() -> None:
        await asyncio.Queue[int]().get()

    async def collect() -> bool:
        async with asyncio.TaskGroup() as group:
            child = ref(group.create_task(wait()))
            await asyncio.sleep(1)
            gc.collect()
            if alive := child():
                alive.cancel()
        return alive is not None

    return bool(outcome(collect()).value)
