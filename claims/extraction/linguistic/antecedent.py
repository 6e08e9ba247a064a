"""Antecedents: what each pronoun of a sentence stands for, once for all its claims.

Candidates are weighed by their place in the sentence and by recency, as in Lappin and Leass, "An algorithm for
pronominal anaphora resolution" (1994). Number, gender and syntax rule candidates out; where the best does not
outweigh the second clearly, nothing is chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.extraction.linguistic.certainty import (
    MAIN_SUBJECT,
    SHOWS_GENDER,
    SURE,
    Weighed,
    certainty,
    governs,
    is_main,
    wants_people,
)
from claims.extraction.linguistic.lexicon import ENCOUNTERS, FIRST_SECOND_PERSON, OCCASIONS, word_set
from claims.extraction.linguistic.memory import FEMALE, MALE
from claims.extraction.linguistic.mention import (
    Entity,
    Mention,
    Sort,
    describe,
    group_of,
    learn_nouns,
    nominal_heads,
    opens_as_speaker,
    role_weight,
    takes_plural_verb,
)
from claims.extraction.linguistic.tree import children, has_child, reports, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from claims.extraction.linguistic.scene import Scene

GENDERS = {"he": MALE, "him": MALE, "his": MALE, "she": FEMALE, "her": FEMALE, "hers": FEMALE}
THINGS = frozenset({"it", "its"})
PLURALS = frozenset({"they", "them", "their", "theirs"})
_DESCRIBING = ("amod", "nmod", "compound", "acl", "acl:relcl", "nmod:poss", "nummod", "appos", "flat", "conj")
_ARGUMENTS = ("nsubj", "nsubj:pass", "obj", "iobj", "obl")
LEAD = 1.15
"""How many times the weight of the second candidate the first must have at least."""
SAME_ROLE = 1.15
PERHAPS_PERSON = 0.7
"""What a name of which nothing shows that it is a person's weighs for *he* and *she*."""
HARDLY_ACTS = 0.5
"""What things weigh for *they* who say or want something."""
GOES_ON = 0.5
"""Probability from which *They* opening a sentence are the people that the sentence before was about."""
GOVERNING_SUBJECT = 1.5
"""The subject of a clause above the pronoun's own: ``Ana said she …``."""


@dataclass(frozen=True, slots=True)
class Antecedent:
    """What a pronoun stands for, and the heads of its other mentions in the sentence."""

    entity: Entity
    heads: frozenset[int]


def find_antecedents(scene: Scene, *, remember: bool = True) -> dict[int, Antecedent]:
    """Return what the pronouns and bare descriptions of a sentence stand for, and remember its mentions.

    ``remember`` is off for who says a quotation, while the quotation has not been read.
    """
    memory = scene.memory
    mentions: list[Mention] = []
    found: dict[int, Entity] = {}
    for head in nominal_heads(scene):
        pronoun = is_pronoun(head)
        entity = _of_pronoun(scene, head, mentions) if pronoun else _of_noun(scene, head)
        if entity is None:
            continue
        if pronoun or (head.lower_ in entity.nouns and is_bare_description(head)):
            found[head.i] = entity
        elif entity.name:
            learn_nouns(head, entity)
        entity.acts_plural = entity.acts_plural or takes_plural_verb(scene, head)
        if remember:
            entity.note(memory.sentence_number, role_weight(scene, head), _role(scene, head))
            memory.bring_to_mind(entity)
        mentions.append(Mention(head, entity))
        if (group := group_of(scene, mentions, head)) is not None:
            group = next((one for one in memory.in_mind() if one.members == group.members), group)
            mentions.append(Mention(head.head, group))
            if remember:
                group.note(memory.sentence_number, role_weight(scene, head.head), _role(scene, head.head))
                memory.bring_to_mind(group)
    named: dict[Entity, set[int]] = {}
    for mention in mentions:
        if mention.head.i not in found:
            named.setdefault(mention.entity, set()).add(mention.head.i)
    return {i: Antecedent(entity, frozenset(named.get(entity, ()))) for i, entity in found.items()}


def _role(scene: Scene, head: Token) -> str:
    main = (head.dep_.startswith("nsubj") and is_main(head)) or opens_as_speaker(scene, head)
    return MAIN_SUBJECT if main else head.dep_


def is_pronoun(token: Token) -> bool:
    """Whether the token is a pronoun that is looked up here."""
    word = token.lower_
    if word == "this":
        return token.pos_ == "PRON" and token.dep_ in ("nsubj", "nsubj:pass")
    return word in GENDERS or word in THINGS or word in PLURALS


def is_bare_description(head: Token) -> bool:
    """Whether a noun has *the* or *this* before it and nothing else that describes it."""
    if head.pos_ != "NOUN" or head.tag_ == "NNS" or has_child(head, *_DESCRIBING):
        return False
    return any(child.lower_ in ("the", "this") for child in children(head, "det"))


def _of_noun(scene: Scene, head: Token) -> Entity | None:
    """Return the entity of a noun phrase: one that was mentioned before, or a new one."""
    new = describe(scene, head)
    if new is None:
        return None
    bare = is_bare_description(head)
    if not new.name and bare and (named := _called(scene, head.lower_)) is not None:
        return named
    definite = any(child.lower_ in ("the", "this", "that") for child in children(head, "det"))
    if definite and not new.name and (person := _only_person(scene, new)) is not None:
        return person
    described = has_child(head, "amod", "nmod", "compound")
    for known in scene.memory.in_mind():
        if known.name and (known.name == new.name or (known.prior and _spells(head, known.name))):
            if known.sort is Sort.UNSURE and new.name:
                known.sort, known.gender = new.sort, known.gender or new.gender
            return known
        same_noun = known.head is not None and not known.name and known.head.lower_ == head.lower_
        if not new.name and same_noun and definite and not described:
            return known
    return new


def _called(scene: Scene, noun: str) -> Entity | None:
    """Return the only thing in mind that the text calls by this noun, or the person whom the text is about."""
    named = [one for one in scene.memory.in_mind() if one.name and noun in one.nouns]
    if len(named) != 1 or (named[0].sort is Sort.PERSON and not named[0].prior):
        return None
    return named[0]


def _only_person(scene: Scene, described: Entity) -> Entity | None:
    """Return whom *the former goalkeeper* must be: the only person of the last sentences, known by name."""
    if described.sort is not Sort.PERSON or described.is_plural:
        return None
    since = scene.memory.sentence_number - 2
    people = [
        one
        for one in scene.memory.in_mind()
        if one.sort in (Sort.PERSON, Sort.UNSURE)
        and not one.is_plural
        and max(one.weights, default=since) >= since
    ]
    if (
        len(people) != 1
        or people[0].sort is not Sort.PERSON
        or not people[0].name
        or max(people[0].weights, default=since) > since + 1
    ):
        return None
    return people[0] if described.gender in (None, people[0].gender) or people[0].gender is None else None


def _spells(head: Token, name: str) -> bool:
    """Whether the words up to a noun are the name of the topic: ``Down syndrome``."""
    words = name.lower().split()
    return [token.lower_ for token in head.doc[max(0, head.i + 1 - len(words)) : head.i + 1]] == words


def _of_pronoun(scene: Scene, pronoun: Token, before: list[Mention]) -> Entity | None:
    """Choose among what is in mind and fits; None when nothing outweighs the rest."""
    word = pronoun.lower_
    if word == "this":
        return _last_happening(scene, before)
    if word in THINGS and stands_for_nothing(pronoun):
        return None
    kind = "person" if word in GENDERS else "thing" if word in THINGS else "plural"
    weighed = _weighed(scene, pronoun, before)
    if not weighed or (len(weighed) > 1 and weighed[0][0] < LEAD * weighed[1][0]):
        return None
    sure = certainty(kind, scene, pronoun, weighed, before)
    best = weighed[0][1]
    goes_on = _goes_on(scene, pronoun, best)
    if goes_on and word in PLURALS and (best.members or best.acts_plural):
        return best
    if sure < (GOES_ON if goes_on and best.sort is Sort.PERSON and best.is_plural else SURE[kind]):
        return None
    if word in GENDERS and best.sort is Sort.UNSURE and not (goes_on and _is_only_name(weighed)):
        return None
    if word in GENDERS and best.gender is None and sure >= SHOWS_GENDER:
        best.gender = GENDERS[word]
        if best.name:
            scene.memory.note_gender(best.name, GENDERS[word])
    return best


def _goes_on(scene: Scene, pronoun: Token, entity: Entity) -> bool:
    """Whether a sentence opens with the pronoun and the one before had the entity as its main subject."""
    last = scene.memory.sentence_number - 1
    opens = pronoun.i == pronoun.sent.start and pronoun.dep_.startswith("nsubj") and is_main(pronoun)
    spoken = any(token.lower_ in FIRST_SECOND_PERSON for token in scene.doc)
    return opens and not spoken and entity.roles.get(last) == MAIN_SUBJECT


def _is_only_name(weighed: Weighed) -> bool:
    """Whether *she* can be nobody else: the name is all of a subject, and no other person is named."""
    head, scene = weighed[0][1].head, weighed[0][1].scene
    name = None if head is None or scene is None else scene.name_at(head)
    if head is None or name is None or any(one.name and one.sort is Sort.PERSON for _, one in weighed[1:]):
        return False
    words = [*children(head, "flat", "compound", "appos"), *children(head.head, "nsubj", "nsubj:pass")]
    return all(name.start <= word.i < name.end for word in words)


def _last_happening(scene: Scene, before: list[Mention]) -> Entity | None:
    """Return the event or visit that the clause or sentence before was about: *this* stands for nothing else."""
    last = scene.memory.sentence_number - (0 if before else 1)
    for entity in scene.memory.in_mind():
        was_subject = entity.roles.get(last) == MAIN_SUBJECT and not entity.is_plural
        if was_subject and entity.head is not None and entity.head.lower_ in OCCASIONS | ENCOUNTERS:
            return entity
    return None


def _weighed(scene: Scene, pronoun: Token, before: list[Mention]) -> Weighed:
    """Return the candidates with their weights, the heaviest first, and of equals the last mentioned."""
    barred = _barred(pronoun, before)
    candidates = [one for one in scene.memory.in_mind() if one not in barred and _fits(pronoun, one)]
    weighed = [(_weight(scene, pronoun, one, before), one) for one in reversed(candidates)]
    return sorted(weighed, key=lambda pair: -pair[0])


def _fits(pronoun: Token, entity: Entity) -> bool:
    """Whether number, sort and gender allow the pronoun."""
    word = pronoun.lower_
    if word in PLURALS:
        return entity.is_plural or entity.acts_plural or (entity.sort is Sort.GROUP and bool(entity.name))
    if entity.is_plural:
        return False
    if word in THINGS:
        return entity.sort is not Sort.PERSON
    return entity.sort in (Sort.PERSON, Sort.UNSURE) and entity.gender in (None, GENDERS[word])


def _weight(scene: Scene, pronoun: Token, entity: Entity, before: list[Mention]) -> float:
    now = scene.memory.sentence_number
    weight = entity.salience(now)
    if entity.roles.get(now, entity.roles.get(now - 1, "")).split(":")[0] == pronoun.dep_.split(":")[0]:
        weight *= SAME_ROLE
    if entity.sort is Sort.THING and pronoun.lower_ in PLURALS and wants_people(pronoun):
        weight *= HARDLY_ACTS
    if entity.sort is Sort.UNSURE and not entity.prior and pronoun.lower_ in GENDERS:
        weight *= PERHAPS_PERSON
    return weight * GOVERNING_SUBJECT if governs(pronoun, entity, before) else weight


def _barred(pronoun: Token, before: list[Mention]) -> set[Entity]:
    """Return what the pronoun cannot stand for: the phrases around it, and the other arguments of its verb."""
    around: set[int] = set()
    node = pronoun
    while node.head.i != node.i:
        if node.dep_ != "conj":
            around.add(node.head.i)
        node = node.head
    clause = {child.i for child in children(pronoun.head, *_ARGUMENTS)} if pronoun.dep_ in _ARGUMENTS else set()
    speaker = _speaker_outside(pronoun)
    return {
        mention.entity
        for mention in before
        if mention.head.i in around or mention.head.i in clause or mention.head.i == speaker
    }


def _speaker_outside(pronoun: Token) -> int:
    """Return who says the quotation that the pronoun stands in; -1 when it stands in none."""
    quotes = [token.i for token in pronoun.doc if token.text in '“”"' and token.i < pronoun.i]
    if len(quotes) % 2 == 0:
        return -1
    for above in pronoun.ancestors:
        subject = subject_of(above)
        if reports(above) and subject is not None and not quotes[-1] < subject.i < pronoun.i:
            return subject.i
    return -1


def stands_for_nothing(pronoun: Token) -> bool:
    """Whether the pronoun stands for nothing: ``it is clear that …``, ``it rained``."""
    if pronoun.dep_ == "expl":
        return True
    return (
        pronoun.lower_ == "it"
        and pronoun.dep_ in ("nsubj", "nsubj:pass", "obj")
        and _is_anticipatory(pronoun.head)
    )


def _is_anticipatory(predicate: Token) -> bool:
    """Whether *it* only announces a clause: ``it is clear that …``."""
    clauses = ("ccomp", "csubj", "csubj:pass", "acl:relcl", "advcl:relcl")
    if predicate.pos_ in ("ADJ", "NOUN", "ADV") or has_child(predicate, "cop"):
        followed = has_child(predicate, *clauses, *(("xcomp", "advcl") if predicate.pos_ == "ADJ" else ()))
        return followed or predicate.lemma_.lower() in _WEATHER_AND_TIME
    if predicate.lemma_.lower() in _WEATHER_AND_TIME or predicate.dep_ == "xcomp":
        return True
    announces = has_child(predicate, "aux:pass") or predicate.lemma_.lower() in _ANNOUNCING
    return announces and has_child(predicate, *clauses, "xcomp")


_WEATHER_AND_TIME = word_set(
    "rain snow time late early morning night day cold hot dark midnight noon matter year month week"
)
_ANNOUNCING = word_set("seem appear happen turn follow look take emerge occur strike help mean make require")
