"""The fields of how claims are found: which engine new articles have, and how far a language model may go."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DecimalField, IntegerField, RadioField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import NumberInput

from claims.domain.setting import LLM_BOUNDS, MAX_MODEL_LENGTH
from claims.web.forms import DeskForm

_ENGINES = (
    ("linguistic", _("linguistic – in the program, reads English")),
    ("sentence", _("sentence – in the program, any language, every sentence is a claim")),
    ("llm", _("llm – a language model finds the claims")),
    ("linguistic+llm", _("linguistic+llm – a language model betters the claims of linguistic")),
)


def _number(name: str, label: str, description: str = "", *, decimal: bool = False) -> Any:
    lowest, highest = LLM_BOUNDS[name]
    between = NumberRange(lowest, highest, _("Give a number from %(min)s to %(max)s."))
    validators = [InputRequired(_("Give a number.")), between]
    bounds = {"min": f"{lowest:.0f}", "max": f"{highest:.0f}", "step": "any" if decimal else "1"}
    more = {"description": description, "validators": validators, "render_kw": bounds}
    return (
        DecimalField(label, places=None, widget=NumberInput(), **more) if decimal else IntegerField(label, **more)
    )


class ExtractionForm(DeskForm):
    """The settings of how claims are found."""

    engine = RadioField(_("How the claims of new articles are found"), choices=_ENGINES)
    llm_model = StringField(
        _("Language model"),
        description=_("Its name at the endpoint, such as qwen3:8b or gpt-4.1-mini."),
        validators=[Optional(), Length(max=MAX_MODEL_LENGTH)],
        render_kw={"spellcheck": "false", "autocapitalize": "none"},
    )
    llm_sentences = _number("llm_sentences", _("Sentences in one request"))
    llm_retries = _number("llm_retries", _("Further attempts of a request that failed"))
    llm_seconds = _number("llm_seconds", _("Seconds for one article"))
    llm_article_tokens = _number("llm_article_tokens", _("Tokens for one article"))
    llm_day_tokens = _number("llm_day_tokens", _("Tokens for all articles of a day"), _("From midnight on, UTC."))
    llm_input_price = _number("llm_input_price", _("Price of a million tokens that are sent"), decimal=True)
    llm_output_price = _number("llm_output_price", _("Price of a million tokens that are returned"), decimal=True)
    llm_currency = StringField(
        _("Currency of the prices"),
        description=_("Its code of three letters, such as EUR."),
        validators=[InputRequired(_("Give the code of a currency.")), Length(min=3, max=3)],
    )
    llm_day_cost = _number(
        "llm_day_cost", _("Cost of a day at most"), _("0: no limit but that of the tokens."), decimal=True
    )
