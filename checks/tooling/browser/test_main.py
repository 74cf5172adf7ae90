"""The command says what it needs, and sees every fault of a site that has them all."""

import asyncio
import json
import random
import struct
from pathlib import Path

import pytest

pytest.importorskip("playwright")

from playwright.async_api import Error

from checks.browser import speed
from checks.browser.__main__ import main, measured, tried
from checks.browser.executable import executable
from checks.browser.site import Site
from checks.browser.table import Row

SIDE = 860  # of a picture that takes 1.8 s at 10 Mbit/s
MISSED = {
    "axe-core violations": "image-alt",
    "requests to other sites": "http://elsewhere.test/tracker.js",
    "console errors": "page is not defined",
    "guideline page, cold: total": "at most 950 kB",
    "guideline page, cold: gzipped": "at most 300 kB",
    "guideline page, cold: requests": "at most 25",
    "guideline page, cold: html": "at most 60 kB",
    "horizontal overflow, page or half": "px wider than its half in a window of 1920 px",
    "Tab stops to the main content": "11, at most 10",
    "scrollers that cannot have the focus": 'class="scroller"',
    "Ctrl+K does not open the search": "stays closed",
    "search: every ID in either case": "'pch001' must find a/rule.html, and finds nothing",
    "search: every symptom": "'a hang' must find a/rule.html, and finds nothing",
    "print from dark mode": "the ground is dark",
    "without JavaScript, at both widths": "cannot be seen: <p hidden",
    "copied by keyboard on plain http, and said": "link: nothing is said",
    "/r/<ID>/ with and without scripts": "r/PCH001/ ends at",
    "layout shift": "at most 0.05",
    "largest paint at 10 Mbit/s, cold": "at most 1.5 s",
}
PAGE = f"""<!doctype html><title>A rule</title>
<style>body {{ background: #111; color: #333 }} .scroller {{ overflow: auto; height: 2em }}</style>
{'<a href="#nowhere">link</a>' * 12}
<main>
<div id="late"></div>
<p>Text.</p><p hidden class="late">Text for those who run scripts.</p>
<div class="hb-pair">{f"<pre>{'long ' * 500}</pre>" * 2}</div>
<div class="scroller"><p>One<p>Two<p>Three<p>Four</div>
<div class="hb-citing"><button>link</button><output></output></div>
<img src="noise.bmp">
</main>
{"".join(f'<script src="{number}.js"></script>' for number in range(25))}
<script src="http://elsewhere.test/tracker.js"></script>
<script>
requestAnimationFrame(() => requestAnimationFrame(() => {{
  document.getElementById("late").style.height = "400px";
}}));
page.is.broken();
</script>
<!-- {"." * 60_000} -->
"""
SEARCH = """<!doctype html><title>Search</title><p class="search-summary">found</p>
<script>const Search = { _parseQuery: (query) => [query], _performSearch: () => [] }</script>
"""


def picture() -> bytes:
    """Return a bitmap of noise."""
    noise = random.Random(1).randbytes(SIDE * SIDE * 3)  # noqa: S311 - what gzip cannot shorten
    head = struct.pack("<2sIII", b"BM", 54 + len(noise), 0, 54)
    shape = struct.pack("<IiiHHIIiiII", 40, SIDE, SIDE, 1, 24, 0, len(noise), 0, 0, 0, 0)
    return head + shape + noise


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Row]:
    """Return what is measured of a site that has every fault."""
    chromium = executable()
    if not chromium:
        pytest.skip("there is no Chromium")
    root = tmp_path_factory.mktemp("site")
    (root / "a").mkdir()
    (root / "a/noise.bmp").write_bytes(picture())
    one = {"id": "PCH001", "url": "a/rule.html", "symptoms": ["a hang"]}
    texts = {"a/rule.html": PAGE, "search.html": SEARCH, "404.html": SEARCH}
    texts["guidelines.json"] = json.dumps({"guidelines": [one]})
    for name, text in {**texts, **{f"a/{number}.js": "" for number in range(25)}}.items():
        (root / name).write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(speed, "TRIES", 1)
        found = asyncio.run(measured(Site(root), chromium))
    return {row.what: row for row in found}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("what", MISSED)
def test_faults_are_seen(rows: dict[str, Row], what: str) -> None:
    """Each number can be missed, and what missed it is told."""
    assert any(MISSED[what] in fault for fault in rows[what].faults), rows[what]


@pytest.mark.timeout(300)
def test_every_row_is_tried(rows: dict[str, Row]) -> None:
    """No row of the table is without its fault here."""
    assert set(rows) == set(MISSED)


def test_browser_fails() -> None:
    """Where the browser fails at one measurement, it is missed and the others go on."""

    async def measurement() -> list[Row]:
        raise Error("Page.goto: timeout")

    (row,) = asyncio.run(tried("search", measurement()))
    assert (row.what, row.faults) == ("search", ("Page.goto: timeout",))


def test_not_built(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a site the command says how to build it."""
    with pytest.raises(SystemExit) as stopped:
        main([str(tmp_path)])
    assert stopped.value.code == 2
    assert f"{tmp_path}: no built site is there; run `nox -s docs` first" in capsys.readouterr().err


def test_no_chromium(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a browser the command says which to install, and how."""
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "nowhere"))
    for name in ("index.html", "404.html", "guidelines.json"):
        (tmp_path / name).touch()
    with pytest.raises(SystemExit):
        main([str(tmp_path)])
    assert "apt-get install -y chromium" in capsys.readouterr().err
