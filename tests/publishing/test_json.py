import json
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given

from claims.publishing.base import PublishedVerdict, Withdrawn, from_json, to_json
from claims.publishing.json import encode, write_json, write_json_lines
from tests.publishing.examples import TOMBSTONE, bare_verdict, export_of, verdict
from tests.publishing.strategies import verdicts


@given(verdicts)
def test_every_verdict_survives_storing(example):
    assert from_json(PublishedVerdict, json.loads(json.dumps(to_json(example)))) == example


def test_unknown_members_are_ignored_and_absent_ones_take_defaults():
    data = {**to_json(bare_verdict()), "later": 1}
    del data["tags"]
    assert from_json(PublishedVerdict, data) == bare_verdict()


def test_json_holds_heading_whole_verdicts_and_tombstones():
    document = json.loads("".join(write_json(export_of([verdict(), TOMBSTONE]))))
    assert document["title"] == "A visit to Beijing"
    assert document["publisher"]["name"] == "Beijing desk"
    assert document["counts"] == {"claims": 48, "selected": 12, "checked": 6}
    first, second = document["verdicts"]
    assert (first["type"], second["type"]) == ("verdict", "withdrawn")
    assert first["revision_address"] == "https://desk.example/claims/7/revisions/3"
    assert [row["receipt"] for row in (first, second)] == [
        "https://desk.example/r/7-3",
        "https://desk.example/r/9-2",
    ]
    assert from_json(PublishedVerdict, first) == verdict()
    assert from_json(Withdrawn, second) == TOMBSTONE


def test_json_of_nothing_is_valid():
    assert json.loads("".join(write_json(export_of([]))))["verdicts"] == []


def test_json_lines_are_one_object_a_line_whatever_the_texts_hold():
    wording = "a\u2028b\x85c\nd\re =cmd() 😀"
    text = "".join(write_json_lines(export_of([verdict(wording=wording), TOMBSTONE])))
    first, second = (json.loads(line) for line in text.splitlines())
    assert first["wording"] == wording
    assert second["type"] == "withdrawn"


def test_formulas_are_never_neutralised_in_json():
    (line,) = write_json_lines(export_of([verdict(wording="=cmd()")]))
    assert json.loads(line)["wording"] == "=cmd()"


def test_lone_surrogates_are_replaced_so_that_the_text_can_be_sent():
    assert encode("a\ud800b").encode("utf-8") == '"a\ufffdb"'.encode()


@pytest.mark.parametrize(("write", "heading"), [(write_json, 1), (write_json_lines, 0)])
def test_verdicts_are_read_one_at_a_time(write: Callable, heading: int):
    taken: list[int] = []

    def endless() -> Iterator:
        while True:
            taken.append(1)
            yield verdict()

    pieces = write(export_of(endless()))
    for _ in range(heading + 3):
        next(pieces)
    assert len(taken) == 3
