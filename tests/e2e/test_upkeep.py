"""The data folder survives: crash points, damaged bits, a full disk, clocks that jump, programs at the same time, backups, older stores."""
import concurrent.futures
import json
import re
import shutil
import signal
import subprocess

import pytest

from conftest import BINARY, EXAMPLES, ROOT, Home, Server, parse_events

NAMES = re.findall(r'string_view\("([a-z_.]+)"\)', (ROOT / "src/base/crash_point.h").read_text())
IN_UNIT_TESTS = {"audit.new_segment", "audit.reserve_moved_before_reset"}  # need small files or a full disk: src/audit/audit_log_test.cpp
BUNDLE = next(EXAMPLES.glob("*/*.json"), None) or next(EXAMPLES.rglob("*.json"))


def crash(home, point, *arguments):
    """Runs a verb that ends at the crash point; True where it did."""
    home = Home(home.folder)
    home.environment["AEGLE_CRASH_AT"] = point
    return home.run(*arguments, "--quiet").returncode in (-signal.SIGKILL, -signal.SIGABRT)


def verified(home):
    return home.run("verify").returncode == 0 and home.run("audit", "verify").returncode == 0


def contents(home):
    """Everything that is known of everybody."""
    patients = sorted(home.json("patients")["patients"], key=lambda patient: patient["id"])
    return [(patient["id"], home.json("timeline", patient["id"])["facts"]) for patient in patients]


def test_every_crash_point_is_used_and_listed():
    used = set()
    for path in (ROOT / "src").rglob("*.cpp"):
        if not path.name.endswith("_test.cpp"):
            used |= set(re.findall(r'(?<!Arm)CrashPoint\("([a-z_.]+)"\)', path.read_text()))
    assert used == set(NAMES)
    print("\n".join(NAMES))


WAYS = {"audit": ("import", BUNDLE), "store": ("import", BUNDLE), "backup": ("backup", "{backup}"), "key": ("key", "rotate"), "restore": ("restore", "{backup}", "--into", "{second}")}


@pytest.mark.parametrize("end", ["", ":abort"])
@pytest.mark.parametrize("name", [name for name in NAMES if name not in IN_UNIT_TESTS])
def test_a_crash_at_any_point_loses_and_halves_nothing(tmp_path, name, end):
    home = Home(tmp_path / "home")
    places = {"backup": tmp_path / "backup", "second": tmp_path / "second"}
    fresh = name == "store.inside_migration"
    if not fresh:
        assert home.run("import", *sorted(EXAMPLES.rglob("*.txt"))[:2]).returncode == 0
        assert home.run("backup", places["backup"]).returncode == 0
    before = [] if fresh else contents(home)
    verb = [str(part).format(**places) for part in WAYS[name.split(".")[0]]]
    assert crash(home, name + end, *verb), f"{name} was never passed"
    if not fresh:
        assert verified(home)
        after = contents(home)
        assert after[:len(before)] == before or [entry for entry in after if entry in before] == before
    assert home.run(*verb, "--quiet").returncode == 0
    assert verified(home)


def test_a_folder_is_restored_whole(tmp_path, home):
    assert home.run("backup", tmp_path / "backup").returncode == 0
    done = home.json("restore", tmp_path / "backup", "--into", tmp_path / "second")
    second = Home(tmp_path / "second")
    assert contents(second) == contents(home) and done["facts"] > 0
    assert verified(second)
    assert len(home.json("backup", tmp_path / "backup", "--list")["snapshots"]) == 1


def test_a_backup_on_a_new_machine_needs_its_key(tmp_path, fresh_home):
    fresh_home.run("import", BUNDLE)
    fresh_home.run("backup", tmp_path / "backup")
    elsewhere = Home(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").mkdir()
    assert elsewhere.run("restore", tmp_path / "backup", "--into", tmp_path / "second").returncode == 1
    key = shutil.copy(fresh_home.folder / "backup.key", tmp_path / "saved.key")
    assert elsewhere.run("restore", tmp_path / "backup", "--into", tmp_path / "second", "--key", key).returncode == 0


def test_one_bit_in_a_backup_is_refused_with_the_place(tmp_path, fresh_home):
    fresh_home.run("import", BUNDLE)
    fresh_home.run("backup", tmp_path / "backup")
    chunk = max((path for path in (tmp_path / "backup/chunks").rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    data = bytearray(chunk.read_bytes())
    data[len(data) // 2] ^= 16
    chunk.write_bytes(data)
    done = fresh_home.run("restore", tmp_path / "backup", "--into", tmp_path / "second", "--json")
    error = json.loads(done.stdout)["error"]
    assert done.returncode == 70 and chunk.name in error["place"] and "store.db, byte" in error["place"]
    assert not (tmp_path / "second").exists()
    checked = fresh_home.run("verify", "--backup", tmp_path / "backup")
    assert checked.returncode == 70 and chunk.name in checked.stdout.decode()


@pytest.mark.parametrize("file", ["audit/000000000000.log", "store.db"])
def test_one_bit_in_the_data_folder_is_found_and_named(fresh_home, file):
    fresh_home.run("import", BUNDLE)
    for _ in range(5):
        fresh_home.run("patients")
    path = fresh_home.folder / file
    sound = path.read_bytes()
    step = 16384 if file == "store.db" else 211
    for at in range(step // 2, len(sound), max(step, len(sound) // 12 // step * step)):
        path.write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1:])
        done = fresh_home.run("verify") if file == "store.db" else fresh_home.run("audit", "verify")
        assert done.returncode == 70, at
        path.write_bytes(sound)
    assert verified(fresh_home)


def test_the_audit_names_what_was_done_to_it(fresh_home):
    for _ in range(4):
        fresh_home.run("patients")
    path = fresh_home.folder / "audit/000000000000.log"
    whole = path.read_bytes()
    path.write_bytes(whole[:-300])
    found = fresh_home.run("audit", "verify", "--json")
    report = json.loads(found.stdout)
    assert found.returncode == 70 and report["findings"][-1]["fault"] in ("truncated", "damaged")
    # Nothing is done without an audit.
    refused = fresh_home.run("patients")
    assert refused.returncode == 70 and b"audit" in refused.stderr
    begun = fresh_home.run("audit", "begin", "--reason", "a test cut it")
    assert begun.returncode == 0
    assert fresh_home.run("patients").returncode == 0 and verified(fresh_home)


def test_a_kept_head_tells_a_rewritten_log(tmp_path, fresh_home):
    fresh_home.run("patients")
    old = {path: path.read_bytes() for path in [*(fresh_home.folder / "audit").iterdir(), fresh_home.folder / "audit.head"]}
    for _ in range(3):
        fresh_home.run("patients")
    head = tmp_path / "head.json"
    head.write_bytes(fresh_home.run("audit", "head").stdout)
    for path, data in old.items():  # somebody who may write everywhere goes back to yesterday, but not in the store
        path.write_bytes(data)
    assert fresh_home.run("audit", "verify", "--head", head).returncode == 70
    assert fresh_home.run("audit", "verify").returncode == 70  # the store has a head too


def test_the_exported_events_are_fhir(fresh_home):
    fresh_home.run("import", BUNDLE)
    fresh_home.run("timeline", "p1")
    lines = fresh_home.run("audit", "export").stdout.decode().splitlines()
    events = [json.loads(line) for line in lines]
    for event in events:
        assert event["resourceType"] == "AuditEvent" and event["agent"][0]["requestor"] is True
        assert event["type"]["code"] and event["recorded"] and event["source"]["observer"]
    assert any(entity.get("what", {}).get("reference") == "Patient/p1" for event in events for entity in event["entity"])


def test_no_name_reaches_the_audit_or_the_log(fresh_home):
    fresh_home.run("import", BUNDLE)
    names = {word for patient in fresh_home.json("patients")["patients"] for word in patient["name"].split() if len(word) > 3}
    fresh_home.run("timeline", "p1")
    fresh_home.run("handoff", "p1", "--no-model")
    shown = fresh_home.run("audit", "show", "--json").stdout.decode()
    assert names and not [name for name in names if name in shown]


def test_programs_at_the_same_time(tmp_path):
    """R8: imports of the same and of different files, reads, backups, in eight processes."""
    home = Home(tmp_path / "home")
    files = sorted(EXAMPLES.rglob("*.txt"))[:6]
    home.run("patients")
    work = [("import", files[i % len(files)]) for i in range(10)] + [("patients",)] * 4 + [("backup", tmp_path / "backup")] * 2
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda arguments: home.run(*arguments, "--quiet"), work))
    assert [each.returncode for each in done] == [0] * len(work), [each.stderr for each in done if each.returncode]
    alone = Home(tmp_path / "alone")
    for file in files:
        alone.run("import", file)
    assert home.json("patients")["total"] == alone.json("patients")["total"]
    assert sum(p["facts"] for p in home.json("patients")["patients"]) == sum(p["facts"] for p in alone.json("patients")["patients"])
    assert verified(home)
    sequence = [record["sequence"] for record in home.json("audit", "show", "--limit", "1000")["records"]]
    assert sequence == list(range(len(sequence)))[::-1]


@pytest.fixture
def small_disk(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", disk], capture_output=True)
    if done.returncode:
        pytest.skip("a tmpfs cannot be mounted here: " + done.stderr.decode().strip())
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def upload(server, body):
    with server.open("/api/import?name=note.txt&patient=X-1", body, {"Content-Type": "application/octet-stream"}) as reply:
        return parse_events(reply.read().decode())[-1]


def test_a_full_disk_refuses_writes_and_serves_reads(small_disk):
    """R4: an import onto a full disk is refused, reads go on, each one on record; with space it works again without a restart."""
    home = Home(small_disk / "home")
    assert home.run("import", BUNDLE).returncode == 0
    server = Server(home, "--no-model")
    try:
        server.get("/api/patients")
        filler = small_disk / "filler"
        with open(filler, "wb", buffering=0) as file:
            for size in (1 << 20, 1 << 14, 1 << 12, 1):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError:
                    pass
        body = b"A note about somebody. " * 200_000
        name, reply = upload(server, body)
        assert name == "error" and reply["error"]["code"] == "no_space", reply
        for _ in range(20):
            assert server.get("/api/patients")["total"] >= 1
        assert server.process.poll() is None
        filler.unlink()
        name, reply = upload(server, b"Assessment: well.\n")
        assert name == "ledger", reply
    finally:
        server.stop()
    assert verified(home)


@pytest.mark.parametrize("moment", ["-1h", "+3650d", "2028-02-29 12:00:00", "2026-03-29 02:30:00", "2038-01-19 03:14:10", "2099-12-31 23:59:59"])
def test_the_clock_may_jump(fresh_home, moment):
    """R17: records are ordered by number; a head of the future is still a head."""
    faketime = shutil.which("faketime")
    if not faketime:
        pytest.skip("faketime is not installed")
    fresh_home.run("import", BUNDLE)
    done = subprocess.run([faketime, "-f", ("@" + moment) if moment[0] not in "+-" else moment, BINARY, "timeline", "p1"], env=fresh_home.environment, capture_output=True)
    assert done.returncode == 0, done.stderr
    fresh_home.run("patients")
    sequence = [record["sequence"] for record in fresh_home.json("audit", "show")["records"]]
    assert sequence == list(range(len(sequence)))[::-1]
    assert verified(fresh_home)


def test_a_key_is_not_rotated_under_a_running_service(home, server):
    done = home.run("key", "rotate")
    assert done.returncode == 5 and b"aegle serve" in done.stderr
