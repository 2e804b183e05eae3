// The mock's store: 36 invented patients, one of them with 50,000 facts, and their originals.
import { createHash } from "node:crypto";
import { makeRandom } from "./random.mjs";
import { day, fill, Record, today } from "./record.mjs";
import * as terms from "./terms.mjs";

const many = 50_000;

export class Store {
  patients = new Map();
  documents = new Map();
  answers = new Map();
  facts = new Map();
  #fact = 0;
  #document = 0;

  constructor() {
    this.#demo();
    this.#longRecord();
    this.#korean();
    const random = makeRandom(7);
    for (let at = 4; at <= 36; at++) this.#ordinary(at, random);
  }

  newFactNumber = () => ++this.#fact;
  newDocumentId = () => `d${++this.#document}`;

  addDocument(view, bytes) {
    this.documents.set(view.id, {
      encoding: "utf-8", source: "clinic", imported_ms: today - 3_600_000 + this.documents.size * 1000, ...view, bytes: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"), content: bytes,
    });
  }

  add(record) {
    record.finish();
    this.patients.set(record.id, record);
    for (const fact of record.facts) this.facts.set(`f${fact.number}`, fact);
  }

  #demo() {
    const record = new Record(this, { id: "p1", name: "Beatrix Halloran", gender: "female", birth: "1957-11-02", identifier: "MRN-204817", seed: 11 });
    fill(record, { years: 7, visits: 5, chronic: 5, course: true });
    record.note("Emergency department note", [
      ["Chief complaint", "Shortness of breath since yesterday evening, worse when lying flat."],
      ["History of present illness", "68-year-old woman with type 2 diabetes, hypertension and chronic kidney disease. No chest pain. No fever. She stopped her water tablet a week ago on her own."],
      ["Assessment", "Acute decompensated heart failure is likely; hyperkalemia, repeat potassium is pending. Pulmonary embolism is unlikely, she takes apixaban."],
      ["Plan", "Furosemide 40 mg intravenously given at 10:20. Hold lisinopril while potassium is above 5.5. Nephrology to see today."],
    ], today - day / 3, false);
    this.add(record);
  }

  #longRecord() {
    const record = new Record(this, { id: "p2", name: "Amos Kestrel", gender: "male", birth: "1948-03-19", identifier: "MRN-100002", seed: 22 });
    record.compact = true;
    fill(record, { years: 22, visits: 12, chronic: 8, course: true });
    const { random } = record;
    const all = [...terms.laboratory, ...terms.vitals];
    const stays = Array.from({ length: 60 }, () => today - random.between(5, 22 * 365) * day);
    while (record.facts.length < many) {
      const test = random.pick(all);
      const at = random.next() < 0.7 ? random.pick(stays) + random.between(0, 12) * day : today - random.between(1, 22 * 365) * day;
      record.observe(terms.vitals.includes(test) ? "vital_sign" : "laboratory", test, Math.max(0.01, test[5] + test[6] * random.normal()), Math.round(at));
    }
    this.add(record);
  }

  #korean() {
    const record = new Record(this, { id: "p3", name: "김서연", gender: "female", birth: "1989-07-24", identifier: "등록 3304-118", seed: 33, korean: true });
    fill(record, { years: 4, visits: 3, chronic: 2, course: false });
    record.note("입원기록", [
      ["주호소", "어제 저녁부터 시작된 우상복부 통증"],
      ["현병력", "37세 여자 환자로 기름진 음식을 먹은 뒤 통증이 시작되었고 발열은 없었음. 황달 없음."],
      ["계획", "금식, 수액 투여, 복부 초음파 시행 예정. 페니실린 알레르기 있으므로 항생제 선택에 주의."],
    ], today - day, true);
    this.add(record);
  }

  #ordinary(at, random) {
    const female = random.next() < 0.5;
    const korean = at % 3 === 0;
    const name = korean
      ? random.pick(terms.koreanFamily) + random.pick(female ? terms.koreanFemale : terms.koreanMale)
      : `${random.pick(female ? terms.givenFemale : terms.givenMale)} ${random.pick(terms.familyEnglish)}`;
    const birth = `${random.whole(1935, 2018)}-${String(random.whole(1, 12)).padStart(2, "0")}-${String(random.whole(1, 28)).padStart(2, "0")}`;
    const deceased = at % 11 === 0 ? "2026-02-11" : null;
    const record = new Record(this, { id: `p${at}`, name, gender: female ? "female" : "male", birth, identifier: `MRN-${String(100000 + at * 737)}`, deceased, seed: 100 + at, korean });
    fill(record, { years: random.between(1, 9), visits: random.between(1.5, 5), chronic: random.whole(0, 4), course: random.next() < 0.4 });
    this.add(record);
  }
}
