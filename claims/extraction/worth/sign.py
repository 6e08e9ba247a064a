"""Signs: what the words of a claim show, found once, for its answers and for its kind."""

import re
from dataclasses import dataclass

from claims.extraction.linguistic.lexicon import (
    CAUSAL_MARKERS,
    CAUSAL_VERBS,
    FIRST_SECOND_PERSON,
    MONTHS,
    NUMBER_WORDS,
    OPINION_WORDS,
    word_set,
)
from claims.extraction.worth import words as table
from claims.extraction.worth.words import forms


def _any(*patterns: str, flags: int = 0) -> re.Pattern[str]:
    """Join alternatives into one pattern of whole words."""
    return re.compile(rf"\b(?:{'|'.join(patterns)})(?!\w)", flags)


_MONTH = rf"{MONTHS}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
_WORD = re.compile(r"[\w’'-]+")
_DIGIT = re.compile(r"\d")
_COUNTS_NOTHING = _any(
    r"(?:1[5-9]|20)\d\d(?:[’']?s)?(?![,.]\d)",
    r"(?<=in )1[0-4]\d\d",
    rf"(?:{_MONTH}) \d{{1,2}}(?:st|nd|rd|th)?",
    rf"\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTH})",
    r"\d{1,2}[:.]\d\d(?= ?[ap]\.?m)",
    r"\d{1,2}:\d\d",
    r"\d{1,2}(?= ?[ap]\.?m\b)",
    r"[A-Za-z]+-?\d[\w-]*",
    r"\d+(?:st|nd|rd|th)",
    r"(?<=\w )\w*[A-Z]\w* \d{1,4}(?=['’,.;)]|$)",
)
"""Years, dates, times of day, ordinals and names with figures."""
_COUNT_WORDS = NUMBER_WORDS - {"one", "third", "second", "quarter"}
_DATE = _any(
    r"(?:1[5-9]|20)\d\ds?",
    MONTHS,
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day",
    "yesterday|today|tonight",
    "(?:last|this|next) (?:year|month|week|night|summer|winter|spring|autumn)",
)
_NAME = re.compile(
    r"(?<=[\w,;:)”\"“] )[“\"(]?(?!I\b)[A-Z][\w’-]+"
    r"|^(?!The |An? |In |On |At |It |He |She )(?:[A-Z][\w’-]*\.? ){2}|\b[A-Z]{2,}\b"
)
_SUPERLATIVE = r"(?!(?:int|r|w|for|arr|prot|t|cont|hon|mod|inv|gu|b)est\b)\w{3,}est|most(?= \w)|least(?= \w)"
_ORDINAL = r"first(?! \w+ed\b)|only|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th)"
_RANK = _any(
    rf"(?:the|his|her|its|their|our|my|\w+[’']s?) (?:\w+ )?(?:{_ORDINAL}|best|worst|{_SUPERLATIVE})"
    r"(?! (?:of all|half|week|weekend|day|night|floor|lady|name|hand|place))",
    r"for the (?:first|second|third|last) time",
    r"rank(?:s|ed) (?:first|second|third|last|\d+|among|as)",
    r"record (?:high|low|number|breaking)|(?:a|the|all-time|new|world) record",
    r"more (?:\w+ )*than any(?: other)?",
    rf"one of the (?:best|worst|{_SUPERLATIVE})",
    flags=re.IGNORECASE,
)
_NOT_A_RANK = _any(
    r"(?:first|second|third|fourth)[- ](?:week|month|quarter|year|half|day|night|world|floor)",
    r"at (?:the )?(?:least|most|best|worst|first)",
    r"the only thing",
    "in the (?:first|second) place",
    flags=re.IGNORECASE,
)
_COMPARES = _any(
    r"(?:more|less|fewer|better|worse|\w{2,}er)(?: [\w’'-]+){0,4} than(?! (?:an? |one |two |three |half |\W?\d))",
    r"compared (?:to|with)",
    r"(?:twice|half|times|just|almost|nearly|not) as (?:many|much|big|large|likely|high|\w+) as",
    r"times (?:more|higher|larger|bigger|greater)",
    r"outnumber(?:s|ed)?|surpass(?:es|ed)?|exceed(?:s|ed)?|unlike",
    flags=re.IGNORECASE,
)
_NO_COMPARISON = re.compile(r"\b(?:rather|other|later|earlier|sooner|longer|further) than\b")
_CHANGES = _any(
    r"rose|risen|rising|fell|fallen|falling|grew|grown|(?:in|de)creas(?:es?|ed|ing)|declin(?:es?|ed|ing)(?! to)",
    r"(?:doubl|tripl|halv)(?:es?|ed)|dropped|surg(?:es?|ed)|soar(?:s|ed)|plung(?:es?|ed)|jumped|slump(?:s|ed)|shrank",
)
_CAUSES = _any(
    rf"(?:{'|'.join(sorted(CAUSAL_VERBS - {'force'}))})(?:s|d|ed)?(?! of)",
    r"forc(?:ed|es) (?:\w+ )+to",
    r"(?:led|leads?|leading) to|result(?:s|ed|ing)? in|stem(?:s|med)? from",
    r"contribut(?:es|ed) to|blamed (?:on|for)",
    r"due to|because of|as a result of|thanks to|owing to|caused by|is why",
    flags=re.IGNORECASE,
)
_FUTURE = _any(
    r"will(?! of)|won[’']t|shall",
    r"(?:is|are|was|were|am|’s|'s|’re|'re) (?:not )?(?:\w+ly )?"
    r"(?:expected|going|set|poised|likely|projected|forecast|bound) to",
    r"expects?|predicts?|(?:forecasts?|projects?) that",
)
_SHORT_FUTURE = re.compile(r"[’']ll\b")
_PLAN = re.compile(
    r"(?:\b(?:will|shall|set to|due to|going to)\b|[’']ll\b)"
    r"(?: (?:also|then|now|soon|both|only|all|first|later|\w+ly))* "
    r"(?:be (?:held|released|published|launched|broadcast|shown|opened|screened|aired|played|joined|available"
    r"|staged|hosted|followed|presented|attended|accompanied|replaced|led|included)\b"
    r"|make (?:\w+ ){1,3}(?:visits?|trip|debut|appearance|speech|tour|stop)\b|(?P<verb>[\w-]+))"
)
_SCHEDULED = re.compile(r"\b(?:scheduled|planned|slated|booked|due) (?:for|to|on|in)\b")
_MODAL = re.compile(
    r"\b(?:may(?! \d)|might|could(?!n[’']t| (?:not|only|barely|hardly|never|no longer)\b)|would"
    r"|should|must|ought)\b"
)
_STATE_VERB = re.compile(
    r"^\W*(?:\S+\s){1,14}?(?:is|are|was|were|has|have|had|includes?|contains?|belongs?|owns?|lives?|consists?"
    r"|remains?|stands?|lies|comprises|costs?|means?|holds)\b (?:(?:\w+ly|later|also|not|then"
    r"|already|now|never|still|first|once|even) )*(?P<next>[\w’'-]+)?"
)
_PARTICIPLE = re.compile(
    r"\w{2,}(?:ed|ing|own|awn|ght|pt)|been|made|said|told|found|won|lost|held|put|set|sent|built|taken|given|seen|gone"
    r"|done|come|become|begun|written|led|met|hit|shot|cut|born|spent|paid|sold|left|read|risen|fallen|broken|chosen"
    r"|spoken|driven|beaten|stolen|hidden|struck|stuck|thought|kept|laid|run|forgotten|proven|worn|torn|sworn"
)
_JUDGES = re.compile(
    r"(?:\b(?:is|are|was|were|be|been|seems?|looks?|feels?|sounds?|remains?)|[’']s|[’']re)"
    r"(?: (?:an?|the|so|very|too|quite|not|more|most|one|of|such|really|just|\w+ly))* (?P<word>[\w-]+)"
)
_BEFORE_MAIN_VERB = re.compile(
    r"\b(?:is|are|was|were|has|had|said|thought|knew|told|that|what|which|who|whether|how|when|why|where|because"
    r"|if|after|before|\w{3,}ed)\b"
)
_QUOTED = re.compile(r"[“\"]([^“”\"]{12,})[”\"]")
_THINKS = _any(r"I (?:\w+ )?(?:think|believe|feel|guess|suppose|reckon)")
_OWN_INTENTION = re.compile(
    rf"(?:\bI|\bwe|^\W*We)(?:[’']\w+)?(?: \w+){{0,2}}? (?:{'|'.join(sorted(table.INTENTIONS))})\b"
)
_ON_ONESELF = re.compile(
    r"^\W*(?:And |But |So |When |As |Then )*(?:I|My)\b|\bI[’'](?:m|ve|d)\b|\bI (?:was|am|have|had)\b"
)
_REQUEST = re.compile(r"^\W*(?:Please |Just |Now |Then )?(?P<verb>[A-Z]?[\w’']+)(?P<rest>(?: \S+){0,8})")
_SUBJECT = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|could|did|does|said|says)\b")


_RANKING = word_set(
    "first only third fourth fifth sixth seventh eighth ninth tenth last most least worst record ranks ranked any"
)
_COMPARING = word_set("than as compared times unlike") | forms("outnumber surpass exceed")
_REASONING = CAUSAL_MARKERS - word_set("since thus hence therefore")
_CAUSE_HINT = re.compile(
    rf"\b(?:{'|'.join(sorted(verb.removesuffix('e') for verb in CAUSAL_VERBS))}"
    r"|le[ad]|result|stem|contribut|blam|due|thank|owing|is why|becaus)"
)
_MODALS = word_set("may might could would should must ought")
_ONESELF = (FIRST_SECOND_PERSON - table.HALF_PERSON) | word_set(
    "i’m i’ve i’d i’ll i'm i've i'd i'll you’re you're you’ll you'll you’ve"
)
_I = word_set("i my i’m i’ve i’d i'm i've i'd")


@dataclass(frozen=True, slots=True)
class Signs:
    """The words of a claim in lower case, how many, and the names of the signs that were found."""

    words: frozenset[str]
    length: int
    found: frozenset[str]


def signs_of(text: str) -> Signs:
    """Find the signs of one claim."""
    listed = _WORD.findall(text)
    words = frozenset([word.lower() for word in listed if word != "US"])  # the country is not the pronoun
    tests = {**_content(text, words), **_attitude(text, words)}
    return Signs(words, len(listed), frozenset([name for name, holds in tests.items() if holds]))


def _content(text: str, words: frozenset[str]) -> dict[str, object]:
    """Tell what the words speak of; the costly patterns are only tried where a word of theirs is there."""
    low = text.lower()
    return {
        "number": not words.isdisjoint(_COUNT_WORDS) or _has_figure(text),
        "date": _DATE.search(text),
        "name": _NAME.search(text),
        "ranking": (not words.isdisjoint(_RANKING) or "est" in low) and _RANK.search(_NOT_A_RANK.sub("", low)),
        "comparison": not words.isdisjoint(_COMPARING) and _COMPARES.search(_NO_COMPARISON.sub("", low)),
        "change": _CHANGES.search(low),
        "because": not words.isdisjoint(_REASONING),
        "cause": _CAUSE_HINT.search(low) and _CAUSES.search(low),
        "harm": not words.isdisjoint(table.HARM),
        "many": not words.isdisjoint(table.MANY),
        "record": not words.isdisjoint(table.RECORD),
        "extreme": not words.isdisjoint(table.EXTREME),
        "state": is_state(low),
        "quoted": sum(map(len, _QUOTED.findall(text))) > len(text) / 2,
    }


def _attitude(text: str, words: frozenset[str]) -> dict[str, object]:
    """Tell how the words stand to what they speak of."""
    modal = None if words.isdisjoint(_MODALS) else _MODAL.search(text)
    future = _FUTURE.search(text) or _SHORT_FUTURE.search(text)
    return {
        "normative": modal and not words.isdisjoint(table.NORMATIVE) and _is_main(text, modal.start()),
        "speculative": modal,
        "speculates": modal and _is_main(text, modal.start()),
        "hedged": not words.isdisjoint(table.HEDGING),
        "judging": not words.isdisjoint(OPINION_WORDS),
        "opinion": _is_judgement(text, words) or ("i" in words and _THINKS.search(text)) or "my opinion" in text,
        "future": future and _is_main(text, future.start()),
        "scheduled": (future and is_plan(text)) or _SCHEDULED.search(text),
        "wish": not words.isdisjoint(table.WISH_VERBS),
        "intention": not words.isdisjoint(table.INTENTIONS),
        "own_intention": not words.isdisjoint(table.INTENTIONS) and _OWN_INTENTION.search(text),
        "asks": text.rstrip("\"'”’)» .").endswith("?"),
        "requests": _is_request(text, words),
        "first_person": not words.isdisjoint(_ONESELF),
        "we": not words.isdisjoint(table.HALF_PERSON),
        "on_oneself": not words.isdisjoint(_I) and _ON_ONESELF.search(text),
        "private": not words.isdisjoint(table.PRIVATE_VERBS),
    }


def _has_figure(text: str) -> bool:
    """Whether a figure counts something."""
    return _DIGIT.search(text) is not None and _DIGIT.search(_COUNTS_NOTHING.sub("", text)) is not None


def _is_main(text: str, place: int) -> bool:
    """Whether the verb at the place is likely that of the main clause: no other one begins before it."""
    return _BEFORE_MAIN_VERB.search(text, text.rfind(",", 0, place) + 1, place) is None


def is_plan(text: str) -> bool:
    """Whether the future it speaks of is set down: a visit, a launch, a match, which one can look up."""
    match = _PLAN.search(text)
    return match is not None and (match["verb"] is None or match["verb"].lower() in table.CALENDAR_VERBS)


def is_state(low: str) -> bool:
    """Whether it says what something is or has, and not what happened to it; ``low`` is in lower case."""
    match = _STATE_VERB.match(low)
    return match is not None and not (match["next"] and _PARTICIPLE.fullmatch(match["next"]))


def _is_judgement(text: str, words: frozenset[str]) -> bool:
    """Whether a word of opinion is the predicate."""
    if words.isdisjoint(OPINION_WORDS):
        return False
    return any(match["word"].lower() in OPINION_WORDS for match in _JUDGES.finditer(text))


def _is_request(text: str, words: frozenset[str]) -> bool:
    """Whether it begins with a verb that asks for something, and no other verb makes that word its subject."""
    match = _REQUEST.match(text)
    if match is None or match["verb"].lower() not in table.ASSERTING_STARTERS:
        return False
    return not _SUBJECT.search(match["rest"]) or not words.isdisjoint({"you", "your"})
