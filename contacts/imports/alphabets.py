"""Which single-byte encoding makes words of some bytes: told by the letters of languages.

A word counts when one language has all of its letters and its capitals stand where
capitals do. Names are short, so that this tells more than the frequency of letters.
"""

from __future__ import annotations

import re

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
_SETS = {name: [set(letters) for letters in of] for name, of in ALPHABETS.items()}
_WORD = re.compile(r"[^\W\d_]*[^\W\d_\x00-\x7f][^\W\d_]*")
_FOREIGN = re.compile(r"[^\x00-\x7f\w‘’‚“”„–—…«»€°ºª·¡¿\xa0]")
_MISPLACED = re.compile(r"(?=.?[^\x00-\x7f])")  # of two letters, one is no ASCII
LOWER = 0.9  # what a word without a capital counts: names have one


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
    letters = {letter for letter in word if letter > "\x7f"}
    folded = {letter.lower() if len(letter.lower()) == 1 else letter for letter in letters}
    if not any(folded <= alphabet for alphabet in _SETS[encoding]):
        return 0
    for before, letter in zip(word, word[1:], strict=False):
        if before.islower() and letter.isupper() and _MISPLACED.match(before + letter):
            return 0
    return LOWER if word[0].islower() else 1
