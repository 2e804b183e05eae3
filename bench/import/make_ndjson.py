#!/usr/bin/env python3
"""Multiplies the Synthea bundles of AEGLE_DATA into NDJSON as a bulk export has it: one resource a line.

  make_ndjson.py OUT (--resources N | --mib N) [--seed N] [--source FOLDER]

Each copy is another person: every UUID of a copy is rewritten in the same way, and references become Type/id. The copies of
one file differ from those of another file that was made with another --seed. Needs the standard library only.
"""
import argparse
import itertools
import json
import os
import pathlib
import re
import sys

UUID = re.compile(r"[0-9a-f]{8}(?=-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")
ROOT = pathlib.Path(__file__).resolve().parents[2]


def data_folder():
    return pathlib.Path(os.environ.get("AEGLE_DATA", ROOT.parent / "shared/data")) / "fhir-synthea-r4"


class Template:
    """One bundle as text, cut at the first eight digits of every UUID."""

    def __init__(self, path):
        bundle = json.loads(path.read_text())
        types = {entry["fullUrl"]: f"{entry['resource']['resourceType']}/{entry['resource']['id']}" for entry in bundle["entry"]}
        lines = []
        for entry in bundle["entry"]:
            line = json.dumps(entry["resource"], separators=(",", ":"), ensure_ascii=False)
            line = re.sub(r'"reference":"(urn:uuid:[^"]+)"', lambda match: f'"reference":"{types.get(match[1], match[1])}"', line)
            lines.append(line + "\n")
        self.resources = len(lines)
        text = "".join(lines)
        self.pieces = UUID.split(text)
        self.heads = [int(head, 16) for head in UUID.findall(text)]

    def copy(self, number):
        mask = (number * 0x9E3779B1) & 0xFFFFFFFF
        parts = [self.pieces[0]]
        for head, piece in zip(self.heads, itertools.islice(self.pieces, 1, None)):
            parts.append(f"{head ^ mask:08x}")
            parts.append(piece)
        return "".join(parts).encode()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--resources", type=int)
    size.add_argument("--mib", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--source", type=pathlib.Path, default=data_folder())
    args = parser.parse_args()
    paths = sorted(args.source.glob("*.json"))
    if not paths:
        sys.exit(f"error: no Synthea bundles in {args.source}. Set AEGLE_DATA to the folder that holds fhir-synthea-r4.")
    templates = [Template(path) for path in paths]
    resources = written = 0
    with open(args.out, "wb") as out:
        for number in itertools.count(1 + args.seed * 1_000_000):
            for template in templates:
                data = template.copy(number)
                out.write(data)
                written += len(data)
                resources += template.resources
                if (args.resources and resources >= args.resources) or (args.mib and written >= args.mib << 20):
                    print(json.dumps({"file": args.out, "resources": resources, "bytes": written}))
                    return


if __name__ == "__main__":
    main()
