"""The claims of one article as one page that needs nothing else: no script, no address, only text."""

from collections.abc import Iterator
from html import escape

from claims.cli.checked import Checked
from claims.domain.label import label
from claims.extraction.base import Candidate
from claims.i18n import gettext as _
from claims.i18n import ngettext
from claims.publishing.marking import Span, segments

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; }
body { font: 1.05rem/1.65 Georgia, serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
main { display: grid; gap: 2.5rem; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); }
@media (max-width: 48rem) { main { grid-template-columns: minmax(0, 1fr); } }
h1 { font-size: 1.6rem; line-height: 1.25; }
h2 { font-size: 1.1rem; margin-top: 0; }
.text { overflow-wrap: anywhere; white-space: pre-wrap; }
mark { background: color-mix(in srgb, currentColor 12%, transparent); color: inherit; }
mark:target, li:target { outline: 2px solid; outline-offset: 2px; }
sup { line-height: 0; }
sup a { font: .7rem system-ui, sans-serif; padding: 0 .15em; }
ol { margin: 0; padding-left: 2.2rem; }
li { margin-bottom: .9rem; overflow-wrap: anywhere; }
.about { font: .8rem system-ui, sans-serif; opacity: .75; }
"""


def page(checked: Checked) -> str:
    """Return the page: the text with its claims marked, and the list of claims beside it."""
    title = escape(checked.title or _("Claims of an article"))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f'<header>\n<h1 dir="auto">{title}</h1>\n<p class="about">{escape(_about(checked))}</p>\n</header>\n'
        "<main>\n"
        f"<section>\n<h2>{escape(_('Text'))}</h2>\n"
        f'<div class="text" dir="auto">{"".join(_marked(checked))}</div>\n</section>\n'
        f"<section>\n<h2>{escape(_('Claims'))}</h2>\n<ol>\n{''.join(_items(checked))}</ol>\n</section>\n"
        "</main>\n</body>\n</html>\n"
    )


def _about(checked: Checked) -> str:
    count = ngettext("%(num)s claim", "%(num)s claims", len(checked.candidates))
    engine = f"{checked.engine} {checked.engine_version}"
    return _(
        "%(count)s, engine %(name)s, SHA-256 of the text %(sha)s", count=count, name=engine, sha=checked.sha256
    )


def _marked(checked: Checked) -> Iterator[str]:
    """Yield the text; a claim's number stands where its words end."""
    spans = [
        Span(anchor.start, anchor.end, number)
        for number, candidate in enumerate(checked.candidates, 1)
        for anchor in (candidate.anchor, *candidate.also)
    ]
    named: set[object] = set()
    for segment in segments(checked.text, spans):
        if not segment.keys:
            yield escape(segment.text)
            continue
        first = [number for number in segment.keys if number not in named]
        named.update(first)
        ids = "".join(f'<a id="words-{number}"></a>' for number in first)
        end = segment.start + len(segment.text)
        ending = dict.fromkeys(span.key for span in spans if span.end == end and span.key in segment.keys)
        numbers = "".join(f'<sup><a href="#claim-{number}">{number}</a></sup>' for number in ending)
        yield f"{ids}<mark>{escape(segment.text)}</mark>{numbers}"


def _items(checked: Checked) -> Iterator[str]:
    for number, candidate in enumerate(checked.candidates, 1):
        yield (
            f'<li id="claim-{number}"><span dir="auto">{escape(candidate.text)}</span><br>\n'
            f'<span class="about">{escape(_details(candidate))} · '
            f'<a href="#words-{number}">{escape(_("in the text"))}</a></span></li>\n'
        )


def _details(candidate: Candidate) -> str:
    details = [label(candidate.kind), _("score %(score)s", score=f"{candidate.score:.2f}")]
    if candidate.attribution:
        details.append(_("said by %(name)s", name=candidate.attribution))
    return " · ".join(details)
