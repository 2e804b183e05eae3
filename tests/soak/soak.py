#!/usr/bin/env python3
"""A service under mixed load for a long time: 70 % reads and searches, 15 % writes, 5 % bulk imports, 5 % streams, 5 % bad requests.

usage: soak.py SECONDS [CLIENTS]     AEGLE_BIN names the binary
It fails where the service dies or answers 5xx, where its memory grows by more than 1 MiB an hour after warming up (and more than the noise of
a short run), where files or threads pile up, where the slowest percent of the last part is over 1.2 times the first, or where the store or the
audit do not verify afterwards.
"""
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("AEGLE_BIN", ROOT / "build/release/bin/aegle")
NOISE_MIB = 16          # of a heap that several threads use
MOST_P99_GROWTH = 1.2
QUIET_P99_MS = 50       # below this a ratio says nothing
LONG_RUN_S = 600        # nor does it of a few seconds


class Load:
    def __init__(self, url, seed):
        self.url, self.random = url, random.Random(seed)
        self.times, self.bad, self.count, self.stop = [], [], 0, False

    def ask(self, path, body=None):
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} if isinstance(body, dict) else {"Content-Type": "application/octet-stream"}
        start = time.monotonic()
        try:
            with urllib.request.urlopen(urllib.request.Request(self.url + path, data, headers), timeout=60) as reply:
                status = reply.status
                reply.read()
        except urllib.error.HTTPError as error:
            status = error.code
            error.read()
        self.times.append((start, time.monotonic() - start))
        self.count += 1
        if status >= 500:
            self.bad.append((path, status))

    def one(self):
        dice, patient = self.random.random(), f"p{self.random.randint(1, 6)}"
        number = self.random.randint(1, 10 ** 9)
        if dice < 0.70:
            self.ask(self.random.choice(["/api/patients", f"/api/patients/{patient}", f"/api/patients/{patient}/timeline", f"/api/patients/{patient}/search?text=heart", "/api/documents"]))
        elif dice < 0.85:
            self.ask(f"/api/import?name=n{number}.txt&patient=S-{number % 40}", f"Assessment: note {number}, stable. Plan: follow up.\n".encode())
        elif dice < 0.90:
            lines = [{"resourceType": "Patient", "id": f"b{number}", "birthDate": "1970-01-01"}]
            lines += [{"resourceType": "Observation", "id": f"o{number}-{i}", "status": "final", "subject": {"reference": f"Patient/b{number}"}, "code": {"text": "x"}, "valueInteger": i} for i in range(30)]
            self.ask(f"/api/import?name=b{number}.ndjson", "\n".join(map(json.dumps, lines)).encode())
        elif dice < 0.95:
            self.ask(f"/api/patients/{patient}/tasks/handoff", {"use_model": False})
        else:
            self.ask(self.random.choice(["/api/patients/x", "/api/nothing", "/api/patients?limit=-1", "/api/documents/d999999/bytes"]))

    def run(self):
        while not self.stop:
            self.one()


def state(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return {"rss": int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024, "threads": int(re.search(r"Threads:\s+(\d+)", status)[1]),
            "files": len(os.listdir(f"/proc/{pid}/fd"))}


def p99(times):
    times = sorted(times)
    return 1000 * times[int(len(times) * 0.99)] if times else 0.0


def slope(samples):
    """MiB an hour by least squares."""
    n = len(samples)
    mean_t, mean_v = sum(t for t, _ in samples) / n, sum(v for _, v in samples) / n
    spread = sum((t - mean_t) ** 2 for t, _ in samples)
    return 3600 * sum((t - mean_t) * (v - mean_v) for t, v in samples) / spread if spread else 0.0


def main():
    seconds, clients = float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 4
    seed = int(os.environ.get("SOAK_SEED", time.time_ns() % 10 ** 9))
    print(f"seed {seed} (SOAK_SEED repeats it), {seconds:.0f} s, {clients} clients", flush=True)
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "AEGLE_HOME": home, "AEGLE_ACCESS_REQUESTS_PER_MINUTE": "1000000"}
        subprocess.run([BINARY, "import", ROOT / "examples/patients", "--quiet"], env=environment, check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen([BINARY, "serve", "--port", "0", "--no-model", "--json"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        url = json.loads(server.stdout.readline())["url"]
        loads = [Load(url, seed + i) for i in range(clients)]
        threads = [threading.Thread(target=load.run) for load in loads]
        for thread in threads:
            thread.start()
        begin, samples = time.monotonic(), []
        while time.monotonic() - begin < seconds and server.poll() is None:
            time.sleep(min(5.0, seconds / 50))
            samples.append((time.monotonic() - begin, state(server.pid)))
        for load in loads:
            load.stop = True
        for thread in threads:
            thread.join()
        alive = server.poll() is None
        server.terminate()
        server.wait(timeout=30)
        sound = all(subprocess.run([BINARY, *verb], env=environment, stdout=subprocess.DEVNULL).returncode == 0 for verb in (["verify"], ["audit", "verify"]))
        return judge(loads, samples, begin, alive, sound)


def judge(loads, samples, begin, alive, sound):
    warm = [(t, s) for t, s in samples if t > samples[-1][0] / 3]
    growth = slope([(t, s["rss"]) for t, s in warm])
    hours = (warm[-1][0] - warm[0][0]) / 3600
    times = sorted((start - begin, took) for load in loads for start, took in load.times)
    part = max(1, len(times) // 12)
    first, last = p99([took for _, took in times[part:2 * part]]), p99([took for _, took in times[-part:]])
    bad = [each for load in loads for each in load.bad]
    print(f"{len(times)} requests, {len(times) / samples[-1][0]:.0f}/s, {len(bad)} answers of 5xx; memory {warm[0][1]['rss']:.0f} -> {warm[-1][1]['rss']:.0f} MiB ({growth:+.1f} MiB/h); "
          f"files {warm[0][1]['files']} -> {warm[-1][1]['files']}, threads {warm[0][1]['threads']} -> {warm[-1][1]['threads']}; p99 {first:.0f} -> {last:.0f} ms")
    failures = []
    if not alive:
        failures.append("the service died")
    if bad:
        failures.append(f"answers of 5xx: {bad[:5]}")
    if growth * hours > max(NOISE_MIB, hours):
        failures.append("its memory grows")
    if warm[-1][1]["files"] > warm[0][1]["files"] + 8 or warm[-1][1]["threads"] > warm[0][1]["threads"] + 16:
        failures.append("files or threads pile up")
    if samples[-1][0] >= LONG_RUN_S and last > MOST_P99_GROWTH * first and last > QUIET_P99_MS:
        failures.append("it becomes slower")
    if not sound:
        failures.append("the store or the audit do not verify")
    print("FAILED: " + "; ".join(failures) if failures else "ok")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
