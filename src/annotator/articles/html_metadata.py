"""What a page states about its article in its head: title, author, publication, date, language, address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from annotator.articles.blocks import SAFE_LINK

LONGEST_JSON = 1_000_000  # characters of one JSON-LD block
ARTICLES = frozenset({
    "Article", "NewsArticle", "AnalysisNewsArticle", "BackgroundNewsArticle", "OpinionNewsArticle", "ReportageNewsArticle",
    "ReviewNewsArticle", "BlogPosting", "Report", "ScholarlyArticle", "TechArticle", "LiveBlogPosting",
})  # fmt: skip

# Where each member may stand, the best place first: names of meta elements.
TITLES = ("og:title", "dc.title", "citation_title", "twitter:title")
AUTHORS = ("author", "article:author", "dc.creator", "citation_author", "parsely-author", "byl")
PUBLICATIONS = ("og:site_name", "citation_journal_title", "dc.publisher", "application-name")
DATES = (
    "article:published_time",
    "date",
    "dc.date",
    "dc.date.issued",
    "pubdate",
    "citation_publication_date",
    "parsely-pub-date",
)
ADDRESSES = ("og:url", "citation_public_url")

Json = dict[str, Any]


def stated(tree: Any) -> Json:
    """What the page states; members that it does not state are absent.

    Args:
        tree: The page, an element of lxml.

    Returns:
        `title`, and members as in `annotator.metadata`.
    """
    metas: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        content = (meta.get("content") or "").strip()
        if name and content:
            metas.setdefault(name, []).append(content)
    linked = next(_linked_data(tree), {})

    def first(names: tuple[str, ...]) -> str | None:
        return next((metas[name][0] for name in names if name in metas), None)

    authors = _names(linked.get("author")) or next(
        (
            named
            for name in AUTHORS
            if (named := [one for one in metas.get(name, ()) if not SAFE_LINK.match(one)])
        ),
        [],
    )
    root = tree.getroottree().getroot()
    found = {
        "title": _text(linked.get("headline")) or first(TITLES),
        "author": list(dict.fromkeys(authors)),
        "publication": next(iter(_names(linked.get("publisher"))), None) or first(PUBLICATIONS),
        "date": _text(linked.get("datePublished")) or first(DATES) or _time(tree),
        "language": (
            root.get("lang") or root.get("xml:lang") or _text(linked.get("inLanguage")) or ""
        ).strip(),
        "address": _address(tree, metas, linked),
    }
    return {name: value for name, value in found.items() if value}


def _linked_data(tree: Any) -> Iterator[Json]:
    """The articles that JSON-LD describes."""
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json" or not script.text:
            continue
        if len(script.text) > LONGEST_JSON:
            continue
        try:
            data = json.loads(script.text)
        except (ValueError, RecursionError):
            continue
        todo = [data]
        for one in todo:  # grows while it is read: lists and graphs are opened, nothing deeper
            if isinstance(one, list):
                todo += one[:1000]
            elif isinstance(one, dict):
                types = one.get("@type")
                types = types if isinstance(types, list) else [types]
                if any(isinstance(type_, str) and type_ in ARTICLES for type_ in types):
                    yield one
                elif isinstance(one.get("@graph"), list):
                    todo += one["@graph"][:1000]


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _names(value: object) -> list[str]:
    found = []
    for one in value if isinstance(value, list) else [value]:
        name = _text(one.get("name")) if isinstance(one, dict) else _text(one)
        if name and not SAFE_LINK.match(name):
            found.append(name)
    return found


def _time(tree: Any) -> str:
    for time in tree.iter("time"):
        if (time.get("itemprop") or "").lower() == "datepublished" or time.get("pubdate") is not None:
            return str(time.get("datetime") or time.text_content()).strip()
    return ""


def _address(tree: Any, metas: dict[str, list[str]], linked: Json) -> str:
    canonical = [
        link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"
    ]
    named = [value for name in ADDRESSES for value in metas.get(name, ())]
    of_linked = [linked.get("url"), linked.get("mainEntityOfPage")]
    for address in (*canonical, *named, *of_linked):
        address = address.get("@id") if isinstance(address, dict) else address
        if isinstance(address, str) and SAFE_LINK.match(address.strip()):
            return address.strip()
    return ""
