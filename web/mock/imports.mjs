// Reads an import just well enough to give a true ledger: FHIR bundle, NDJSON or a note.
const asFacts = new Set(["Patient", "Encounter", "Condition", "Observation", "MedicationRequest", "AllergyIntolerance", "Procedure", "Immunization", "DiagnosticReport"]);
const asDocument = new Set(["Organization", "Practitioner", "Location", "Claim", "ExplanationOfBenefit", "Provenance", "Questionnaire"]);

export function readImport(name, bytes) {
  const text = bytes.toString("utf8");
  const ledger = { format: "note", in: 0, kept: 0, kept_as_document: 0, refused: 0, facts: 0, bytes: bytes.length, by_type: {}, lines: [], lines_left_out: 0 };
  if (!/^\s*[{[]/.test(text)) {
    if (!/\.(txt|md)$/i.test(name)) throw { code: "unsupported", message: `${name} is not a format that is understood.`, place: name, remedy: "Formats: fhir-bundle, fhir-ndjson, note." };
    count(ledger, "Note", name, "facts", "", 0, 3);
    return ledger;
  }
  ledger.format = /\.ndjson$/i.test(name) ? "fhir-ndjson" : "fhir-bundle";
  const items = ledger.format === "fhir-ndjson" ? lines(text) : entries(text);
  for (const { text: item, at } of items) take(ledger, item, Buffer.byteLength(text.slice(0, at)));
  return ledger;
}

function take(ledger, item, offset) {
  let resource;
  try {
    resource = JSON.parse(item);
  } catch (error) {
    return count(ledger, "", "", "refused", `Not JSON: ${error.message}`, offset, 0);
  }
  const type = resource.resourceType ?? "";
  if (asFacts.has(type)) return count(ledger, type, resource.id ?? "", "facts", "", offset, type === "Observation" && resource.component ? resource.component.length : 1);
  if (asDocument.has(type)) return count(ledger, type, resource.id ?? "", "document", "Has no fact form.", offset, 0);
  return count(ledger, type, resource.id ?? "", "refused", type ? `Unknown resource type ${type}.` : "No resourceType.", offset, 0);
}

function count(ledger, type, id, disposition, reason, offset, facts) {
  const by = (ledger.by_type[type] ??= { facts: 0, document: 0, refused: 0, fact_count: 0 });
  by[disposition] += 1;
  by.fact_count += facts;
  ledger.in += 1;
  ledger.facts += facts;
  ledger[{ facts: "kept", document: "kept_as_document", refused: "refused" }[disposition]] += 1;
  if (disposition !== "facts") ledger.lines.push({ disposition, type, logical_id: id, reason, offset });
}

function lines(text) {
  const found = [];
  let at = 0;
  for (const line of text.split("\n")) {
    if (line.trim()) found.push({ text: line, at });
    at += line.length + 1;
  }
  return found;
}

// The "resource" of each entry of a bundle, with its place.
function entries(text) {
  const found = [];
  let depth = 0, quoted = false, begin = -1;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (quoted) {
      if (letter === "\\") at += 1;
      else if (letter === '"') quoted = false;
      continue;
    }
    if (letter === '"') quoted = true;
    else if (letter === "{" || letter === "[") {
      depth += 1;
      if (depth === 4 && letter === "{") begin = at;
    } else if (letter === "}" || letter === "]") {
      if (depth === 4 && begin >= 0) found.push({ text: text.slice(begin, at + 1), at: begin });
      depth -= 1;
    }
  }
  return found;
}
