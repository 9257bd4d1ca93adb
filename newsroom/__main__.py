"""`python -m newsroom`: serve the outlets, check the articles, or show what one must yield."""

import argparse
import json
import sys
import threading
from collections.abc import Sequence

from newsroom.article import ArticleError
from newsroom.article_rules import check_articles
from newsroom.articles import list_article_files
from newsroom.expectations import Expectation, ExpectedClaim, expect
from newsroom.proofreading import find_hints
from newsroom.server import serve


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0 when all went well, 2 when an article is wrong or missing."""
    parser = argparse.ArgumentParser(prog="python -m newsroom", description=__doc__)
    parser.add_argument("--night", type=int, choices=(1, 2), default=1)
    parser.add_argument("--port", type=int, default=8800, help="the first of six (0: any)")
    commands = parser.add_subparsers(dest="command")
    checking = commands.add_parser("check", help="check all articles (of the outlets named)")
    checking.add_argument("outlets", nargs="*")
    showing = commands.add_parser("expect", help="what one article must yield, as JSON")
    showing.add_argument("article", help="OUTLET/SLUG")
    options = parser.parse_args(arguments)
    if options.command == "check":
        return _check(options.outlets)
    if options.command == "expect":
        return _show(options.article)
    return _serve(options.night, options.port)


def _serve(night: int, port: int) -> int:
    try:
        with serve(night, port) as newsroom:
            for outlet, base_url in newsroom.base_urls.items():
                print(f"{outlet:16} {base_url}/", flush=True)
            print("Serving until stopped (Ctrl-C).", flush=True)
            threading.Event().wait()
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        print(f"port {port} and the five above it: {error}; choose another", file=sys.stderr)
        return 2
    except ArticleError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _check(outlets: list[str]) -> int:
    paths = [path for path in list_article_files() if not outlets or path.parent.name in outlets]
    articles, problems = check_articles(paths)
    for problem in problems:
        print(f"error {problem}")
    if not problems:
        for hint in (hint for article in articles for hint in find_hints(article)):
            print(f"hint  {hint}")
    claims = sum(len(article.claims) for article in articles)
    print(f"{len(articles)} articles, {claims} claims, {len(problems)} errors")
    return 2 if problems else 0


def _show(name: str) -> int:
    outlet, _, slug = name.partition("/")
    names = {f"{slug}.xml", f"{slug}.night2.xml"}
    files = [path for path in list_article_files() if path.parent.name == outlet]
    articles, problems = check_articles(path for path in files if path.name in names)
    for problem in problems:
        print(f"error {problem}", file=sys.stderr)
    if not articles:
        print(f"no readable article {name} in newsroom/articles/", file=sys.stderr)
    for article in articles:
        print(json.dumps(describe_expectation(expect(article)), ensure_ascii=False, indent=2))
    return 2 if problems or not articles else 0


def describe_expectation(expected: Expectation) -> dict[str, object]:
    """The expectation as plain JSON values; each span is written `start:end words`."""

    def mark(start: int, end: int) -> str:
        return f"{start}:{end} {expected.text[start:end]}"

    def claim(value: ExpectedClaim) -> dict[str, object]:
        parts = {"source": value.source, "cue": value.cue, "content": value.content}
        return {
            **vars(value),
            **{part: [mark(*span) for span in spans] for part, spans in parts.items()},
        }

    return {
        **vars(expected),
        "published_at": expected.published_at.isoformat(),
        "modified_at": expected.modified_at and expected.modified_at.isoformat(),
        "mentions": [
            f"{item.type} | {mark(item.start, item.end)} | {item.name}"
            for item in expected.mentions
        ],
        "claims": [claim(value) for value in expected.claims],
    }


if __name__ == "__main__":
    sys.exit(main())
