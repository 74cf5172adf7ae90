"""The built site is served as it is published: every page once, at the path it was built for."""

import json
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from checks.browser.site import HOST, UNKNOWN, Entry, Site

FILES = {
    "404.html": '<link href="/book/_static/some.css">nothing here',
    "index.html": "home",
    "boundaries/rule.html": "a rule",
    "r/PCH001/index.html": "leads on",
    "r/pch001/index.html": "leads on",
    "_static/macros.html": "no page",
    "_static/some.css": "body {}",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a small site."""
    root = tmp_path_factory.mktemp("site")
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return Site(root)


def test_pages(site: Site) -> None:
    """A page that differs from another in its address alone is there once, and an unknown one."""
    pages = ["boundaries/rule.html", "index.html", "r/PCH001/index.html"]
    assert site.pages == [*pages, "search.html?q=pch001", UNKNOWN]


@pytest.mark.parametrize("base", ["", "https://handbook.example/book/"])
def test_guidelines(tmp_path: Path, base: str) -> None:
    """Pages are known below the root, whether the book was built with its address or not."""
    one = {"id": "PCH001", "url": f"{base}boundaries/rule.html", "symptoms": ["a hang"]}
    (tmp_path / "guidelines.json").write_text(json.dumps({"guidelines": [one]}), "utf-8")
    assert Site(tmp_path).guidelines == [Entry("PCH001", "boundaries/rule.html", ("a hang",))]


def test_built_for_the_root(tmp_path: Path) -> None:
    """Without an address the site is served at the root."""
    (tmp_path / "404.html").write_text('<script src="/_static/a.js">', "utf-8")
    assert Site(tmp_path).prefix == "/"


def test_served(site: Site) -> None:
    """Files are sent below the path; whatever is not there has the page that says so."""
    with site.served() as origin:
        assert origin.endswith("/book/")
        here = origin.replace(HOST, "127.0.0.1")
        for path in ("boundaries/rule.html", "index.html", "_static/some.css?v=1"):
            with urlopen(here + path) as answer:  # noqa: S310 - our own server
                assert answer.read().decode() == FILES[path.partition("?")[0]]
        with urlopen(f"{here}r/PCH001/") as answer:  # noqa: S310 - our own server
            assert answer.read() == b"leads on"
        with pytest.raises(HTTPError) as unknown:
            urlopen(here + UNKNOWN)  # noqa: S310 - our own server
        with unknown.value as answer:
            assert (answer.code, answer.read().decode()) == (404, FILES["404.html"])
