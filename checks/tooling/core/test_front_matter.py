"""Front matter: what a page states is read whole, or every problem is told with its line."""

import pytest

from handbook.core.front_matter import parse
from handbook.core.records import Claim, Guideline

WHOLE = """\
---
guideline: PCH020
title: Keep files off the loop
since: "2026.1"
summary: Call blocking functions in a thread.
symptoms: [blocked loop, slow callback]
ruff: [ASYNC230]
claims:
  loop_turns:
    good: The loop turns.
    bad: The loop stands still.
---
The rule.
"""


def told(old: str, new: str) -> list[tuple[int, str]]:
    """Return what is told of the whole front matter after one change."""
    assert WHOLE.count(old) == 1
    _, problems = parse(WHOLE.replace(old, new), "docs/x.md")
    assert all(problem.path == "docs/x.md" for problem in problems)
    return [(problem.line, problem.message) for problem in problems]


def test_whole() -> None:
    """Everything a page states is read, and nothing is told."""
    guideline, problems = parse(WHOLE, "docs/boundaries/files.md")
    assert problems == []
    assert guideline == Guideline(
        id="PCH020",
        chapter="boundaries",
        slug="files",
        title="Keep files off the loop",
        since="2026.1",
        summary="Call blocking functions in a thread.",
        claims=(Claim("loop_turns", "The loop turns.", "The loop stands still."),),
        symptoms=("blocked loop", "slow callback"),
        ruff=("ASYNC230",),
    )


def test_deviation() -> None:
    """A page may claim what holds for its deviation, and not for the good module there."""
    key = "deviation:\n  others_show: {deviation: The others show., good: Nothing shows.}\n---\nThe"
    guideline, problems = parse(WHOLE.replace("---\nThe", key), "docs/x.md")
    assert problems == []
    assert guideline is not None
    (claim,) = guideline.deviation
    assert claim == Claim("others_show", "Nothing shows.", deviation="The others show.")


@pytest.mark.parametrize(
    ("words", "line", "message"),
    [
        ("x: {deviation: A., bad: B.}", 13, "`deviation.x`: `bad` is no key of a page"),
        ("x: {deviation: A.}", 13, "`deviation.x.good`: this is missing; add it"),
        ("X: {deviation: A., good: B.}", 13, "`X` is its check's name without `test_`"),
        ("loop_turns: {deviation: A., good: B.}", 13, "`loop_turns` stands under `claims`, too"),
    ],
)
def test_rules_of_a_deviation(words: str, line: int, message: str) -> None:
    """Its claims have words for two modules, and names of their own."""
    found = told("---\nThe", f"deviation:\n  {words}\n---\nThe")
    assert any((at, message in why) == (line, True) for at, why in found)


def test_what_may_be_left_out() -> None:
    """A page without symptoms and linter rules is whole, too."""
    assert told("symptoms: [blocked loop, slow callback]\nruff: [ASYNC230]\n", "") == []


def test_claims_keep_their_order() -> None:
    """Claims are shown as the page orders them, not by name."""
    more = "claims:\n  zebra: {good: A., bad: B.}\n  apple: {good: C., bad: D.}\n"
    guideline, problems = parse(WHOLE.replace("claims:\n", more), "docs/x.md")
    assert problems == []
    assert guideline is not None
    assert [claim.name for claim in guideline.claims] == [
        "zebra",
        "apple",
        "loop_turns",
    ]


@pytest.mark.parametrize(
    "text", ["", "# A page\n", "---\nguideline: PCH020\n", "\n---\na: b\n---\n"]
)
def test_no_front_matter(text: str) -> None:
    """A page without two fences is told so, on its first line."""
    guideline, (problem,) = parse(text, "docs/x.md")
    assert guideline is None
    assert problem.line == 1
    assert "starts with front matter between two lines of `---`" in problem.message


@pytest.mark.parametrize(
    "text", ["---\n---\n", "---\n\n---\n", "---\n- a\n---\n", "---\nword\n---\n"]
)
def test_front_matter_without_keys(text: str) -> None:
    """Front matter that is empty, a list or a word is a problem, not an exception."""
    guideline, problems = parse(text, "docs/x.md")
    assert guideline is None
    assert problems


@pytest.mark.parametrize("key", ["guideline", "title", "since", "summary"])
def test_missing_key(key: str) -> None:
    """A key that must be there is named."""
    (line,) = [each for each in WHOLE.splitlines() if each.startswith(f"{key}:")]
    assert told(f"{line}\n", "") == [(1, f"`{key}`: this is missing; add it")]


@pytest.mark.parametrize("key", ["rough", "chapter", "id"])
def test_unknown_key(key: str) -> None:
    """A key that no page has is named: it may be misspelt, or what the path tells."""
    assert told("ruff:", f"{key}:") == [
        (7, f"`{key}` is no key of a page; remove it or mend its spelling")
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("title: Keep files off the loop", "title: 20", 3, "`title`: this is a text of at least"),
        ("title: Keep files off the loop", "title: ''", 3, "`title`: this is a text of at least"),
        ("title: Keep files off the loop", "title: [a]", 3, "`title`: this is a text of at least"),
        ('since: "2026.1"', "since: 2026.1", 4, "`since`: this is a text of at least one word"),
        ("good: The loop turns.", "good:", 10, "`claims.loop_turns.good`: this is a text"),
        ("good: The loop turns.", "good: no", 10, "`claims.loop_turns.good`: this is a text"),
        ("symptoms: [blocked loop, slow callback]", "symptoms: 3", 6, "`symptoms`: this is a list"),
        ("ruff: [ASYNC230]", "ruff: [230]", 7, "this is a text of at least one word; quote it"),
        ("ruff: [ASYNC230]", "ruff: ASYNC230", 7, "`ruff`: this is a list; put it in"),
        ("symptoms: [blocked loop, slow callback]", "symptoms: late", 6, "`symptoms`: this is a"),
        (
            "    bad: The loop stands still.\n",
            "",
            9,
            "`claims.loop_turns.bad`: this is missing; add it",
        ),
        (
            "    bad: The loop stands still.\n",
            "    bad: B.\n    ugly: C.\n",
            12,
            "`claims.loop_turns`: `ugly` is no key of a page",
        ),
    ],
)
def test_wrong_shape(old: str, new: str, line: int, words: str) -> None:
    """A value of another shape is told where it stands."""
    ((at, message),) = told(old, new)
    assert at == line
    assert words in message


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("PCH020", "PCH20", 2, "an ID is PCH and three digits or more, such as PCH020"),
        ("PCH020", "pch020", 2, "an ID is PCH and three digits or more, such as PCH020"),
        ("PCH020", "PCH020 b", 2, "an ID is PCH and three digits or more, such as PCH020"),
        ('"2026.1"', '"1.0.0"', 4, "`since` is the release that first has this page"),
        ("Call blocking functions in a thread.", "x" * 161, 5, "at most 160 characters; cut 1"),
        ("Call blocking functions in a thread.", '"A.\\nB."', 5, "one sentence on one line"),
        ("[ASYNC230]", "[../x]", 7, "`../x` is no code of a linter rule, such as ASYNC230"),
        ("  loop_turns:\n", "  loop-turns:\n", 9, "check's name without `test_`, in snake_case"),
        ("  loop_turns:\n", "  LoopTurns:\n", 9, "check's name without `test_`, in snake_case"),
    ],
)
def test_rules(old: str, new: str, line: int, words: str) -> None:
    """Values that have the right shape and break a rule are told with the rule."""
    ((at, message),) = told(old, new)
    assert at == line
    assert words in message


def test_longest_summary() -> None:
    """A summary of 160 characters is within the rule."""
    assert told("Call blocking functions in a thread.", "x" * 160) == []


def test_no_claims() -> None:
    """A page that claims nothing is told so."""
    claims = WHOLE[WHOLE.index("claims:") : WHOLE.index("---\nThe")]
    assert told(claims, "claims: {}\n") == [
        (8, "a page makes at least one claim, keyed by its check's name")
    ]
    assert told(claims, "") == [(1, "a page makes at least one claim, keyed by its check's name")]


def test_state() -> None:
    """A page is active unless it says otherwise; its former places are kept in their order."""
    more = "state: superseded\nsuperseded_by: PCH021\nformerly: [io/files, boundaries/files]\nruff:"
    guideline, problems = parse(WHOLE.replace("ruff:", more), "docs/x.md")
    assert problems == []
    assert guideline is not None
    assert (guideline.state, guideline.superseded_by) == ("superseded", "PCH021")
    assert guideline.formerly == ("io/files", "boundaries/files")


def test_withdrawn() -> None:
    """A withdrawn page claims nothing; one that still does is told so, where it does."""
    bare = WHOLE[: WHOLE.index("ruff:")] + "state: withdrawn\n---\nIt no longer holds.\n"
    guideline, problems = parse(bare, "docs/x.md")
    assert problems == []
    assert guideline is not None
    assert guideline.claims == ()
    ((line, message),) = told("ruff:", "state: withdrawn\nruff:")
    assert line == 9
    assert message.startswith("a withdrawn page claims nothing and names no rule; remove")


@pytest.mark.parametrize(
    ("lines", "at", "words"),
    [
        ("state: obsolete", 7, "`state`: this is a state, one of draft, active, superseded, with"),
        ("state: [draft]", 7, "`state`: this is a state, one of draft"),
        ("state: superseded", 7, "a superseded page names its successor; add `superseded_by`"),
        ("superseded_by: PCH021", 7, "only a superseded or withdrawn page has a successor"),
        ("state: draft\nsuperseded_by: PCH021", 8, "page has a successor; change `state`"),
        ("state: superseded\nsuperseded_by: 21", 8, "`superseded_by`: this is a text of at least"),
        (
            "state: superseded\nsuperseded_by: pch21",
            8,
            "the successor is the ID of another",
        ),
        (
            "state: superseded\nsuperseded_by: PCH020",
            8,
            "is the ID of another guideline",
        ),
        ("formerly: boundaries/files", 7, "`formerly`: this is a list; put it in brackets"),
        ("formerly: [files]", 7, "`files` is no place a page had; write `chapter/slug`"),
        ("formerly: [a/b/c]", 7, "`a/b/c` is no place a page had; write `chapter/slug`"),
        ("formerly: [a/index]", 7, "`a/index` is no place a page had"),
        ("formerly: [a/B.html]", 7, "`a/B.html` is no place a page had"),
    ],
)
def test_rules_of_states(lines: str, at: int, words: str) -> None:
    """What a state asks for, and a place that no page can have had, is told at its key."""
    ((line, message),) = told("ruff:", f"{lines}\nruff:")
    assert line == at
    assert words in message


def test_keys_that_stand_twice() -> None:
    """YAML would keep the last of two; a claim that is lost so is told."""
    twice = "claims:\n  loop_turns: {good: A., bad: B.}\n"
    assert told("claims:\n", twice) == [(10, "`loop_turns` stands here twice; keep one")]
    assert told("title:", "title: First\ntitle:") == [(4, "`title` stands here twice; keep one")]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("[ASYNC230]", "[ASYNC230", 8),
        ("title: Keep", "title: Keep: these", 3),
        ("  loop_turns:", "\tloop_turns:", 9),
        ("title: Keep", "title: *nowhere", 3),
    ],
)
def test_broken_yaml(old: str, new: str, line: int) -> None:
    """What is not YAML is told with the line where the parser gave up."""
    ((at, message),) = told(old, new)
    assert at == line
    assert message.startswith("the front matter is not YAML: ")


def test_all_at_once() -> None:
    """One look tells every missing and misshapen key."""
    _, problems = parse(WHOLE.replace("title: Keep files off the loop", "titel: 20"), "docs/x.md")
    assert len(problems) == 2
