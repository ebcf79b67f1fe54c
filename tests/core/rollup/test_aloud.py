"""How long a text takes to be read out."""

from __future__ import annotations

from whetstone.core.rollup.aloud import MOST_MINUTES, WORDS_A_MINUTE, minutes_aloud, words_of


def test_a_figure_is_one_word_and_punctuation_is_none():
    assert words_of("Repairs: 410 of 1,200, by 31 March – on course.") == 9
    assert words_of("86.9 % (82.7–90.2)") == 3
    assert words_of(" – … “” ") == 0


def test_the_vowel_signs_of_a_word_do_not_end_it():
    assert words_of("पढेर सुनाउँदा करिब २.६ मिनेट लाग्छ।") == 6
    assert words_of("Cre\u0300me, nai\u0308ve: प्\u200dयारा") == 3


def test_three_hundred_words_are_two_minutes():
    assert minutes_aloud(["word " * 150, "word " * 150]) == MOST_MINUTES
    assert minutes_aloud([]) == 0
    assert WORDS_A_MINUTE == 150
