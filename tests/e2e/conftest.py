"""End-to-end tests: the real binary, a real store, the small real model. AEGLE_BIN names the binary."""
import json
import os
import pathlib
import re
import subprocess
import time
import urllib.error
import urllib.request

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("AEGLE_BIN", ROOT / "build/release/bin/aegle"))
EXAMPLES = ROOT / "examples/patients"
TEST_MODEL = "smollm2-135m-instruct-q4_1"


class Home:
    """One data folder, and the command line on it."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = {**os.environ, "AEGLE_HOME": str(folder), "AEGLE_MODEL_CHAT": TEST_MODEL, "NO_COLOR": "1"}
        self.environment.setdefault("AEGLE_MODELS", str(pathlib.Path.home() / ".cache/aegle/models"))

    def run(self, *arguments, stdin=None, timeout=120):
        return subprocess.run([BINARY, *map(str, arguments)], env=self.environment, input=stdin, capture_output=True, timeout=timeout)

    def json(self, *arguments, **options):
        done = self.run(*arguments, "--json", **options)
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout)


class Server:
    """A running `aegle serve` on a free port."""

    def __init__(self, home, *options, environment=None):
        self.home = home
        self.log = open(home.folder / "serve.log", "ab")
        self.process = subprocess.Popen([BINARY, "serve", "--port", "0", *options], env={**home.environment, **(environment or {})}, stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.url = None
        for line in self.process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                self.url = found[0]
                break
        assert self.url, (home.folder / "serve.log").read_text()

    def open(self, path, body=None, headers=None, timeout=120):
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        request = urllib.request.Request(self.url + path, data=data, headers=headers or {})
        return urllib.request.urlopen(request, timeout=timeout)

    def get(self, path):
        with self.open(path) as reply:
            return json.load(reply)

    def status(self, path, body=None, headers=None):
        """Status, headers and JSON of a reply that may be an error."""
        try:
            with self.open(path, body, headers) as reply:
                return reply.status, reply.headers, json.load(reply)
        except urllib.error.HTTPError as error:
            text = error.read()
            return error.code, error.headers, json.loads(text) if text[:1] == b"{" else text

    def events(self, path, body=None):
        """All events of a stream, as (name, data)."""
        with self.open(path, body if body is not None else {}) as reply:
            return parse_events(reply.read().decode())

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)
        self.log.close()


def parse_events(text):
    events = []
    for block in text.split("\n\n"):
        name = re.search(r"^event: (.*)$", block, re.M)
        data = re.search(r"^data: (.*)$", block, re.M)
        if data:
            events.append((name[1] if name else "", data[1] if data[1] == "[DONE]" else json.loads(data[1])))
    return events


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("home"))
    done = home.run("import", EXAMPLES)
    assert done.returncode == 0, done.stderr.decode()
    return home


@pytest.fixture(scope="session")
def server(home):
    server = Server(home)
    yield server
    server.stop()


@pytest.fixture
def scratch_server(fresh_home):
    """A server on an empty store, for tests that write."""
    server = Server(fresh_home, "--no-model")
    yield server
    server.stop()


@pytest.fixture
def fresh_home(tmp_path):
    return Home(tmp_path)


@pytest.fixture(scope="session")
def patient(server):
    return server.get("/api/patients")["patients"][0]["id"]


def wait_until(condition, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False
