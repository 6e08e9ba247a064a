"""Speakers that the surface shows: ``“…,” X said`` and ``according to X``.

What is said and who says it are parsed apart: a reporting clause behind a quotation is what the parser gets wrong
most, and alone each half is easy.
"""

import re

from claims.extraction.linguistic.surface import FINITE_VERB, Surface
from claims.extraction.linguistic.traced import Traced

_SPAN = r"[^,;:“”\"]"
_VERB = (
    r"(?:said|says|say|added|adds|wrote|writes|explained|explains|insisted|insists|warned|warns|claimed|claims|argued"
    r"|argues|noted|notes|recalled|recalls|announced|reported|reports|confirmed|concluded|stated|states|tweeted"
    r"|acknowledged|admitted|revealed|declared|responded|replied|emphasized|emphasised|stressed|suggested|believes?"
    r"|joked|quipped|lamented|(?:told|tells) (?:the |The )?[\w’'.-]+(?: [\w’'.-]+){0,5}?)"
)
_NO_SPEAKER = (
    r"(?!(?:and|but|or|as|which|who|that|while|because|when|where|if|so|though|although|after|before|it|what|i|we|you"
    r"|I|We|You|this|then|than|also|not|has|have|had|is|are|was|were|be|will|would|can|could|may|might|must|does|did|to"
    r"|of|for|with|by|from|in|on|at|said|says|told|\w+ing)\b)"
)
_WHO = rf"{_NO_SPEAKER}(?:\w[\w-]*, )?(?:[\w$][\w’'.&/-]*)(?: [\w’'.&/-]+){{0,9}}?"
_ROLE = (
    r"(?:spokes\w+|officials?|researchers?|police|experts?|analysts?|executives?|director|president|chair\w*|reports?"
    r"|sources?|stud(?:y|ies)|survey|poll|paper|authors?|witnesse?s?|mayor|governor|coach|lawyers?|authorities|scientists?|doctors?|minister|ministry|company|prosecutors?|critics?|he|she|they)"
)
_CAPITAL = r"[A-Z](?:[\w’'&-]|\.(?=[\s\w]))*"
_NAME = rf"{_CAPITAL}(?: (?:of|the|for|and|de|van|al|{_CAPITAL}))*"
_WHOM = rf"(?:{_NAME}(?: {_ROLE})?|(?:\w+ ){{0,3}}?{_ROLE}|{_NO_SPEAKER}(?:[\w’'&-]+ ){{1,8}}?{_NAME})(?<![’']s)"
_APPOSITION = rf"(?:, (?!and\b|but\b){_SPAN}{{2,100}},)"
_TIME = (
    r"(?:on|in|at|after|before|during|via|by|through|about|of|late|early|earlier|later|last|this|yesterday"
    r"|today|recently|again|when|while|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
)
_TAIL = rf"(?: (?:\w+ly|{_TIME})\b(?:(?!\bthat\b(?! (?:was|were|is|has|had)\b)){_SPAN})*?)?"
_MORE = r"(?:adding|noting|saying|explaining|insisting|warning|claiming|arguing|stressing)"
_BEFORE = rf"(?P<who>{_WHO})(?P<title>{_APPOSITION})? (?P<say>{_VERB})"
_TITLED = rf", (?!(?:and|but|so|{_MORE})\b)(?:(?!, {_MORE} that )[^;:“”\"]){{3,200}}"
_BEHIND = rf"(?P<said>{_VERB}) (?P<whom>{_WHOM})(?P<titled>{_TITLED})?"
_QUOTED = re.compile(
    r"(?P<open>[“\"‘']?)(?P<quote>[^“”\"]+?)(?P<stop>[,.!…]) ?(?P<close>’’|''|[”\"’'])[”\"’']?,?\s+"
    rf"(?:{_BEFORE}|{_BEHIND})(?P<tail>{_TAIL})"
    rf"(?:,? (?P<more>{_MORE}) that (?P<further>[^“”\"]+?))?"
    r"(?:,\s+[“\"‘'](?P<second>[^“”\"]+?)[.”\"’']*|\.?)"
)
_KNOWN = (
    rf"(?P<who>(?:[Hh]e|[Ss]he|[Tt]hey|(?:[Tt]he )?{_NAME}|(?:[\w’'-]+ ){{0,6}}?{_ROLE}))(?P<title>{_APPOSITION})?"
)
_UNQUOTED = re.compile(rf"(?P<quote>.{{18,}}?), (?:{_KNOWN} (?P<say>{_VERB})|{_BEHIND})(?P<tail>{_TAIL})\.?")
_DOUBLE = ("”", '"', "’’", "''")
_CLOSING = {"“": _DOUBLE, '"': _DOUBLE, "‘": ("’", "'"), "'": ("’", "'"), "": _DOUBLE}
_NO_STATEMENT = re.compile(
    r"(?:In|On|At|By|After|Before|During|Since|When|While|If|As|Although|Though|Because|With|Until|Once|From|For"
    r"|Asked|Speaking|Writing|Among|Despite|Unlike|Like|Who|What|Where|Why|How|\w+ing)\b(?!.*,)"
)
_OPEN_END = re.compile(
    r"\b(?:when|while|if|because|although|though|since|where|which|who|that|and|but|or|as)(?:,[^,]*)?$"
)
"""A clause that has only begun: ``…, when, in fact``."""
_VERBAL = re.compile(rf"{FINITE_VERB}|[a-z]\w+(?:ed|s)\b|n[’']t\b|[’'](?:re|ve|ll|m)\b")
_JOINS = re.compile(r"(?:and|but|so|or|because|which|who|yet)\b")
_ACCORDING_AT_END = re.compile(r",?\s+according to (?P<who>[^,;:.“”\"]+|[^,;:“”\"]+(?=\.$))\.?$")
_ACCORDING_BEFORE_PARTICIPLE = re.compile(r",?\s+according to (?P<who>[^,;:.“”\"]+)(?=, \w{3,}ing\b[^;:“”\"]+$)")
_ACCORDING_AT_START = re.compile(
    r"According to (?P<who>[^,;:“”\"]+),"
    r"(?: (?P<what>(?:\w{3,}ed|written|led|made|held|shown|seen|sent) (?:in|by|on|at|last)\b[^,;:“”\"]{3,90}),)?"
    r" (?=\w)"
)


def split_reporting_clause(surface: Surface) -> None:
    """Split ``“A,” X said, “B.”`` and ``A, X said.``: what is said, and who says it."""
    main = surface.main
    if (match := _QUOTED.fullmatch(main.text)) and match["close"] in _CLOSING[match["open"]]:
        said = _quotation(surface, match)
    elif (match := _UNQUOTED.fullmatch(main.text)) and _is_statement(match["quote"]):
        said = _part(main, match, "quote") + Traced.added(".")
    else:
        return
    title = _part(main, match, "title", "titled")
    verb = Traced.added(", " if match["titled"] else " ") + _part(main, match, "say", "said")
    reporter = _part(main, match, "who", "whom").capitalised() + title + verb + _part(main, match, "tail")
    surface.reporter_name = match["who"] or match["whom"]
    surface.reporter = reporter + Traced.added(" that this is so.")
    surface.main = said


def _is_statement(words: str) -> bool:
    paired = words.count('"') % 2 == 0 and words.count("“") == words.count("”")
    whole = _NO_STATEMENT.match(words) is None and _OPEN_END.search(words) is None
    return paired and whole and _VERBAL.search(words) is not None


def _part(main: Traced, match: re.Match[str], *groups: str) -> Traced:
    """Return the first of the groups that matched, or nothing."""
    group = next((group for group in groups if match[group]), None)
    return main.part(*match.span(group)) if group else Traced("", ())


def _quotation(surface: Surface, match: re.Match[str]) -> Traced:
    """Return a quotation as one sentence; a second sentence of it becomes a side sentence."""
    main, second = surface.main, match["second"] or ""
    mark = "“" if match["close"] in ("”", "’’") else match["close"].replace("''", '"')
    opening = _part(main, match, "open") if match["open"] else Traced.added(mark)
    closing = Traced.added("”" if opening.text == "“" else match["close"].replace("''", '"'))
    quote = _part(main, match, "quote").stripped()
    if match["further"]:
        surface.sides.append(_part(main, match, "further").capitalised() + Traced.added("."))
    if second and (match["stop"] != "," or second[:1].isupper()):
        surface.sides.append(opening + _part(main, match, "second") + closing + Traced.added("."))
    elif second:
        quote += Traced.added(", " if _JOINS.match(second) else " ") + _part(main, match, "second")
    return opening + quote + closing + Traced.added(".")


def take_speaker(surface: Surface) -> None:
    """``according to X`` at either end of a sentence holds for all of it."""
    text = surface.main.text
    if match := _ACCORDING_AT_START.match(text):
        surface.speaker = match.group("who")
        if match["what"]:
            who, what = (_part(surface.main, match, group) for group in ("who", "what"))
            surface.sides.append(who.capitalised() + Traced.added(" was ") + what + Traced.added("."))
        surface.main = surface.main.part(match.end()).capitalised()
    elif match := _ACCORDING_BEFORE_PARTICIPLE.search(text):
        surface.speaker = match.group("who").strip()
        surface.cut(match.start(), match.end())
    elif match := _ACCORDING_AT_END.search(text):
        surface.speaker = match.group("who").strip()
        surface.cut(match.start(), len(text), ".")
