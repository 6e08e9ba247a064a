"""Word tables of the questions: closed classes whole, open classes with the words that news uses most."""

from claims.extraction.linguistic.lexicon import HEDGES, word_set


def forms(text: str) -> frozenset[str]:
    """Return words with their regular inflections; what is no word does no harm."""
    found: set[str] = set()
    for word in text.split():
        stem = word[:-1] if word.endswith("e") else word
        found |= {word, f"{word}s", f"{stem}ed", f"{stem}ing", f"{stem}er", f"{stem}ers"}
        if word.endswith("y"):
            found |= {f"{word[:-1]}ies", f"{word[:-1]}ied"}
        if word.endswith(("s", "x", "ch", "sh")):
            found.add(f"{word}es")
    return frozenset(found)


HARM = forms(
    """vaccine virus plague antibiotic pandemic bacteria infect treat disease infection drug medicine
    medication cancer treatment hospital patient doctor overdose toxin poison epidemic outbreak abortion
    suicide addict smoke diagnose cure kill murder rape assault stab shoot bomb explode attack abuse
    traffick kidnap rob steal fraud bribe arrest convict sentence prison jail crime criminal gang weapon gun
    missile nuke militant terrorist soldier troop war invade invasion genocide massacre election vote voter
    ballot referendum candidate migrant immigrant refugee minority protester riot earthquake flood hurricane
    wildfire crash collapse pollute radiate tax debt deficit benefit pension welfare bankrupt layoff scam
    hack launder sanction embargo deport discriminate harass famine hunger"""
) | word_set(
    """covid covid-19 coronavirus measles flu hiv aids ebola health healthcare medical safety unsafe dangerous
    deadly fatal lethal death deaths die died dies dying dead injured wounded casualties victims killed shot
    violence violent police terror terrorism racism racist antisemitic islamophobic muslim muslims jews
    jewish roma gay lesbian transgender corruption corrupt illegal illegally guilty nuclear chemical rigged
    electoral poverty unemployment jobless inflation recession bankruptcy military army climate emissions
    contaminated lawsuit sued allegations alleged misconduct sexual children toddler pregnant obesity"""
)
MANY = forms(
    """country nation government state parliament congress senate minister ministry law bill tax budget economy
    price wage household family worker citizen resident voter consumer customer passenger commuter patient
    pupil student taxpayer pensioner population public school hospital police army election province region
    county city community society union industry bank market company population million billion thousand"""
) | word_set(
    """national global worldwide international federal everyone everybody people americans europeans britons
    africans chinese women men adults children millions billions thousands countries cities economies
    companies families parties households europe america africa asia world president inflation unemployment
    gdp nhs eu u.s welfare medicare economy nationwide"""
)
RECORD = forms(
    """vote pass sign approve ratify enact veto repeal elect appoint resign arrest charge convict sentence
    acquit sue rule fine ban order recall launch publish release file report register record confirm award
    donate invest acquire merge sell hire fire export import issue adopt announce establish found open close
    complete marry divorce graduate retire finish score defeat crash collapse study survey measure test
    export spend pay cost earn employ cut raise increase reduce decrease own trade list construct play"""
) | word_set(
    """won lost beat born died dead killed shot built bought sold paid cost spent made became began broke fell
    rose grew shut held met left led law laws act bill ruling court verdict contract treaty agreement study
    survey poll census data statistics figures according report reports record records election budget deal
    patent licence license permit invoice minutes testimony autopsy scheduled million billion percent
    founded located capital population"""
)
EXTREME = word_set(
    """all none never always every nobody nothing no-one everyone everything unprecedented enormous massive
    huge collapse collapsed plunged plummeted soared skyrocketed surged doubled tripled quadrupled halved
    secretly secret hidden banned impossible entirely completely totally absolutely extremely shocking
    astonishing staggering miracle overnight zero worst deadliest catastrophic explosive unheard first-ever
    only record record-breaking entire eliminated destroyed abolished wiped exploded tenfold fourfold whole"""
)
HEDGING = (HEDGES - word_set("intend aim hope expect")) | word_set(
    "seems seemed appears appeared rumoured rumored"
)
WISH_VERBS = word_set("hope hopes hoped hoping wish wishes wished wishing")
INTENTIONS = word_set(
    """want wants wanted plan plans planned planning intend intends intended aim aims aimed promise promises
    promised promising pledge pledges pledged vow vows vowed dream dreams dreamed eager willing determined
    ready"""
)
PRIVATE_VERBS = word_set(
    """feel feels felt love loved loves hate hated remember remembered forget forgot enjoy enjoyed like liked
    think thought believe believed guess know knew dream dreamed dreamt cried cry miss missed worry worried
    wonder wondered imagine imagined realise realize realised realized regret regretted prefer preferred
    care cared grateful proud happy sad afraid scared excited sorry glad honoured honored tired lucky
    blessed sure certain"""
)
NORMATIVE = word_set("should ought must shouldn’t mustn’t shouldn't mustn't oughtn't")
HALF_PERSON = word_set("we us our ours ourselves")
CALENDAR_VERBS = word_set(
    """attend feature bring meet visit host hold held take open reopen begin start travel appear play face
    speak air release released launch launched mark celebrate participate join fly arrive depart premiere
    perform compete kick include cover run receive return replace succeed lead star tour sign publish
    present deliver address broadcast screen unveil inaugurate chair co-host stage"""
)
"""What is set down beforehand: behind "will" they tell a plan that can be looked up."""
ASSERTING_STARTERS = word_set(
    """read click see watch listen subscribe follow share sign join let let’s let's please don’t don't call
    visit check try keep make take give get stop remember imagine consider look go come tell find help
    support vote buy download enter contact email send learn enjoy note ask think"""
)
"""Verbs that open a request when no subject follows in the same words."""
