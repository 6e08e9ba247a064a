"""The shipped language pipeline, and the reading of treebanks that it was trained on."""

import random

import numpy as np
import pytest

from claims.extraction.linguistic.pipeline import MODEL_FOLDER, load_pipeline, widen
from claims.extraction.linguistic.train.conllu import Sentence, paragraphs, read_sentences
from claims.extraction.linguistic.train.corpus import to_doc
from claims.extraction.linguistic.train.lemmas import commonest_lemmas, irregular_forms
from claims.extraction.linguistic.train.lexicon import verb_forms
from claims.extraction.linguistic.train.names import align, valid, with_noted_names
from claims.extraction.linguistic.train.shrink import narrow
from claims.extraction.linguistic.train.variation import typeset, varied, without_stop

NEWS = "Kim Jong Un visited Beijing on Tuesday. It was his first trip to China in six years."

TREEBANK = """\
# newdoc id = letter
# newpar
# sent_id = letter-1
1-2\tDon't\t_\t_\t_\t_\t_\t_\t_\t_
1\tDo\tdo\tAUX\tVB\tMood=Imp|Typo=Yes\t3\taux\t_\t_
2\tn't\tnot\tPART\tRB\tPolarity=Neg\t3\tadvmod\t_\t_
3\tcall\tcall\tVERB\tVB\t_\t0\troot\t_\t_
3.1\tme\tme\tPRON\tPRP\t_\t_\t_\t_\t_
4\t"\t"\tPUNCT\t``\t_\t5\tpunct\t_\tSpaceAfter=No
5\ttoday\ttoday\tNOUN\tNN\t_\t3\tobl:tmod\t_\tSpaceAfter=No
6\t"\t"\tPUNCT\t''\t_\t5\tpunct\t_\t_

# newpar
# sent_id = letter-2
1\tPresident\tPresident\tPROPN\tNNP\tNumber=Sing\t2\tnmod:desc\t_\tEntity=(1-person-new-x
2\tJo\tJo\tPROPN\tNNP\tNumber=Sing\t4\tnsubj\t_\t_
3\tCox\tCox\tPROPN\tNNP\tNumber=Sing\t2\tflat\t_\tEntity=1)
4\tleft\tleave\tVERB\tVBD\t_\t0\troot\t_\t_
5\tthe\tthe\tDET\tDT\t_\t6\tdet\t_\tEntity=(2-organization-new-x
6\tBank\tBank\tPROPN\tNNP\tNumber=Sing\t4\tobj\t_\t_
7\tof\tof\tADP\tIN\t_\t8\tcase\t_\t_
8\tChina\tChina\tPROPN\tNNP\tNumber=Sing\t6\tnmod\t_\tEntity=(3-place-new-x)2)|SpaceAfter=No
9\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_
"""


@pytest.fixture(scope="module")
def treebank() -> list[Sentence]:
    return list(read_sentences(TREEBANK.splitlines()))


def test_sentence_is_tagged_and_parsed() -> None:
    doc = load_pipeline()(NEWS)
    verb = next(token for token in doc if token.text == "visited")
    assert (verb.pos_, verb.tag_, verb.dep_) == ("VERB", "VBD", "ROOT")
    assert "Tense=Past" in str(verb.morph)
    relations = {child.dep_: child.text for child in verb.children}
    assert relations["nsubj"] == "Kim"
    assert relations["obj"] == "Beijing"


def test_sentences_are_broken_by_the_parse() -> None:
    assert [sentence.text for sentence in load_pipeline()(NEWS).sents] == NEWS.replace(". It", ".|It").split("|")


def test_names_have_kinds() -> None:
    doc = load_pipeline()("Barack Obama met the leaders of Microsoft Corporation in London.")
    assert {name.text: name.label_ for name in doc.ents} == {
        "Barack Obama": "PER",
        "Microsoft Corporation": "ORG",
        "London": "LOC",
    }


@pytest.mark.parametrize(
    ("text", "form", "lemma"),
    [
        ("She visited Rome.", "visited", "visit"),
        ("The children were there.", "children", "child"),
        ("The children were there.", "were", "be"),
        ("He didn’t go.", "n’t", "not"),
        ("They need to miss the train.", "need", "need"),
    ],
)
def test_words_have_lemmas(text: str, form: str, lemma: str) -> None:
    doc = load_pipeline()(text)
    assert next(token for token in doc if token.text == form).lemma_ == lemma


def test_pipeline_is_loaded_once() -> None:
    assert load_pipeline() is load_pipeline()


def test_weights_are_small_and_credited() -> None:
    assert sum(path.stat().st_size for path in MODEL_FOLDER.rglob("*")) <= 20_000_000
    notice = (MODEL_FOLDER / "NOTICE").read_text(encoding="utf-8")
    for work in (
        "UD English EWT",
        "GUM",
        "UNER English EWT",
        "WordNet",
        "spaCy lookups data",
        "CC BY-SA 4.0",
    ):
        assert work in notice


def test_weights_survive_packing() -> None:
    weights = np.random.default_rng(0).normal(size=(64, 3, 96)).astype("float32")
    restored = widen(narrow(weights))
    assert restored.shape == weights.shape
    assert np.abs(restored - weights).max() < 0.02 * np.abs(weights).max()
    assert widen(narrow(None)) is None


def test_merged_tokens_become_words_with_their_spacing(treebank: list[Sentence]) -> None:
    first = treebank[0]
    assert [word.form for word in first.words] == ["Do", "n't", "call", '"', "today", '"']
    assert [word.space for word in first.words] == [False, True, True, False, False, True]


def test_labels_are_unified(treebank: list[Sentence]) -> None:
    words = treebank[0].words
    assert words[4].relation == "obl:unmarked"
    assert words[0].morph == "Mood=Imp"


def test_quotes_are_typeset(treebank: list[Sentence]) -> None:
    forms = [word.form for word in typeset(treebank[0], random.Random(0)).words]
    assert forms == ["Do", "n’t", "call", "“", "today", "”"]


def test_document_is_a_paragraph(treebank: list[Sentence]) -> None:
    groups = list(paragraphs(treebank))
    assert [len(group) for group in groups] == [1, 1]
    doc = to_doc(load_pipeline().vocab, groups[0])
    assert doc.text.strip() == 'Don\'t call "today"'
    assert doc[4].head.text == "call"


def test_entity_notes_become_names(treebank: list[Sentence]) -> None:
    names = list(with_noted_names(treebank))[1].names
    assert names == ("O", "B-PER", "I-PER", "O", "O", "B-ORG", "I-ORG", "I-ORG", "O")


def test_tags_of_other_tokens_are_carried_over(treebank: list[Sentence]) -> None:
    tagged = [
        ("President", "O"),
        ("JoCox", "B-PER"),
        ("leftthe", "O"),
        ("Bank", "B-ORG"),
        ("ofChina.", "I-ORG"),
    ]
    assert align(treebank[1].words, tagged)[:4] == ("O", "B-PER", "I-PER", "O")
    assert align(treebank[1].words, [("Other", "O")]) == ()


def test_every_name_begins_with_b() -> None:
    assert valid(["O", "I-PER", "I-ORG", "I-ORG"]) == ["O", "B-PER", "B-ORG", "I-ORG"]


def test_closed_class_words_are_learned(treebank: list[Sentence]) -> None:
    assert commonest_lemmas([*treebank, *treebank])["part"] == {"n't": ["not"], "n’t": ["not"]}


def test_irregular_forms_have_their_commonest_lemma() -> None:
    common = {"adj": {"better": ["good"]}, "aux": {"were": ["be"]}, "verb": {"'s": ["be"], "ran": ["run"]}}
    irregular = {"adj": {"better": ["well", "good"]}, "verb": {"went": ["go"]}}
    table = irregular_forms(common, irregular, ["miss"])
    assert table["adj"] == {"better": ["good"]}
    assert table["aux"] == {"were": ["be"]}
    assert table["verb"].items() >= {"miss": ["miss"], "went": ["go"], "'s": ["be"]}.items()
    assert "ran" not in table["verb"]


def test_regular_verb_forms() -> None:
    assert verb_forms("carry") == ("carry", "carries", "carried", "carrying")
    assert verb_forms("pass") == ("pass", "passes", "passed", "passing")
    assert verb_forms("hope") == ("hope", "hopes", "hoped", "hoping")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("parents and/or teachers", "parents and / or teachers"),
        ("No!!! =====", "No !!! ====="),
        ("a non-existent, well-known e-mail", "a non-existent , well - known e-mail"),
        ("the report(s) of 2012", "the report ( s ) of 2012"),
        ("I dunno, he can't.", "I du n no , he ca n't ."),
        ("See https://example.org/and/or now", "See https://example.org/and/or now"),
    ],
)
def test_words_are_cut_as_in_the_treebanks(text: str, words: str) -> None:
    assert [token.text for token in load_pipeline().make_doc(text)] == words.split()


def test_full_stop_is_left_out_with_its_name_tag(treebank: list[Sentence]) -> None:
    named = next(with_noted_names([treebank[1]]))
    bare = without_stop(named)
    assert [word.form for word in bare.words] == [word.form for word in named.words[:-1]]
    assert bare.names == named.names[:-1]
    assert without_stop(treebank[0]) == treebank[0]


def test_paragraph_is_varied_without_losing_a_word(treebank: list[Sentence]) -> None:
    rng = random.Random(1)
    for _ in range(50):
        documents = varied(treebank, rng)
        assert [len(document) for document in documents] in ([2], [1, 1])
        for sentence, original in zip((s for d in documents for s in d), treebank, strict=True):
            assert len(original.words) - len(sentence.words) in (0, 1)
