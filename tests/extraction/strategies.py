"""Texts for property tests: what desks paste, and what nobody should."""

from hypothesis import strategies as st

_SENTENCES = st.sampled_from(
    [
        "Ana Ruiz opened the museum in 1998.",
        "She said that it has 300 rooms.",
        "The mayor, a former teacher, denied it.",
        "Bela Novak (born 4 May 1961) won three prizes, the first in six years.",
        "According to the ministry, prices rose by 4.5% in March, and wages fell.",
        "“We will not leave,” he said.",
        "The fair will feature 20 bands, 100 stalls, and rides — including a wheel.",
        "Did you know that Paris is in France?",
        "Read more.",
        "The bridge, which opened in 1932, was closed.",
        "This is because the river floods.",
        "2011, the year he took office, was dry.",
        "李明在2019年访问了北京。他说会再来！",
        "هذا خبر عاجل؟ نعم.",
        "שלום עולם. הוא נולד ב־1950.",
        "नमस्ते दुनिया। यह सच है।",
    ]
)
_MARKS = ["(((", ")]}", "“", "”", "'", '"', "—", ", ,", "...", "?!", "Image: ", "- ", "1. ", "\r\n", "\r", "\n\n"]
_CHARACTERS = [
    "👩‍👩‍👧‍👦",
    "e\u0301\u0323",
    "\u202eabc\u202c",
    "\u200b",
    "\x07",
    "\x00",
    "\ud800",
    "\ufeff",
    "\u00a0",
    "\t",
]
_ODD = st.sampled_from([*_MARKS, *_CHARACTERS])
_ANY = st.text(max_size=12)
_SEPARATOR = st.sampled_from([" ", "", "\n", "\r\n", "\u2028"])


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Sentences, odd characters and noise in any order; a part of the text may come twice."""
    pieces = draw(st.lists(st.one_of(_SENTENCES, _SENTENCES, _ODD, _ANY), max_size=8))
    text = "".join(piece + draw(_SEPARATOR) for piece in pieces)
    return text + text if draw(st.booleans()) else text
