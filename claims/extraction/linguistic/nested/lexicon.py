"""Word tables of the nested facts: what must not be left out, and beside what nothing may be left out."""

from claims.extraction.linguistic.lexicon import ORDER_WORDS, word_set

NEGATIVES = word_set(
    """not n't n’t never no none nobody nothing nowhere neither nor few fewer hardly rarely seldom barely
    scarcely only solely without cannot least less fewest unable fail refuse deny avoid prevent prohibit ban
    forbid doubt lack reject unlikely"""
)
"""In their scope leaving out a detail says more than the text: ``did not win in 1990``."""
UNIVERSALS = word_set("all every each any most only both half anyone everyone anything everything those whoever")
"""Determiners and pronouns whose noun keeps all that restricts it: ``all voters in Ohio``."""
UNIQUE = (ORDER_WORDS | word_set("same more most less least fewest record sole only")) - word_set("recent")
"""Words beside which a noun keeps what it is ranked or compared in: ``the largest bank in Europe``."""
NOT_YET = word_set(
    """former ex alleged suspected would-be potential possible so-called mock acting deputy vice assistant
    co failed attempted attempt planned proposed future prospective apparent presumed pseudo false fake
    alternative artificial virtual near half likely unconfirmed supposed imaginary toy counterfeit
    unsuccessful aspiring associate honorary self-proclaimed self-styled hopeful one-time then past
    other another certain various several many such own last first next second third main non anti"""
)
"""Adjectives without which the noun says something else, or more: ``former president``."""
SCOPE_ADVERBS = word_set(
    """almost nearly about approximately allegedly reportedly possibly probably perhaps maybe likely
    apparently supposedly sometimes occasionally partly mostly largely mainly potentially roughly around
    virtually practically essentially formerly previously once currently too enough so as how more most
    usually generally often hopefully temporarily half well badly early late further instead otherwise even
    just simply theoretically hypothetically nominally officially presumably arguably up down out off back
    away in on over home there here together apart hard far close long better best worse worst ever yet
    when where why whenever wherever equally similarly jointly falsely wrongly fully entirely completely"""
)
"""Adverbs that narrow, weaken or complete what is said."""
PARTITIVES = word_set(
    """one two three four five six seven eight nine ten some many most all none several few lot lots number
    part parts kind type sort form group majority minority half third quarter pair couple dozens hundreds
    thousands millions billions percent % total rest piece series range variety end top bottom side front back
    middle amount level rate bit set member members set share average handful array host plenty dozen each
    any both either neither much more less those that people anyone everyone someone something anything
    nothing everything way case fact idea time percentage proportion string kinds types millions sum sense
    lack risk state use result cause source center centre beginning start basis version capital head name
    date place site scene victim son daughter wife husband brother sister father mother child friend fan
    value price cost size cup bottle ton tons pounds acres miles feet square kilometers metres litres"""
)
"""Nouns that say little without what they are part, kind or amount of: ``a number of women``."""
NEEDY_VERBS = word_set(
    """go come look live stay run move speak talk serve walk travel lead refer depend belong last deal act head
    relate listen consist contribute rely result focus apply turn sit lie stand fall lean reside settle rank
    amount range extend stem derive originate suffer account adhere point participate specialize specialise
    compete differ vary appear remain become feel seem sound get grow reach cost weigh measure aim hail date
    operate emerge respond ask care search feature border rest concentrate engage insist prepare merge evolve
    return base struggle work graduate succeed comment arrive switch convert transfer debut front test"""
)
"""Verbs that are cut short without the phrase behind them: ``she lives``."""
NEEDY_WITH_OBJECT = word_set(
    """put set place lay base attribute compare prefer limit confine subject devote dedicate leave keep lead
    force prevent accuse regard describe treat consider view make turn owe tell remind inform assure convince
    persuade take spend bring use get give help see hold name call rank rate deem"""
)
"""The same of verbs that have an object: ``she put the book``."""
NEEDY_PASSIVES = word_set(
    """base locate situate know set put place associate relate link tie compose comprise divide dedicate devote
    consider regard name entitle call describe deem dub rename treat attribute limit confine commit connect
    rank list equip fill surround aim head lay see view use give make lead bring take take keep leave expect
    mean suppose owe hold rate involve"""
)
"""The same of verbs in the passive voice: ``she is known``."""
PERIOD_NOUNS = word_set(
    """year years month months week weeks day days hour hours minute minutes decade decades century morning
    afternoon evening night today tonight yesterday tomorrow monday tuesday wednesday thursday friday saturday
    sunday january february march april may june july august september october november december spring summer
    autumn fall winter season weekend christmas easter era time moment noon midnight 1990s 1980s 1970s 1960s
    2000s jan. feb. mar. apr. aug. sept. oct. nov. dec."""
)
EXCEPTIONS = word_set(
    "except but without than unless instead unlike until like as per besides beyond despite excluding"
)
"""Prepositions whose phrase changes what the rest says."""
