"""The pages that the Beijing desk's reviewers consulted."""

from datetime import date

from claims.demo.content import Page

GATHERED_ON = date(2026, 11, 22)
"""When stored copies of the pages were gathered."""

AP = Page(
    title="A look at the travels of North Korea's Kim Jong Un, who visits China next week",
    address="https://www.mymotherlode.com/news/asia/4245939/"
    "a-look-at-the-travels-of-north-koreas-kim-jong-un-who-visits-china-next-week.html",
    publisher="Associated Press, on mymotherlode.com",
    published_on=date(2025, 8, 28),
    origin="Associated Press",
)
STRAITS_TIMES = Page(
    title="China, Russia and the DMZ: all of North Korea leader Kim Jong Un's foreign trips",
    address="https://www.straitstimes.com/asia/east-asia/"
    "china-russia-and-the-dmz-all-of-north-korea-leader-kim-jong-uns-foreign-trips",
    publisher="The Straits Times",
    published_on=None,
    origin="The Straits Times",
)
VOA = Page(
    title="Kim Jong Un visits China",
    address="https://www.voanews.com/a/kim-jong-un-visits-china/4444878.html",
    publisher="Voice of America",
    published_on=date(2018, 6, 19),
    origin="Voice of America",
)
KOLLO = Page(
    title="Kollo, report of 29 August 2025",
    address="https://kollo.kr/appcontent?id=cTb56g",
    publisher="Kollo",
    published_on=date(2025, 8, 29),
    origin="Kollo",
)
NEWS_AZ = Page(
    title="Kim Jong Un to meet Xi and Putin at China military parade",
    address="https://news.az/news/kim-jong-un-to-meet-xi-and-putin-at-china-military-parade",
    publisher="News.Az",
    published_on=date(2025, 8, 28),
    origin="News.Az",
)
NEW_INDIAN_EXPRESS = Page(
    title="North Korea's Kim Jong Un arrives in Beijing for military parade alongside Putin and Xi",
    address="https://www.newindianexpress.com/world/2025/Sep/02/"
    "north-koreas-kim-jong-un-arrives-in-beijing-for-military-parade-alongside-putin-and-xi",
    publisher="The New Indian Express",
    published_on=date(2025, 9, 2),
    origin="The New Indian Express",
)
A_NEWS = Page(
    title="North Korean leader Kim Jong-un has left for military parade in China, Yonhap reports",
    address="https://www.anews.com.tr/asia/2025/09/01/"
    "north-korean-leader-kim-jong-un-has-left-for-military-parade-in-china-yonhap-reports",
    publisher="A News, after Yonhap",
    published_on=date(2025, 9, 1),
    origin="Yonhap",
)
NDTV_PROFIT = Page(
    title="China's Victory Day parade: who's attending the grand military display",
    address="https://www.ndtvprofit.com/world/chinas-victory-day-parade-whos-attending-the-grand-military-display",
    publisher="NDTV Profit",
    published_on=None,
    origin="NDTV Profit",
)
PITTSBURGH = Page(
    title="Korea under Japanese rule (Japan Studies glossary)",
    address="https://japanpitt.pitt.edu/glossary/korea-under-japanese-rule",
    publisher="University of Pittsburgh",
    published_on=None,
    origin="University of Pittsburgh",
)
SIMPLE_WIKIPEDIA = Page(
    title="Japanese annexation of Korea",
    address="https://simple.wikipedia.org/wiki/Japanese_annexation_of_Korea",
    publisher="Simple English Wikipedia",
    published_on=None,
    origin="Wikipedia",
)
OUTLOOK_INDIA = Page(
    title="China's military parade showcases power with Putin and Kim in attendance, in photos",
    address="https://www.outlookindia.com/international/"
    "chinas-military-parade-showcases-power-with-putin-and-kim-in-attendance-in-photos",
    publisher="Outlook India",
    published_on=date(2025, 9, 3),
    origin="Outlook India",
)
