"""Which single-byte encoding makes words of some bytes, by the letters of languages.

A word counts when one language has all of its letters and its capitals stand where
capitals do. Names are short, so that this tells more than the frequency of letters.
"""

from __future__ import annotations

import re
from itertools import pairwise

WEST = [
    *("àâçéèêëîïôœùûü", "äöüßéè", "áéíñóúüç", "ãâáàçéêíóôú", "åäöæøéèü"),
    *("àèéìòù", "ëïéèöüáóç", "áéíóúýðþæö"),
]
CENTRAL = [
    *("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű"),
    *("ăâîşţ", "čćđšž", "äöüß", "ëç"),
]
CYRILLIC = [
    "абвгдежзийклмнопрстуфхцчшщъыьэюяё",
    "абвгдежзийклмнопрстуфхцчшщьюяіїєґ",
    "абвгдежзійклмнопрстуўфхцчшыьэюяё",
    "абвгдђежзијклљмнњопрстћуфхцчџш",
]
ALPHABETS = {
    "cp1252": WEST,
    "cp1250": CENTRAL,
    "iso8859_2": CENTRAL,
    "cp1251": CYRILLIC,
    "koi8_r": CYRILLIC[:1],
    "cp866": CYRILLIC[:1],
    "cp1253": ["αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊ"],
    "cp1254": ["çğıöşüâîûİ"],
    "cp1255": ["אבגדהוזחטיךכלםמןנסעףפץצקרשת"],
    "cp1256": ["ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگ"],
    "cp1257": ["ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž"],
    "mac_roman": WEST,
    "cp850": WEST,
}
LATIN = {"cp1252", "cp1250", "iso8859_2", "cp1254", "cp1257", "mac_roman", "cp850"}
_SETS = {name: [set(letters) for letters in of] for name, of in ALPHABETS.items()}
_WORD = re.compile(r"[^\W\d_]*[^\W\d_\x00-\x7f][^\W\d_]*")
_FOREIGN = re.compile(r"[^\x00-\x7f\w‘’‚“”„–—…«»€°ºª·¡¿\xa0]")


def best(sample: bytes) -> tuple[str, float]:
    """The encoding that makes the most words, and the share of words that it makes."""
    scores = {name: _score(sample, name) for name in ALPHABETS}
    name = max(scores, key=lambda name: scores[name])
    return name, scores[name]


def _score(sample: bytes, encoding: str) -> float:
    text = sample.decode(encoding, "replace")
    words = _WORD.findall(text)
    good = sum(_worth(word, encoding) for word in words)
    return (good - len(_FOREIGN.findall(text))) / max(len(words), 1)


def _worth(word: str, encoding: str) -> float:
    """From 0 for no word of any language to 1 for one that looks like a name."""
    letters = {letter for letter in word if letter > "\x7f"}
    folded = {_lower(letter) for letter in letters}
    if len(word) < 2 or not any(folded <= alphabet for alphabet in _SETS[encoding]):
        return 0
    if encoding not in LATIN and len(letters) < len(set(word)):
        return 0
    for before, letter in pairwise(word):
        if before.islower() and letter.isupper() and max(before, letter) > "\x7f":
            return 0
    if word.islower() or (word.isupper() and len(word) > 2):
        return 0.9
    return 1 if word[0].isupper() else 0.95


def _lower(letter: str) -> str:
    lower = letter.lower()
    return lower if len(lower) == 1 else letter
