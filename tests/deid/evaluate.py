#!/usr/bin/env python3
"""Recall, precision and F2 of the recogniser, by class with intervals.

  tests/deid/evaluate.py --measure build/release/bin/deid_measure [--part dev|test] [--sets notes-en notes-ko edgecare presidio]
                         [--count 2000] [--show 20]

notes-en, notes-ko: our own notes (notes.py) with the development or the test seed. edgecare, presidio: the shared corpora where
they are (AEGLE_DATA), split by a hash. deid_measure is built with -DAEGLE_BENCH=ON.
"""
import argparse
import json
import subprocess
import sys

import scoring

KEPT_CLASSES = ("state", "year", "time", "relative_time", "age")


def run(binary, texts, mode="spans"):
    feed = "\n".join(json.dumps(text) for text in texts) + "\n"
    lines = subprocess.run([binary, mode], input=feed, capture_output=True, text=True, check=True).stdout.splitlines()
    return [json.loads(line) for line in lines[:-1]], json.loads(lines[-1])


def items_of(name, part, count):
    if name == "edgecare":
        return list(scoring.edgecare(part))
    if name == "presidio":
        return list(scoring.presidio(part))
    import notes
    return [(note.text, note.spans, note.kept) for note in notes.generate(name.split("-")[1], notes.SEEDS[part], count)]


def score(name, items, found):
    scores = scoring.Scores()
    for (text, gold, *kept), spans in zip(items, found):
        scores.add(text, gold, spans, *kept)
    return scores


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", required=True)
    parser.add_argument("--part", choices=["dev", "test"], default="dev")
    parser.add_argument("--sets", nargs="+", default=["notes-en", "notes-ko", "edgecare", "presidio"])
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--show", type=int, default=0, help="print so many misses and false alarms (development part only)")
    args = parser.parse_args()
    if args.show and args.part == "test":
        sys.exit("the test part is not looked at")
    for name in args.sets:
        if name in ("edgecare", "presidio") and not scoring.data_folder().exists():
            print(f"{name}: skipped, there is no {scoring.data_folder()}")
            continue
        items = items_of(name, args.part, args.count)
        found, cost = run(args.measure, [item[0] for item in items])
        if name.startswith("notes"):  # what safe-harbor replaces; ages are capped above 89 only
            found = [[span for span in spans if span[2] not in KEPT_CLASSES] for spans in found]
        scores = score(name, items, found)
        print(scores.table(f"{name} ({args.part})"))
        print(f"  {cost['bytes'] / 1e6:.2f} MB in {cost['seconds']:.3f} s: {cost['bytes'] / 1e6 / cost['seconds']:.1f} MB/s")
        for title, rows in (("missed", scores.missed), ("wrong", scores.wrong)):
            for row in rows[:: max(1, len(rows) // args.show)][: args.show] if args.show else []:
                print("   ", title, *(repr(part) for part in row))


if __name__ == "__main__":
    main()
