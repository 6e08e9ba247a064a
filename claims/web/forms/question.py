"""The form of the questions' weights: one number a question."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import FloatField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import NumberInput

from claims.domain.question import MAX_WEIGHT, QUESTIONS, Question
from claims.web.forms import DeskForm

_PREFIX = "weight_"


class QuestionForm(DeskForm):
    """The weight of every question; the fields are added below."""

    def rows(self, chosen: Callable[[Question], bool]) -> list[tuple[Any, Question]]:
        """Return the fields of the chosen questions, each with its question."""
        return [(self[_PREFIX + question.key], question) for question in QUESTIONS if chosen(question)]

    def weights(self) -> dict[str, float]:
        """Return the weights by question."""
        return {question.key: self[_PREFIX + question.key].data for question in QUESTIONS}


def question_form(weights: dict[str, float]) -> QuestionForm:
    """Return the form filled with weights, for a page that was only asked for."""
    return QuestionForm(formdata=None, data={_PREFIX + key: weight for key, weight in weights.items()})


for _question in QUESTIONS:
    _field = FloatField(
        _(_question.asks),
        description=_(_question.explains),
        validators=[
            InputRequired(_("Give a number; 0 means that the answer does not matter.")),
            NumberRange(
                -MAX_WEIGHT,
                MAX_WEIGHT,
                _("A weight lies between −%(max)g and %(max)g.", max=MAX_WEIGHT),
            ),
        ],
        widget=NumberInput(step=0.1, min=-MAX_WEIGHT, max=MAX_WEIGHT),
    )
    setattr(QuestionForm, _PREFIX + _question.key, _field)
