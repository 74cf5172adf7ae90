"""The words of the handbook: guidelines, claims, evidence, and problems found in them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from handbook.core.observations import Observation

Half = Literal["good", "bad", "deviation"]
# A property is tried on two modules: it must hold for the first and fail for the second.
HALVES: tuple[Half, Half] = ("good", "bad")
DEVIATION: tuple[Half, Half] = ("deviation", "good")
State = Literal["draft", "active", "superseded", "withdrawn"]
Verdict = Literal["proved", "failed", "skipped", "not run"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something an author has to mend: where it is, what should have held, what to do."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Claim:
    """One property in words: how it shows on each of the two modules that it is tried on."""

    name: str
    good: str
    bad: str = ""
    deviation: str = ""

    @property
    def halves(self) -> tuple[Half, Half]:
        """The module for which it must hold, and the one for which it must fail."""
        return DEVIATION if self.deviation else HALVES

    @property
    def fixture(self) -> str:
        """What its check asks for."""
        return "deviation" if self.deviation else "example"

    def on(self, half: Half) -> str:
        """Return how it shows on one module."""
        return {"good": self.good, "bad": self.bad, "deviation": self.deviation}[half]


@dataclass(frozen=True, slots=True)
class Guideline:
    """One page of the book, as far as its front matter and its place in the tree tell."""

    id: str
    chapter: str
    slug: str
    title: str
    since: str
    summary: str
    claims: tuple[Claim, ...]
    symptoms: tuple[str, ...] = ()
    ruff: tuple[str, ...] = ()
    state: State = "active"
    superseded_by: str = ""
    formerly: tuple[str, ...] = ()
    deviation: tuple[Claim, ...] = ()

    @property
    def every_claim(self) -> tuple[Claim, ...]:
        """The claims of the pair, and those of the deviation, if there is one."""
        return self.claims + self.deviation

    @property
    def modules(self) -> tuple[Half, ...]:
        """The modules that the claims are tried on."""
        return (*HALVES, "deviation") if self.deviation else HALVES

    @property
    def withdrawn(self) -> bool:
        """Tell whether the page is all that is left: no pair, no checks, no place in a list."""
        return self.state == "withdrawn"

    @property
    def applies(self) -> bool:
        """Tell whether it is to be followed: nothing has taken its place."""
        return self.state in {"draft", "active"}

    @property
    def heading(self) -> str:
        """The ID and the title as plain text, without the marks of code."""
        return f"{self.id} {self.title.replace('`', '')}"

    @property
    def place(self) -> tuple[str, str]:
        """Chapter and slug, which name its files in each of the trees."""
        return self.chapter, self.slug

    @property
    def docname(self) -> str:
        """The page's name for Sphinx, without suffix."""
        return "/".join(self.place)

    def claim(self, name: str) -> Claim | None:
        """Return the claim of that name, if the page makes it."""
        return next((claim for claim in self.every_claim if claim.name == name), None)


@dataclass(frozen=True, slots=True)
class Interpreter:
    """The Python that ran the checks."""

    implementation: str
    version: str
    free_threaded: bool
    gil: bool

    @property
    def key(self) -> str:
        """Name of its evidence folder, such as ``cpython-3.14t``."""
        name = f"{self.implementation.lower()}-{self.version.rpartition('.')[0]}"
        return f"{name}t" if self.free_threaded else name

    @property
    def label(self) -> str:
        """Name for readers, such as ``3.14.2`` or ``3.14.2 free-threaded``."""
        name = "" if self.implementation == "CPython" else f"{self.implementation} "
        return f"{name}{self.version}{' free-threaded' if self.free_threaded else ''}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was seen when one guideline's checks ran on one interpreter."""

    schema: int
    guideline: str
    interpreter: Interpreter
    platform: str
    digests: dict[str, str]
    claims: dict[str, dict[Half, Observation]] = field(default_factory=dict)

    def verdict(self, claim: str) -> Verdict:
        """Tell whether a claim held for the one module and failed for the other."""
        if claim not in self.claims:
            return "not run"
        if self.why_skipped(claim):
            return "skipped"
        seen = {half: each.outcome for half, each in self.claims[claim].items()}
        proved = any(seen == {a: "held", b: "failed"} for a, b in (HALVES, DEVIATION))
        return "proved" if proved else "failed"

    def why_skipped(self, claim: str) -> str:
        """Return why a claim was tried on neither module, or nothing where it was."""
        seen = self.claims.get(claim, {})
        reasons = [seen[half].reason for half in ("deviation", *HALVES) if half in seen]
        whole = len(seen) == len(HALVES) and all(reasons)
        return "; ".join(dict.fromkeys(reasons)) if whole else ""


@dataclass(frozen=True, slots=True)
class Tree:
    """Where the book's files are: three trees, same chapters, same slugs."""

    root: Path

    @property
    def docs(self) -> Path:
        """Folder of the pages."""
        return self.root / "docs"

    @property
    def evidence(self) -> Path:
        """Folder of the evidence, a product of the checks."""
        return self.root / "build" / "evidence"

    def page(self, chapter: str, slug: str) -> Path:
        """Return the page of a guideline."""
        return self.docs / chapter / f"{slug}.md"

    def example(self, chapter: str, slug: str, half: str) -> Path:
        """Return one module of the pair."""
        return self.root / "examples" / chapter / slug / f"{half}.py"

    def check(self, chapter: str, slug: str) -> Path:
        """Return the module that proves the page's claims."""
        return self.root / "checks" / chapter / f"test_{slug}.py"

    def name(self, path: Path) -> str:
        """Return the path as messages show it: from the root, with forward slashes."""
        inside = path.is_relative_to(self.root)
        return (path.relative_to(self.root) if inside else path).as_posix()

    def problem(self, path: Path, message: str, at: int | str = 1) -> Problem:
        """Return what is wrong with a file, at a line or at a key of its front matter."""
        if isinstance(at, str):
            lines = enumerate(path.read_text("utf-8").splitlines(), 1)
            at = next((number for number, line in lines if line.strip().startswith(f"{at}:")), 1)
        return Problem(self.name(path), at, message)
