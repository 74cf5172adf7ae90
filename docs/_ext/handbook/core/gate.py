"""What was released stays: tells what would break a link, or give an ID another meaning."""

from collections.abc import Iterator

from handbook.core.catalogue import Catalogue
from handbook.core.records import Guideline, Problem, Tree
from handbook.core.released import Record, Released, anchors, coming, order, path


def problems(catalogue: Catalogue, record: Record, tree: Tree) -> Iterator[Problem]:
    """Yield what would break a link, or give an ID another meaning than it was released with."""
    unread = {problem.path for problem in catalogue.problems}
    for identifier, released in record.guidelines.items():
        guideline = catalogue.by_id(identifier)
        was = f"docs/{released.newest.place}.md"
        if guideline is not None:
            yield from _broken(guideline, released, catalogue, tree)
        elif was not in unread:
            told = f"{identifier} was released as {was}, and no page has it"
            todo = "bring the page back, with `state: withdrawn` where the guideline is given up"
            yield _of_record(identifier, f"{told}; {todo}", tree)
    for each in catalogue.guidelines:
        if record.releases and each.id not in record.guidelines:
            yield from _late(each, record, tree)


def _broken(
    guideline: Guideline, released: Released, catalogue: Catalogue, tree: Tree
) -> Iterator[Problem]:
    for key, told in [
        *_moved(guideline, released, {each.docname: each.id for each in catalogue.guidelines}),
        *_restated(guideline, released),
        *_reworded(guideline, released),
    ]:
        yield tree.problem(tree.page(*guideline.place), f"{guideline.id} {told}", key)
    for name in sorted(set(released.anchors) - set(anchors(guideline.id))):
        told = f"`#{name}` was released, and pages have it no more; bring it back"
        yield _of_record(guideline.id, told, tree)


def _moved(
    guideline: Guideline, released: Released, holders: dict[str, str]
) -> Iterator[tuple[str, str]]:
    for place in dict.fromkeys(edition.place for edition in released.editions):
        if place in {guideline.docname, *guideline.formerly}:
            continue
        if place in holders:
            yield "guideline", f"was released at `{place}`; move {holders[place]} away from there"
        else:
            yield "guideline", f"was released at `{place}`; add that to `formerly`"


def _restated(guideline: Guideline, released: Released) -> Iterator[tuple[str, str]]:
    first = released.editions[0].release
    if guideline.since != first:
        yield "since", f'was first released in {first}; keep `since: "{first}"`'
    if guideline.state == "draft":
        yield "state", "was released and is no draft any more; supersede it or withdraw it"


def _reworded(guideline: Guideline, released: Released) -> Iterator[tuple[str, str]]:
    """Yield a change of meaning: that none of the properties is left that it stood for."""
    proved = next((each.claims for each in reversed(released.editions) if each.claims), ())
    if guideline.withdrawn or not proved:
        return
    if not set(proved) & {claim.name for claim in guideline.claims}:
        names = ", ".join(f"`{name}`" for name in proved)
        told = f"was released with the claims {names}, and has none of them left"
        todo = "keep one by its name, or give what is new an ID of its own and supersede this one"
        yield "claims", f"{told}; {todo}"


def _late(guideline: Guideline, record: Record, tree: Tree) -> Iterator[Problem]:
    last = record.releases[-1]
    if order(guideline.since) <= order(last):
        told = f"{guideline.id} is not in {last}, which is out"
        todo = f'`since` names the release that will have it first, such as "{coming(record, ())}"'
        yield tree.problem(tree.page(*guideline.place), f"{told}; {todo}", "since")


def _of_record(identifier: str, told: str, tree: Tree) -> Problem:
    return tree.problem(path(tree), told, f'"{identifier}"')
