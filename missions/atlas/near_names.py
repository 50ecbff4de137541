"""Which of many names begin with what was typed, one slip of the finger allowed; all names at once."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum

import numpy as np
import numpy.typing as npt

KEY_BYTES = 24  # longer names are told apart by their first letters alone
_LEAST_FOR_SLIPS = 4  # in shorter words one letter is too much of the word
_MOST_COMPARED = 4  # letters of the second half that choose which names are looked at closely

Bytes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]


class Match(IntEnum):
    """How well a name fits what was typed; the least fits best."""

    WHOLE = 0
    BEGINNING = 1
    WHOLE_BUT_ONE = 2
    BEGINNING_BUT_ONE = 3
    NONE = 4


class NearNames:
    """Sorted names in fixed columns of bytes."""

    def __init__(self, keys: npt.NDArray[np.bytes_]) -> None:
        self._keys = keys  # sorted, of KEY_BYTES
        self._letters: Bytes = np.ascontiguousarray(keys).view(np.uint8).reshape(len(keys), KEY_BYTES)

    def beginning_with(self, word: bytes) -> tuple[Indices, Indices]:
        """Names that begin with a word, and how well each fits."""
        near = self._range(word[:KEY_BYTES])
        whole = self._keys[near] == word[:KEY_BYTES]
        return near, np.where(whole, Match.WHOLE, Match.BEGINNING).astype(np.intp)

    def nearly_beginning_with(self, word: bytes) -> tuple[Indices, Indices]:
        """Names whose beginning is one letter off: another, missing, too many, or two that changed places."""
        word = word[: KEY_BYTES - 1]
        if len(word) < _LEAST_FOR_SLIPS:
            return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
        near = np.unique(np.concatenate([*self._with_one_half(word), *self._with_two_swapped(word)]))
        letters = self._letters[near]
        lengths = np.count_nonzero(letters, axis=1)
        fits = np.full(len(near), Match.NONE, dtype=np.intp)
        for more, fitting in _slips(letters, np.frombuffer(word, dtype=np.uint8)):
            fit = np.where(lengths == len(word) + more, Match.WHOLE_BUT_ONE, Match.BEGINNING_BUT_ONE)
            fits = np.where(fitting, np.minimum(fits, fit), fits)
        kept = fits < Match.NONE
        return near[kept], fits[kept]

    def _range(self, word: bytes) -> Indices:
        first, last = np.searchsorted(self._keys, np.array([word, word + b"\xff"]))
        return np.arange(int(first), int(last))

    def _with_one_half(self, word: bytes) -> Iterator[Indices]:
        """Names that agree in the word's first half, or in its second, shifted by one at most.

        A letter that is wrong, missing or too many leaves one of the two whole, so that no name is missed.
        """
        half = len(word) // 2
        yield self._range(word[:half])
        for shift in (-1, 0, 1):
            fitting = np.ones(len(self._keys), dtype=np.bool_)
            for at, letter in enumerate(word[half : half + _MOST_COMPARED], start=half + shift):
                fitting &= self._letters[:, at] == letter
            yield np.flatnonzero(fitting)

    def _with_two_swapped(self, word: bytes) -> Iterator[Indices]:
        for at in range(len(word) - 1):
            yield self._range(word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :])


def _slips(letters: Bytes, word: Bytes) -> tuple[tuple[int, Bools], ...]:
    """For each kind of slip how much longer than the word the name's beginning is, and where it fits."""
    size = len(word)
    equal = letters[:, :size] == word
    head = _run(equal)
    wrong = size - equal.sum(axis=1)
    twisted = (letters[:, : size - 1] == word[1:]) & (letters[:, 1:size] == word[:-1])
    swapped = (wrong == 2) & np.take_along_axis(
        twisted, np.minimum(head, size - 2)[:, np.newaxis], axis=1
    ).ravel()
    missing = head + _run((letters[:, 1 : size + 1] == word)[:, ::-1]) >= size
    extra = head + _run((letters[:, : size - 1] == word[1:])[:, ::-1]) >= size - 1
    return (0, (wrong <= 1) | swapped), (1, missing), (-1, extra)


def _run(equal: Bools) -> Indices:
    return np.asarray(np.cumprod(equal, axis=1, dtype=np.int8).sum(axis=1), dtype=np.intp)
