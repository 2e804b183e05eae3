#!/usr/bin/env python3
"""What a model adds to a handoff, and what of it is refused: for N invented patients, by the real command line.

  bench/tasks/run.py --aegle BIN [--model NAME] [--count 30] [--seed 21]

Prints for all documents together: sentences that the model was allowed to word, worded and kept, refused at the first and the
second try, replaced by the sentence of the code; and seconds per document. Values stand in slots that code fills, so a refusal is
about the words around them.
"""
import argparse
import json
import os
import statistics
import subprocess
import tempfile

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--aegle", required=True)
parser.add_argument("--model", default="qwen2.5-coder-1.5b-instruct-q4_k_m")
parser.add_argument("--count", type=int, default=30)
parser.add_argument("--seed", type=int, default=21)
arguments = parser.parse_args()

home = tempfile.mkdtemp()
people = tempfile.mkdtemp()
environment = {**os.environ, "AEGLE_HOME": home, "AEGLE_MODEL_CHAT": arguments.model}
environment.setdefault("AEGLE_MODELS", os.path.expanduser("~/.cache/aegle/models"))


def aegle(*words):
    return subprocess.run([arguments.aegle, *map(str, words), "--quiet"], env=environment, check=True, capture_output=True, text=True).stdout


aegle("synth", people, "--count", arguments.count, "--seed", arguments.seed)
aegle("import", people)
uses = []
for patient in json.loads(aegle("patients", "--limit", "1000", "--json"))["patients"]:
    answer = json.loads(aegle("handoff", patient["id"], "--json"))
    use = answer["model"]
    use["claims"] = sum(len(section["claims"]) for section in answer["sections"])
    use["struck"] = sum(claim["verdict"] == "struck" for section in answer["sections"] for claim in section["claims"])
    uses.append(use)
    print(f"{len(uses):3}: planned {use['planned']:3}  said {use['said']:3}  refused {use['refused']:3}  fell back {use['fell_back']:3}  {use['seconds']:6.1f} s", flush=True)
total = {name: sum(use[name] for use in uses) for name in ("claims", "planned", "said", "refused", "retried", "fell_back", "struck")}
print(f"{arguments.model}, {len(uses)} patients, seed {arguments.seed}: {total['claims']} sentences; the model was given {total['planned']}, "
      f"{total['said']} of its wordings were kept, {total['refused']} refused, {total['fell_back']} replaced by the sentence of the code; "
      f"{total['struck']} struck sentences were left in a document")
print(f"seconds per document, start of the model included: median {statistics.median(use['seconds'] for use in uses):.1f}; "
      f"first checked sentence {statistics.median(use['seconds_to_first_sentence'] for use in uses):.1f}")
