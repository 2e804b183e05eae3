"""From a draft to a signed document, and its exports held against programs that others wrote: openssl, poppler, fhir.resources."""
import base64
import hashlib
import json
import re
import shutil
import subprocess

import pytest
from fhir.resources.R4B.bundle import Bundle

from conftest import EXAMPLES, Home

AIAST = ("http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "AIAST")
GUIDE = "http://hl7.org/fhir/uv/aitransparency/"
NAME = "Dr. Anna Example"
PASSWORD = "four plain words of anna"
ANNA = ["--user", "anna"]


def draft_of(home, patient="p1", language="en", task="handoff"):
    return home.json(task, patient, "--no-model", "--lang", language)["id"]


def as_anna(home, *arguments):
    return home.json("sign", *arguments, *ANNA, stdin=PASSWORD.encode() + b"\n")


def try_as_anna(home, *arguments):
    return home.run("sign", *arguments, *ANNA, stdin=PASSWORD.encode() + b"\n")


def sign(home, draft):
    """Reviews, confirms each high-risk item and signs."""
    view = as_anna(home, "review", draft)
    return as_anna(home, "sign", draft, *[argument for risk in view["risks"] for argument in ("--confirm", risk["key"])])


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A site with a clinician who cares for all but the last patient."""
    home = Home(tmp_path_factory.mktemp("signing"))
    assert home.run("import", EXAMPLES).returncode == 0
    for name, role, display in (("root", "operator", "Root"), ("anna", "clinician", NAME), ("nora", "nurse", "Nora Example")):
        done = home.run("users", "add", name, "--role", role, "--display", display, stdin=f"four plain words of {name}\n".encode())
        assert done.returncode == 0, done.stderr.decode()
        for patient in range(1, 6 + (role == "nurse")):
            assert role == "operator" or home.run("users", "relate", name, f"p{patient}").returncode == 0
    assert home.run("users", "labels", "anna", "psychiatry,hiv,substance-use,reproductive,restricted").returncode == 0
    return home


@pytest.fixture(scope="module")
def english(home):
    draft = draft_of(home)
    first = home.json("sign", "show", draft)["sections"][1]
    home.json("sign", "edit", draft, "--add-to", first["id"], "--text", "Daughter was informed & agrees <today>.")
    return sign(home, draft)


@pytest.fixture(scope="module")
def korean(home):
    return sign(home, draft_of(home, "p5", "ko"))


def exported(home, draft, form, folder):
    path = folder / f"{draft}.{form}"
    done = home.run("sign", "export", draft, "--format", form, "-o", path)
    assert done.returncode == 0, done.stderr.decode()
    return path.read_bytes()


def test_a_draft_is_not_exported(home):
    draft = draft_of(home, "p2")
    for form in ("pdf", "fhir", "text"):
        done = home.run("sign", "export", draft, "--format", form, "-o", "-")
        assert done.returncode == 4 and b"not signed" in done.stderr and not done.stdout
    shown = home.run("sign", "show", draft).stdout.decode()
    assert "Draft, not signed" in shown
    assert draft in home.run("sign", "list").stdout.decode()


def test_signing_needs_a_review_and_each_confirmation(home):
    draft = draft_of(home, "p3")
    assert try_as_anna(home, "sign", draft).returncode == 1
    view = as_anna(home, "review", draft)
    assert view["risks"] and not any(risk["confirmed"] for risk in view["risks"])
    keys = [risk["key"] for risk in view["risks"]]
    done = try_as_anna(home, "sign", draft, *[part for key in keys[1:] for part in ("--confirm", key)])
    assert done.returncode == 1 and b"1 high-risk items are not confirmed" in done.stderr
    assert as_anna(home, "sign", draft, "--confirm", keys[0])["state"] == "signed"


def test_who_may_sign(home):
    draft = draft_of(home, "p2")
    assert home.run("sign", "sign", draft).returncode == 4, "the holder of the key file does not sign"
    assert home.run("sign", "review", draft, *ANNA, stdin=b"a wrong password\n").returncode == 4
    nurse = home.run("sign", "sign", draft, "--user", "nora", stdin=b"four plain words of nora\n")
    assert nurse.returncode == 4, "a nurse does not sign"
    foreign = draft_of(home, "p6")
    assert try_as_anna(home, "show", foreign).returncode == 1, "a patient of somebody else"
    assert foreign not in [one["id"] for one in as_anna(home, "list", "--all")["drafts"]]
    assert draft in [one["id"] for one in as_anna(home, "list")["drafts"]]


def test_an_edit_is_verified_and_kept_as_evaluation_data(home):
    draft = draft_of(home, "p4")
    view = home.json("sign", "show", draft)
    statement = next(one for section in view["sections"] if section["kind"] == "medications" for one in section["statements"] if re.search(r"\d+ MG", one["text"], re.I))
    wrong = re.sub(r"(\d+)( MG)", lambda found: str(int(found[1]) * 10) + found[2], statement["text"], count=1, flags=re.I)
    view = home.json("sign", "edit", draft, "--statement", statement["id"], "--text", wrong)
    edited = next(one for section in view["sections"] for one in section["statements"] if one["id"] == statement["id"])
    assert edited["verdict"] == "struck" and edited["why"] and ["-", "+"] == [part[0] for part in edited["diff"] if part[0] != "="]
    assert f"struck_kept:{statement['id']}" in [risk["key"] for risk in view["risks"]]
    edits = [one for one in home.json("sign", "edits")["edits"] if one["draft"] == draft]
    assert [one["text"] for one in edits] == [wrong] and edits[0]["drafted"] == statement["text"]
    assert "".join(text for kind, text in edits[0]["diff"] if kind != "-") == wrong


def test_the_signature_verifies_with_openssl(home, english, tmp_path):
    record = english["signature"]
    assert record["valid"] and hashlib.sha256(record["text"].encode()).hexdigest() == record["text_sha256"]
    head, payload, signature = record["jws"].split(".")
    decode = lambda text: base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    body = json.loads(decode(payload))
    assert json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() == decode(payload), "canonical JSON"
    assert body["text_sha256"] == record["text_sha256"] and body["signer"]["name"] == NAME and body["evidence"]
    assert {"record_sha256", "answer_sha256", "confirmed", "model", "edits", "signed_ms", "software"} <= body.keys()
    key = decode(json.loads(home.run("sign", "show", english["id"], "--json").stdout)["signature"]["public_key"])
    (tmp_path / "key.der").write_bytes(bytes.fromhex("302a300506032b6570032100") + key)
    (tmp_path / "signed").write_bytes(f"{head}.{payload}".encode())
    (tmp_path / "signature").write_bytes(decode(signature))
    verify = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", tmp_path / "key.der", "-rawin", "-in", tmp_path / "signed", "-sigfile", tmp_path / "signature"]
    assert subprocess.run(verify, capture_output=True).returncode == 0
    (tmp_path / "signed").write_bytes(f"{head}.{payload}x".encode())
    assert subprocess.run(verify, capture_output=True).returncode != 0
    # Each piece of evidence is the bytes that the record holds.
    for one in body["evidence"]:
        assert len(one["text_sha256"]) == 64 and ("document" not in one or len(one["bytes_sha256"]) == 64)


def test_plain_text(home, english, tmp_path):
    text = exported(home, english["id"], "text", tmp_path).decode()
    assert text.startswith(english["signature"]["text"])
    assert NAME in text and "Artificial intelligence" in text and english["signature"]["text_sha256"] in text
    assert "Daughter was informed & agrees <today>. ‡" in text and "not found in the record" in text


def pdf_text(pdf, tmp_path):
    (tmp_path / "a.pdf").write_bytes(pdf)
    return subprocess.run(["pdftotext", "-layout", tmp_path / "a.pdf", "-"], capture_output=True, check=True).stdout.decode()


def squeezed(text):
    return re.sub(r"\s+", "", text)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils is not there")
@pytest.mark.parametrize("which", ["english", "korean"])
def test_pdf(home, which, request, tmp_path):
    signed = request.getfixturevalue(which)
    pdf = exported(home, signed["id"], "pdf", tmp_path)
    text = squeezed(pdf_text(pdf, tmp_path))
    for section in signed["sections"]:
        for one in section["statements"]:
            if not one["removed"] and len(one["text"]) < 70:   # longer ones may go over a page's foot
                assert squeezed(one["text"]) in text, one["text"]
    assert squeezed(NAME) in text and signed["signature"]["text_sha256"] in text
    assert ("인공지능표시" if which == "korean" else "Artificialintelligence") in text
    fonts = subprocess.run(["pdffonts", tmp_path / "a.pdf"], capture_output=True, check=True).stdout.decode().splitlines()[2:]
    assert fonts and all("+" in line.split()[0] and line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts), fonts   # subset, embedded, Unicode
    info = subprocess.run(["pdfinfo", tmp_path / "a.pdf"], capture_output=True, check=True)
    assert NAME in info.stdout.decode() and not info.stderr
    subprocess.run(["pdfdetach", "-saveall", "-o", tmp_path, tmp_path / "a.pdf"], check=True, capture_output=True)
    assert (tmp_path / "signed-text.txt").read_text() == signed["signature"]["text"]
    assert (tmp_path / "signature.jws").read_text() == signed["signature"]["jws"]
    assert len(pdf) < 400_000
    assert pdf == exported(home, signed["id"], "pdf", tmp_path), "the same document gives the same bytes"


def codes(codings):
    return {(one.get("system"), one.get("code")) for one in codings}


@pytest.mark.parametrize("which", ["english", "korean"])
def test_fhir_document(home, which, request, tmp_path):
    signed = request.getfixturevalue(which)
    text = exported(home, signed["id"], "fhir", tmp_path)
    Bundle.model_validate_json(text)   # the independent model of FHIR R4B
    bundle = json.loads(text)
    resources = {}
    for entry in bundle["entry"]:
        resources.setdefault(entry["resource"]["resourceType"], []).append(entry["resource"])
        assert entry["fullUrl"] == "urn:uuid:" + entry["resource"]["id"]
    assert bundle["type"] == "document" and bundle["entry"][0]["resource"]["resourceType"] == "Composition"
    composition, provenance, device = resources["Composition"][0], resources["Provenance"][0], resources["Device"][0]
    assert composition["status"] == "final" and composition["attester"][0]["mode"] == "legal"
    for labelled in (bundle, composition, provenance):
        assert AIAST in codes(labelled["meta"]["security"])
    assert codes(device["type"]["coding"]) == {(GUIDE + "CodeSystem/AIdeviceTypeCS", "Artificial-Intelligence")}
    assert {extension["url"].rsplit("/", 1)[1] for extension in device["extension"]} == {"aitransparency.AIKind", "aitransparency.modelCardDescription"}
    card = next(one for one in resources["DocumentReference"] if "AIModelCard" in str(one["type"]))
    assert b"Not a medical device" in base64.b64decode(card["content"][0]["attachment"]["data"])
    document = next(one for one in resources["DocumentReference"] if one is not card)
    assert base64.b64decode(document["content"][0]["attachment"]["data"]).decode() == signed["signature"]["text"]
    assert AIAST in codes(provenance["reason"][0]["coding"])
    assert [agent["type"]["coding"][0]["code"] for agent in provenance["agent"]] == ["author", "verifier", "legal"]
    assert base64.b64decode(provenance["signature"][0]["data"]).decode() == signed["signature"]["jws"]
    # Every reference leads to an entry, and every entry but the Provenance is reached from the Composition.
    urls = {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}
    seen, queue = set(), [bundle["entry"][0]["fullUrl"]]
    while queue:
        url = queue.pop()
        if url not in seen:
            seen.add(url)
            queue += re.findall(r'"reference": "(urn:uuid:[^"]+)"', json.dumps(urls[url]))
    assert set(re.findall(r'"reference": "([^"]+)"', text.decode())) <= urls.keys()
    assert set(urls) - seen == {"urn:uuid:" + provenance["id"]}


def test_the_words_of_the_model_are_labelled(home, tmp_path):
    answer = home.json("handoff", "p1", timeout=600)
    if not answer["model"]["said"]:
        pytest.skip("the model is not here, or none of its sentences stood")
    signed = sign(home, answer["id"])
    bundle = json.loads(exported(home, signed["id"], "fhir", tmp_path))
    composition, provenance = bundle["entry"][0]["resource"], bundle["entry"][-1]["resource"]
    worded = [at for at, section in enumerate(composition["section"]) if AIAST in codes(one["valueCoding"] for one in section["text"].get("extension", []))]
    by_model = [at for at, section in enumerate(signed["sections"]) if any(one["by_model"] for one in section["statements"])]
    assert worded == by_model
    paths = [extension["valueString"] for target in provenance["target"] for extension in target.get("extension", [])]
    assert paths == [f"Composition.section[{at}].text" for at in worded]
    assert answer["model"]["sha256"] in json.dumps(bundle) and answer["model"]["prompt_sha256"] in json.dumps(bundle)


def test_discarded(home):
    draft = draft_of(home, "p4")
    assert home.json("sign", "discard", draft, "--reason", "wrong patient opened")["state"] == "discarded"
    assert draft not in [one["id"] for one in home.json("sign", "list")["drafts"]]
    assert draft in [one["id"] for one in home.json("sign", "list", "--all")["drafts"]]
    assert try_as_anna(home, "review", draft).returncode == 1


def test_a_newer_draft_takes_the_place_of_an_untouched_one(home):
    first, second = draft_of(home, "p5", task="summarize"), draft_of(home, "p5", task="summarize")
    waiting = [one["id"] for one in home.json("sign", "list", "--patient", "p5")["drafts"]]
    assert second in waiting and first not in waiting


def test_each_act_is_in_the_audit(home, english):
    records = home.json("audit", "show", "--limit", "1000")["records"]
    of_draft = [one for one in records if one["resource"].startswith(f"draft {english['id']} ")]
    assert {"review", "edit", "sign"} <= {one["resource"].split()[-1] for one in of_draft}
    assert NAME not in json.dumps(records) and "Daughter" not in json.dumps(records)
