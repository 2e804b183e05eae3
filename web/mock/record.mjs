// Invents one patient: facts in time order, each with the bytes of the original that say it.
import { makeRandom } from "./random.mjs";
import * as terms from "./terms.mjs";

export const day = 86_400_000;
export const today = Date.UTC(2026, 5, 15, 9, 0);

const iso = (ms) => new Date(ms).toISOString().slice(0, 19) + "Z";
const dayOf = (ms) => iso(ms).slice(0, 10);

// Collects resources into one FHIR bundle and remembers where each stands.
class Original {
  #parts = [Buffer.from('{\n"resourceType": "Bundle",\n"type": "collection",\n"entry": [\n')];
  #bytes = this.#parts[0].length;
  #any = false;

  add(resource, indent) {
    const lead = Buffer.from(`${this.#any ? ",\n" : ""}{"resource": `);
    const body = Buffer.from(JSON.stringify(resource, null, indent));
    this.#any = true;
    const begin = this.#bytes + lead.length;
    this.#push(lead, body, Buffer.from("}"));
    return { begin, end: begin + body.length };
  }

  #push(...parts) {
    for (const part of parts) {
      this.#parts.push(part);
      this.#bytes += part.length;
    }
  }

  finish() {
    return Buffer.concat([...this.#parts, Buffer.from("\n]\n}\n")]);
  }
}

const interpretation = (value, low, high) => {
  if (high != null && value > high) return value > high * 1.35 ? "HH" : "H";
  if (low != null && value < low) return value < low * 0.82 ? "LL" : "L";
  return "N";
};

export class Record {
  facts = [];
  #original = new Original();

  constructor(store, { id, name, gender, birth, identifier, deceased = null, seed, korean = false }) {
    Object.assign(this, { store, id, name, gender, birth, identifier, deceased, korean });
    this.random = makeRandom(seed);
    this.document = store.newDocumentId();
    this.#original.add({ resourceType: "Patient", id, name: [{ text: name }], gender, birthDate: birth }, 2);
  }

  add(kind, type, fields, body) {
    const number = this.store.newFactNumber();
    const logical = `${type.toLowerCase()}-${number}`;
    const span = this.#original.add({ resourceType: type, id: logical, ...body }, this.compact ? 0 : 2);
    const fact = {
      number, patient: this.id, kind, status: "final", value: "", interpretation: "", assertion: "present", text: "", category: "", section: "",
      reference: "", end_ms: null, resource: `${type}/${logical}`, document: this.document, ...span, ...fields,
    };
    this.facts.push(fact);
    return fact;
  }

  observe(kind, [code, name, unit, low, high, , , decimals], value, at) {
    const text = value.toFixed(decimals);
    const shown = unit.replace("mm[Hg]", "mmHg").replace("Cel", "°C").replace("10*3/uL", "×10³/µL").replace("mL/min/{1.73_m2}", "mL/min/1.73 m²");
    return this.add(kind, "Observation", {
      code, system: "http://loinc.org", name, value: `${text} ${shown}`, number_value: Number(text), unit: shown, start_ms: at,
      low, high, reference: low != null && high != null ? `${low}-${high}` : low != null ? `>${low}` : high != null ? `<${high}` : "",
      interpretation: low == null && high == null ? "" : interpretation(Number(text), low, high), category: kind === "vital_sign" ? "vital-signs" : "laboratory",
    }, {
      status: "final", category: [{ text: kind }], code: { coding: [{ system: "http://loinc.org", code, display: name }] }, subject: { reference: `Patient/${this.id}` },
      effectiveDateTime: iso(at), valueQuantity: { value: Number(text), unit: shown, code: unit }, referenceRange: [{ low: low ?? undefined, high: high ?? undefined }],
    });
  }

  state(kind, type, [code, name, text = ""], fields) {
    return this.add(kind, type, { code, system: "http://snomed.info/sct", name, text: typeof text === "string" ? text : "", ...fields }, {
      status: fields.status, code: { coding: [{ code, display: name }], text: name }, subject: { reference: `Patient/${this.id}` }, onsetDateTime: dayOf(fields.start_ms),
      abatementDateTime: fields.end_ms ? dayOf(fields.end_ms) : undefined, note: typeof text === "string" && text ? [{ text }] : undefined,
    });
  }

  note(title, sections, at, koreanText) {
    const bytes = [];
    let offset = 0;
    const push = (text) => {
      const part = Buffer.from(text);
      const begin = offset;
      bytes.push(part);
      offset += part.length;
      return { begin, end: offset };
    };
    push(`${title}\n${dayOf(at)}\n\n`);
    const document = this.store.newDocumentId();
    for (const [section, text] of sections) {
      push(`${section}\n`);
      const span = push(text);
      push("\n\n");
      this.facts.push({
        number: this.store.newFactNumber(), patient: this.id, kind: "note", status: "final", name: section, code: "", system: "", value: "", interpretation: "", assertion: "present",
        text, section, category: "", reference: "", start_ms: at, end_ms: null, resource: `Note/${document}`, document, ...span,
      });
    }
    this.store.addDocument({ id: document, name: `${dayOf(at)}-${koreanText ? "입원기록" : "progress-note"}.txt`, format: "note", media_type: "text/plain", patient: this.id }, Buffer.concat(bytes));
  }

  finish() {
    this.store.addDocument({ id: this.document, name: `${this.identifier}.json`, format: "fhir-bundle", media_type: "application/fhir+json", patient: this.id }, this.#original.finish());
    this.facts.sort((a, b) => (a.start_ms ?? -1e15) - (b.start_ms ?? -1e15));
    return this;
  }
}

// A clinically coherent record of `years` years; `visits` a year; about 20 facts a visit.
export function fill(record, { years, visits, chronic, course }) {
  const { random } = record;
  const from = today - years * 365.25 * day;
  addStanding(record, from, chronic);
  const total = Math.round(years * visits);
  for (let visit = 0; visit < total; visit++) {
    const at = Math.round(from + ((visit + random.between(0.2, 0.8)) / total) * (today - from));
    const share = (at - from) / (today - from);
    const urgent = visit === total - 1;
    record.state("encounter", "Encounter", urgent ? ["50849002", "Emergency room admission"] : ["185345009", "Encounter for check up"], {
      start_ms: at, end_ms: at + (urgent ? 30 : 1) * 3_600_000, status: urgent ? "in_progress" : "completed", category: urgent ? "emergency" : "ambulatory",
    });
    for (const test of terms.vitals) record.observe("vital_sign", test, measured(random, test, share, course, urgent), at + 600_000);
    if (visit % 2 === 0 || urgent) for (const test of terms.laboratory) if (random.next() < 0.85 || urgent) record.observe("laboratory", test, measured(random, test, share, course, urgent), at + 3_600_000);
    if (random.next() < 0.18) addPassing(record, at);
    if (random.next() < 0.14) record.state("procedure", "Procedure", random.pick(terms.procedures), { start_ms: at + day, status: "completed" });
    if (random.next() < 0.12 || urgent) record.state("imaging", "ImagingStudy", urgent ? terms.imagingStudies[0] : random.pick(terms.imagingStudies), { start_ms: at + day / 4, status: "final" });
    if (random.next() < 0.15) record.state("immunization", "Immunization", random.pick(terms.vaccines), { start_ms: at, status: "completed" });
    if (urgent) addOrders(record, at);
  }
}

function measured(random, [code, , , , , centre, spread], share, course, urgent) {
  let value = centre + spread * random.normal();
  if (course && code === "2160-0") value = 0.9 + 1.0 * share * share + 0.08 * random.normal();
  if (course && code === "33914-3") value = 82 - 44 * share * share + 3 * random.normal();
  if (course && code === "4548-4") value = 8.6 - 1.6 * Math.min(1, share * 1.6) + 0.9 * Math.max(0, share - 0.75) * 3 + 0.12 * random.normal();
  if (urgent && code === "2823-3") value = 6.1;
  if (urgent && code === "59408-5") value = 91;
  if (urgent && code === "8867-4") value = 122;
  if (urgent && code === "1988-5") value = 48.2;
  return Math.max(value, 0.01);
}

function addStanding(record, from, chronic) {
  const { random } = record;
  for (const [at, problem] of terms.problems.slice(0, chronic).entries()) {
    record.state("condition", "Condition", problem, { start_ms: from + at * 260 * day + random.between(0, 90) * day, status: "active", category: "problem-list-item" });
    const drug = terms.drugs[at];
    if (!drug) continue;
    if (at === 1) record.state("medication", "MedicationRequest", ["316049", "Amlodipine 5 MG Oral Tablet", "1 tablet once a day"], { start_ms: from + 300 * day, end_ms: from + 900 * day, status: "stopped" });
    record.state("medication", "MedicationRequest", drug, { start_ms: from + (at * 300 + 120) * day, status: "active" });
  }
  for (const allergy of terms.allergies.slice(0, chronic > 3 ? 2 : random.whole(0, 1))) record.state("allergy", "AllergyIntolerance", allergy, { start_ms: from + 30 * day, status: "active", category: "high" });
  record.state("social_history", "Observation", ["72166-2", "Tobacco smoking status"], { start_ms: from + 20 * day, status: "final", value: "Former smoker" });
  record.add("family_history", "FamilyMemberHistory", { code: "22298006", system: "http://snomed.info/sct", name: "Myocardial infarction", start_ms: null, status: "completed", assertion: "family", text: "Father, at 58" }, { relationship: { text: "Father" }, note: [{ text: "at 58" }] });
}

function addPassing(record, at) {
  const [code, name, days] = record.random.pick(terms.passing);
  record.state("condition", "Condition", [code, name], { start_ms: at, end_ms: at + days * day, status: "resolved" });
}

function addOrders(record, at) {
  record.state("report", "DiagnosticReport", ["18748-4", "Chest X-ray report", "No focal consolidation. Mild cardiomegaly."], { start_ms: at + day / 3, status: "final" });
  record.state("order", "ServiceRequest", ["2823-3", "Potassium, repeat in 4 hours"], { start_ms: at + day / 4, status: "active" });
  record.state("order", "ServiceRequest", ["183519002", "Referral to nephrology"], { start_ms: at + day / 3, status: "active" });
}
