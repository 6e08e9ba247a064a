"""Insertions whose meaning needs the parse of the rest: rankings, examples, states beside a clause."""

import re

from claims.extraction.linguistic.surface import FINITE_VERB, Absolute, Inclusion, Ranking, Surface

_ORDER = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|latest|last|only|largest|biggest"
    r"|smallest|highest|lowest|oldest|youngest|worst|deadliest|longest|shortest|richest"
    r"|fastest|most recent|most expensive)"
)
_RANKING = re.compile(
    rf",\s+(the|its|his|her|their)\s+((?:second[- ]|third[- ])?{_ORDER}"
    r"(?:\s+(?:in|since|to|of|for|being|from|ever|at|by|under|after|so far|on record)\b[^,;:—]*?)?)"
    r"(?=,|\.$|;|$|\s—)"
)
_INCLUDING = re.compile(
    r"(?:\s[—–-]|,)\s+including\s+([^;—–]+?)"
    r"(?:,(?=\s(?:is|are|was|were|has|have|had|will|would|could|can|may|\w+ed|died|won|left|said)\b)"
    r"|(?=\s[—–]|;|\.?$))"
)
_RELATIVE = re.compile(r"\b(?:which|who|whom|whose|where)\b")
_ABSOLUTE = re.compile(
    r",\s+with\s+(?P<noun>[^,;:]{3,80}?)\s+(?P<state>(?:still |also |all |now |already )?"
    r"(?:in attendance|present|absent|dead|injured|wounded|killed|missing|unaccounted for|left|expected|scheduled"
    r"|believed|thought|set|due|under way|at stake)\b[^,;]*?)(?=[,;]|\.?$)"
)
_THAT_INSERTION = re.compile(
    r"\bthat, ((?:in addition to|despite|along with|besides|because of|due to|according to|in the wake of"
    r"|like|unlike)\b[^,]+), ",
    re.IGNORECASE,
)


_ASIDE = re.compile(r"(?<=\w),? (?:I guess|I mean|I suppose|you know|if you will|so to speak), (?=\w)")


def drop_asides(surface: Surface) -> None:
    """Cut out what people only say while they think: ``I was able to, I guess, work``."""
    while match := _ASIDE.search(surface.main.text):
        surface.cut(match.start(), match.end(), " ")


def split_rankings(surface: Surface) -> None:
    """Cut out rankings without a noun: ``…, the first in six years``."""
    while match := _RANKING.search(surface.main.text):
        words = surface.main.part(match.start(2), match.end(2))
        surface.rankings.append(Ranking(match.group(1), words, surface.place(match.start())))
        end = match.end() + (surface.main.text[match.end() : match.end() + 1] == ",")
        surface.cut(match.start(), end)


def split_including(surface: Surface) -> None:
    """Cut out examples: ``…, including drones``."""
    match = _INCLUDING.search(surface.main.text)
    if match is None or match.group(1).count(",") > 6:
        return
    if re.search(FINITE_VERB, match.group(1)) or _RELATIVE.search(match.group(1)):
        return
    items = surface.main.part(match.start(1), match.end(1))
    surface.inclusions.append(Inclusion(items, surface.place(match.start())))
    surface.cut(match.start(), match.end())


def split_absolute(surface: Surface) -> None:
    """Cut out a state beside a clause: ``…, with dozens of leaders in attendance``."""
    if match := _ABSOLUTE.search(surface.main.text):
        noun = surface.main.part(match.start("noun"), match.end("noun"))
        state = surface.main.part(match.start("state"), match.end("state"))
        surface.absolutes.append(Absolute(noun, state))
        surface.cut(match.start(), match.end())


def drop_that_insertion(surface: Surface) -> None:
    """Cut out what stands between *that* and its clause, and keep the speaker that it names."""
    if match := _THAT_INSERTION.search(surface.main.text):
        words = match.group(1)
        if words.lower().startswith("according to "):
            surface.speaker = words[len("according to ") :]
        surface.cut(match.start() + len("that"), match.end(), " ")
