#!/usr/bin/env python3
"""Measures the import of FHIR NDJSON: against the Python route on the same file, with a 1 GB file, and at 2 million facts.

  run.py --aegle BINARY [--quick] [--json FILE]
  run.py --import-bench BINARY      the same with bench/import/import_bench (store without the command line)

Run it with the Python of bench/requirements.txt (the peer is fhir.resources). Every figure is wall time from outside, process
start included; each rate is the best of three. --quick leaves the 1 GB file and the 2 million facts out.
Goals: >= 20,000 resources/s and >= 6x the Python route on 2 cores; <= 200 MB resident while 1 GB streams; as fast at 2 million
facts as at 20 thousand within 20 %.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
PROBE = 24_000           # resources: about 20 thousand facts
RUNS = 3


def find_number(value, name):
    """The first number of this name, at any depth of a JSON value; 0 where there is none."""
    if isinstance(value, dict):
        if isinstance(value.get(name), int):
            return value[name]
        value = list(value.values())
    if isinstance(value, list):
        return next((found for found in (find_number(item, name) for item in value) if found), 0)
    return 0


class Importer:
    """Imports a file into the store of a folder; says what it took."""

    def __init__(self, args):
        self.args = args

    def command(self, home, path):
        if self.args.import_bench:
            return [self.args.import_bench, home, path]
        return [self.args.aegle, "import", path, "--home", home, "--json"]

    def __call__(self, home, path):
        pathlib.Path(home).mkdir(exist_ok=True)
        start = time.perf_counter()
        with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as error:
            child = subprocess.Popen(self.command(str(home), str(path)), stdout=said, stderr=error)
            _, status, usage = os.wait4(child.pid, 0)
            seconds = time.perf_counter() - start
            error.seek(0)
            said.seek(0)
            if os.waitstatus_to_exitcode(status) != 0:
                sys.exit(f"error: {' '.join(self.command(str(home), str(path)))}: {error.read().decode(errors='replace')[-500:]}")
            facts = find_number(json.loads(said.read()), "facts")
        return {"seconds": seconds, "cpu_seconds": usage.ru_utime + usage.ru_stime, "peak_rss_mb": usage.ru_maxrss * 1024 / 1e6, "facts": facts}


def make(path, seed, **size):
    option, value = next(iter(size.items()))
    out = subprocess.run([sys.executable, HERE / "make_ndjson.py", path, f"--{option}", str(value), "--seed", str(seed)], check=True,
                         capture_output=True, text=True).stdout
    return json.loads(out)


def best(results):
    return min(results, key=lambda result: result["seconds"])


def rate_of_probes(importer, folder, home_of_run, first_seed):
    """The best rate of three different files of PROBE resources."""
    results = []
    for run in range(RUNS):
        file = folder / "probe.ndjson"
        made = make(file, first_seed + run, resources=PROBE)
        results.append(importer(home_of_run(run), file) | {"resources": made["resources"]})
    fastest = best(results)
    return fastest["resources"] / fastest["seconds"], min(result["cpu_seconds"] / result["resources"] for result in results)


def python_route(folder):
    file = folder / "python.ndjson"
    made = make(file, 90, resources=PROBE)
    out = subprocess.run([sys.executable, HERE / "python_route.py", file, folder / "python.db"], check=True, capture_output=True, text=True).stdout
    return made["resources"] / json.loads(out)["seconds"]


def goal(reached):
    return "reached" if reached else "MISSED"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    binary = parser.add_mutually_exclusive_group(required=True)
    binary.add_argument("--aegle")
    binary.add_argument("--import-bench")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=pathlib.Path, help="write the figures to this file")
    args = parser.parse_args()
    importer = Importer(args)
    figures = {}
    with tempfile.TemporaryDirectory(prefix="aegle-bench-") as name:
        folder = pathlib.Path(name)
        small, small_cpu = rate_of_probes(importer, folder, lambda run: folder / f"small{run}", 1)
        peer = python_route(folder)
        figures |= {"resources_per_second": small, "python_resources_per_second": peer, "times_python": small / peer}
        print(f"import              {small:10,.0f} resources/s                       goal 20,000: {goal(small >= 20_000)}")
        print(f"fhir.resources      {peer:10,.0f} resources/s   aegle is {small / peer:5.1f} times   goal 6: {goal(small / peer >= 6)}")
        if not args.quick:
            large = folder / "large"
            facts = 0
            for seed in (11, 12, 13):
                file = folder / "gigabyte.ndjson"
                made = make(file, seed, mib=1000)
                result = importer(large, file)
                facts += result["facts"]
                figures.setdefault("gigabyte", result | {"resources_per_second": made["resources"] / result["seconds"]})
            gigabyte = figures["gigabyte"]
            print(f"1 GB NDJSON         {gigabyte['resources_per_second']:10,.0f} resources/s   peak {gigabyte['peak_rss_mb']:.0f} MB       "
                  f"goal 200: {goal(gigabyte['peak_rss_mb'] <= 200)}")
            big, big_cpu = rate_of_probes(importer, folder, lambda run: large, 21)
            figures |= {"large_facts": facts, "large_resources_per_second": big, "large_to_small": big / small, "cpu_large_to_small": big_cpu / small_cpu}
            print(f"at {facts / 1e6:.1f} million facts {big:10,.0f} resources/s   {big / small:.2f} of the rate at 20 thousand   goal 0.80: {goal(big / small >= 0.8)}"
                  f"   (processor time per resource: {big_cpu / small_cpu:.2f} times)")
    if args.json:
        args.json.parent.mkdir(parents=True, exist_ok=True)
        args.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
