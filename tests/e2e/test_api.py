"""The REST API: every reply fits its own description, and citations lead to the exact bytes."""
import json

import jsonschema
import pytest

from conftest import EXAMPLES


@pytest.fixture(scope="module")
def description(server):
    return server.get("/api/openapi.json")


def check(description, schema, reply):
    jsonschema.validate(reply, {"$ref": f"#/components/schemas/{schema}", "components": description["components"]})


def test_every_route_describes_itself(description):
    for path, operations in description["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path


@pytest.mark.parametrize("path, schema", [
    ("/api/status", "Status"), ("/health", "Health"), ("/api/patients", "PatientList"), ("/api/patients/{id}", "PatientDetail"),
    ("/api/patients/{id}/timeline", "Timeline"), ("/api/patients/{id}/series", "SeriesList"), ("/api/patients/{id}/search?q=pain", "SearchHits"),
    ("/api/patients/{id}/documents", "DocumentList"), ("/api/documents", "DocumentList"), ("/api/tasks", "TaskList")])
def test_replies_fit_their_description(server, description, patient, path, schema):
    check(description, schema, server.get(path.replace("{id}", patient)))


def test_health_shows_that_the_verifier_works(server):
    health = server.get("/health")
    assert health["status"] == "ok" and {"verifier", "store"} <= {control["name"] for control in health["controls"]}


def test_the_timeline_has_columns_of_one_length(server, patient):
    timeline = server.get(f"/api/patients/{patient}/timeline")
    columns = ["fact", "kind", "name", "start_ms", "end_ms", "value", "interpretation", "status"]
    assert len({len(timeline[c]) for c in columns}) == 1 and timeline["fact"]
    times = [-10**18 if time is None else time for time in timeline["start_ms"]]
    assert times == sorted(times)


def test_the_bytes_of_a_fact_are_the_bytes_of_the_file(server, patient):
    by_size = {}
    for path in EXAMPLES.rglob("*"):
        if path.is_file():
            by_size.setdefault(path.stat().st_size, []).append(path.read_bytes())
    timeline = server.get(f"/api/patients/{patient}/timeline")
    for number in timeline["fact"][:: max(1, len(timeline["fact"]) // 25)]:
        source = server.get(f"/api/facts/f{number}")["source"]
        begin, end = source["begin"], source["end"]
        document = server.get(f"/api/documents/{source['document']}")
        shown = server.get(f"/api/documents/{source['document']}/bytes?begin={begin}&end={end}&around=50")
        assert end > begin and any(shown["text"].encode() == content[begin:end] for content in by_size[document["bytes"]])


def test_a_handoff_streams_the_floor_then_checked_claims(server, description, patient):
    events = server.events(f"/api/patients/{patient}/tasks/handoff", {"use_model": True})
    names = [name for name, _ in events]
    assert names[-1] == "done" and "floor" in names and names.index("floor") < names.index("done")
    answer = events[-1][1]
    check(description, "Answer", answer)
    labels = {evidence["label"] for evidence in answer["evidence"]}
    for section in answer["sections"]:
        for claim in section["claims"]:
            assert set(claim["cites"]) <= labels
            if claim["verdict"] != "struck":
                assert claim["cites"] or claim["verdict"] == "floor", claim
    assert server.get(f"/api/answers/{answer['id']}")["sections"] == answer["sections"]


def test_korean_is_korean(server, patient):
    answer = server.events(f"/api/patients/{patient}/tasks/handoff", {"use_model": False, "language": "ko"})[-1][1]
    assert all(any("가" <= c <= "힣" for c in section["title"]) for section in answer["sections"])


def test_ask_says_when_it_is_not_in_the_record(server, patient):
    answer = server.events(f"/api/patients/{patient}/tasks/ask", {"use_model": False, "question": "What was the latest serum copper?"})[-1][1]
    assert answer["not_in_record"]


def test_import_by_http_gives_a_balanced_ledger(scratch_server, description):
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [
        {"resource": {"resourceType": "Patient", "id": "http-1", "name": [{"text": "Test Person"}], "birthDate": "1980-02-29"}},
        {"resource": {"resourceType": "Organization", "id": "o1", "name": "Ward"}},
        {"resource": {"resourceType": "Condition", "id": "c1", "subject": {"reference": "Patient/http-1"}, "onsetDateTime": "2023-02-29", "code": {"text": "x"}}}]}
    events = scratch_server.events("/api/import?name=bundle.json", json.dumps(bundle).encode())
    name, done = events[-1]
    assert name == "ledger", events
    check(description, "ImportDone", done)
    ledger = done["ledger"]
    assert ledger["in"] == 3 == ledger["kept"] + ledger["kept_as_document"] + ledger["refused"]
    refused = [line for line in ledger["lines"] if line["disposition"] == "refused"]
    assert len(refused) == 1 and refused[0]["type"] == "Condition" and "onsetDateTime" in refused[0]["reason"] and refused[0]["offset"] > 0
    again = scratch_server.events("/api/import?name=bundle.json", json.dumps(bundle).encode())[-1][1]
    assert again["counts"]["added"] == 0


@pytest.mark.parametrize("bytes_", [b"\x00\x01\x02\xff" * 50, b"{", b'{"resourceType":"Bundle","entry":[', "\ufeff{}".encode("utf-16")])
def test_bad_input_is_a_located_error_or_a_refusal(scratch_server, bytes_):
    name, data = scratch_server.events("/api/import?name=bad.json", bytes_)[-1]
    assert name == "error" or data["ledger"]["refused"] > 0 or data["ledger"]["in"] == data["ledger"]["kept"] + data["ledger"]["kept_as_document"]
    if name == "error":
        assert data["error"]["message"]


@pytest.mark.parametrize("path, status", [("/api/patients/p999999", 404), ("/api/patients/x", 400), ("/api/nothing", 404), ("/api/documents/d1/bytes?begin=5&end=1", 400),
                                          ("/api/patients?limit=0", 400), ("/api/facts/f0", 400)])
def test_errors_have_a_status_and_a_code(server, path, status):
    found, _, reply = server.status(path)
    assert found == status and reply["error"]["code"]


def test_other_sites_are_not_answered(server):
    assert server.status("/api/patients", headers={"Host": "evil.example"})[0] == 403
    assert server.status("/api/patients", headers={"Origin": "http://evil.example"})[0] == 403


def test_pages_carry_a_strict_policy(server):
    with server.open("/") as reply:
        assert "default-src 'self'" in reply.headers["Content-Security-Policy"]
        assert "unsafe" not in reply.headers["Content-Security-Policy"]
        assert b"<html" in reply.read() or reply.headers["Content-Encoding"] == "gzip"


def test_metrics_are_prometheus_text_without_names(server, patient):
    server.get(f"/api/patients/{patient}")
    with server.open("/metrics") as reply:
        text = reply.read().decode()
    assert 'route="/api/patients/{id}"' in text and patient not in text
