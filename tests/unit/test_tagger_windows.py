"""What an encoder is given: windows of whole sentences, by word piece or by word."""

import numpy as np
import pytest

from tasks.annotation.sentences import split_sentences
from tasks.annotation.windows import CLS, SEP, Window, pack_windows, piece_inputs, word_inputs
from tasks.annotation.words import split_words

TEXT = "Ana Ruiz said so.\n\nThe unpronounceability of Eyjafjallajökull was denied in Ostra."


def encode(spelling: str) -> tuple[int, ...]:
    """Stand in for the tokenizer: a piece for every three letters."""
    return tuple(1000 + len(spelling[at : at + 3]) for at in range(0, len(spelling), 3))


def windows_of(text: str, limit: int) -> list[Window]:
    return list(pack_windows(split_words(text, split_sentences(text)), encode, limit))


@pytest.mark.parametrize("limit", [18, 24, 160])
def test_every_word_stands_in_one_window_in_order(limit: int) -> None:
    windows = windows_of(TEXT, limit)
    found = [word for window in windows for word in window.words]
    assert found == [word for words in split_words(TEXT, split_sentences(TEXT)) for word in words]
    assert all(len(window.pieces) <= limit for window in windows)


def test_pieces_come_with_the_features_of_their_words() -> None:
    (window,) = windows_of(TEXT, 160)
    inputs = piece_inputs(window)
    assert (inputs["pieces"][0], inputs["pieces"][-1]) == (CLS, SEP)
    assert len(inputs["features"]) == len(inputs["pieces"])
    assert inputs["features"][list(window.heads)].tolist() == [w.feature for w in window.words]


def test_a_word_is_the_mean_of_its_pieces() -> None:
    (window,) = windows_of(TEXT, 160)
    inputs = word_inputs(window)
    total = inputs["pieces"].astype(np.float64)
    np.add.at(total, inputs["owners"][:, 0], inputs["more"])
    means = total * inputs["shares"][:, 0]
    wanted = [CLS, *(np.mean(encode(word.spelling)) for word in window.words), SEP]
    assert means == pytest.approx(wanted, rel=1e-6)
    assert inputs["features"].tolist() == [0, *(word.feature for word in window.words), 0]
