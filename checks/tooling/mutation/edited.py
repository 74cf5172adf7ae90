"""What one operator makes of a piece of source."""

from textwrap import dedent

from checks.mutation.concurrency import Operator
from checks.mutation.module import parsed


def edited(operator: Operator, source: str) -> list[str]:
    """Return the source with each of the operator's edits, in no order."""
    module = parsed(dedent(source))
    return sorted(
        module.replaced(target, text)
        for node in module.nodes()
        for target, text in operator(node, module)
    )
