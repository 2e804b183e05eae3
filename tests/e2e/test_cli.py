"""The command line, as a person types it."""
import json
import subprocess

import pytest

from conftest import BINARY, EXAMPLES

VERBS = ["import", "patients", "timeline", "summarize", "handoff", "ask", "sign", "models", "serve", "doctor", "synth", "deid", "completion"]


@pytest.mark.parametrize("verb", VERBS)
def test_help_ends_with_examples(verb):
    done = subprocess.run([BINARY, verb, "--help"], capture_output=True, text=True)
    assert done.returncode == 0 and "Examples:" in done.stdout and f"aegle {verb}" in done.stdout


def test_without_a_verb_the_help_is_shown():
    done = subprocess.run([BINARY], capture_output=True, text=True)
    assert done.returncode == 2 and "handoff" in done.stdout + done.stderr


def test_patients_and_timeline(home):
    patients = home.json("patients")["patients"]
    assert len(patients) == len([p for p in EXAMPLES.iterdir() if p.is_dir()])
    timeline = home.run("timeline", patients[0]["id"], "--kind", "laboratory")
    assert timeline.returncode == 0 and patients[0]["name"] in timeline.stdout.decode()


def test_import_is_idempotent_and_balanced(fresh_home):
    bundle = next(EXAMPLES.glob("*/bundle.json"))
    first = fresh_home.json("import", bundle)["files"][0]
    ledger = first["ledger"]
    assert ledger["in"] == ledger["kept"] + ledger["kept_as_document"] + ledger["refused"] and ledger["facts"] > 50
    second = fresh_home.json("import", bundle)["files"][0]
    assert second["counts"]["added"] == 0 and second["counts"]["updated"] == 0


def test_handoff_without_a_model_is_the_floor(home):
    patient = home.json("patients")["patients"][0]["id"]
    answer = home.json("handoff", patient, "--no-model")
    assert answer["model"]["calls"] == 0
    assert {claim["verdict"] for section in answer["sections"] for claim in section["claims"]} == {"floor"}
    text = home.run("handoff", patient, "--no-model").stdout.decode()
    assert "[f" in text and "Draft" in text


def test_korean_handoff(home):
    patient = home.json("patients")["patients"][0]["id"]
    assert "환자" in home.run("handoff", patient, "--no-model", "--lang", "ko").stdout.decode()


def test_ask(home):
    patient = home.json("patients")["patients"][0]["id"]
    done = home.run("ask", patient, "Which allergies does the patient have?", "--no-model")
    assert done.returncode == 0 and done.stdout


@pytest.mark.parametrize("arguments, code", [(["handoff", "p99999"], 1), (["handoff", "nobody"], 2), (["import", "/does/not/exist"], 1), (["no-such-verb"], 2),
                                             (["timeline"], 2)])
def test_exit_codes(home, arguments, code):
    done = home.run(*arguments)
    assert done.returncode == code and done.stderr


def test_bad_file_is_named(fresh_home, tmp_path):
    bad = tmp_path / "broken.json"
    bad.write_text('{"resourceType":"Bundle","type":"collection","entry":[{"resource":')
    done = fresh_home.run("import", bad)
    assert done.returncode == 3 and b"broken.json" in done.stderr and b"byte" in done.stderr


def test_a_key_that_others_can_read_is_refused(fresh_home):
    assert fresh_home.run("patients").returncode == 0
    (fresh_home.folder / "key").chmod(0o644)
    done = fresh_home.run("patients")
    assert done.returncode == 4 and b"key" in done.stderr


def test_the_store_on_disk_has_no_plain_text(home):
    name = home.json("patients")["patients"][0]["name"].encode()
    for path in home.folder.rglob("store.db*"):
        assert name not in path.read_bytes()


def test_doctor(home):
    report = home.json("doctor")
    assert report["ok"] and {check["name"] for check in report["checks"]} >= {"store", "key", "verifier"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell):
    done = subprocess.run([BINARY, "completion", shell], capture_output=True, text=True)
    assert done.returncode == 0 and "handoff" in done.stdout


def test_synth_is_deterministic(fresh_home, tmp_path):
    for name in ("a", "b"):
        assert fresh_home.run("synth", tmp_path / name, "--count", "2", "--seed", "5").returncode == 0
    files = {path.relative_to(tmp_path / "a"): path.read_bytes() for path in (tmp_path / "a").rglob("*") if path.is_file()}
    assert files and all((tmp_path / "b" / name).read_bytes() == content for name, content in files.items())


def test_models_list(home):
    models = home.json("models", "list")["models"]
    assert {"qwen2.5-coder-1.5b-instruct-q4_k_m", "smollm2-135m-instruct-q4_1", "all-minilm-l6-v2"} <= {model["name"] for model in models}
    assert json.dumps(models)
