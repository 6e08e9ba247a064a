from claims.domain.media import TimeRange, place_of, time_of_words


def test_words_of_a_transcript_are_said_when_their_cue_says() -> None:
    cues = [[11, 29, 751.0, 754.5, "Ana Pérez"], [30, 40, 760.0, 760.0, ""], [41, 50, 800.0, 801.0, ""]]
    heard = time_of_words(cues, 28)
    assert heard == TimeRange(751.0, 754.5, "Ana Pérez")
    assert heard is not None
    assert place_of(heard.place) == heard
    assert [time_of_words(cues, start) for start in (0, 10, 29, 30, 50)] == [None] * 5  # 30: it takes no time
    assert time_of_words([], 3) is None
