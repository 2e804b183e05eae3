"""Scores of found spans against gold spans, for any engine: both are lists of [begin, end, class] in code points.

A gold span is found whole when each of its letters and digits is covered by found spans of any class, and leaked where none or only
a part is. A found span is right when at least half of its letters and digits are gold. Intervals are Wilson's, 95 %.
"""
import collections
import hashlib
import json
import math
import os
import pathlib


def data_folder():
    root = pathlib.Path(__file__).resolve().parents[2]
    return pathlib.Path(os.environ.get("AEGLE_DATA", root.parent / "shared/data"))


def wilson(hits, n):
    if n == 0:
        return 0.0, 0.0
    z = 1.959964
    p = hits / n
    middle, spread = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, (middle - spread) / (1 + z * z / n)), min(1.0, (middle + spread) / (1 + z * z / n))


def mask(text, spans):
    covered = bytearray(len(text))
    for begin, end, *_ in spans:
        covered[begin:end] = b"\1" * (end - begin)
    return covered


class Scores:
    """Sums over texts."""

    def __init__(self):
        self.gold = collections.Counter()
        self.whole = collections.Counter()
        self.found = self.right = self.texts = self.leaky_texts = 0
        self.found_by_class, self.right_by_class = collections.Counter(), collections.Counter()
        self.missed, self.wrong, self.wrongly_redacted = [], [], []
        self.kept = self.redacted = 0

    def add(self, text, gold, found, kept=()):
        self.texts += 1
        gold_mask, found_mask = mask(text, gold), mask(text, found)
        for begin, end in kept:
            self.kept += 1
            if any(found_mask[begin:end]):
                self.redacted += 1
                self.wrongly_redacted.append(text[begin:end])
        leaks = 0
        for begin, end, name in gold:
            self.gold[name] += 1
            if all(found_mask[i] for i in range(begin, end) if text[i].isalnum()):
                self.whole[name] += 1
            else:
                leaks += 1
                self.missed.append((name, text[begin:end], text[max(0, begin - 50) : end + 30]))
        self.leaky_texts += leaks > 0
        for begin, end, name in found:
            letters = [i for i in range(begin, end) if text[i].isalnum()]
            right = sum(gold_mask[i] for i in letters) * 2 >= max(1, len(letters))
            self.found += 1
            self.right += right
            self.found_by_class[name] += 1
            self.right_by_class[name] += right
            if not right:
                self.wrong.append((name, text[begin:end], text[max(0, begin - 40) : end + 30]))

    @property
    def recall(self):
        return sum(self.whole.values()) / max(1, sum(self.gold.values()))

    @property
    def precision(self):
        return self.right / max(1, self.found)

    def table(self, title):
        lines = [f"{title}: {self.texts} texts, {sum(self.gold.values())} gold spans, {self.found} found"]
        for name in sorted(self.gold):
            n, hits = self.gold[name], self.whole[name]
            low, high = wilson(hits, n)
            lines.append(f"  {name:18} recall {hits / n:.4f} [{low:.4f}, {high:.4f}]  n {n}")
        n, hits = sum(self.gold.values()), sum(self.whole.values())
        low, high = wilson(hits, n)
        plow, phigh = wilson(self.right, self.found)
        p, r = self.precision, self.recall
        f2 = 5 * p * r / (4 * p + r) if p + r else 0
        lines.append(f"  {'all':18} recall {r:.4f} [{low:.4f}, {high:.4f}]  precision {p:.4f} [{plow:.4f}, {phigh:.4f}]  F2 {f2:.4f}  "
                     f"leaks per 1,000 texts {1000 * (n - hits) / max(1, self.texts):.1f}")
        if self.kept:
            low, high = wilson(self.redacted, self.kept)
            lines.append(f"  eponyms and clinical words replaced: {self.redacted} of {self.kept}, {100 * self.redacted / self.kept:.2f} % [{100 * low:.2f}, {100 * high:.2f}]")
        return "\n".join(lines)


def is_test(key):
    """Half of a corpus, by a hash: what is reported is never looked at while rules are written."""
    return hashlib.sha256(key.encode()).digest()[0] % 2 == 1


def edgecare(part):
    for item in json.loads((data_folder() / "deid-edgecare-clinical/all_data.json").read_text()):
        if is_test(item["sentence"]) == (part == "test"):
            yield item["sentence"], [[span["start"], span["end"], span["label"]] for span in item["spans"]]


def presidio(part, name="synth_dataset_v2.json"):
    for item in json.loads((data_folder() / "deid-presidio" / name).read_text()):
        if is_test(str(item["template_id"])) == (part == "test"):
            yield item["full_text"], [[span["start_position"], span["end_position"], span["entity_type"]] for span in item["spans"]]
