#!/usr/bin/env python3
"""The app and the tasks as a person meets them: absolute figures with their goals.

  bench/app/run.py --aegle BIN [--model NAME]     NAME: a chat model of the catalogue; without it no model is measured

First page, timeline of a patient with 50,000 facts, floor handoff, and with a model: seconds to the first checked
sentence and to the end of a handoff. Medians over several requests to a running service.
"""
import argparse
import http.client
import json
import os
import pathlib
import re
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
RESULTS = [("2823-3", "Potassium", "mmol/L", 3.5, 5.1), ("2160-0", "Creatinine", "mg/dL", 0.6, 1.3), ("2345-7", "Glucose", "mg/dL", 70, 99), ("8867-4", "Heart rate", "/min", 60, 100)]


def big_patient(path, facts):
    with open(path, "w") as out:
        out.write(json.dumps({"resourceType": "Patient", "id": "big", "name": [{"text": "Large Record"}], "birthDate": "1950-01-01", "gender": "female"}) + "\n")
        for i in range(facts):
            code, name, unit, low, high = RESULTS[i % len(RESULTS)]
            out.write(json.dumps({
                "resourceType": "Observation", "id": f"o{i}", "status": "final", "subject": {"reference": "Patient/big"},
                "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs" if code == "8867-4" else "laboratory"}]}],
                "code": {"coding": [{"system": "http://loinc.org", "code": code, "display": name}]},
                "effectiveDateTime": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(946684800 + i * 15000)),
                "valueQuantity": {"value": round(low + (i * 7919 % 1000) / 1000 * (high - low) * 1.2, 2), "unit": unit, "system": "http://unitsofmeasure.org", "code": unit},
                "referenceRange": [{"low": {"value": low, "unit": unit}, "high": {"value": high, "unit": unit}}]}) + "\n")


class Service:
    def __init__(self, binary, environment):
        self.process = subprocess.Popen([binary, "serve", "--port", "0"], env=environment, stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                self.connection = http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=600)
                return
        raise SystemExit("aegle did not start")

    def get(self, path):
        start = time.monotonic()
        self.connection.request("GET", path)
        body = self.connection.getresponse().read()
        return time.monotonic() - start, body

    def task(self, patient, task, body):
        """Seconds to the first claim of the model and to the end, and the answer."""
        start, first, answer = time.monotonic(), None, None
        self.connection.request("POST", f"/api/patients/{patient}/tasks/{task}", json.dumps(body), {"Content-Type": "application/json"})
        reply, event = self.connection.getresponse(), ""
        for line in reply:
            if line.startswith(b"event: "):
                event = line[7:].strip().decode()
                if event == "claim" and first is None:
                    first = time.monotonic() - start
            elif line.startswith(b"data: ") and event in ("done", "error"):
                answer = json.loads(line[6:])
        return first, time.monotonic() - start, answer


def row(what, value, unit, goal, good):
    print(f"{what:58} {value:9.1f} {unit:4} goal {goal:10} {'met' if good else 'NOT MET'}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--aegle", required=True)
    parser.add_argument("--model")
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp()
    environment = {**os.environ, "AEGLE_HOME": folder, "AEGLE_MODEL_CHAT": arguments.model or "none"}
    environment.setdefault("AEGLE_MODELS", str(pathlib.Path.home() / ".cache/aegle/models"))
    big = f"{folder}/big.ndjson"
    big_patient(big, 50_000)
    for path in (ROOT / "examples/patients", big):
        subprocess.run([arguments.aegle, "import", path, "--quiet"], env=environment, check=True, stdout=subprocess.DEVNULL)
    service = Service(arguments.aegle, environment)
    patients = json.loads(service.get("/api/patients?limit=100")[1])["patients"]
    large = next(p["id"] for p in patients if p["name"] == "Large Record")
    samples = [p["id"] for p in patients if p["id"] != large]
    median = lambda path, n=15: statistics.median(service.get(path)[0] for _ in range(n)) * 1000
    page = median("/")
    row("first page of the app", page, "ms", "<= 100 ms", page <= 100)
    seconds = median(f"/api/patients/{large}/timeline", 5)
    row("timeline of a patient with 50,000 facts", seconds, "ms", "<= 300 ms", seconds <= 300)
    for name, patient, goal in (("sample patient", samples[0], 50), ("patient with 50,000 facts", large, None)):
        floor = statistics.median(service.task(patient, "handoff", {"use_model": False})[1] for _ in range(7)) * 1000
        row(f"floor handoff, {name}", floor, "ms", f"<= {goal} ms" if goal else "-", not goal or floor <= goal)
    if arguments.model:
        runs = [service.task(patient, "handoff", {"use_model": True}) for patient in samples[:4]]
        first, whole = statistics.median(r[0] or r[1] for r in runs), statistics.median(r[1] for r in runs)
        row(f"handoff with {arguments.model}: first checked words", first, "s", "<= 5 s", first <= 5)
        row("  whole document", whole, "s", "-", True)
        row("  first document after the start of the model", runs[0][1], "s", "-", True)
    service.process.terminate()


if __name__ == "__main__":
    main()
