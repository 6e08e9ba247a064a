"""Lemmas: spaCy's English rules with WordNet's lists, and tables learned from the treebanks."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from claims.extraction.linguistic.train.conllu import Sentence

if TYPE_CHECKING:
    from spacy.language import Language

CLOSED = ("adp", "aux", "cconj", "det", "part", "pron", "sconj")
"""Parts of speech whose words are few and irregular ("’s" → "be"), so that a table beats rules."""

OPEN = ("adj", "adv", "noun", "verb")
"""Parts of speech that WordNet has."""

SEEN = 2
"""How often a form must have been seen to be believed."""

Table = dict[str, dict[str, list[str]]]
"""Part of speech in lower case → form in lower case → lemmas."""

ODD: Table = {"verb": {"gon": ["go"], "got": ["get"], "wan": ["want"]}}
"""Frequent forms that neither rules nor WordNet know ("gon", "wan": of "gonna", "wanna")."""


def commonest_lemmas(sentences: Iterable[Sentence]) -> Table:
    """Give the commonest lemma of each form, with straight and with typographic apostrophes."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for word in sentence.words:
            if word.lemma != "_":
                counts[word.pos.lower(), word.form.lower().replace("’", "'")][word.lemma] += 1
    table: Table = defaultdict(dict)
    for (pos, form), lemmas in sorted(counts.items()):
        lemma, seen = lemmas.most_common(1)[0]
        if seen >= SEEN:
            table[pos] |= {form: [lemma], form.replace("'", "’"): [lemma]}
    return dict(table)


def irregular_forms(common: Table, irregular: Table, verbs: Iterable[str]) -> Table:
    """Give the exceptions to the rules.

    Closed-class words and contractions ("’s" as a verb) are as the treebanks have them; irregular forms as
    WordNet has them, but of several lemmas the one commonest in the treebanks ("better" → "good"). Verbs
    that are their own base are listed too, since the rules would cut some of them ("miss", "need", "bring").
    """
    table: Table = {pos: common.get(pos, {}) for pos in CLOSED}
    for pos, forms in irregular.items():
        known = common.get(pos, {})
        contracted = {form: lemmas for form, lemmas in known.items() if form[0] in "'’"}
        table[pos] = {form: known.get(form, lemmas) for form, lemmas in forms.items()} | contracted
        table[pos] |= ODD.get(pos, {})
    table["verb"] = {verb: [verb] for verb in verbs} | table["verb"]
    return table


def add_lemmatizer(nlp: "Language", sentences: Iterable[Sentence]) -> None:
    """Add the rule lemmatizer, with all its tables inside, to a pipeline after its parser."""
    from spacy.lookups import Lookups, load_lookups

    shipped = load_lookups("en", ["lemma_index", "lemma_exc", "lemma_rules"])
    index = {pos: shipped.get_table("lemma_index")[pos] for pos in OPEN}
    irregular = {pos: shipped.get_table("lemma_exc")[pos] for pos in OPEN}
    lookups = Lookups()
    # As dictionaries: the lemmatizer asks whether a word is in its list, which takes a list 50 µs.
    lookups.add_table("lemma_index", {pos: dict.fromkeys(words, True) for pos, words in index.items()})
    lookups.add_table("lemma_exc", irregular_forms(commonest_lemmas(sentences), irregular, index["verb"]))
    lookups.add_table("lemma_rules", dict(shipped.get_table("lemma_rules")))
    lemmatizer = nlp.add_pipe("lemmatizer", after="parser", config={"mode": "rule"})
    lemmatizer.initialize(lookups=lookups)  # type: ignore[attr-defined]
