import pytest

from claims.domain.web_address import address_key

PAGE = "https://paper.example/news/visit?id=7"


@pytest.mark.parametrize(
    "same",
    [
        "http://paper.example/news/visit?id=7",
        "https://PAPER.example:443/news/visit/?id=7",
        " https://paper.example/news/visit?id=7#top ",
        "https://paper.example./news/visit?utm_source=mail&id=7&fbclid=abc",
    ],
)
def test_addresses_of_one_page_are_the_same(same: str) -> None:
    assert address_key(same) == address_key(PAGE)


@pytest.mark.parametrize(
    "other",
    [
        "https://paper.example/news/visit?id=8",
        "https://paper.example/news/Visit?id=7",
        "https://www.paper.example/news/visit?id=7",
        "https://paper.example:8443/news/visit?id=7",
        "https://paper.example/news/visit",
        "https://paper.example:port/",
        "https://[::1/",
    ],
)
def test_addresses_of_other_pages_are_not(other: str) -> None:
    assert address_key(other) != address_key(PAGE)
    assert len(address_key(other)) == 64


def test_no_address_has_no_key() -> None:
    assert address_key("") == ""
