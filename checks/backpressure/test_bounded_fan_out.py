"""PCH011: albums of growing size, and a service that refuses too many calls at once."""

import asyncio
from types import ModuleType

from checks.harness.instruments import Observe
from checks.harness.task import require
from checks.probes.clock import ClockLoop
from checks.probes.gauge import Gauge
from checks.probes.growth import growth
from checks.probes.outcome import outcome_of

LIMIT = 10


async def test_calls_in_flight_stay_at_the_limit(
    example: ModuleType, clock: ClockLoop, observe: Observe
) -> None:
    """Each call takes 1 s, so calls that can be in flight together are."""

    async def peak(photos: int) -> int:
        in_flight = Gauge()

        async def fetch(photo: str) -> bytes:
            await asyncio.sleep(1)
            return photo.encode()

        async def counted(photo: str) -> bytes:
            with in_flight:
                return await fetch(photo)

        names = [f"{n}.jpg" for n in range(photos)]
        album = await example.fetch_album(counted, names)
        require(album == list(map(str.encode, names)), "the photos come in the album's order")
        return in_flight.peak

    peaks = observe(await growth(peak, name="in flight", unit="calls", over="photos"))
    assert all(calls == LIMIT for _, calls in peaks.points), f"{peaks}"


async def unreachable(photo: str) -> bytes:
    """Fetch from a service that is down."""
    raise ConnectionError(photo)


class TooManyRequests(Exception):  # noqa: N818 - the service's answer 429 by its name
    """The service takes no more calls at present."""


async def test_the_service_refuses_nobody(
    example: ModuleType, clock: ClockLoop, observe: Observe
) -> None:
    """The service takes sixteen calls at once and answers 429 to the others."""
    in_service = observe(Gauge("in service", recorder=clock.trace))
    refused = 0

    async def fetch(photo: str) -> bytes:
        nonlocal refused
        if in_service.now == 16:
            refused += 1
            raise TooManyRequests(photo)
        with in_service:
            await asyncio.sleep(1)
        return photo.encode()

    failed = await outcome_of(example.fetch_album(unreachable, ["0.jpg"]))
    require(failed.kind == "raised", "the caller hears of a photo that cannot be fetched")
    await outcome_of(example.fetch_album(fetch, [f"{n}.jpg" for n in range(40)]))
    assert refused == 0, f"{refused} of 40 photos were refused"


async def test_all_albums_share_one_limit(
    deviation: ModuleType, clock: ClockLoop, observe: Observe
) -> None:
    """Visitors come at the same moment, each for twenty photos; before them one album failed."""
    await outcome_of(deviation.fetch_album(unreachable, ["0.jpg", "1.jpg", "2.jpg"]))

    async def peak(albums: int) -> int:
        in_flight = Gauge()

        async def fetch(photo: str) -> bytes:
            with in_flight:
                await asyncio.sleep(1)
            return photo.encode()

        async with asyncio.TaskGroup() as visitors:
            for _ in range(albums):
                photos = [f"{n}.jpg" for n in range(20)]
                visitors.create_task(deviation.fetch_album(fetch, photos))
        return in_flight.peak

    peaks = observe(
        await growth(peak, (1, 10, 100), name="in flight", unit="calls", over="albums at once")
    )
    assert all(calls == LIMIT for _, calls in peaks.points), f"{peaks}"
