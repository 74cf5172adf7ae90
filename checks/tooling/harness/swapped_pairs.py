"""For each probe a pair that it tells apart: how work is done well, how badly, and the check."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pair:
    """The bodies of `work` in two modules, and a check of a claim about it."""

    well: str
    badly: str
    check: str


ASYNC = "async def test_rule_is_kept(example, clock):"
PAIRS = {
    "clock": Pair(
        "async def work(): await asyncio.sleep(1)",
        "async def work(): await asyncio.sleep(5)",
        f"""
{ASYNC}
    await example.work()
    took = clock.time()
    assert took <= 2, f"it took {{took:g}} s"
""",
    ),
    "outcome": Pair(
        "async def work(): return 1",
        "async def work(): await asyncio.Event().wait()",
        f"""
from checks.probes.outcome import outcome_of
{ASYNC}
    outcome = await outcome_of(example.work())
    assert outcome.kind == "returned", f"the call {{outcome.kind}}"
""",
    ),
    "heartbeat": Pair(
        "async def work(block): await asyncio.to_thread(block, 5)",
        "async def work(block): block(5)",
        f"""
from checks.probes.heartbeat import Heartbeat
{ASYNC}
    async with Heartbeat(beat=1) as heart:
        await example.work(clock.block)
    silence = heart.longest_silence
    assert silence <= 1, f"the heartbeat was silent for {{silence:g}} s"
""",
    ),
    "turns": Pair(
        "async def work(wait): await asyncio.to_thread(wait)",
        "async def work(wait): wait()",
        """
import threading
from checks.probes.turns import LoopGate
async def test_rule_is_kept(example):
    free = threading.Event()
    async with LoopGate(release=free.set) as gate:
        await example.work(free.wait)
    assert not gate.parked, f"the loop turned {gate.turned} times"
""",
    ),
    "gauge": Pair(
        "async def work(call):\n    for _ in range(3): await call()",
        "async def work(call): await asyncio.gather(call(), call(), call())",
        f"""
import asyncio
from checks.probes.gauge import Gauge
{ASYNC}
    gauge = Gauge()
    async def call():
        with gauge:
            await asyncio.sleep(1)
    await example.work(call)
    assert gauge.peak == 1, f"{{gauge.peak}} calls were in flight"
""",
    ),
    "growth": Pair(
        "async def work(n): return 1",
        "async def work(n): return n",
        f"""
from checks.probes.growth import growth
{ASYNC}
    seen = await growth(example.work, name="depth", unit="items", over="jobs")
    assert seen.bounded, f"{{seen}}"
""",
    ),
    "cancellation": Pair(
        "async def work(): await asyncio.sleep(1)",
        "async def work():\n"
        "    try: await asyncio.sleep(1)\n"
        "    except asyncio.CancelledError: return",
        """
from checks.probes.cancellation import walk
def test_rule_is_kept(example):
    swallowed = len(walk(example.work).findings)
    assert not swallowed, f"{swallowed} cancellations were swallowed"
""",
    ),
    "leftovers": Pair(
        "async def work(): await asyncio.create_task(asyncio.sleep(1))",
        "async def work(): return asyncio.create_task(asyncio.sleep(1), name='refresh')",
        f"""
from checks.probes.leftovers import Leftovers
{ASYNC}
    async with Leftovers() as left:
        await example.work()
    left.clear()
    assert not left.found, f"it left {{', '.join(map(str, left.found))}}"
""",
    ),
    "process_tree": Pair(
        "def work(child): child.kill()",
        "def work(child): pass",
        """
import subprocess
from checks.probes.process_tree import ProcessTree
def test_rule_is_kept(example):
    with ProcessTree() as tree, subprocess.Popen(["sleep", "60"]) as child:
        example.work(child)
        alive = len(tree.alive())
        child.kill()
    assert not alive, f"{alive} processes were alive"
""",
    ),
    "parked": Pair(
        "def work(wait): pass",
        "def work(wait): wait()",
        """
import threading
from checks.probes.parked import come_to_rest, is_parked
def test_rule_is_kept(example):
    free = threading.Event()
    thread = threading.Thread(target=example.work, args=(free.wait,))
    thread.start()
    come_to_rest(lambda: [thread.native_id] if thread.is_alive() else [])
    parked = is_parked(thread.native_id)
    free.set()
    thread.join()
    assert not parked, f"the thread was parked: {parked}"
""",
    ),
}
