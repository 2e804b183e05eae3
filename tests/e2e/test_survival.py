"""The service outlives its model, its overload and its slow clients."""
import json
import os
import pathlib
import signal
import socket
import threading
import time
import urllib.error

import pytest

from conftest import Server, wait_until


def model_processes(parent):
    """Process ids of the children of the service."""
    found = []
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(stat.parent.name))
    return found


def long_request(stream=True):
    return {"messages": [{"role": "user", "content": "Write a very long story about a river."}], "max_tokens": 400, "temperature": 0.7, "seed": 1, "stream": stream}


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGSEGV])
def test_a_killed_model_ends_its_stream_with_an_error_and_comes_back(server, sent):
    reply = server.open("/v1/chat/completions", long_request(), {"Content-Type": "application/json"})
    for _ in range(5):
        reply.readline()
    workers = model_processes(server.process.pid)
    assert workers
    for worker in workers:
        os.kill(worker, sent)
    rest = reply.read().decode()
    assert "[DONE]" not in rest and '"error"' in rest
    start = time.monotonic()
    status, _, _ = server.status("/v1/chat/completions", {**long_request(False), "max_tokens": 4}, {"Content-Type": "application/json"})
    assert status == 200 and time.monotonic() - start < 10


def test_overload_is_told_to_come_again(home):
    server = Server(home, "--streams", "2")
    try:
        readers = [server.open("/v1/chat/completions", long_request(), {"Content-Type": "application/json"}) for _ in range(2)]
        status, headers, reply = server.status("/v1/chat/completions", long_request(), {"Content-Type": "application/json"})
        assert status == 429 and int(headers["Retry-After"]) > 0 and reply["error"]["code"] == "busy"
        for reader in readers:
            reader.close()
        assert wait_until(lambda: server.status("/v1/chat/completions", {**long_request(False), "max_tokens": 2}, {"Content-Type": "application/json"})[0] == 200, 20)
    finally:
        server.stop()


def test_slow_clients_do_not_hold_others_up(server):
    host, port = server.url.removeprefix("http://").split(":")
    slow = [socket.create_connection((host, int(port))) for _ in range(200)]
    try:
        for connection in slow:
            connection.sendall(b"GET /api/status HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        times = []
        for _ in range(20):
            start = time.monotonic()
            server.get("/api/status")
            times.append(time.monotonic() - start)
        assert sorted(times)[-2] < 1.0
    finally:
        for connection in slow:
            connection.close()


def test_a_client_that_leaves_frees_the_model(server):
    for _ in range(4):
        reply = server.open("/v1/chat/completions", long_request(), {"Content-Type": "application/json"})
        reply.readline()
        reply.close()
    start = time.monotonic()
    server.status("/v1/chat/completions", {**long_request(False), "max_tokens": 2}, {"Content-Type": "application/json"})
    assert time.monotonic() - start < 10


def test_many_requests_run_together(server):
    replies = []
    body = {"messages": [{"role": "user", "content": "One word:"}], "max_tokens": 8, "temperature": 0}
    threads = [threading.Thread(target=lambda: replies.append(server.status("/v1/chat/completions", body, {"Content-Type": "application/json"})[0])) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert replies == [200] * 16
