"""Gazetteers: first names with gender, titles, heads of organisation names, countries, capitals."""

from claims.extraction.linguistic.lexicon import word_set


def _pairs(text: str) -> dict[str, str]:
    """Read ``key = value | key = value``."""
    pairs = (pair.split("=") for pair in " ".join(text.split()).split("|"))
    return {key.strip(): value.strip() for key, value in pairs}


FEMALE_NAMES = word_set(
    """mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty sandra
    margaret ashley kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca sharon
    laura cynthia kathleen amy angela shirley anna brenda pamela emma nicole helen samantha katherine
    christine debra rachel carolyn janet catherine maria heather diane ruth julie olivia joyce virginia
    victoria kelly lauren christina joan evelyn judith megan andrea cheryl hannah jacqueline martha
    gloria teresa ann sara madison frances kathryn janice jean abigail alice julia judy sophia grace
    denise amber doris marilyn danielle beverly isabella theresa diana natalie brittany charlotte marie
    kayla alexis lori kate hillary angelina nina claire jane anne ella lucy eva elena fatima aisha
    ursula giorgia ivanka melania kamala taylor beyonce rihanna serena venus nicola yulia olga svetlana
    natasha ingrid sofia carmen rosa lucia chloe kendall gigi kylie khloe scarlett miley selena ariana
    beth ellen elise kristi ana lori tina gina tracy wendy holly robyn paula claudia monica vanessa
    veronica irene louise lynn erin alicia naomi miriam esther deborah clara edith agnes audrey celia
    daisy eleanor hazel heidi ilhan isabel ivy josephine katie kirsten lena lily lydia mabel miranda
    molly nora penelope phoebe polly rita rosemary ruby sally sheila stella susanna sylvia tamara tessa
    vera violet yvonne zoe"""
)
MALE_NAMES = word_set(
    """james robert john michael david william richard joseph thomas christopher charles daniel matthew
    anthony mark donald steven andrew paul joshua kenneth kevin brian george timothy ronald jason edward
    jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel
    gregory alexander patrick frank raymond jack dennis jerry tyler aaron jose adam nathan henry zachary
    douglas peter kyle noah ethan jeremy christian walter keith austin roger terry sean gerald carl
    dylan harold jordan jesse bryan lawrence arthur gabriel bruce logan billy joe alan juan elijah
    willie albert wayne randy mason vincent liam roy bobby caleb bradley russell lucas barack vladimir
    emmanuel boris mohammed muhammad ahmed ali hassan omar ivan sergei dmitry jean-claude pierre luis
    carlos antonio mario giovanni hans klaus jurgen lionel cristiano zinedine diego rafael novak andy
    rory steve bill tom tony mike jim bob ben dan sam ken ron don fred phil greg nick matt jeff chris
    tim harry simon martin ian neil graham stuart craig colin derek nigel barry gordon hugh xi volodymyr
    jair narendra recep"""
)
TITLES = word_set(
    """mr mrs ms miss dr prof professor sir dame lord lady president prime minister king queen prince
    princess senator governor judge justice general colonel captain sergeant officer detective coach
    pope bishop rev reverend mayor chancellor secretary chairman ceo congressman congresswoman
    representative rep sen gov sheriff inspector"""
)
ORGANISATION_HEADS = word_set(
    """university college school company corporation corp inc ltd group bank committee council commission
    ministry department agency association institute foundation party union league club fc united city
    police court army parliament congress senate church hospital museum airlines times post news office
    board federation organization organisation society team press house"""
)

COUNTRY_NICKNAMES = _pairs(
    """
    US = United States | U.S. = United States | USA = United States | U.S.A. = United States | America =
    United States | UK = United Kingdom | U.K. = United Kingdom | Britain = United Kingdom | Great Britain =
    United Kingdom | UAE = United Arab Emirates | Turkey = Türkiye | Burma = Myanmar | Czech Republic =
    Czechia | Holland = Netherlands | Ivory Coast = Côte d’Ivoire | Bosnia = Bosnia | Congo = Congo | Hong
    Kong = Hong Kong | Macedonia = North Macedonia | Swaziland = Eswatini
    """
)
"""Names in use that the CLDR has in another form, and that form."""
CAPITALS = _pairs(
    """
    Beijing = China | Moscow = Russia | Washington = United States | Tokyo = Japan | Seoul = South Korea |
    Pyongyang = North Korea | Kyiv = Ukraine | Kiev = Ukraine | London = United Kingdom | Paris = France |
    Berlin = Germany | Rome = Italy | Madrid = Spain | Lisbon = Portugal | Vienna = Austria | Warsaw =
    Poland | Prague = Czechia | Budapest = Hungary | Athens = Greece | Ankara = Türkiye | Tehran = Iran |
    Baghdad = Iraq | Kabul = Afghanistan | Islamabad = Pakistan | Delhi = India | New Delhi = India | Cairo
    = Egypt | Nairobi = Kenya | Abuja = Nigeria | Pretoria = South Africa | Ottawa = Canada | Canberra =
    Australia | Wellington = New Zealand | Brasília = Brazil | Buenos Aires = Argentina | Santiago = Chile |
    Caracas = Venezuela | Havana = Cuba | Dublin = Ireland | Brussels = Belgium | Amsterdam = Netherlands |
    Oslo = Norway | Stockholm = Sweden | Copenhagen = Denmark | Helsinki = Finland | Riyadh = Saudi Arabia |
    Damascus = Syria | Beirut = Lebanon | Jakarta = Indonesia | Manila = Philippines | Hanoi = Vietnam |
    Bangkok = Thailand | Taipei = Taiwan | Minsk = Belarus | Jerusalem = Israel | Addis Ababa = Ethiopia
    """
)
"""Capitals, which stand for their country."""
NOT_COUNTRIES = frozenset(
    {
        "European Union",
        "Eurozone",
        "Jersey",
        "Pseudo-Accents",
        "Pseudo-Bidi",
        "United Nations",
        "Unknown Region",
    }
)
"""Territories of the CLDR that are no countries, or are more often something else."""
