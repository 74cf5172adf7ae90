"""All guidelines as data, for bots, editors and other sites: guidelines.json and its schema."""

import json
import re
from pathlib import Path
from typing import Any

from handbook.book import Book, Chapter
from handbook.core.anatomy import rule
from handbook.core.citing import link_path, review_comment
from handbook.core.proof import Proof
from handbook.core.records import Claim, Guideline, Tree

NAME, SCHEMA = "guidelines.json", "guidelines.schema.json"
SCHEMA_VERSION = 1
ROLE = re.compile(r"\{[\w:]+\}`([^`<]*?)(?: *<[^`>]*>)?`")
Facts = dict[str, Any]


def facts(guideline: Guideline, tree: Tree, proof: Proof | None) -> Facts:
    """Return what only the page and its evidence tell: the rule, and the verdicts by claim."""
    page = tree.page(*guideline.place).read_text("utf-8")
    fresh = proof.fresh if proof else ()
    return {
        "rule": ROLE.sub(r"\1", rule(page)),
        "verdicts": {
            claim.name: {
                evidence.interpreter.label: evidence.verdict(claim.name)
                for evidence in fresh
                if claim.name in evidence.claims
            }
            for claim in guideline.every_claim
        },
    }


def exports(book: Book, title: str, known: dict[str, Facts], base: str) -> dict[str, str]:
    """Return the files by name; ``base`` is the address of the book, or empty.

    The same book gives the same bytes on every build: nothing in them is of the build.
    """
    data = {
        "$schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "title": title,
        "description": book.lead,
        "url": base or None,
        "chapters": [_chapter(each, base) for each in book.chapters],
        "guidelines": [
            _guideline(each, known[each.docname], base)
            for each in book.catalogue.guidelines
            if each.docname in known
        ],
    }
    schema = json.loads(Path(__file__).with_name(SCHEMA).read_text("utf-8"))
    return {NAME: _text(data), SCHEMA: _text(schema | {"$id": base + SCHEMA})}


def _text(data: object) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _chapter(chapter: Chapter, base: str) -> Facts:
    return {"name": chapter.name, "title": chapter.title, **_addresses(chapter.docname, base)}


def _addresses(docname: str, base: str) -> Facts:
    return {"url": f"{base}{docname}.html", "markdown": f"{base}{docname}.md"}


def _guideline(each: Guideline, known: Facts, base: str) -> Facts:
    link = base + link_path(each.id)
    return {
        "id": each.id,
        "title": each.title,
        "chapter": each.chapter,
        "slug": each.slug,
        "state": each.state,
        "superseded_by": each.superseded_by or None,
        "formerly": list(each.formerly),
        "since": each.since,
        "summary": each.summary,
        "rule": known["rule"],
        "symptoms": list(each.symptoms),
        "ruff": list(each.ruff),
        **_addresses(each.docname, base),
        "link": link,
        "review_comment": review_comment(each, link) if each.claims else None,
        "claims": [_claim(claim, known) for claim in each.claims],
        "deviations": [_claim(claim, known) for claim in each.deviation],
    }


def _claim(claim: Claim, known: Facts) -> Facts:
    words = {str(half): claim.on(half) for half in claim.halves}
    return {"name": claim.name, **words, "verdicts": known["verdicts"][claim.name]}
