"""Cutting text into the words of Universal Dependencies, as the treebanks do it.

spaCy's English rules, but for what the treebanks cut otherwise: a run of one sign is one word ("!!!", "====="),
as is a word with a hyphenated prefix ("non-existent", "e-mail"); a slash, a bracket or a quotation mark between
letters stands alone ("and/or", "claim(s)").
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from spacy.symbols import ORTH
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex, registry

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokenizer import Tokenizer

PREFIXES = ("anti", "co", "cross", "e", "mid", "mini", "multi", "neo", "non", "post", "pre", "pro", "re", "semi")
"""Prefixes that a hyphen does not part from their word."""

RUNS = [r"!!+", r"\?\?+", r"\*\*+", r"==+", r"__+", r"--+", r"##+", r"\$\$+", r"<<+", r">>+"]
BETWEEN = [r"(?<=[\w.])[()\[\]<\"“](?=\w)", r"(?<=[\w.)\]])[)\]\"”](?=[<(\[.–-])", r"(?<=[)\]])[–-](?=[(\[])"]
"""Brackets and quotation marks without white space around them, and dashes between brackets."""

PARTED = {"alot": "a lot", "dunno": "du n no", "outta": "out ta", "wanna": "wan na"}
"""Words that are written as one."""


@registry.tokenizers("claims.Tokenizer.v1")  # type: ignore[untyped-decorator]
def create_tokenizer() -> "Callable[[Language], Tokenizer]":
    """Give the maker of the tokenizer, as spaCy's configuration asks for it."""
    return make_tokenizer


def make_tokenizer(nlp: "Language") -> "Tokenizer":
    """Make the tokenizer for a pipeline."""
    from spacy.tokenizer import Tokenizer

    defaults = nlp.Defaults
    exceptions = {form: cut for form, cut in defaults.tokenizer_exceptions.items() if form != "and/or"}
    for form, cut in PARTED.items():
        first, *rest = cut.split()
        exceptions[form] = [{ORTH: part} for part in (first, *rest)]
        exceptions[form.capitalize()] = [{ORTH: part} for part in (first.capitalize(), *rest)]
    infixes = [_keeping_prefixes(str(infix)) for infix in defaults.infixes or ()]
    return Tokenizer(
        nlp.vocab,
        rules=exceptions,
        prefix_search=compile_prefix_regex([*RUNS, *(defaults.prefixes or ())]).search,
        suffix_search=compile_suffix_regex([*RUNS, *(defaults.suffixes or ())]).search,
        infix_finditer=compile_infix_regex([*infixes, *BETWEEN]).finditer,
        token_match=defaults.token_match,
        url_match=defaults.url_match,
    )


def _keeping_prefixes(infix: str) -> str:
    """Let the rule for hyphens between letters pass over those after a prefix."""
    if "(?:-|" not in infix:
        return infix
    unless = "".join(rf"(?<!\b[{prefix[0]}{prefix[0].upper()}]{prefix[1:]})" for prefix in PREFIXES)
    return unless + infix
