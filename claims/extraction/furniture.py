"""What a page puts round an article: shares, newsletters, credits, rights, further reading, tables. No claims.

Each rule looks at a whole line and says what publishers write there; a sentence of the article that only mentions
such a thing has to stay, so a rule reads from the beginning of the line or to its end.
"""

import re

MAX_LINE = 400
"""Code points; a longer line is text."""

_BEGINS = re.compile(
    r"(?:read (?:more|also|next|the full)|more (?:from|on|about|news|stories)|related(?: \w+)?|see also"
    r"|also read|watch|listen|download|recommended|trending|most read|up next|don't miss|advertisement|sponsored"
    r")\s*(?::|\||»|>|$)"
    r"|(?:copyright|©|\(c\))\s*(?:\d{4}|©|the\b|by\b)"
    r"|(?:click|tap|swipe) (?:here|on|the|to)\b|(?:sign|log) (?:up|in) (?:for|to|now|here|today|with)\b"
    r"|(?:like|follow|find|join|contact|email|write to|tell|send) (?:us|him|her|them|me|our|the author)\b"
    r"|editor['’]s note: this (?:story|article|post|report)\b"
    r"|(?:subscribe|register) (?:to|now|here|for|today|with)\b|share (?:this|on|via|it)\b"
    r"|(?:print|save|comments?)$"
    r"|get (?:the|our|\w+(?: \w+){0,4} delivered)\b.*\b(?:app|newsletter|inbox|letterbox|delivered|updates)\b"
    r"|like this (?:story|article|post)\?|view (?:all|more|comments|gallery|slideshow)\b|skip to\b|back to top\b"
    r"|(?:we|this (?:site|website|page)) uses? cookies\b"
    r"|by (?:using|continuing to use) (?:this|our) (?:site|website)\b"
    r"|(?:this (?:post|article|page|story) (?:may )?contains? (?:affiliate|referral) links?)\b"
    r"|we may (?:earn|receive) a (?:commission|share)\b"
    r"|(?:by|words|text|photos?|pictures?|photography|story)(?: by|:)? (?:[A-Z][\w.’'-]+,? ?(?:and |& )?){2,8}$"
    r"|(?:(?:last )?(?:updated|published|posted|modified)|first published)(?: (?:on|at))?:? (?=.*\d)[^.!?]{4,60}$",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"(?:\ball rights reserved\b.{0,40}|\bcontributed (?:reporting\b.{0,60}|to this (?:report|story|article)\.?)"
    r"|\bmay not be (?:published|reproduced|broadcast|copied)\b.{0,120}"
    r"|\b(?:newsletter|inbox) (?:here|today|daily)\.?"
    r"|\b(?:by )?clicking here\.?|\bclick here(?: for .{0,60}| to .{0,60})?\.?"
    r"|\bis out now\..{0,80}\btwitter\b.{0,60}|\bfollow (?:us|him|her|them) (?:on|@).{0,90})$",
    re.IGNORECASE,
)
_TABLE_ROW = re.compile(r"\|.*\||[|:\-+=_ ]+$|(?:[^\t]*\t){2}")
_STAGE = re.compile(
    r"[(\[](?:applause|laughter|laughs|music|cheers?(?:ing)?|crosstalk|inaudible|pause|silence"
    r"|end(?: of)?\b[^)\]]*|begin\b[^)\]]*|video\b[^)\]]*|commercial\b[^)\]]*|speaking\b[^)\]]*)[.!]?[)\]]\.?$",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?:by|words|text|photos?|pictures?|photography|story)(?: by|:)? ", re.IGNORECASE)


def is_furniture(line: str) -> bool:
    """Whether a line, without white space at its ends, belongs to the page and not to the article."""
    if _TABLE_ROW.match(line):
        return True
    if len(line) > MAX_LINE:
        return False
    begins = _BEGINS.match(line)
    if begins is not None and _NAMED.match(line):
        return all(word[:1].isupper() or word in ("and", "&") for word in _NAMED.sub("", line, count=1).split())
    return begins is not None or _ENDS.search(line) is not None or _STAGE.match(line) is not None
