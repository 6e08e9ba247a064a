"""Openings of a sentence that only join it to the text before."""

import re

from claims.extraction.linguistic.surface import Surface

_OPENING = re.compile(
    r"(?:(?:Furthermore|However|Moreover|Meanwhile|Additionally|Therefore|Thus|Now|Also|Nevertheless|Nonetheless"
    r"|Consequently|Still|Then|Instead|Finally|Overall|Similarly|Likewise|Besides|Indeed|Accordingly|Anyway"
    r"|In addition|As a result|For example|For instance|In this context|Within this context|In fact"
    r"|Of course|That said"
    r"|At the same time|On the (?:one|other) hand|As such|In other words|In turn|After all|By contrast"
    r"|In contrast|In particular|In short|Even so|In the meantime),\s+"
    r"|(?:And|But|So(?! (?:many|much|far|few|long|little)\b)|Yet|Plus),?\s+)"
    r"(?=\w)"
)
_AS_SUCH = re.compile(r",\s*(?:and|but) as such,?\s+")
_THIS_IS_BECAUSE = re.compile(r"(?:This|That|It) (?:is|was) (?:mainly |largely |partly |probably )?because,?\s+")
_ONLY_REASON = re.compile(r"Because (?!of\b)(?=[^,;:]*(?:, (?:and|but|or) [^,;:]*)?$)")

_DATELINE = re.compile(
    r"(?:[A-Z][A-Z.’' -]{2,30}(?:, [A-Z][\w.]*(?: [A-Z][\w.]*){0,3}){0,2}\s?(?:\([^()]{2,40}\)\s?)?"
    r"|\([A-Z]\w{1,20}\)\s)"
    r"(?:—|–|--|-)\s(?=[A-Z0-9“\"])"
)


def drop_dateline(surface: Surface) -> None:
    """Drop *DUBAI, United Arab Emirates —* at the beginning of a report."""
    if match := _DATELINE.match(surface.main.text):
        surface.main = surface.main.part(match.end())


def drop_opening(surface: Surface) -> None:
    """Drop *However*, *In addition*, *But* … at the beginning."""
    while match := _OPENING.match(surface.main.text):
        surface.main = surface.main.part(match.end()).capitalised()


def drop_as_such(surface: Surface) -> None:
    """Drop *as such* between two clauses."""
    if match := _AS_SUCH.search(surface.main.text):
        surface.cut(match.start(), match.end(), ", and ")


def drop_because(surface: Surface) -> None:
    """Drop *Because* of an answer that is nothing but the reason, as ``Because it has many deer``."""
    if match := _ONLY_REASON.match(surface.main.text):
        surface.main = surface.main.part(match.end()).capitalised()


def drop_this_is_because(surface: Surface) -> None:
    """Drop *This is because*: what follows is said."""
    if match := _THIS_IS_BECAUSE.match(surface.main.text):
        surface.main = surface.main.part(match.end()).capitalised()
