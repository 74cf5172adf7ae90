"""PCH022: a library that is used in a service, in a notebook and in a script."""

import ast
import asyncio
import inspect
from types import ModuleType

from checks.harness.instruments import Observe
from checks.harness.task import require
from checks.probes.growth import growth

PLACES = {"Unter den Linden 1, Berlin": (52.5, 13.4), "Rue de Rivoli 1, Paris": (48.9, 2.4)}
ADDRESSES = list(PLACES)


class Client:
    """Finds places, and keeps the loops on which it was asked to."""

    def __init__(self) -> None:
        self.loops: list[asyncio.AbstractEventLoop] = []

    async def locate(self, address: str) -> tuple[float, float]:
        """Return a place, if it is one that is known."""
        if (loop := asyncio.get_running_loop()) not in self.loops:
            self.loops.append(loop)
        await asyncio.sleep(0)
        return PLACES[address]


async def test_works_inside_a_running_loop(example: ModuleType) -> None:
    """A service's handler needs two places; its client belongs to the service's loop."""
    client = Client()

    async def handler() -> str:
        try:
            places = example.locate_all(client.locate, ADDRESSES)
            places = await places if inspect.isawaitable(places) else places
        except RuntimeError:
            return "met a RuntimeError"
        require(places == list(PLACES.values()), "the places come in the order of the addresses")
        owner = "the service's" if client.loops == [asyncio.get_running_loop()] else "another"
        return f"got {len(places)} places on {owner} loop"

    told = await asyncio.create_task(handler())
    assert told == "got 2 places on the service's loop", f"in a service, a handler {told}"


class Notebook:
    """Runs cells on the loop that is running, as a kernel does; a cell may await."""

    def __init__(self, **names: object) -> None:
        self.names = names

    async def run(self, cell: str) -> str:
        """Tell how a cell ended."""
        code = compile(cell, "<cell>", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        try:
            if inspect.iscoroutine(running := eval(code, self.names)):  # noqa: S307 - our own cells
                await running
        except Exception as error:  # noqa: BLE001 - whatever it raised is shown, and the next cell runs
            return f"raised {type(error).__name__}"
        return "ran"


async def test_works_in_a_notebook(example: ModuleType) -> None:
    """Three cells; the second awaits the library if it is to be awaited."""
    notebook = Notebook(Client=Client, locate_all=example.locate_all, addresses=ADDRESSES)
    wait = "await " if inspect.iscoroutinefunction(example.locate_all) else ""
    opened = await notebook.run("client = Client()")
    located = await notebook.run(f"places = {wait}locate_all(client.locate, addresses)")
    shown = await notebook.run("places[0]")
    lost = await notebook.run(f"{wait}locate_all(client.locate, ['nowhere'])")
    require(lost != "ran", "an address that is not found is an error")
    assert opened == located == shown == "ran", (
        f"the cell that called the library {located}; the cell that used its answer {shown}"
    )


async def test_calls_share_a_loop(example: ModuleType, observe: Observe) -> None:
    """A script, in a thread that has no loop, calls the library again and again."""

    def script(calls: int) -> int:
        client = Client()

        async def application() -> None:
            for _ in range(calls):
                await example.locate_all(client.locate, ADDRESSES)

        if inspect.iscoroutinefunction(example.locate_all):
            asyncio.run(application())
        else:
            for _ in range(calls):
                example.locate_all(client.locate, ADDRESSES)
        return len(client.loops)

    async def loops(calls: int) -> int:
        return await asyncio.to_thread(script, calls)

    started = observe(await growth(loops, (1, 10, 100), name="started", unit="loops", over="calls"))
    assert started.bounded, f"{started}"


def test_a_script_gets_its_places(deviation: ModuleType) -> None:
    """An analyst's script and, by mistake, a handler call the façade; then the handler awaits."""
    find = getattr(deviation, "locate_all_sync", deviation.locate_all)

    def call() -> str:
        try:
            places = find(Client().locate, ADDRESSES)
        except RuntimeError as refused:
            return f"an error that says: {refused}"
        if inspect.iscoroutine(places):
            places.close()
            return "a coroutine"
        return f"{len(places)} places"

    async def handler() -> tuple[str, str]:
        return call(), f"{len(await deviation.locate_all(Client().locate, ADDRESSES))} places"

    script, (refused, awaited) = call(), asyncio.run(handler())
    told = ("2 places", "an error that says: await locate_all() instead", "2 places")
    assert (script, refused, awaited) == told, (
        f"the script got {script}; the handler got {refused}, and {awaited} when it awaited"
    )
