import json

import pytest

from claims.errors import InvalidInput
from claims.publishing.registry import format_names, get_format
from tests.publishing.examples import export_of, verdict


@pytest.mark.parametrize(
    ("name", "media_type", "extension"),
    [
        ("csv", "text/csv", "csv"),
        ("json", "application/json", "json"),
        ("jsonl", "application/jsonl", "jsonl"),
        ("claimreview", "application/ld+json", "jsonld"),
    ],
)
def test_format_says_what_it_writes(name, media_type, extension):
    found = get_format(name)
    assert (found.name, found.media_type, found.extension) == (name, media_type, extension)
    assert "Kim will make his fifth visit" in "".join(found.write(export_of([verdict()])))


def test_all_names_are_known():
    assert [get_format(name).name for name in format_names()] == format_names()


def test_unknown_format_is_refused_with_the_names_that_there_are():
    with pytest.raises(InvalidInput, match="'pdf'; there are: csv, json, jsonl, claimreview"):
        get_format("pdf")


def test_only_csv_writes_raw_otherwise():
    formula = verdict(wording="=cmd()")
    found = get_format("csv")
    assert "'=cmd()" in "".join(found.write(export_of([formula])))
    assert "'=cmd()" not in "".join(found.write_raw(export_of([formula])))
    assert json.loads("".join(get_format("jsonl").write_raw(export_of([formula]))))["wording"] == "=cmd()"
