"""Mistakes with concurrency: a wait, a limit, a scope, a deadline or a clean-up left out.

An operator takes any node of a module and yields what to put in place of which node.
"""

import ast
from collections.abc import Callable, Iterator

from .module import Module, called

Edits = Iterator[tuple[ast.expr | ast.stmt, str]]
Operator = Callable[[ast.AST, Module], Edits]

POOLS = {"ThreadPoolExecutor", "ProcessPoolExecutor", "InterpreterPoolExecutor"}
LIMITED = {"Semaphore", "BoundedSemaphore", "Queue", "LifoQueue", "PriorityQueue", *POOLS}
LIMITS = {"maxsize", "max_workers", "buffersize", "maxlen"}
SIGNALS = {"SIGTERM": "SIGKILL", "SIGKILL": "SIGTERM"}


def drop_await(node: ast.AST, module: Module) -> Edits:
    """Make a coroutine that nobody runs."""
    match node:
        case ast.Await(value):
            yield node, module.text(value)


def lift_limit(node: ast.AST, module: Module) -> Edits:
    """Let a thousand times as many in; a loop that starts workers starts as many more."""
    match node:
        case ast.Call(function, [limit, *_]) if called(function) in LIMITED:
            yield limit, f"{module.text(limit)} * 1_000"
        case ast.Call(ast.Name("range"), [limit]):
            yield limit, f"{module.text(limit)} * 1_000"
        case ast.keyword(name, limit) if name in LIMITS:
            yield limit, f"{module.text(limit)} * 1_000"


def drop_timeout(node: ast.AST, module: Module) -> Edits:
    """Wait for as long as it takes."""
    match node:
        case ast.Call(function, [limit]) if called(function) in {"timeout", "timeout_at"}:
            yield limit, "None"
        case ast.Call(function, [_, limit]) if called(function) == "wait_for":
            yield limit, "None"


def take_deadline_for_duration(node: ast.AST, module: Module) -> Edits:
    """Wait for so many seconds, where the number is a moment on the clock."""
    match node:
        case ast.Call(ast.Attribute(_, "timeout_at") as function):
            yield function, module.text(function).removesuffix("_at")


def drop_context(node: ast.AST, _: Module) -> Edits:
    """Run the block of a `with` without its lock, time limit or transaction."""
    match node:
        case ast.withitem(context, None):
            yield context, "contextlib.nullcontext()"


def never_exit(node: ast.AST, module: Module) -> Edits:
    """Enter the context of a `with`, and never leave it."""
    match node:
        case ast.With(items) | ast.AsyncWith(items):
            wait, enter = ("", "enter") if isinstance(node, ast.With) else ("await ", "aenter")
            for context in (item.context_expr for item in items if item.optional_vars):
                entered = f"{wait}({module.text(context)}).__{enter}__()"
                yield context, f"contextlib.nullcontext({entered})"


def loosen_tasks(node: ast.AST, module: Module) -> Edits:
    """Start tasks beside the group in place of in it."""
    match node:
        case ast.AsyncWith([ast.withitem(ast.Call(function), ast.Name(group))]) if (
            called(function) == "TaskGroup"
        ):
            yield node, module.text(node).replace(f"{group}.create_task", "asyncio.create_task")


def run_in_turn(node: ast.AST, module: Module) -> Edits:
    """Wait for each piece of work before the next is begun."""
    match node:
        case ast.Expr(ast.Call(function, [work])) if called(function) == "create_task":
            yield node, f"await {module.text(work)}"


def drop_finally(node: ast.AST, module: Module) -> Edits:
    """Clean up on no way out."""
    match node:
        case ast.Try(finalbody=[*cleanup]):
            for statement in cleanup:
                yield statement, "pass"


def widen_except(node: ast.AST, _: Module) -> Edits:
    """Catch everything, cancellation as well."""
    match node:
        case ast.ExceptHandler(ast.expr() as caught):
            yield caught, "BaseException"
        case ast.Call(function, [*caught]) if called(function) == "suppress":
            for each in caught:
                yield each, "BaseException"


def catch_less(node: ast.AST, _: Module) -> Edits:
    """Catch nothing, or all but cancellation."""
    match node:
        case ast.ExceptHandler(ast.expr() as caught):
            yield caught, "()"
        case ast.Name("BaseException"):
            yield node, "Exception"


def block_the_loop(node: ast.AST, module: Module) -> Edits:
    """Call on one's own thread what was sent to another thread or process."""
    match node:
        case ast.Await(ast.Call(function, [work, *arguments])) if called(function) == "to_thread":
            yield node, _call(work, arguments)
        case ast.Await(ast.Call(ast.Attribute(_, "run_in_executor"), [_, work, *arguments])):
            yield node, _call(work, arguments)
        case ast.Call(
            ast.Attribute(ast.Call(ast.Attribute(_, "submit"), [work, *arguments]), "result")
        ):
            yield node, _call(work, arguments)


def _call(work: ast.expr, arguments: list[ast.expr]) -> str:
    return ast.unparse(ast.Call(work, arguments, []))


def fork_workers(node: ast.AST, _: Module) -> Edits:
    """Let worker processes inherit whatever there is."""
    match node:
        case ast.Constant("spawn" | "forkserver"):
            yield node, '"fork"'


def signal_otherwise(node: ast.AST, module: Module) -> Edits:
    """Send the other signal, or send it to the leader of a process group alone."""
    match node:
        case ast.Attribute(_, name) if name in SIGNALS:
            yield node, module.text(node).replace(name, SIGNALS[name])
        case ast.Attribute(_, "killpg"):
            yield node, module.text(node).replace("killpg", "kill")


CONCURRENCY: tuple[Operator, ...] = (
    drop_await,
    lift_limit,
    drop_timeout,
    take_deadline_for_duration,
    drop_context,
    never_exit,
    loosen_tasks,
    run_in_turn,
    drop_finally,
    widen_except,
    catch_less,
    block_the_loop,
    fork_workers,
    signal_otherwise,
)
