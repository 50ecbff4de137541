"""Finding names by their beginning, one slip allowed, against comparing them one by one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from missions.atlas.near_names import KEY_BYTES, Match, NearNames

words = st.text(alphabet="abc", min_size=1, max_size=9).map(str.encode)
many_words = st.lists(words, min_size=1, max_size=40, unique=True)


def one_slip_from(word: bytes) -> set[bytes]:
    letters = [bytes([letter]) for letter in b"abc"]
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    return {
        *(head + tail[1:] for head, tail in cuts if tail),
        *(head + letter + tail for head, tail in cuts for letter in letters),
        *(head + letter + tail[1:] for head, tail in cuts if tail for letter in letters),
        *(head + tail[1:2] + tail[:1] + tail[2:] for head, tail in cuts if len(tail) > 1),
    }


@given(many_words, words)
def test_beginnings_are_found(names: list[bytes], word: bytes) -> None:
    names = sorted(names)

    index, fit = NearNames(np.array(names, dtype=f"S{KEY_BYTES}")).beginning_with(word)

    assert {names[i] for i in index} == {name for name in names if name.startswith(word)}
    assert {names[i] for i in index[fit == Match.WHOLE]} == {name for name in names if name == word}


@given(many_words, st.text(alphabet="abc", min_size=4, max_size=8).map(str.encode))
def test_no_name_that_begins_with_a_slip_is_missed_and_no_other_found(
    names: list[bytes], word: bytes
) -> None:
    names = sorted(names)
    slips = one_slip_from(word)

    index, fit = NearNames(np.array(names, dtype=f"S{KEY_BYTES}")).nearly_beginning_with(word)

    found = {names[i] for i in index}
    assert found == {name for name in names if any(name.startswith(slip) for slip in slips)}
    assert {names[i] for i in index[fit == Match.WHOLE_BUT_ONE]} == found & slips


def test_short_words_are_taken_as_they_are() -> None:
    names = NearNames(np.array([b"bar", b"ber"], dtype=f"S{KEY_BYTES}"))

    assert not len(names.nearly_beginning_with(b"bar")[0])


def test_long_words_are_told_apart_by_their_beginning() -> None:
    long = b"a" * KEY_BYTES
    names = NearNames(np.array([long], dtype=f"S{KEY_BYTES}"))

    assert len(names.beginning_with(long + b"b")[0]) == 1
    assert len(names.nearly_beginning_with(b"b" + long)[0]) == 1
