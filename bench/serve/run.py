#!/usr/bin/env python3
"""Aegle against llama-server of the same release: same model, same machine, same run.

  bench/serve/run.py --aegle BIN --peer LLAMA_SERVER --model FILE.gguf [--name CATALOGUE_NAME] [--rounds 5]

Time to first token and tokens per second of /v1/chat/completions, 1 and 8 concurrent streams:
  cold    a prompt that nobody has sent before
  warm    a long beginning that earlier requests had, and a new end
  shared  a long beginning that is new, the same for all requests that come together
The two servers take turns; the figure is the median over the rounds, and the ratio is taken pair by pair. Greedy and to
the same number of tokens, so both do the same work.
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
import threading
import time

WORDS = ("potassium creatinine blood pressure heart rate glucose admitted discharged stable improved worse pain chest "
         "abdomen antibiotic insulin started stopped today yesterday morning evening nurse ward clinic result").split()


def prompt(seed, words):
    state = seed * 2654435761 % 2**32
    out = []
    for _ in range(words):
        state = (state * 1103515245 + 12345) % 2**31
        out.append(WORDS[state % len(WORDS)])
    return " ".join(out)


def one_stream(port, model, text, tokens):
    """Seconds to the first token, and from the first to the last token with their count."""
    body = {"model": model, "messages": [{"role": "user", "content": text}], "max_tokens": tokens, "temperature": 0, "stream": True,
            "stream_options": {"include_usage": True}, "cache_prompt": True, "ignore_eos": True}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    start = time.monotonic()
    connection.request("POST", "/v1/chat/completions", json.dumps(body), {"Content-Type": "application/json"})
    reply = connection.getresponse()
    first, last, count = None, start, 0
    for line in reply:
        if not line.startswith(b"data: {"):
            continue
        chunk = json.loads(line[6:])
        if chunk.get("usage"):
            count = chunk["usage"]["completion_tokens"]
        if chunk["choices"] and chunk["choices"][0].get("delta", {}).get("content"):
            last = time.monotonic()
            first = first or last
    connection.close()
    return first - start, last - start, count


def measure(port, model, texts, tokens):
    """Median time to first token, and tokens per second of all streams together."""
    results = [None] * len(texts)

    def work(index):
        results[index] = one_stream(port, model, texts[index], tokens)

    start = time.monotonic()
    threads = [threading.Thread(target=work, args=(i,)) for i in range(len(texts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - start
    return statistics.median(r[0] for r in results), sum(r[2] for r in results) / seconds


class Server:
    def __init__(self, command, environment, ready):
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.port = ready(self.process)
        threading.Thread(target=lambda: [None for _ in self.process.stdout], daemon=True).start()

    def stop(self):
        self.process.terminate()
        self.process.wait()


def start_aegle(binary, name, models, parallel):
    environment = {**os.environ, "AEGLE_HOME": tempfile.mkdtemp(), "AEGLE_MODELS": models, "AEGLE_MODEL_CHAT": name, "AEGLE_MODEL_EMBED": "none",
                   "AEGLE_MODEL_PARALLEL": str(parallel)}

    def ready(process):
        for line in process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                return int(found[1])
        raise SystemExit("aegle did not start")
    return Server([binary, "serve", "--port", "0"], environment, ready)


def start_peer(binary, model, parallel):
    def ready(process):
        for line in process.stdout:
            if found := re.search(r"listening on http://127\.0\.0\.1:(\d+)", line):
                return int(found[1])
        raise SystemExit("llama-server did not start")
    return Server([binary, "-m", model, "--host", "127.0.0.1", "--port", "18471", "-c", "16384", "-np", str(parallel), "--no-webui"], dict(os.environ), ready)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--aegle", required=True)
    parser.add_argument("--peer", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--name", required=True, help="name of the model in the catalogue")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tokens", type=int, default=48)
    arguments = parser.parse_args()
    models = str(pathlib.Path(arguments.model).parent)
    rows = []
    servers = {"aegle": start_aegle(arguments.aegle, arguments.name, models, 8), "peer": start_peer(arguments.peer, arguments.model, 8)}
    try:
        for streams in (1, 8):
            for kind in ("cold", "warm") if streams == 1 else ("cold", "warm", "shared"):
                figures = {"aegle": [], "peer": []}
                for round_ in range(arguments.rounds + 1):
                    for name, server in servers.items():
                        seeds = [1000 * (round_ + 1) + 100 * streams + i for i in range(streams)]
                        prefix = prompt(99 if kind == "warm" else 7000 + round_, 300)
                        texts = [prompt(seed, 200) for seed in seeds] if kind == "cold" else [prefix + "\n" + prompt(seed, 10) for seed in seeds]
                        figure = measure(server.port, arguments.name, texts, arguments.tokens)
                        if round_:   # the first round warms up
                            figures[name].append(figure)
                for index, what in enumerate(("seconds to first token", "tokens per second")):
                    ours, theirs = ([f[index] for f in figures[n]] for n in ("aegle", "peer"))
                    ratio = statistics.median(t / o if index == 0 else o / t for o, t in zip(ours, theirs))
                    rows.append((streams, kind, what, statistics.median(ours), statistics.median(theirs), ratio))
                    print(f"{streams} streams, {kind:6}, {what:22}: aegle {rows[-1][3]:8.3f}   llama-server {rows[-1][4]:8.3f}   ratio {ratio:5.2f}x (above 1 is better)", flush=True)
    finally:
        for server in servers.values():
            server.stop()


if __name__ == "__main__":
    main()
