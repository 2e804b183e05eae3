// Small invented inputs, as a user would drop them.
const subject = { reference: "Patient/web-1" };
const observation = (id, day, value) => ({
  resourceType: "Observation", id, status: "final", subject, effectiveDateTime: `${day}T09:30:00Z`,
  category: [{ coding: [{ system: "http://terminology.hl7.org/CodeSystem/observation-category", code: "laboratory" }] }],
  code: { coding: [{ system: "http://loinc.org", code: "2823-3", display: "Potassium" }] },
  valueQuantity: { value, unit: "mmol/L", system: "http://unitsofmeasure.org", code: "mmol/L" },
  referenceRange: [{ low: { value: 3.5, unit: "mmol/L" }, high: { value: 5.1, unit: "mmol/L" } }],
  interpretation: [{ coding: [{ system: "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", code: value > 5.1 ? "H" : "N" }] }],
});

const resources = [
  { resourceType: "Patient", id: "web-1", name: [{ family: "Quillfeather", given: ["Orla"] }], gender: "female", birthDate: "1961-04-09", identifier: [{ value: "WEB-0001" }] },
  { resourceType: "Encounter", id: "e1", status: "finished", class: { code: "EMER" }, subject, type: [{ text: "Emergency room admission" }], period: { start: "2026-03-02T08:00:00Z", end: "2026-03-02T19:00:00Z" } },
  { resourceType: "Condition", id: "c1", subject, clinicalStatus: { coding: [{ code: "active" }] }, code: { coding: [{ system: "http://snomed.info/sct", code: "59621000", display: "Essential hypertension" }] }, onsetDateTime: "2019-05-01" },
  { resourceType: "AllergyIntolerance", id: "a1", patient: subject, clinicalStatus: { coding: [{ code: "active" }] }, criticality: "high", code: { coding: [{ system: "http://snomed.info/sct", code: "91936005", display: "Allergy to penicillin" }] }, recordedDate: "2018-01-05" },
  { resourceType: "MedicationRequest", id: "m1", status: "active", intent: "order", subject, authoredOn: "2020-02-02", medicationCodeableConcept: { coding: [{ system: "http://www.nlm.nih.gov/research/umls/rxnorm", code: "314076", display: "Lisinopril 10 MG Oral Tablet" }] }, dosageInstruction: [{ text: "1 tablet once a day" }] },
  observation("o1", "2025-11-02", 4.3), observation("o2", "2026-01-12", 4.9), observation("o3", "2026-03-02", 6.1),
  { resourceType: "Organization", id: "org1", name: "Invented Clinic" },
  { resourceType: "Spaceship", id: "s1", note: "알 수 없는 자원" },
];

export const bundle = { name: "quillfeather.json", mimeType: "application/json", text: JSON.stringify({ resourceType: "Bundle", type: "collection", entry: resources.map((resource) => ({ resource })) }, null, 1) };
export const broken = { name: "picture.bin", mimeType: "application/octet-stream", text: "\u0000\u0001\u0002\u0003not a record" };

// One person with `count` laboratory results over twenty years, a line each.
export function manyResults(count) {
  const lines = [JSON.stringify({ resourceType: "Patient", id: "web-many", name: [{ text: "Many Results" }], gender: "male", birthDate: "1950-01-01", identifier: [{ value: "WEB-MANY" }] })];
  for (let at = 1; at < count; at++) {
    const time = new Date(Date.UTC(2006, 0, 1) + at * 12_600_000).toISOString().slice(0, 19) + "Z";
    lines.push(JSON.stringify({
      resourceType: "Observation", id: `n${at}`, status: "final", subject: { reference: "Patient/web-many" }, effectiveDateTime: time, category: [{ coding: [{ code: "laboratory" }] }],
      code: { coding: [{ system: "http://loinc.org", code: `${2000 + (at % 40)}-1`, display: `Analyte ${at % 40}` }] }, valueQuantity: { value: (at * 7919) % 1000 / 10, unit: "mg/dL", code: "mg/dL" },
    }));
  }
  return lines.join("\n") + "\n";
}

export const payload = ({ name, mimeType, text }) => ({ name, mimeType, buffer: Buffer.from(text) });

// Drops a file on the page as the desktop would.
export async function drop(page, { name, mimeType, text }) {
  const transfer = await page.evaluateHandle(({ name, mimeType, text }) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name, { type: mimeType }));
    return data;
  }, { name, mimeType, text });
  await page.dispatchEvent("body", "dragenter", { dataTransfer: transfer });
  await page.waitForSelector(".over");
  await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
}
