"""aegle deid: the real binary on files, folders and standard input; and the scores of the recogniser on our own notes."""
import json
import pathlib
import sys

import pytest

from conftest import EXAMPLES, ROOT

sys.path.insert(0, str(ROOT / "tests/deid"))
import notes  # noqa: E402
import scoring  # noqa: E402

KEPT_CLASSES = ("state", "year", "time", "relative_time", "age")


def test_standard_input_and_back(fresh_home, tmp_path):
    original = "환자명: 김철수, 2024년 3월 2일, MRN: 48213377. Dr. Sarah Brown called (555) 234-9871.\n"
    done = fresh_home.run("deid", "-", "--patient", "48213377", stdin=original.encode())
    safe = done.stdout.decode()
    assert done.returncode == 0
    assert all(phi not in safe for phi in ("김철수", "3월 2일", "48213377", "Sarah", "Brown", "234-9871")) and "환자명: " in safe
    file = tmp_path / "safe.txt"
    file.write_text(safe)
    assert fresh_home.run("deid", file, "--reveal", "--patient", "48213377").stdout.decode() == original
    assert "김철수".encode() not in (fresh_home.folder / "deid.map").read_bytes()
    assert (fresh_home.folder / "deid.key").stat().st_mode & 0o077 == 0


def test_a_folder_of_records(fresh_home, tmp_path):
    source = tmp_path / "in" / "김철수_48213377"
    source.mkdir(parents=True)
    (source / "note_2024-03-02.txt").write_text("MRN 48213377. Mr. Quenby Zorblax, seen 2024-03-02.")
    (source / "message.hl7").write_bytes(b"MSH|^~\\&|A|B|||20240302||ADT^A01|1|T|2.5\rPID|1||48213377^^^H^MR||Zorblax^Quenby||19700302|M\r")
    (source / "rows.csv").write_text("mrn,name,phone\n48213377,Quenby Zorblax,010-2345-6789\n")
    report = fresh_home.json("deid", tmp_path / "in", "--out", tmp_path / "out")
    assert len(report["files"]) == 3 and {file["format"] for file in report["files"]} == {"text", "hl7", "csv"}
    written = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert len(written) == 3
    for path in written:
        everything = str(path.relative_to(tmp_path / "out")) + path.read_text()
        assert all(phi not in everything for phi in ("48213377", "Quenby", "Zorblax", "2024-03-02", "20240302", "김철수", "2345-6789")), everything
    first = {path: path.read_bytes() for path in written}
    fresh_home.json("deid", tmp_path / "in", "--out", tmp_path / "out")
    assert {path: path.read_bytes() for path in written} == first


@pytest.mark.parametrize("bundle", sorted(EXAMPLES.glob("*/bundle.json")), ids=lambda path: path.parent.name)
def test_example_records(fresh_home, tmp_path, bundle):
    fresh_home.json("deid", bundle.parent, "--out", tmp_path / "out")
    safe = "".join(path.read_text() for path in (tmp_path / "out").rglob("*") if path.is_file())
    resources = [entry["resource"] for entry in json.loads(bundle.read_text())["entry"]]
    patient = next(resource for resource in resources if resource["resourceType"] == "Patient")
    secrets = [patient["id"], patient["birthDate"], patient["identifier"][0]["value"], patient["name"][0]["text"], patient["telecom"][0]["value"], patient["address"][0]["city"]]
    assert [secret for secret in secrets if secret in safe] == []
    codes = [resource["code"]["coding"][0]["code"] for resource in resources if resource["resourceType"] == "Observation" and "coding" in resource.get("code", {})]
    assert codes and all(code in safe for code in codes)


def test_wrong_use(fresh_home, tmp_path):
    note = tmp_path / "note.txt"
    note.write_text("nothing")
    assert fresh_home.run("deid", note).returncode == 2
    inside = fresh_home.run("deid", note, "--out", tmp_path / "out", "--map", tmp_path / "out" / "map")
    assert inside.returncode == 2 and b"map" in inside.stderr
    assert fresh_home.run("deid", tmp_path / "missing", "--out", tmp_path / "out").returncode == 1
    bad = tmp_path / "bad.json"
    bad.write_text('{"resourceType":"Patient",')
    done = fresh_home.run("deid", bad, "--out", tmp_path / "out")
    assert done.returncode == 3 and b"byte" in done.stderr and not (tmp_path / "out" / "bad.json").exists()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_scores_on_our_own_notes(fresh_home, tmp_path, language):
    """Goals: recall 0.99 (structured), 0.97 (names), precision 0.95, over-redaction at most 2 %."""
    all_notes = notes.generate(language, notes.SEEDS["test"], 400)
    path = tmp_path / "notes.txt"
    scores = scoring.Scores()
    text, starts = "", []
    for note in all_notes:
        starts.append(len(text))
        text += note.text + "\n\n\n"
    path.write_text(text)
    to_points = {}
    raw = text.encode()
    spans = json.loads(fresh_home.run("deid", path, "--find").stdout)["spans"]
    for span in spans:
        to_points[span["begin"]] = len(raw[: span["begin"]].decode())
    gold = [[begin + start, end + start, name] for note, start in zip(all_notes, starts) for begin, end, name in note.spans]
    kept = [[begin + start, end + start] for note, start in zip(all_notes, starts) for begin, end in note.kept]
    found = [[to_points[span["begin"]], to_points[span["begin"]] + len(span["text"]), span["class"]] for span in spans if span["class"] not in KEPT_CLASSES]
    scores.add(text, gold, found, kept)
    print(scores.table(f"notes-{language}"))
    structured = [name for name in scores.gold if name not in ("name", "hospital", "city", "address")]
    assert sum(scores.whole[name] for name in structured) / sum(scores.gold[name] for name in structured) >= 0.99
    assert scores.whole["name"] / scores.gold["name"] >= 0.97
    assert scores.precision >= 0.95
    assert scores.redacted / scores.kept <= 0.02
