"""Sees to it that a module does its task: one that does nothing would prove nothing."""


class TaskNotDone(RuntimeError):  # noqa: N818 - what is the matter, and no fault of Python's
    """A module of the pair does not do what both are there for."""


def require(done: object, task: str) -> None:
    """Refuse the module, good or bad, unless it has done its task; word that as what is done.

    Good and bad solve the same task, and a check tells how: a module that queues nothing has a
    short queue. It is no claim, since it holds for both.
    """
    __tracebackhide__ = True
    if not done:
        raise TaskNotDone(f"both modules do their task, and this one does not: {task}")
