"""The claims that the Beijing desk wrote verdicts on: six published, one awaiting approval, one begun."""

# ruff: noqa: E501 (prose)

from datetime import date

from claims.demo.content import Answer, Exhibit, Finding, Wanted
from claims.demo.page import (
    A_NEWS,
    AP,
    KOLLO,
    NDTV_PROFIT,
    NEW_INDIAN_EXPRESS,
    NEWS_AZ,
    OUTLOOK_INDIA,
    PITTSBURGH,
    SIMPLE_WIKIPEDIA,
    STRAITS_TIMES,
    VOA,
)
from claims.domain.gate import Gate, GateAnswer, GateReason
from claims.domain.kind import ClaimKind
from claims.domain.source import Stance
from claims.domain.verdict import CorrectionKind

PARADE = date(2025, 9, 3)
_GATHERED = (
    "Stored copies of the pages listed as evidence, gathered on 22 November 2026; nothing else was searched."
)
_REPORTS_ONLY = GateAnswer(
    GateReason.OTHER,
    "This demonstration rests on stored press and reference pages; no first-hand document was gathered for it.",
)


def _reasons(searched: str) -> dict[Gate, GateAnswer]:
    """Answer the gates that pages of second hand, all on one side, leave open."""
    return {
        Gate.PRIMARY_SOURCE: _REPORTS_ONLY,
        Gate.BOTH_SIDES: GateAnswer(GateReason.SEARCHED_NONE, searched),
    }


FIFTH_VISIT = Finding(
    wanted=Wanted(
        text="Kim Jong-un will make his fifth visit to Beijing.",
        exact="Kim will make his fifth visit to Beijing",
        kind=ClaimKind.RANKING,
    ),
    author="Bela",
    approver="Dan",
    answers=(
        Answer(
            rating="missing_context",
            summary="The visit is Kim Jong-un’s fifth to China; one of the four before it went to Dalian.",
            explanation=(
                "Before September 2025, Kim Jong-un had visited China four times: in March 2018, on 7 and 8 May"
                " 2018, in June 2018 and in January 2019. The visit for the parade is his fifth to the country.\n\n"
                "The article speaks of Beijing. The visit of May 2018 did not lead there: the Associated Press"
                " notes for that month that he arrived at an airport in Dalian. The number is that of visits to"
                " China, and the article leaves this out."
            ),
            as_of=PARADE,
            searched=_GATHERED,
            exhibits=(
                Exhibit(
                    AP,
                    Stance.REFUTES,
                    quote="May 2018: Kim arrives at an airport in Dalian, China",
                    note="One of the four earlier visits to China did not go to Beijing.",
                ),
                Exhibit(VOA, Stance.CONTEXT, note="A report from the time of the visit of June 2018."),
            ),
            reasons=_reasons("The pages listed as evidence: none counts four earlier visits to Beijing itself."),
            approval="The dates agree with the list of the Associated Press.",
        ),
        Answer(
            rating="mostly_false",
            summary="The visit is Kim Jong-un’s fifth to China, but his fourth to Beijing: one of the four before"
            " it went to Dalian.",
            explanation=(
                "Before September 2025, Kim Jong-un had visited China four times: in March 2018, on 7 and 8 May"
                " 2018, in June 2018 and in January 2019. The visit for the parade is his fifth to the country.\n\n"
                "The article counts visits to Beijing. The visit of May 2018 did not lead there: the Associated"
                " Press notes for that month that he arrived at an airport in Dalian, and The Straits Times has"
                " him flying to that port city. The other three led to Beijing, so the visit of September 2025 is"
                " his fourth to the capital.\n\n"
                "What is right in the claim is the number five, if the whole country is counted. As it stands, it"
                " names the city, and for the city the number is wrong."
            ),
            as_of=PARADE,
            searched=_GATHERED,
            exhibits=(
                Exhibit(
                    STRAITS_TIMES,
                    Stance.REFUTES,
                    quote="this time flying to the eastern port city of Dalian",
                    note="A second source for the visit of May 2018.",
                ),
            ),
            reasons=_reasons("The pages listed as evidence: none counts four earlier visits to Beijing itself."),
            how_to_repeat="Take a list of Kim Jong-un’s trips abroad, keep those to China before September 2025,"
            " and count those that led to Beijing.",
            could_change="A record that the visit of May 2018 also led to Beijing.",
            approval="Agreed: the claim names the city.",
            correction=CorrectionKind.CHANGES_RATING,
            note="This claim was first rated “Missing context”. It names Beijing, and counted by city the visit is"
            " the fourth, not the fifth, so the number itself is wrong; the rating is now “Mostly false”. The"
            " Straits Times was added as a second source on the visit to Dalian.",
        ),
    ),
)

FIRST_IN_SIX_YEARS = Finding(
    wanted=Wanted(
        text="Kim Jong-un’s visit to Beijing is the first in six years.",
        exact="the first in six years",
        kind=ClaimKind.RANKING,
        also=("Kim Jong-un’s fifth visit to Beijing is the first in six years.",),
    ),
    author="Dan",
    approver="Bela",
    answers=(
        Answer(
            rating="true",
            summary="Kim Jong-un’s last trip to China before the parade was in January 2019, six years and eight"
            " months earlier.",
            explanation=(
                "The last trip that Kim Jong-un made to China before September 2025 was in January 2019, and it led"
                " to Beijing. From then to the parade are six years and eight months; Kollo gives the same span in"
                " its report of 29 August 2025.\n\n"
                "“Six years” rounds this down, as one does in speech. Nothing that matters is left out: the visit"
                " is the first in more than six years, to the capital and to the country alike."
            ),
            as_of=PARADE,
            searched=_GATHERED,
            exhibits=(
                Exhibit(
                    KOLLO,
                    Stance.SUPPORTS,
                    quote="first trip to China in six years and eight months, since January 2019",
                ),
                Exhibit(NEWS_AZ, Stance.SUPPORTS, note="A second report, of another origin."),
            ),
            reasons=_reasons(
                "The pages listed as evidence: none names a visit between January 2019 and the parade."
            ),
            how_to_repeat="Look up the last visit before September 2025 and count the months.",
            could_change="A record of a visit to Beijing between January 2019 and September 2025.",
            approval="January 2019 to September 2025: counted again, six years and eight months.",
        ),
    ),
)

FIRST_COLLECTIVE_MEETING = Finding(
    wanted=Wanted(
        text="The meeting is Kim Jong-un’s first time at a collective diplomatic meeting.",
        exact="this represents Kim’s first time at a collective diplomatic meeting",
        kind=ClaimKind.RANKING,
        also=("This meeting represents Kim Jong-un’s first time at a collective diplomatic meeting.",),
    ),
    author="Bela",
    approver="Dan",
    answers=(
        Answer(
            rating="true",
            summary="All summits that Kim Jong-un had attended before were meetings of two sides.",
            explanation=(
                "All summits that Kim Jong-un attended before September 2025 were bilateral: he met one other side"
                " at a time. News.Az says so in its report of 28 August 2025.\n\n"
                "The New Indian Express wrote on the day before the parade that the event was set to be his first"
                " major multilateral one in 14 years of rule. A News reported, after the Yonhap agency, that he had"
                " left for the parade.\n\n"
                "The article calls the occasion a meeting, though its centre is a parade. In the sense that it"
                " gives the word, an occasion with heads of state from several countries, the claim is right."
            ),
            as_of=PARADE,
            searched=_GATHERED,
            exhibits=(
                Exhibit(NEWS_AZ, Stance.SUPPORTS, quote="all those summits were bilateral meetings"),
                Exhibit(
                    NEW_INDIAN_EXPRESS,
                    Stance.SUPPORTS,
                    quote="set to be Kim's first time attending a major multilateral event during his 14-year rule",
                ),
                Exhibit(A_NEWS, Stance.CONTEXT, note="That he left for the parade."),
            ),
            reasons=_reasons(
                "The pages listed as evidence: none names an earlier meeting of more than two sides."
            ),
            how_to_repeat="Go through a list of Kim Jong-un’s summits and note who took part in each.",
            could_change="A record of an earlier meeting with leaders of more than one other country.",
            approval="Read both quotations in the stored copies.",
        ),
    ),
)

WORLD_LEADERS = Finding(
    wanted=Wanted(
        text="Dozens of world leaders will attend the military parade.",
        exact="with dozens of world leaders in attendance",
        kind=ClaimKind.QUANTITY,
        also=("Dozens of world leaders are in attendance.", "Dozens of world leaders attend the event."),
    ),
    author="Dan",
    approver="Bela",
    answers=(
        Answer(
            rating="mostly_true",
            summary="China’s foreign ministry named 26 foreign heads of state and government, hardly more than two dozen.",
            explanation=(
                "China’s foreign ministry named 26 foreign heads of state and government for the parade. NDTV Profit"
                " reports the same number as invited.\n\n"
                "Twenty-six are two dozen and two, so the plural “dozens” holds, but barely. A reader who takes it"
                " for a large crowd may be misled; the number is the detail that is missing from the article."
            ),
            as_of=PARADE,
            searched=_GATHERED,
            exhibits=(
                Exhibit(
                    NDTV_PROFIT,
                    Stance.SUPPORTS,
                    quote="26 foreign heads of state and government were invited",
                ),
                Exhibit(NEW_INDIAN_EXPRESS, Stance.SUPPORTS, note="A second report on who came to the parade."),
            ),
            reasons=_reasons("The pages listed as evidence: none gives fewer than two dozen."),
            how_to_repeat="Count the foreign heads of state and government on the foreign ministry’s list.",
            could_change="A list of those who came that differs from the list of those invited.",
            approval="“Mostly true” rather than “True” is right: 26 is hardly dozens.",
        ),
    ),
)

PART_OF_KOREA = Finding(
    wanted=Wanted(
        text="The Japanese surrender in 1945 ended the Japanese occupation of part of Korea.",
        exact="ending the Japanese occupation of China and part of Korea",
        rest="The Japanese surrender in 1945 ended the Japanese occupation of China.",
    ),
    author="Bela",
    approver="Dan",
    answers=(
        Answer(
            rating="false",
            summary="All of Korea, not a part of it, was under Japanese rule from 1910 to 1945.",
            explanation=(
                "All of Korea was under Japanese rule from 1910 to 1945. The Japan Studies glossary of the"
                " University of Pittsburgh speaks of the occupation of the Korean peninsula, and dates its"
                " completion to the annexation treaty of 1910.\n\n"
                "The division into North and South came only after that rule had ended. Whoever writes “part of"
                " Korea” puts the later border into the time before it.\n\n"
                "This verdict is about Korea alone. That the surrender ended the occupation of China, which the"
                " same sentence of the article says, is a claim of its own."
            ),
            as_of=PARADE,
            searched=_GATHERED,
            exhibits=(
                Exhibit(
                    PITTSBURGH,
                    Stance.REFUTES,
                    quote="physical occupation of the Korean peninsula … completed with the 1910 Japan-Korea"
                    " Annexation Treaty",
                ),
                Exhibit(SIMPLE_WIKIPEDIA, Stance.REFUTES, note="An article on the annexation of Korea."),
            ),
            reasons=_reasons(
                "The pages listed as evidence: none says that only a part of Korea was under that rule."
            ),
            how_to_repeat="Look up in any history of Korea which territory the treaty of 1910 covered.",
            approval="Well separated from the part about China.",
        ),
    ),
)

STRATEGIC_TRIANGLE = Finding(
    wanted=Wanted(
        text="The meeting in Beijing solidifies a kind of “strategic triangle” of North Korea, China and Russia.",
        exact="this meeting in Beijing solidifies a kind of “strategic triangle” with these countries",
        kind=ClaimKind.OPINION,
        also=("This meeting in Beijing solidifies a kind of “strategic triangle” with these countries.",),
    ),
    author="Dan",
    approver="Bela",
    answers=(
        Answer(
            rating="opinion",
            summary="Whether the meeting makes a “strategic triangle” is a judgement, which no source can settle.",
            explanation=(
                "The article says that the meeting in Beijing solidifies a “strategic triangle” of North Korea,"
                " China and Russia. This is how its author weighs the meeting; it does not report something that"
                " could be looked up.\n\n"
                "One may share the judgement or not, and give reasons for either. It is not a statement of fact, so"
                " we do not place it on the scale from True to False."
            ),
            as_of=PARADE,
            searched="Nothing was searched: no source can settle a judgement.",
            approval="Agreed, a judgement.",
        ),
    ),
)

ELEVEN_VISITS = Finding(
    wanted=Wanted(
        text="Kim Jong-un has made only 11 visits abroad since 2011.",
        exact="Since 2011, the year he assumed power in North Korea, Kim has made only 11 visits abroad",
        kind=ClaimKind.QUANTITY,
    ),
    author="Dan",
    approver="",
    answers=(
        Answer(
            rating="unproven",
            summary="Lists of Kim Jong-un’s trips abroad differ with what they count as a visit; those that we"
            " found have eight, nine or ten.",
            explanation=(
                "The lists that we found differ, because they count different things as a visit: a step over the"
                " border at Panmunjom is one for some and none for others. The Associated Press names eight trips"
                " before September 2025, the last of them in 2023; encyclopaedic lists count nine or ten.\n\n"
                "None of these numbers is the article’s eleven, and the article does not say what it counts. With"
                " another way of counting, eleven may be right. What can be found neither supports nor refutes it."
            ),
            as_of=PARADE,
            searched="Stored copies gathered on 22 November 2026: the list of the Associated Press of 28 August 2025"
            " (eight trips, up to 2023), and encyclopaedic lists (nine or ten).",
            exhibits=(Exhibit(AP, Stance.CONTEXT, note="Names eight trips before September 2025, up to 2023."),),
        ),
    ),
)

SOLDIERS = Finding(
    wanted=Wanted(
        text="The military parade will feature over 10,000 soldiers.",
        exact="it will feature over 10,000 soldiers",
        kind=ClaimKind.QUANTITY,
        also=("This event will feature over 10,000 soldiers.",),
    ),
    author="Bela",
    approver="",
    submitted=False,
    answers=(
        Answer(
            rating="true",
            summary="A report from the day of the parade speaks of 10,000 troops.",
            explanation=(
                "Outlook India reported on the day of the parade that China had shown a force of 10,000 troops.\n\n"
                "This agrees with the article in the main. A second source of another origin is still missing, and"
                " so is an answer to whether there were more than 10,000 or about as many."
            ),
            as_of=PARADE,
            searched=_GATHERED,
            exhibits=(Exhibit(OUTLOOK_INDIA, Stance.SUPPORTS, quote="unveiled a force of 10,000 troops"),),
            reasons={Gate.PRIMARY_SOURCE: _REPORTS_ONLY},
        ),
    ),
)

FINDINGS = (
    FIRST_IN_SIX_YEARS,
    FIRST_COLLECTIVE_MEETING,
    WORLD_LEADERS,
    PART_OF_KOREA,
    STRATEGIC_TRIANGLE,
    FIFTH_VISIT,
    ELEVEN_VISITS,
    SOLDIERS,
)
"""In the order in which the desk worked on them."""
