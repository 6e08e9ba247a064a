"""Word tables of the rules. Closed classes are whole; open classes hold the words that news uses most."""


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


def phrase_set(text: str) -> frozenset[str]:
    """Return the phrases of a text, which bars separate, as a set."""
    return frozenset(phrase.strip() for phrase in " ".join(text.split()).split("|"))


# --- reporting and attitude -----------------------------------------------------------------------

REPORTING_VERBS = word_set(
    """say tell announce claim state report add note warn believe argue allege insist emphasize
    emphasise stress explain reveal declare suggest acknowledge admit write estimate decide rule
    hear learn show indicate predict think assert maintain testify recall conclude contend quote
    tweet post point observe remark reckon confirm disclose caution complain boast reply respond
    answer concede confess swear hint inform remind assure agree mention reiterate underline
    underscore clarify counter forecast project find"""
)
"""Verbs that, with a clause, say who asserts it; not those that only hope, fear or deny it."""
TELLING_VERBS = word_set("tell remind inform assure warn convince")
"""Reporting verbs with an addressee."""

OPINION_WORDS = word_set(
    """significant important powerful grand rare remarkable historic interesting great greater greatest
    good bad better worse clear bigger amazing terrible beautiful crucial essential key major
    central impressive dramatic unprecedented strategic symbolic horrible awful wonderful brilliant
    disgraceful shameful stunning excellent perfect disappointing beloved iconic legendary famous
    popular controversial ideal unique extraordinary devastating shocking ridiculous absurd
    outrageous fantastic lovely sad happy unfair unacceptable delicious pathetic radical extreme
    disastrous best worst weak strong bold brave cruel dangerous special incredible unbelievable
    magical memorable inspiring emotional reckless irresponsible"""
)
SPECULATIVE_MODALS = word_set("may might could would should can must")
HEDGES = word_set(
    """seem appear likely unlikely possibly perhaps probably potentially interpret apparently allegedly
    reportedly presumably supposedly roughly arguably intend aim hope expect"""
)
FIRST_SECOND_PERSON = word_set("i we me us my our mine ours myself ourselves you your yours yourself")
CAUSAL_MARKERS = word_set("because therefore thus hence since")
CAUSAL_VERBS = word_set("cause trigger prompt spark provoke force enable prevent")

# --- joining words --------------------------------------------------------------------------------

CONNECTIVE_ADVERBS = word_set(
    """furthermore moreover however therefore thus meanwhile additionally consequently hence
    nevertheless nonetheless besides instead overall indeed also then finally similarly
    likewise too anyway accordingly"""
)
CONNECTIVE_PHRASES = phrase_set(
    """
    above all | after all | as a consequence | as a result | as such | at any rate | at the same time |
    by contrast | even so | for example | for instance | in addition | in contrast | in fact | in other
    words | in particular | in short | in the meantime | in this context | in turn | of course | on the
    one hand | on the other hand | that said | to be sure | within this context
    """
)
SPLITTING_MARKS = word_set("because as since while although though whereas so but and that")
"""Subordinators whose clause becomes a claim of its own."""
TIME_MARKS = word_set("after before when until once till whenever")
"""Subordinators whose clause stays: it says when."""
CONDITION_MARKS = word_set("if unless whether provided")
"""Subordinators whose clause stays: without it the claim would say more than the text."""
COLLECTIVE_WORDS = word_set(
    """together between among both jointly respectively side each combine combined merge merged unite
    united or nor either neither mix compare difference total average"""
)
"""Words beside which a list means its items together."""
INCLUDING_WORDS = word_set("especially including particularly namely such like notably mainly e.g. i.e.")
QUANTITY_PREPOSITIONS = word_set("over about around nearly under some almost approximately")

# --- things that texts refer back to --------------------------------------------------------------

OCCASIONS = word_set(
    """event parade celebration ceremony festival show exhibition commemoration anniversary match game
    concert race"""
)
ENCOUNTERS = word_set("visit trip meeting summit talk conference journey tour encounter")
PERIODS = word_set("year month week day decade century season quarter moment time date")
EVENT_PARTICIPLES = word_set(
    """surprise mark make raise prompt spark cause force trigger draw fuel leave bring lead mean allow
    help create end"""
)
"""Verbs whose participle after a clause is about the whole event, not about the subject."""
SETTING_PARTICIPLES = word_set(
    """given based compared depending added taken put asked granted provided seen left judging considering
    according including following regarding concerning assuming excluding owing barring starting beginning
    looking speaking using asking generally strictly counting"""
)
"""Participles that say how a clause is meant, and of nobody that he does it."""

HUMAN_NOUNS = word_set(
    """leader president minister chancellor secretary senator governor mayor director manager chief officer
    official spokesperson actor singer writer author player footballer lawyer doctor teacher driver killer
    attacker victim suspect teenager teen baby child toddler student pupil professor researcher candidate
    friend neighbour neighbor parent partner colleague boss owner founder chairperson ambassador general
    soldier captain coach striker midfielder defender goalkeeper champion winner composer producer
    songwriter rapper musician director model star celebrity politician lawmaker prosecutor judge
    executive entrepreneur banker trader analyst editor reporter photographer painter poet critic
    rider runner boxer swimmer fighter person resident citizen customer passenger pilot farmer baker
    lecturer priest bishop prisoner inmate gangster criminal militant negotiator inventor explorer
    commander employee employer member landlord aide attorney detective sergeant relative survivor
    constable spokesperson manufacturer fan supporter bride groom tourist reader viewer voter
    youngster schoolboy schoolgirl pensioner patient worshipper thief robber burglar astronomer expert nurse
    surgeon spy agent villager inhabitant local national veteran juror witness refugee migrant immigrant
    paramedic firefighter jihadi fugitive convict guest shopper birdwatcher engineer designer developer chef
    grandparent sibling twin cousin fiancé fiancée housemate classmate teammate stranger academic jogger
    hiker motorist bather boater camper worker athlete dancer wrestler philosopher programmer sculptor illustrator
    broadcaster playwright screenwriter skier golfer cricketer sprinter historian comedian librarian"""
)
"""Nouns for people, besides those that tell a gender."""
FEMALE_WORDS = word_set(
    """wife daughter mother sister aunt niece actress queen princess woman girl spokeswoman chairwoman
    mrs ms miss grandmother businesswoman congresswoman duchess lady mum mom waitress girlfriend
    widow madame"""
)
MALE_WORDS = word_set(
    """husband son father brother uncle nephew king prince man boy spokesman chairman mr sir
    grandfather businessman congressman duke lord dad waiter boyfriend widower actor"""
)

# --- numbers, order -------------------------------------------------------------------------------

NUMBER_WORDS = word_set(
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred
    thousand million billion trillion dozen dozens hundreds thousands millions billions decade
    decades half third quarter twice double triple majority percent"""
)
ORDER_WORDS = word_set(
    """first second third fourth fifth sixth seventh eighth ninth tenth latest last only largest
    biggest smallest highest lowest oldest youngest recent best worst deadliest longest fastest
    previous next"""
)
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
