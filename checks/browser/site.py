"""The built site: its pages, its guidelines, and a server for them on loopback."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

# Not "localhost", which browsers trust like https: the pages must do on plain http as well.
HOST = "handbook.test"
UNKNOWN = "no/such/page.html"


@dataclass(frozen=True, slots=True)
class Entry:
    """A guideline as far as the browser needs it."""

    id: str
    page: str
    symptoms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """The folder that would be published."""

    root: Path

    @property
    def guidelines(self) -> list[Entry]:
        """The guidelines that have a page, by the site's own index of them."""
        told = json.loads((self.root / "guidelines.json").read_text("utf-8"))["guidelines"]
        return [Entry(each["id"], _page(each["url"]), tuple(each["symptoms"])) for each in told]

    @property
    def prefix(self) -> str:
        """The path that the site was built for, as the page for unknown addresses has it."""
        text = (self.root / "404.html").read_text("utf-8")
        found = re.search(r'(?:href|src)="(/[^"]*?)_static/', text)
        return found[1] if found else "/"

    @property
    def pages(self) -> list[str]:
        """Every page, those that differ in nothing but their address once; and an unknown one."""
        found: dict[bytes, str] = {}
        for path in sorted(self.root.rglob("*.html")):
            name = path.relative_to(self.root).as_posix()
            if not name.startswith("_") and name != "404.html":
                found.setdefault(path.read_bytes(), name)
        return [*sorted(found.values()), "search.html?q=pch001", UNKNOWN]

    def file(self, url: str) -> Path:
        """Return the file that is served at an address."""
        path = unquote(urlsplit(url).path).removeprefix(self.prefix).lstrip("/")
        file = self.root / (path if path and not path.endswith("/") else f"{path}index.html")
        return file if file.is_file() else self.root / "404.html"

    @contextmanager
    def served(self) -> Iterator[str]:
        """Serve the site on loopback; yield its address under a name that is not loopback's."""

        class Handler(_Handler):
            site = self

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            thread = Thread(target=server.serve_forever)
            thread.start()
            try:
                yield f"http://{HOST}:{server.server_port}{self.prefix}"
            finally:
                server.shutdown()
                thread.join()


class _Handler(SimpleHTTPRequestHandler):
    """Answers with the site's files, and with its own page where there is none."""

    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        """Send a file."""
        file = self.site.file(self.path)
        unknown = file.name == "404.html"
        body = file.read_bytes()
        with suppress(ConnectionError):  # a page that was left asks no more
            self.send_response(404 if unknown else 200)
            self.send_header("Content-Type", self.guess_type(str(file)))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Say nothing: what was asked for is measured in the browser."""


def _page(url: str) -> str:
    """Return the path below the root, whether the site knows its address or not."""
    return "/".join(urlsplit(url).path.split("/")[-2:])
