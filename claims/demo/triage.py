"""The claims that the Beijing desk selected without a verdict so far, put off, or set aside."""

# ruff: noqa: E501 (prose)

from datetime import date

from claims.demo.content import Triage, Wanted
from claims.domain.claim import SetAsideReason
from claims.domain.kind import ClaimKind

_NEXT_PARADE_DAY = date(2027, 9, 3)

TO_CHECK = (
    Triage(
        Wanted(
            text="The military parade celebrates the 80th anniversary of China’s victory over Japan in World War II.",
            exact="celebrates the 80th anniversary of the country’s victory over Japan in World War II",
            also=("The event celebrates the 80th anniversary of China’s victory over Japan in World War II.",),
        ),
        taken_by="Dan",
    ),
    Triage(
        Wanted(
            text="During the war, the Chinese and North Koreans fought side by side against the Japanese occupation.",
            exact="during the war, the Chinese and North Koreans fought side by side against the Japanese occupation",
        ),
        taken_by="Bela",
    ),
    Triage(
        Wanted(
            text="Kim Jong-un assumed power in North Korea in 2011.",
            exact="2011, the year he assumed power in North Korea",
        ),
    ),
    Triage(
        Wanted(
            text="Kim Jong-un’s most recent visit abroad was to Russia.",
            exact="the most recent being to Russia",
            kind=ClaimKind.RANKING,
        ),
    ),
    Triage(
        Wanted(
            text="The military parade will feature 100 aircraft.",
            exact="100 aircraft",
            kind=ClaimKind.QUANTITY,
            also=("This event will feature 100 aircraft.",),
        ),
    ),
)
"""With the findings, a dozen and one."""

WAITING = (
    Triage(
        Wanted(
            text="The military parade will strengthen the historic ties between China and North Korea.",
            exact="This event will strengthen the historic ties between China and North Korea",
            kind=ClaimKind.PREDICTION,
            also=(
                "The military parade in China will strengthen the historic ties between China and North Korea, as"
                " well as strengthen relations with Russia.",
            ),
        ),
        wait_until=_NEXT_PARADE_DAY,
    ),
    Triage(
        Wanted(
            text="The new alliance could mean technological and military assistance for North Korea.",
            exact="this new alliance could represent political support and even technological and military"
            " assistance",
            kind=ClaimKind.PREDICTION,
            also=(
                "For North Korea, this new alliance could represent even technological and military assistance.",
            ),
        ),
        wait_until=_NEXT_PARADE_DAY,
    ),
)

ASIDE = (
    Triage(
        Wanted(
            text="This visit marks a rare move in North Korea’s foreign policy.",
            exact="marks a rare move in North Korea’s foreign policy",
            kind=ClaimKind.OPINION,
        ),
        aside=SetAsideReason.OPINION,
    ),
    Triage(
        Wanted(
            text="This parade has significant symbolic and political significance for China.",
            exact="has significant symbolic and political significance for the country",
            kind=ClaimKind.OPINION,
        ),
        aside=SetAsideReason.OPINION,
    ),
    Triage(
        Wanted(
            text="This parade will take place in Beijing.",
            exact="which will take place in Beijing",
        ),
        aside=SetAsideReason.DUPLICATE,
    ),
    Triage(
        Wanted(
            text="This trip will be important.",
            exact="This trip will be important",
            kind=ClaimKind.PREDICTION,
        ),
        aside=SetAsideReason.PREDICTION,
    ),
    Triage(
        Wanted(
            text="Kim Jong-un is North Korea’s supreme leader.",
            exact="Kim Jong-un, North Korea’s supreme leader",
            kind=ClaimKind.PROPERTY,
        ),
        aside=SetAsideReason.TRIVIAL,
    ),
    Triage(
        Wanted(
            text="With Kim Jong-un’s trip to China, we may see something bigger than a military parade.",
            exact="we may see something bigger than a military parade",
            kind=ClaimKind.PREDICTION,
        ),
        aside=SetAsideReason.PREDICTION,
    ),
)
