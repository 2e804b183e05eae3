"""What the processes of Aegle can do: the self tests, the filters on running processes, the one way out."""
import http.server
import json
import os
import pathlib
import signal
import ssl
import subprocess
import threading

import pytest

from conftest import Server


def status_of(pid):
    """The security fields of a process."""
    fields = dict(line.split(":\t", 1) for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines() if ":\t" in line)
    return {name: fields[name].strip() for name in ("Name", "Seccomp", "NoNewPrivs", "CapEff", "CapBnd", "PPid")}


def children_of(pid):
    found = {}
    for path in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            arguments = (path / "cmdline").read_bytes().split(b"\0")
            if status_of(path.name)["PPid"] == str(pid):
                found[arguments[1].decode() if len(arguments) > 1 else ""] = int(path.name)
        except (OSError, KeyError):
            continue
    return found


def test_the_self_test_tries_many_attacks_and_none_succeeds(home):
    done = home.run("doctor", "--json")
    checks = {check["name"]: check for check in json.loads(done.stdout)["checks"]}
    assert checks["sandbox"]["level"] == "ok", checks["sandbox"]
    assert int(checks["sandbox"]["detail"].split()[0]) >= 60
    assert checks["egress"]["level"] == "ok", checks["egress"]


def test_nothing_leaves_any_kind_of_process(home):
    proof = home.json("doctor", "--egress")
    assert proof["ok"] and proof["control"]["reached"] and len(proof["control"]["by"]) >= 8
    assert [row["process"] for row in proof["processes"]] == ["service", "model worker", "parser worker", "broker"]
    for row in proof["processes"]:
        assert row["refused"] == row["tried"] > 10 and not row["not_refused"] and not row["arrived"]
    shown = home.run("doctor", "--egress").stdout.decode()
    assert "nothing leaves" in shown and "no remote engine" in shown


NOTE = "진료 기록\n\n발열 38.5도, 기침.\n".encode()


def check_confined(pid):
    status = status_of(pid)
    assert status["Seccomp"] == "2" and status["NoNewPrivs"] == "1"
    assert status["CapEff"] == status["CapBnd"] == "0000000000000000"


def test_a_running_model_is_confined(server):
    server.open("/v1/chat/completions", {"messages": [{"role": "user", "content": "Hello"}], "max_tokens": 2}, {"Content-Type": "application/json"}).read()
    assert status_of(server.process.pid)["Seccomp"] == "2"
    check_confined(children_of(server.process.pid)["model-worker"])


def test_a_running_parser_is_confined_and_replaced(scratch_server):
    server = scratch_server
    assert server.events("/api/import?name=a.txt&patient=P-1", NOTE)[-1][0] == "ledger"
    worker = children_of(server.process.pid)["parser-worker"]
    check_confined(worker)
    os.kill(worker, signal.SIGKILL)
    events = server.events("/api/import?name=b.txt&patient=P-1", NOTE + b"x")
    # The first read with a dead worker may be refused; the next one has a new worker.
    if events[-1][0] == "error":
        assert events[-1][1]["error"]["code"] in ("bad_input", "unsupported")
        events = server.events("/api/import?name=b.txt&patient=P-1", NOTE + b"x")
    assert events[-1][0] == "ledger"
    assert children_of(server.process.pid)["parser-worker"] != worker


class Stub(http.server.BaseHTTPRequestHandler):
    """An OpenAI-compatible server that remembers what it was asked."""
    asked = []

    def do_POST(self):
        Stub.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        chunk = {"choices": [{"index": 0, "delta": {"role": "assistant", "content": "A short reply."}, "finish_reason": "stop"}]}
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(f"data: {json.dumps(chunk)}\n\ndata: [DONE]\n\n".encode())

    def log_message(self, *_):
        pass


def start_stub(context=None):
    stub = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    if context:
        stub.socket = context.wrap_socket(stub.socket, server_side=True)
    threading.Thread(target=stub.serve_forever, daemon=True).start()
    return stub


def certificate(folder):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def ask(server):
    return server.status("/v1/chat/completions", {"messages": [{"role": "user", "content": "Hello"}], "max_tokens": 8}, {"Content-Type": "application/json"})


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_configured_engine_is_reached_through_the_broker(home, tmp_path, scheme):
    stub = start_stub(certificate(tmp_path) if scheme == "https" else None)
    port = stub.server_address[1]
    environment = {"AEGLE_MODEL_REMOTE_URL": f"{scheme}://localhost:{port}/v1", "AEGLE_MODEL_REMOTE_NAME": "stub", "SSL_CERT_FILE": str(tmp_path / "cert.pem")}
    server = Server(home, environment=environment)
    try:
        status, _, reply = ask(server)
        assert status == 200 and reply["choices"][0]["message"]["content"] == "A short reply.", reply
        broker = status_of(children_of(server.process.pid)["egress-broker"])
        assert broker["Seccomp"] == "2" and broker["CapEff"] == "0000000000000000"
        assert status_of(server.process.pid)["Seccomp"] == "2"
    finally:
        server.stop()
        stub.shutdown()


def test_a_certificate_of_nobody_is_not_accepted(home, tmp_path):
    stub = start_stub(certificate(tmp_path))
    server = Server(home, environment={"AEGLE_MODEL_REMOTE_URL": f"https://localhost:{stub.server_address[1]}/v1", "AEGLE_MODEL_REMOTE_NAME": "stub"})
    try:
        before = len(Stub.asked)
        status, _, reply = ask(server)
        assert status == 503 and "certificate" in json.dumps(reply), reply
        assert len(Stub.asked) == before
    finally:
        server.stop()
        stub.shutdown()
