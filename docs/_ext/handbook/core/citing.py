"""Cites a guideline elsewhere: the path of its link, a review comment, a deviation record."""

from handbook.core.records import Guideline


def link_path(name: str) -> str:
    """Return where a name leads on from, such as ``r/PCH020/``, from the root of the site."""
    return f"r/{name}/"


def citations(guideline: Guideline, url: str) -> dict[str, str]:
    """Return what readers may take along, by its name; a guideline that applies has it all."""
    link = {"link": url}
    if not guideline.applies:
        return link
    comment, record = review_comment(guideline, url), deviation_record(guideline, url)
    return {**link, "review comment": comment, "deviation record": record}


def review_comment(guideline: Guideline, url: str) -> str:
    """Return three lines of Markdown for a review: ID and fault, fix, link; it takes a claim."""
    fault = guideline.claims[0].bad
    lines = [f"{guideline.id}: {fault}", f"Fix: {guideline.summary}", url]
    return "\n".join(" ".join(line.split()) for line in lines)


def deviation_record(guideline: Guideline, url: str) -> str:
    """Return a form in Markdown that records why a project decided otherwise."""
    return f"""\
- Guideline: [{guideline.id} {guideline.title}]({url})
- Alternative:
- Why it fits better:
- Trade-offs:
- Compensating controls:
  - Tests:
  - Observability:
  - Migration:
  - Rollback:
- Owner:
- Review date:
"""
