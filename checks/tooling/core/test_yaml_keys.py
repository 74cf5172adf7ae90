"""Keys have a line each, and one that stands twice is told at its second place."""

import yaml

from handbook.core.yaml_keys import doubled_keys, key_lines

SOURCE = """\
title: First
claims:
  loop_turns: {good: A., bad: B.}
  loop_turns:
    good: C.
title: Second
"""
NODE = yaml.compose(SOURCE)


def test_lines() -> None:
    """A key's place is its path; its line counts from the fence above the front matter."""
    assert list(key_lines(NODE))[:4] == [
        ("title", 2),
        ("claims", 3),
        ("claims.loop_turns", 4),
        ("claims.loop_turns.good", 4),
    ]


def test_keys_that_stand_twice() -> None:
    """At every depth; the same key in two mappings is no matter."""
    told = "stands here twice; keep one"
    found = sorted(doubled_keys(NODE))
    assert found == [(5, f"`loop_turns` {told}"), (7, f"`title` {told}")]


def test_no_mapping() -> None:
    """What has no keys has none twice."""
    for node in (None, yaml.compose("- a\n- a\n"), yaml.compose("word")):
        assert (list(key_lines(node)), list(doubled_keys(node))) == ([], [])
