"""Insertions that are sentences of their own: appositions, dates with their event, ages, brackets."""

import re

from claims.extraction.linguistic.lexicon import MONTHS
from claims.extraction.linguistic.surface import FINITE_VERB, Surface
from claims.extraction.linguistic.traced import Traced

_WHICH_MEANS = re.compile(rf",\s+which (?:means|meant) (?:that )?(?=[^,]*{FINITE_VERB})")
_PARENTHESIS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_BORN = re.compile(r"(?:née [\w’'-]+[,;] )?(?:born|b\.) (?:on |in )?(?P<when>[^;–—]+?)(?:;.*)?$")
_DAY = re.compile(r"\w+ \d{1,2},|\d{1,2} ")
_NAME_END = re.compile(r"(?:^|[\s“\"])([A-Z][\w.’'-]*(?:\s[A-Z][\w.’'-]*){0,4})$")
_OPENERS = (
    r"(?:With|In|On|At|For|After|Before|During|By|Since|From|To|As|Under|Of|Among|Despite|Unlike|Like|Following"
    r"|While|When|If|Today|Yesterday|Last|This|That|Although|Though|Because|Until|Over|Through|Within|Across"
    r"|Between|Against|Throughout|Also|But|And|So|Once|Both|Meanwhile|However|Speaking|Here|There|Why|How)\b"
)
"""Words that open a sentence with a capital and are no name."""
_NAME_APPOSITION = re.compile(
    rf"(?!{_OPENERS})"
    r"([A-Z][\w.’'-]*(?:\s[A-Z][\w.’'-]*){0,4}), "
    r"((?:[A-Z][\w-]*(?:\s[A-Z][\w-]*){0,4}[’']s|the|a|an|its|their|his|her|former|then)\s[^,]{3,80}), "
    r"(?=(?!and\b|or\b|who\b|which\b|but\b|as\b|where\b|when\b|\w+ing\b)[a-z]+\b)"
)
_DATED_PERIOD = re.compile(
    rf"\b((?:(?:{MONTHS})\s+(?:\d{{1,2}},\s+)?)?(?:1[89]|20)\d\d), the (year|day|month|week) "
    r"(?:that |when |in which |on which )?([^,]+?)(?=,|\.$|$)"
)
_AGE = re.compile(r"(?P<name>\b(?:[A-Z][\w’'-]+\s){0,3}[A-Z][\w’'-]+), (?P<age>\d{1,2}),(?!\d)")
_AGE_KEEPS_COMMA = re.compile(
    r"\s(?:who|whose|which|from|of|a|an|the|his|her|their|one|originally|formerly|former)\b"
)
_BETWEEN_COMMAS = re.compile(
    r"(?P<noun>(?:The|A|An|His|Her|Its|Their|This|That|[A-Z]\w+)\b[^,;:]{0,60}), "
    r"(?P<what>(?:(?:first|originally|previously|widely|also|once|long|now|best|better|formerly|commonly)\s)?"
    r"(?:\w{3,}ed|known|built|made|led|given|held|taken|written|founded|based|born|seen|shown|set|won|told|sold|sent|paid"
    r"|left|lost|brought|bought|found|kept|struck|hit|put|drawn|driven|broken|chosen)"
    r"\s[^,;:]{3,90}), "
    r"(?=(?:has|have|had|is|are|was|were|will|would|can|could|may|might|must)\b)"
)


_SEMICOLON = re.compile(
    r";\s+(?:and |but )?(?=(?:the|this|that|these|those|it|he|she|they|we|there|his|her|its|their|our|an?|some"
    rf"|many|most|one|two|both|all|another|[A-Z][\w’'-]+)\b[^;,(]*?(?<!\bto )(?:{FINITE_VERB}|\b\w{{3,}}ed\b))"
)


def split_semicolon(surface: Surface) -> None:
    """Split ``A fell; B rose`` into sentences, where no quotation or bracket is open at the semicolon."""
    while match := _SEMICOLON.search(surface.main.text):
        before = surface.main.text[: match.start()]
        opened = before.count("“") + before.count("(") - before.count("”") - before.count(")")
        if opened or before.count('"') % 2 or not re.search(rf"{FINITE_VERB}|\b\w{{3,}}ed\b", before):
            return
        surface.sides.insert(0, surface.main.part(match.end()).capitalised())
        surface.main = surface.main.part(0, match.start()) + Traced.added(".")


def split_which_means(surface: Surface) -> None:
    """Split ``X, which means that Y``."""
    match = _WHICH_MEANS.search(surface.main.text)
    if match and surface.main.text.count(",", match.end()) < 2:
        surface.sides.append(surface.main.part(match.end()).capitalised())
        surface.main = surface.main.part(0, match.start()) + Traced.added(".")


def split_parentheses(surface: Surface) -> None:
    """Cut what stands in brackets; a birth date and a whole sentence there become sentences."""
    whole = surface.main.text
    if whole.startswith("(") and whole.rstrip(".").endswith(")") and whole.count("(") == 1:
        surface.main = surface.main.part(1, whole.rindex(")"))
        return
    while match := _PARENTHESIS.search(surface.main.text):
        inside = surface.main.part(match.start(1), match.end(1))
        before = surface.main.part(0, match.start()).stripped()
        side = _birth(before, inside) or _sentence_inside(inside)
        if side is not None:
            surface.sides.append(side)
        surface.cut(match.start(), match.end())


def _birth(before: Traced, inside: Traced) -> Traced | None:
    """Return the sentence of ``Ana Ruiz (born 4 May 1961)``."""
    name, born = _NAME_END.search(before.text[-100:]), _BORN.match(inside.text)
    if name is None or born is None:
        return None
    subject = before.part(len(before.text) - len(name.group(1)))
    when = inside.part(born.start("when"), born.end("when"))
    particle = " was born on " if _DAY.match(when.text) else " was born in "
    return subject + Traced.added(particle) + when + Traced.added(".")


def _sentence_inside(inside: Traced) -> Traced | None:
    """Return what stands in brackets when it is a sentence."""
    words = inside.stripped()
    whole = len(words.text.split()) > 4 and words.text[:1].isupper() and re.search(FINITE_VERB, words.text)
    return words if whole else None


def split_name_apposition(surface: Surface) -> None:
    """Split ``Ana Ruiz, the mayor’s sister, won``: Ana Ruiz is the mayor’s sister, and won."""
    match = _NAME_APPOSITION.match(surface.main.text)
    if match is None:
        return
    name = surface.main.part(match.start(1), match.end(1)).stripped()
    what = surface.main.part(match.start(2), match.end(2))
    verb = " was " if what.text.startswith("then ") else " is "
    if what.text.startswith("then "):
        what = what.part(len("then "))
    surface.sides.append(name + Traced.added(verb) + what + Traced.added("."))
    surface.main = name + Traced.added(" ") + surface.main.part(match.end())


def split_dated_period(surface: Surface) -> None:
    """Split ``2011, the year he took power``: he took power in 2011."""
    while match := _DATED_PERIOD.search(surface.main.text):
        date = surface.main.part(match.start(1), match.end(1))
        event = surface.main.part(match.start(3), match.end(3)).capitalised()
        particle = " in " if match.group(2) in ("year", "month") else " on "
        surface.sides.append(event + Traced.added(particle) + date + Traced.added("."))
        surface.cut(match.end(1), match.end())


def split_ages(surface: Surface) -> None:
    """Split ``Ana Ruiz, 52, won``: Ana Ruiz is 52 years old, and won."""
    while match := _AGE.search(surface.main.text):
        name = surface.main.part(match.start("name"), match.end("name"))
        age = surface.main.part(match.start("age"), match.end("age"))
        surface.nested.append(name + Traced.added(" is ") + age + Traced.added(" years old."))
        keeps = _AGE_KEEPS_COMMA.match(surface.main.text, match.end())
        surface.cut(match.end("name"), match.end("age") if keeps else match.end())


def split_between_commas(surface: Surface) -> None:
    """Split ``The story, first told by Ana in May, has …``: the story was first told by Ana in May."""
    match = _BETWEEN_COMMAS.match(surface.main.text)
    if match is None or re.match(_OPENERS, surface.main.text):
        return
    noun = surface.main.part(match.start("noun"), match.end("noun"))
    what = surface.main.part(match.start("what"), match.end("what"))
    plural = noun.text.endswith("s") and not noun.text.endswith(("ss", "us", "is", "’s", "'s"))
    surface.sides.append(noun + Traced.added(" were " if plural else " was ") + what + Traced.added("."))
    surface.cut(match.end("noun"), match.end(), " ")
