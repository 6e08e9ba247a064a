"""What the endpoints that say they speak the same protocol differ in, learnt from their refusals."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from claims.extraction.llm.prompt import Prompt

REFUSALS = frozenset({400, 422, 501})
"""Statuses by which an endpoint refuses the form of a request, so that another form may do."""


class AnswerFormat(StrEnum):
    """How the form of the answer is asked for, best first."""

    SCHEMA = "json_schema"
    OBJECT = "json_object"
    TEXT = "text"


_FORMATS = tuple(AnswerFormat)
_LENGTH_FIELDS = ("max_tokens", "max_completion_tokens", "")
"""What the limit of the answer is called; newer models know only the second name, some servers none."""


@dataclass(slots=True)
class Dialect:
    """How one endpoint is spoken to; it begins with all that it may understand and leaves out what it refuses."""

    model: str
    format: AnswerFormat = AnswerFormat.SCHEMA
    length_field: str = _LENGTH_FIELDS[0]
    temperature: bool = True

    def request(self, prompt: Prompt, output_tokens: int) -> bytes:
        """Return the body of a request."""
        body: dict[str, Any] = {
            "model": self.model,
            "messages": [
                {"role": "system", "content": prompt.system},
                {"role": "user", "content": prompt.user},
            ],
            "stream": False,
        }
        if self.temperature:
            body["temperature"] = 0
        if self.length_field:
            body[self.length_field] = output_tokens
        if self.format is not AnswerFormat.TEXT:
            body["response_format"] = self._response_format(prompt)
        return json.dumps(body, ensure_ascii=False).encode()

    def give_way(self, refusal: bytes) -> bool:
        """Leave out what a refusal names, else ask for a plainer form; tell whether there was one."""
        words = refusal.decode(errors="replace").lower()
        if self.length_field and any(field in words for field in _LENGTH_FIELDS if field):
            self.length_field = _LENGTH_FIELDS[_LENGTH_FIELDS.index(self.length_field) + 1]
        elif self.temperature and "temperature" in words:
            self.temperature = False
        elif self.format is not AnswerFormat.TEXT:
            self.format = _FORMATS[_FORMATS.index(self.format) + 1]
        else:
            return False
        return True

    def _response_format(self, prompt: Prompt) -> Mapping[str, Any]:
        if self.format is AnswerFormat.OBJECT:
            return {"type": "json_object"}
        schema = {"name": prompt.key, "strict": True, "schema": prompt.schema}
        return {"type": "json_schema", "json_schema": schema}
