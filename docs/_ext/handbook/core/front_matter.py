"""Reads a guideline's front matter: every problem at once, each with its line."""

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import get_args

import yaml
from cattrs import Converter, transform_error
from cattrs.errors import ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn, override

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
CHAPTER, SLUG = "/chapter", "/slug"  # no keys of a page: its path tells them


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


def _claims(words: type[ClaimWords | DeviationWords]) -> Callable[[object, type], object]:
    def structure(value: object, _: type) -> tuple[Claim, ...]:
        stated = _converter.structure(value, dict[str, words])  # type: ignore[valid-type]
        return tuple(Claim(name, **asdict(each)) for name, each in stated.items())

    return structure


_converter.register_structure_hook(
    Guideline,
    make_dict_structure_fn(
        Guideline,
        _converter,
        id=override(rename="guideline"),
        chapter=override(rename=CHAPTER),
        slug=override(rename=SLUG),
        claims=override(struct_hook=_claims(ClaimWords)),
        deviation=override(struct_hook=_claims(DeviationWords)),
        _cattrs_forbid_extra_keys=True,
    ),
)


def parse(text: str, path: str) -> tuple[Guideline | None, list[Problem]]:
    """Return the guideline that the page at a path states, and what is wrong with it.

    There is none where the front matter cannot be read.
    """
    match = FENCE.match(text)
    if match is None:
        why = "a guideline's page starts with front matter between two lines of `---`"
        return None, [Problem(path, 1, f"{why}; copy that of another page")]
    source = match["yaml"]
    try:
        loader = LOADER(source)
        node = loader.get_single_node()
        lines = dict(key_lines(node))
        data = loader.construct_document(node) if node else {}
        stated = {"claims": {}, **data, CHAPTER: Path(path).parent.name, SLUG: Path(path).stem}
        guideline = _converter.structure(stated, Guideline)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + FIRST if error.problem_mark else 1
        return None, [Problem(path, line, f"the front matter is not YAML: {error.problem}")]
    except Exception as error:  # noqa: BLE001 - cattrs groups whatever each field raised
        told = transform_error(error, path="", format_exception=_told_one)
        return None, [_located(each, path, lines) for each in told]
    broken = [Problem(path, lines.get(at, 1), message) for at, message in _rules(guideline)]
    doubled = [Problem(path, line, message) for line, message in doubled_keys(node)]
    return guideline, broken + doubled


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
    at = "guideline" if at == "id" else at
    named = re.match(r"`(\w+)`", message)
    places = [f"{at}.{named[1]}".strip(".") if named else at, at, at.rpartition(".")[0]]
    line = next((lines[place] for place in places if place in lines), 1)
    return Problem(path, line, f"{f'`{at}`: ' if at else ''}{message}")


def _rules(guideline: Guideline) -> Iterator[tuple[str, str]]:
    if not ID.fullmatch(guideline.id):
        yield "guideline", "an ID is PCH and three digits or more, such as PCH020"
    if len(guideline.summary) > MOST_SUMMARY:
        over = len(guideline.summary) - MOST_SUMMARY
        yield "summary", f"`summary` has at most {MOST_SUMMARY} characters; cut {over}"
    if "\n" in guideline.summary:
        yield "summary", "`summary` is one sentence on one line"
    if not RELEASE.fullmatch(guideline.since):
        yield "since", '`since` is the release that first has this page, such as "2026.1"'
    yield from _rules_of_names(guideline)
    yield from _rules_of_state(guideline)


def _rules_of_names(guideline: Guideline) -> Iterator[tuple[str, str]]:
    for place, claims in (("claims", guideline.claims), ("deviation", guideline.deviation)):
        for name in (claim.name for claim in claims):
            if not NAME.fullmatch(name):
                told = f"`{name}` is its check's name without `test_`, in snake_case"
                yield f"{place}.{name}", told
    for rule in guideline.ruff:
        if not RULE.fullmatch(rule):
            yield "ruff", f"`{rule}` is no code of a linter rule, such as ASYNC230"
    for place in guideline.formerly:
        if not PLACE.fullmatch(place) or place.endswith("/index"):
            yield "formerly", f"`{place}` is no place a page had; write `chapter/slug`"
    for name in {claim.name for claim in guideline.claims} & {
        claim.name for claim in guideline.deviation
    }:
        yield f"deviation.{name}", f"`{name}` stands under `claims`, too; give one another name"


def _rules_of_state(guideline: Guideline) -> Iterator[tuple[str, str]]:
    withdrawn, successor = guideline.withdrawn, guideline.superseded_by
    stated = {"claims": guideline.claims, "deviation": guideline.deviation, "ruff": guideline.ruff}
    if withdrawn and (named := [key for key, value in stated.items() if value]):
        keys = " and ".join(f"`{key}`" for key in named)
        yield named[0], f"a withdrawn page claims nothing and names no rule; remove {keys}"
    if not withdrawn and not guideline.claims:
        yield "claims", "a page makes at least one claim, keyed by its check's name"
    if guideline.state == "superseded" and not successor:
        yield "state", "a superseded page names its successor; add `superseded_by`"
    if guideline.state in {"draft", "active"} and successor:
        yield "superseded_by", "only a superseded or withdrawn page has a successor; change `state`"
    if successor and (not ID.fullmatch(successor) or successor == guideline.id):
        yield "superseded_by", "the successor is the ID of another guideline, such as PCH021"
