"""Terms are linked where a page of a chapter first uses them, and nowhere else."""

import pytest
from docutils import nodes

from checks.tooling.docs.mini_book import FILES, PLACE, build, change, write
from handbook.core.records import Tree

GLOSSARY = """\
---
orphan: true
---
# Glossary

```{glossary}
event loop
  What runs a task.

task
  What the event loop runs.

thread
threading
  What the operating system runs.
```
"""


@pytest.fixture
def book(tree: Tree) -> Tree:
    """Return the book with a glossary; its page of PCH020 says *thread* in its rule."""
    write(tree.docs / "glossary.md", GLOSSARY)
    return tree


def say(tree: Tree, words: str) -> None:
    """Put words where the page of PCH020 gives its reason."""
    change(tree.page(*PLACE), "They block.", words)


def linked(document: nodes.document) -> list[tuple[str, str]]:
    """Return the words that lead to the glossary, and where to."""
    links = document.findall(nodes.reference)
    return [
        (link.astext(), uri.rpartition("#")[2])
        for link in links
        if "#term-" in (uri := link.get("refuri", ""))
    ]


def test_first_use(book: Tree) -> None:
    """Each entry is linked once, by the form that is used, and the text stays as it was."""
    say(book, "An event loop, two tasks, a task; threading, the event\nloop.")
    done = build(book, "html")
    assert done.warnings == []
    assert linked(done.resolved()) == [
        ("thread", "term-thread"),
        ("event loop", "term-event-loop"),
        ("tasks", "term-task"),
    ]
    assert "An event loop, two tasks, a task; threading" in done.page().astext()


@pytest.mark.parametrize(
    "words",
    [
        "Code: `task`.",
        "```python\ntask\n```",
        "A [task](https://docs.python.org).",
        "As **Task** and *task* say.",
        "They block.\n\n### Task",
        "They block.\n\n## See also\n\nOn a task.\n\n## Detect it\n\nA rule.",
        "| task |\n| --- |\n| task |",
    ],
    ids=["code", "block", "link", "label", "heading", "see also", "table"],
)
def test_what_is_no_prose(book: Tree, words: str) -> None:
    """Code, links, labels, headings, tables and sources stay as they are."""
    say(book, words)
    done = build(book, suppress_warnings=["handbook", "myst"])
    assert [to for _, to in linked(done.resolved())] == ["term-thread"]


def test_other_pages(book: Tree) -> None:
    """A task on a page about the book may be anybody's, and the glossary explains itself."""
    change(book.docs / "index.md", "# Handbook\n", "# Handbook\n\nIts task.\n")
    done = build(book)
    assert linked(done.resolved("index")) == []
    assert linked(done.resolved("glossary")) == []


def test_pages_follow_the_glossary(book: Tree) -> None:
    """A term that comes or goes has the chapters' pages read again; other words do not."""
    say(book, "A task blocks.")
    build(book)
    change(book.docs / "glossary.md", "What runs a task", "What turns")
    assert build(book).read == ["glossary"]
    change(book.docs / "glossary.md", "task\n  What the event loop runs.\n", "")
    done = build(book)
    assert FILES in done.read
    assert [words for words, _ in linked(done.resolved())] == ["thread"]
    assert done.warnings == []
