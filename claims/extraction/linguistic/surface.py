"""The surface pass: what punctuation and closed words show reliably, and a parser gets wrong.

Each rule cuts an insertion out of the sentence before it is parsed, and keeps what it said: as a sentence of
its own (``sides``), as a ranking or an inclusion that needs the parse, or as the speaker.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from claims.extraction.linguistic.lexicon import MONTHS
from claims.extraction.linguistic.traced import Traced

MAX_SENTENCE = 1500
"""Code points; a longer "sentence" is no prose and is left as it is."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """A superlative insertion without its noun: ``, the first in six years``."""

    determiner: str
    words: Traced
    at: int
    """Offset in the original where it was cut."""


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Examples of the noun before them: ``, including drones``."""

    items: Traced
    at: int


@dataclass(frozen=True, slots=True)
class Absolute:
    """A noun and its state beside a clause: ``, with dozens of leaders in attendance``."""

    noun: Traced
    state: Traced


@dataclass(slots=True)
class Surface:
    """A sentence made simpler, and what was cut out of it."""

    main: Traced
    sides: list[Traced] = field(default_factory=list)
    rankings: list[Ranking] = field(default_factory=list)
    inclusions: list[Inclusion] = field(default_factory=list)
    absolutes: list[Absolute] = field(default_factory=list)
    nested: list[Traced] = field(default_factory=list)
    """Sentences that only researchers ask for: ages."""
    speaker: str = ""

    def cut(self, start: int, end: int, instead: str = "") -> None:
        """Cut a stretch out of the main sentence."""
        self.main = self.main.without(start, end, instead)

    def place(self, position: int) -> int:
        """Return the original offset of a position in the main sentence."""
        span = self.main.span(position)
        return span[0] if span else -1


def without_opening(sentence: Traced) -> Traced:
    """Return a sentence without the words that only join it to the text before."""
    surface = Surface(sentence)
    _drop_opening(surface)
    return surface.main


def simplify(sentence: Traced) -> Surface:
    """Run all rules, in order, over one sentence."""
    surface = Surface(sentence)
    if len(sentence.text) <= MAX_SENTENCE:
        for rule in _RULES:
            rule(surface)
    surface.main = surface.main.stripped().capitalised()
    return surface


# --- openings -------------------------------------------------------------------------------------

_OPENING = re.compile(
    r"(?:(?:Furthermore|However|Moreover|Meanwhile|Additionally|Therefore|Thus|Now|Also|Nevertheless|Nonetheless"
    r"|Consequently|Still|Then|Instead|Finally|Overall|Similarly|Likewise|Besides|Indeed|Accordingly|Anyway"
    r"|In addition|As a result|For example|For instance|In this context|Within this context|In fact"
    r"|Of course|That said"
    r"|At the same time|On the (?:one|other) hand|As such|In other words|In turn|After all|By contrast"
    r"|In contrast|In particular|In short|Even so|In the meantime),\s+|(?:And|But|So|Yet|Plus),?\s+)(?=\w)"
)
_AS_SUCH = re.compile(r",\s*(?:and|but) as such,?\s+")
_THIS_IS_BECAUSE = re.compile(r"(?:This|That|It) (?:is|was) (?:mainly |largely |partly |probably )?because,?\s+")


def _drop_opening(surface: Surface) -> None:
    while match := _OPENING.match(surface.main.text):
        surface.main = surface.main.part(match.end()).capitalised()


def _drop_as_such(surface: Surface) -> None:
    if match := _AS_SUCH.search(surface.main.text):
        surface.cut(match.start(), match.end(), ", and ")


def _drop_this_is_because(surface: Surface) -> None:
    if match := _THIS_IS_BECAUSE.match(surface.main.text):
        surface.main = surface.main.part(match.end()).capitalised()


# --- insertions that are sentences ----------------------------------------------------------------

_FINITE = r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|must|do|does|did)\b"
_WHICH_MEANS = re.compile(rf",\s+which (?:means|meant) (?:that )?(?=[^,]*{_FINITE})")
_PARENTHESIS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_BORN = re.compile(r"(?:née [\w’'-]+[,;] )?(?:born|b\.) (?:on |in )?(?P<when>[^;–—]+?)(?:;.*)?$")
_NAME_END = re.compile(r"(?:^|[\s“\"])((?:[A-Z][\w.’'-]*\s?){1,5})$")
_OPENERS = (
    r"(?:With|In|On|At|For|After|Before|During|By|Since|From|To|As|Under|Of|Among|Despite|Unlike|Like|Following"
    r"|While|When|If|Today|Yesterday|Last|This|That|Although|Though|Because|Until|Over|Through|Within|Across"
    r"|Between|Against|Throughout|Also|But|And|So|Once|Both|Meanwhile|However|Speaking|Here|There|Why|How)\b"
)
"""Words that open a sentence with a capital and are no name."""
_NAME_APPOSITION = re.compile(
    rf"(?!{_OPENERS})"
    r"((?:[A-Z][\w.’'-]*\s?){1,5}), "
    r"((?:(?:[A-Z][\w-]*\s?)+[’']s|the|a|an|its|their|his|her|former|then)\s[^,]{3,80}), "
    r"(?=(?!and\b|or\b|who\b|which\b|but\b|as\b|where\b|when\b|\w+ing\b)[a-z]+\b)"
)
_DATED_PERIOD = re.compile(
    rf"\b((?:(?:{MONTHS})\s+(?:\d{{1,2}},\s+)?)?(?:1[89]|20)\d\d), the (year|day|month|week) "
    r"(?:that |when |in which |on which )?([^,]+?)(?=,|\.$|$)"
)


def _split_which_means(surface: Surface) -> None:
    match = _WHICH_MEANS.search(surface.main.text)
    if match and surface.main.text.count(",", match.end()) < 2:
        surface.sides.append(surface.main.part(match.end()).capitalised())
        surface.main = surface.main.part(0, match.start()) + Traced.added(".")


def _split_parentheses(surface: Surface) -> None:
    """Cut what stands in brackets; a birth date and a whole sentence there become sentences."""
    whole = surface.main.text
    if whole.startswith("(") and whole.rstrip(".").endswith(")") and whole.count("(") == 1:
        surface.main = surface.main.part(1, whole.rindex(")"))
        return
    while match := _PARENTHESIS.search(surface.main.text):
        inside = surface.main.part(match.start(1), match.end(1))
        name = _NAME_END.search(surface.main.text[: match.start()].rstrip())
        born = _BORN.match(inside.text)
        if born and name:
            when = inside.part(born.start("when"), born.end("when"))
            particle = " was born on " if re.match(r"\w+ \d{1,2},|\d{1,2} ", when.text) else " was born in "
            subject = surface.main.part(name.start(1), name.end(1))
            surface.sides.append(subject + Traced.added(particle) + when + Traced.added("."))
        elif len(inside.text.split()) > 4 and re.search(_FINITE, inside.text) and inside.text[:1].isupper():
            surface.sides.append(inside.stripped().capitalised())
        surface.cut(match.start(), match.end())


def _split_name_apposition(surface: Surface) -> None:
    """``Ana Ruiz, the mayor’s sister, won`` says that Ana Ruiz is the mayor’s sister, and won."""
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


def _split_dated_period(surface: Surface) -> None:
    """``2011, the year he took power`` says that he took power in 2011."""
    while match := _DATED_PERIOD.search(surface.main.text):
        date = surface.main.part(match.start(1), match.end(1))
        event = surface.main.part(match.start(3), match.end(3)).capitalised()
        particle = " in " if match.group(2) in ("year", "month") else " on "
        surface.sides.append(event + Traced.added(particle) + date + Traced.added("."))
        surface.cut(match.end(1), match.end())


_AGE = re.compile(r"(?P<name>\b(?:[A-Z][\w’'-]+\s){0,3}[A-Z][\w’'-]+), (?P<age>\d{1,2})(?P<comma>,)")
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
_ACCORDING_AT_END = re.compile(r",?\s+according to (?P<who>[^,;:.“”\"]+|[^,;:“”\"]+(?=\.$))\.?$")
_SAY = r"(?:said|says|added|adds|wrote|writes|explained|insisted|warned|claimed|argued)"
_WHO = r"(?P<{}>(?:[Tt]he |an? )?\w[^,;:“”\"]{{1,50}}?)"
_SAID_BEHIND = re.compile(
    r"(?P<quote>[“\"][^“”\"]+[”\"])\s+"
    rf"(?:{_WHO.format('who')} {_SAY}|{_SAY} {_WHO.format('whom')})(?:\s(?:on|in|at|after|during)\b[^,;:“”\"]*)?\.?"
)
_PRONOUNS = frozenset({"he", "she", "they", "it", "i", "we", "who"})
_ACCORDING_AT_START = re.compile(r"According to (?P<who>[^,;:“”\"]+), (?=\w)")


def _split_ages(surface: Surface) -> None:
    """``Ana Ruiz, 52, won`` says that Ana Ruiz is 52 years old, and won."""
    while match := _AGE.search(surface.main.text):
        name = surface.main.part(match.start("name"), match.end("name"))
        age = surface.main.part(match.start("age"), match.end("age"))
        surface.nested.append(name + Traced.added(" is ") + age + Traced.added(" years old."))
        keeps = _AGE_KEEPS_COMMA.match(surface.main.text, match.end())
        surface.cut(match.end("name"), match.end("age") if keeps else match.end())


def _split_between_commas(surface: Surface) -> None:
    """Split ``The story, first told by Ana in May, has …``: the story was first told by Ana in May."""
    match = _BETWEEN_COMMAS.match(surface.main.text)
    if match is None or re.match(_OPENERS, surface.main.text):
        return
    noun = surface.main.part(match.start("noun"), match.end("noun"))
    what = surface.main.part(match.start("what"), match.end("what"))
    plural = noun.text.endswith("s") and not noun.text.endswith(("ss", "us", "is", "’s", "'s"))
    surface.sides.append(noun + Traced.added(" were " if plural else " was ") + what + Traced.added("."))
    surface.cut(match.end("noun"), match.end(), " ")


def _take_quoted_speaker(surface: Surface) -> None:
    """Take ``X said`` off behind a quotation; a pronoun there is left to the parse."""
    match = _SAID_BEHIND.fullmatch(surface.main.text)
    speaker = (match.group("who") or match.group("whom")) if match else ""
    if match is None or speaker.lower() in _PRONOUNS:
        return
    surface.speaker = speaker
    surface.main = surface.main.part(match.start("quote"), match.end("quote"))


def _take_speaker(surface: Surface) -> None:
    """``according to X`` at either end of a sentence holds for all of it."""
    text = surface.main.text
    if match := _ACCORDING_AT_START.match(text):
        surface.speaker = match.group("who")
        surface.main = surface.main.part(match.end()).capitalised()
    elif match := _ACCORDING_AT_END.search(text):
        surface.speaker = match.group("who").strip()
        surface.cut(match.start(), len(text), ".")


# --- insertions that need the parse ---------------------------------------------------------------

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


def _split_rankings(surface: Surface) -> None:
    while match := _RANKING.search(surface.main.text):
        words = surface.main.part(match.start(2), match.end(2))
        surface.rankings.append(Ranking(match.group(1), words, surface.place(match.start())))
        end = match.end() + (surface.main.text[match.end() : match.end() + 1] == ",")
        surface.cut(match.start(), end)


def _split_including(surface: Surface) -> None:
    match = _INCLUDING.search(surface.main.text)
    if match is None or match.group(1).count(",") > 6:
        return
    if re.search(_FINITE, match.group(1)) or _RELATIVE.search(match.group(1)):
        return
    items = surface.main.part(match.start(1), match.end(1))
    surface.inclusions.append(Inclusion(items, surface.place(match.start())))
    surface.cut(match.start(), match.end())


def _split_absolute(surface: Surface) -> None:
    if match := _ABSOLUTE.search(surface.main.text):
        noun = surface.main.part(match.start("noun"), match.end("noun"))
        state = surface.main.part(match.start("state"), match.end("state"))
        surface.absolutes.append(Absolute(noun, state))
        surface.cut(match.start(), match.end())


def _drop_that_insertion(surface: Surface) -> None:
    if match := _THAT_INSERTION.search(surface.main.text):
        words = match.group(1)
        if words.lower().startswith("according to "):
            surface.speaker = words[len("according to ") :]
        surface.cut(match.start() + len("that"), match.end(), " ")


_RULES: tuple[Callable[[Surface], None], ...] = (
    _drop_opening,
    _drop_as_such,
    _drop_this_is_because,
    _take_quoted_speaker,
    _take_speaker,
    _split_ages,
    _split_between_commas,
    _split_which_means,
    _split_name_apposition,
    _split_parentheses,
    _split_including,
    _split_dated_period,
    _split_rankings,
    _split_absolute,
    _drop_that_insertion,
)
