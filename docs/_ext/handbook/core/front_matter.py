"""Reads a guideline's front matter: every problem at once, each with its line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import get_args

import yaml
from cattrs import Converter, transform_error
from cattrs.errors import ForbiddenExtraKeysError

from handbook.core.records import Claim, Guideline, Problem, State
from handbook.core.yaml_keys import FIRST, doubled_keys, key_lines

FENCE = re.compile(r"\A---\n(?P<yaml>.*?\n)---\n", re.DOTALL)
LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast in C
ID = re.compile(r"PCH\d{3,}")
RULE = re.compile(r"[A-Z]+\d+")
NAME = re.compile(r"[a-z][a-z0-9_]*")
RELEASE = re.compile(r"\d{4}\.\d+")
PLACE = re.compile(rf"{NAME.pattern}/{NAME.pattern}")
STATES: tuple[State, ...] = get_args(State)
MOST_SUMMARY = 160


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """A claim as the page words it."""

    good: str
    bad: str


@dataclass(frozen=True, slots=True)
class DeviationWords:
    """A claim of the deviation as the page words it, in the situation that asks for it."""

    deviation: str
    good: str


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a page states of its guideline: only what cannot be derived."""

    guideline: str
    title: str
    since: str
    summary: str
    claims: dict[str, ClaimWords] = field(default_factory=dict)
    symptoms: tuple[str, ...] = ()
    ruff: tuple[str, ...] = ()
    state: State = "active"
    superseded_by: str = ""
    formerly: tuple[str, ...] = ()
    deviation: dict[str, DeviationWords] = field(default_factory=dict)

    def record(self, chapter: str, slug: str) -> Guideline:
        """Return the guideline at that place, with its claims in the order of the page."""
        pair, other = self.claims.items(), self.deviation.items()
        return Guideline(
            id=self.guideline,
            chapter=chapter,
            slug=slug,
            title=self.title,
            since=self.since,
            summary=self.summary,
            claims=tuple(Claim(name, words.good, words.bad) for name, words in pair),
            symptoms=self.symptoms,
            ruff=self.ruff,
            state=self.state,
            superseded_by=self.superseded_by,
            formerly=self.formerly,
            deviation=tuple(
                Claim(name, words.good, deviation=words.deviation) for name, words in other
            ),
        )


def _text(value: object, _: type) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError("this is a text of at least one word; quote it, so that YAML keeps it one")
    return value.strip()


def _texts(value: object, _: type) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("this is a list; put it in brackets, also when it has one member")
    return tuple(_text(member, str) for member in value)


def _state(value: object, _: type) -> State:
    for state in STATES:
        if value == state:
            return state
    raise TypeError(f"this is a state, one of {', '.join(STATES)}")


_converter = Converter(forbid_extra_keys=True)
_converter.register_structure_hook(str, _text)
_converter.register_structure_hook_func(lambda wanted: wanted == State, _state)
_converter.register_structure_hook_func(lambda wanted: wanted == tuple[str, ...], _texts)


def parse(text: str, path: str) -> tuple[FrontMatter | None, list[Problem]]:
    """Return what the page states, and what is wrong with it; None where it cannot be read."""
    match = FENCE.match(text)
    if match is None:
        why = "a guideline's page starts with front matter between two lines of `---`"
        return None, [Problem(path, 1, f"{why}; copy that of another page")]
    source = match["yaml"]
    try:
        loader = LOADER(source)
        node = loader.get_single_node()
        lines = dict(key_lines(node))
        data = loader.construct_document(node) if node else None
        matter = _converter.structure(data, FrontMatter)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + FIRST if error.problem_mark else 1
        return None, [Problem(path, line, f"the front matter is not YAML: {error.problem}")]
    except Exception as error:  # noqa: BLE001 - cattrs groups whatever each field raised
        told = transform_error(error, path="", format_exception=_told_one)
        return None, [_located(each, path, lines) for each in told]
    broken = [Problem(path, lines.get(at, 1), message) for at, message in _rules(matter)]
    doubled = [Problem(path, line, message) for line, message in doubled_keys(node)]
    return matter, broken + doubled


def _told_one(error: BaseException, _: type | None) -> str:
    match error:
        case ForbiddenExtraKeysError():
            names = ", ".join(f"`{name}`" for name in sorted(error.extra_fields))
            return f"{names} is no key of a page; remove it or mend its spelling"
        case KeyError():
            return "this is missing; add it"
        case TypeError() if str(error).startswith("this is a"):
            return str(error)
        case _:
            return "this has another shape than other pages give it; compare with one of them"


def _located(told: str, path: str, lines: dict[str, int]) -> Problem:
    message, _, where = told.rpartition(" @ ")
    at = re.sub(r"\[(?:'(.*?)'|\d+)\]", r".\1", where).strip(".")
    named = re.match(r"`(\w+)`", message)
    places = [f"{at}.{named[1]}".strip(".") if named else at, at, at.rpartition(".")[0]]
    line = next((lines[place] for place in places if place in lines), 1)
    return Problem(path, line, f"{f'`{at}`: ' if at else ''}{message}")


def _rules(matter: FrontMatter) -> Iterator[tuple[str, str]]:
    if not ID.fullmatch(matter.guideline):
        yield "guideline", "an ID is PCH and three digits or more, such as PCH020"
    if len(matter.summary) > MOST_SUMMARY:
        over = len(matter.summary) - MOST_SUMMARY
        yield "summary", f"`summary` has at most {MOST_SUMMARY} characters; cut {over}"
    if "\n" in matter.summary:
        yield "summary", "`summary` is one sentence on one line"
    if not RELEASE.fullmatch(matter.since):
        yield "since", '`since` is the release that first has this page, such as "2026.1"'
    yield from _rules_of_names(matter)
    yield from _rules_of_state(matter)


def _rules_of_names(matter: FrontMatter) -> Iterator[tuple[str, str]]:
    for place, names in (("claims", matter.claims), ("deviation", matter.deviation)):
        for name in names:
            if not NAME.fullmatch(name):
                told = f"`{name}` is its check's name without `test_`, in snake_case"
                yield f"{place}.{name}", told
    for rule in matter.ruff:
        if not RULE.fullmatch(rule):
            yield "ruff", f"`{rule}` is no code of a linter rule, such as ASYNC230"
    for place in matter.formerly:
        if not PLACE.fullmatch(place) or place.endswith("/index"):
            yield "formerly", f"`{place}` is no place a page had; write `chapter/slug`"
    for name in matter.claims.keys() & matter.deviation.keys():
        yield f"deviation.{name}", f"`{name}` stands under `claims`, too; give one another name"


def _rules_of_state(matter: FrontMatter) -> Iterator[tuple[str, str]]:
    withdrawn, successor = matter.state == "withdrawn", matter.superseded_by
    stated = {"claims": matter.claims, "deviation": matter.deviation, "ruff": matter.ruff}
    if withdrawn and (named := [key for key, value in stated.items() if value]):
        keys = " and ".join(f"`{key}`" for key in named)
        yield named[0], f"a withdrawn page claims nothing and names no rule; remove {keys}"
    if not withdrawn and not matter.claims:
        yield "claims", "a page makes at least one claim, keyed by its check's name"
    if matter.state == "superseded" and not successor:
        yield "state", "a superseded page names its successor; add `superseded_by`"
    if matter.state in {"draft", "active"} and successor:
        yield "superseded_by", "only a superseded or withdrawn page has a successor; change `state`"
    if successor and (not ID.fullmatch(successor) or successor == matter.guideline):
        yield "superseded_by", "the successor is the ID of another guideline, such as PCH021"
