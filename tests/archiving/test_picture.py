import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.archiving.picture import clean_picture
from claims.errors import InvalidInput
from tests.archiving.pictures import SECRET, gif, jpeg, png, webp

ALL = {"image/png": png(), "image/jpeg": jpeg(), "image/webp": webp(), "image/gif": gif()}


@pytest.mark.parametrize("media_type", ALL)
def test_picture_keeps_what_is_drawn_and_nothing_else(media_type: str) -> None:
    clean = clean_picture("a", ALL[media_type])

    assert (clean.media_type, clean.width, clean.height) == (media_type, 3, 2)
    assert SECRET in ALL[media_type] and SECRET not in clean.data
    assert clean_picture("a", clean.data).data == clean.data


def test_jpeg_stays_turned_as_its_camera_was() -> None:
    assert b"Exif" in clean_picture("a", jpeg(orientation=6)).data
    assert b"Exif" not in clean_picture("a", jpeg(orientation=1)).data


@pytest.mark.parametrize(
    "data", [b"", b"<svg onload=alert(1)>", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"RIFF\4\0\0\0WEBP"]
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidInput, match="a file"):
        clean_picture("a file", data)


@pytest.mark.parametrize(("width", "height"), [(0, 1), (20_001, 1), (10_000, 10_000)])
def test_too_many_pixels_are_refused(width: int, height: int) -> None:
    with pytest.raises(InvalidInput, match="too large"):
        clean_picture("a", png(width, height))


@given(st.sampled_from(sorted(ALL)), st.integers(0, 400), st.binary(max_size=12))
def test_damaged_pictures_are_refused_or_read_but_never_fail(media_type: str, place: int, noise: bytes) -> None:
    data = ALL[media_type]
    try:
        clean_picture("a", data[:place] + noise + data[place + len(noise) :])
        clean_picture("a", data[:place])
    except InvalidInput:
        pass
