"""The texts of the Beijing desk's report."""

# ruff: noqa: E501 (prose)

HEADLINE = "An article on Kim Jong-un’s visit to Beijing, claim by claim"
INTRODUCTION = (
    "An unsigned article announces that Kim Jong-un will attend the military parade of 3 September 2025 in Beijing."
    " It counts his visits, names the guests and tells the history behind the date. Much of this holds. Two of its"
    " statements do not, and one is a judgement that no source can settle.\n\n"
    "This report belongs to a demonstration. Its evidence comes from stored copies of the pages named, gathered on"
    " 22 November 2026; no page was fetched for it."
)
SELECTION_NOTE = (
    "Two reviewers read every claim that the program had found and chose those that public sources can settle and"
    " that a reader might pass on: numbers, firsts and history. Opinions, forecasts and what nobody disputes are"
    " set aside, but for one judgement that reads like a fact."
)
