"""The safety controls, the intended use of each function, and the proof of no egress in the audit."""
import json

from conftest import Server


def test_health_shows_every_control(server):
    health = server.get("/health")
    controls = {control["name"]: control for control in health["controls"]}
    assert health["status"] == "ok"
    assert {"store", "verifier", "instructions", "deid", "sandbox", "egress", "audit"} <= set(controls)
    assert all(control["ok"] and control["checked_ms"] > 0 for control in controls.values()), controls
    assert "import" in controls["sandbox"]["guards"]


def test_the_safety_page_has_its_data(server, patient):
    server.events(f"/api/patients/{patient}/tasks/handoff", {"use_model": False})
    safety = server.get("/api/safety")
    assert safety["egress"]["closed"] and safety["egress"]["configured"] == ""
    assert sum(week["answers"] for week in safety["rates"]["weeks"]) >= 1
    uses = server.get("/api/intended-use")
    functions = {use["function"]: use for use in uses["functions"]}
    assert uses["site"] == "documentation" and functions["handoff"]["class"] == "documentation" and functions["handoff"]["runs"]


def test_a_site_of_records_runs_no_task(home, patient):
    server = Server(home, "--no-model", environment={"AEGLE_SITE_USE": "records", "AEGLE_SITE_GENERAL": "false"})
    try:
        status, _, reply = server.status(f"/api/patients/{patient}/tasks/handoff", {})
        assert status == 403 and "site.use" in json.dumps(reply)
        status, _, reply = server.status("/v1/chat/completions", {"messages": [{"role": "user", "content": "Hello"}]}, {"Content-Type": "application/json"})
        assert status == 403 and "site.general" in json.dumps(reply)
        assert {task["runs"] for task in server.get("/api/tasks")["tasks"]} == {False}
    finally:
        server.stop()


def test_the_proof_of_no_egress_is_in_the_audit(fresh_home):
    assert fresh_home.run("doctor", "--egress").returncode == 0
    shown = fresh_home.run("audit", "show", "--json").stdout.decode()
    assert "egress" in shown and "parser worker" in shown
