"""The anatomy of a page: fixed sections in a fixed order, read from its text."""

import pytest

from checks.tooling.small_book import PAGE
from handbook.core.anatomy import faults, sections

CODE = """\
~~~python
## no heading
~~~

````
```
## none here either
```
## nor here
````
"""


def told(old: str = "", new: str = "") -> list[tuple[int, str]]:
    """Return the faults of the small book's page after a change."""
    assert not old or PAGE.count(old) == 1
    return list(faults(PAGE.replace(old, new) if old else PAGE))


def test_whole_page() -> None:
    """A page that has all sections in order has no fault."""
    assert told() == []
    assert told("## See also", "## Version notes\n\nFrom 3.12 on.\n\n## See also") == []


def test_sections() -> None:
    """Parts know their title, their line in the file and their own lines."""
    opening, why, *_ = sections(PAGE)
    assert (opening.title, opening.words) == (
        "",
        [(13, "Call blocking functions in a thread.")],
    )
    assert (why.title, why.line, why.words) == ("Why", 15, [(17, "They block.")])


def test_missing_section() -> None:
    """A missing section is told with the place where it belongs."""
    assert told("## Why\n\nThey block.\n\n") == [
        (15, 'missing section "Why": add it before line 15')
    ]
    last = "## See also\n\n- [Python](https://docs.python.org)\n"
    assert told(last) == [(26, 'missing section "See also": add it at the end')]


def test_unknown_section() -> None:
    """A section of another name is told with the names there are."""
    unknown, missing = told("## Detect it", "## Detection")
    assert unknown[0] == 23
    assert unknown[1].startswith('"Detection" is no section of a page; they are: Why, When to')
    assert missing == (27, 'missing section "Detect it": add it before line 27')


def test_misordered_and_doubled() -> None:
    """A section out of its place is told with what it stands after; a second one, too."""
    notes = "## Version notes\n\nNone.\n\n"
    assert told("## Why", f"{notes}## Why") == [
        (19, '"Why" stands after "Version notes"; move it before')
    ]
    assert told("## Detect it", "## Detect it\n\nHow.\n\n## Detect it") == [
        (27, '"Detect it" stands here twice; keep one')
    ]


def test_empty_section() -> None:
    """A section without words is told."""
    assert told("They block.\n", "") == [(15, 'missing words under "Why": write them')]


@pytest.mark.parametrize(
    ("rule", "line"), [("", 13), ("The rule.\n\nA second paragraph.\n\nA third.", 15)]
)
def test_one_paragraph_is_the_rule(rule: str, line: int) -> None:
    """Nothing, or more than a paragraph, before the first section is told once."""
    ((at, message),) = told("---\nCall blocking functions in a thread.", f"---\n{rule}")
    assert at == line
    assert "one paragraph, the rule itself, stands before the first section" in message


def test_rule_of_several_lines() -> None:
    """A paragraph has one sentence a line, and a blank line may come before it."""
    assert told("in a thread.\n\n## Why", "in a thread.\nThen go on.\n\n## Why") == []
    assert told("---\nCall", "---\n\nCall") == []


def test_title_again() -> None:
    """A page does not repeat its title: the front matter has it."""
    assert told("## Why", "# Files\n\n## Why") == [
        (15, 'the title stands in the front matter; remove "# Files"')
    ]


def test_code_is_no_heading() -> None:
    """Headings inside code blocks are code; those below the second level are the author's."""
    assert told("They block.", f"They block.\n\n### In short\n\n{CODE}") == []


def test_most_links() -> None:
    """At most five links stand under "See also", however they are written."""
    five = "- {pch}`PCH002`\n- <https://x.org>\n- [a](b) and [c][d]\n"
    assert told("- [Python]", f"{five}- [Python]") == []
    assert told("- [Python]", f"{five}- {{pep}}`3156`\n- [Python]") == [
        (27, '"See also" has 6 links; keep the best 5')
    ]


def test_page_without_front_matter() -> None:
    """A text that is no page at all has faults, not an exception."""
    missing = list(faults(""))
    assert missing[0][1].startswith("missing rule")
    assert len(missing) == 5
