"""Irregular past tenses and plurals of English."""


def _table(text: str) -> dict[str, str]:
    """Read ``word form | word form``."""
    return {pair.split()[0]: pair.split()[1] for pair in " ".join(text.split()).split("|")}


IRREGULAR_PASTS = _table(
    """
    have had | do did | go went | make made | take took | bring brought | become became | give gave | leave
    left | lead led | rise rose | fall fell | win won | lose lost | hold held | say said | see saw | set set
    | put put | cut cut | hit hit | send sent | spend spent | build built | keep kept | begin began | bear
    bore | find found | get got | grow grew | know knew | mean meant | meet met | pay paid | run ran | sell
    sold | speak spoke | stand stood | tell told | think thought | write wrote | draw drew | drive drove |
    break broke | come came | fight fought | strike struck | seek sought | buy bought | catch caught | teach
    taught | fly flew | throw threw | shoot shot | sink sank | wear wore | choose chose | feel felt | flee
    fled | ride rode | ring rang | sit sat | sleep slept | spread spread | steal stole | swear swore | hear
    heard | hide hid | lay laid | lie lay | shake shook | withdraw withdrew | undergo underwent | overcome
    overcame | forbid forbade | feed fed | deal dealt | cost cost | read read | burst burst | bet bet | shut
    shut | split split | quit quit | let let | hurt hurt | eat ate | drink drank | freeze froze | forgive
    forgave | forget forgot | sing sang | swim swam | tear tore | understand understood | wake woke | lend
    lent | bind bound | sweep swept | swing swung | arise arose | awake awoke | beat beat | bend bent | bite
    bit | bleed bled | blow blew | breed bred | broadcast broadcast | cling clung | creep crept | dig dug |
    foresee foresaw | forecast forecast | foretell foretold | grind ground | hang hung | kneel knelt | leap
    leapt | light lit | mistake mistook | oversee oversaw | overtake overtook | overthrow overthrew |
    rebuild rebuilt | retake retook | rewrite rewrote | shed shed | shine shone | shrink shrank | slide slid
    | sling slung | spin spun | spring sprang | stick stuck | sting stung | stink stank | string strung |
    strive strove | thrust thrust | tread trod | undertake undertook | undo undid | uphold upheld | upset
    upset | weave wove | weep wept | wind wound | withhold withheld | withstand withstood
    """
)
IRREGULAR_PARTICIPLES = _table(
    """
    be been | do done | go gone | take taken | become become | give given | rise risen | fall fallen | see seen
    | begin begun | bear borne | get got | grow grown | know known | run run | speak spoken | write written | draw
    drawn | drive driven | break broken | come come | fly flown | throw thrown | sink sunk | wear worn | choose
    chosen | ride ridden | ring rung | steal stolen | swear sworn | hide hidden | lie lain | shake shaken |
    withdraw withdrawn | undergo undergone | overcome overcome | forbid forbidden | eat eaten | drink drunk |
    freeze frozen | forgive forgiven | forget forgotten | sing sung | swim swum | tear torn | wake woken |
    arise arisen | awake awoken | beat beaten | bite bitten | blow blown | foresee foreseen | mistake mistaken |
    oversee overseen | overtake overtaken | overthrow overthrown | retake retaken | rewrite rewritten |
    shrink shrunk | spring sprung | stink stunk | strive striven | tread trodden | undertake undertaken |
    undo undone | weave woven
    """
)
"""Participles that are not like the past."""
IRREGULAR_PLURALS = _table(
    """
    men man | women woman | children child | people person | feet foot | teeth tooth | mice mouse | geese
    goose | lives life | wives wife | leaves leaf | halves half | crises crisis | series series | species
    species | aircraft aircraft | movies movie | analyses analysis | times time | cases case | houses house
    | prizes prize | bases base
    """
)
