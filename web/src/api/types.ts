// The shapes of docs/http.md. Times are ISO 8601 strings, or milliseconds since 1970 (UTC) where a name ends in `_ms`.

export type Lang = "en" | "ko";

export interface ApiError {
  code: string;
  message: string;
  place?: string;
  remedy?: string;
}

export interface ModelStatus {
  name: string;
  ready: boolean;
  context?: number;
}

export interface Status {
  version: string;
  chat: ModelStatus | null;
  embed: ModelStatus | null;
  store: { patients: number; documents: number; facts: number };
}

export interface PatientView {
  id: string;
  name: string;
  identifier?: string;
  birth_date?: string;
  age?: number | null;
  gender?: string;
  deceased?: boolean;
  deceased_date?: string;
  facts: number;
  documents: number;
  first?: string;
  last?: string;
}

export interface PatientDetail extends PatientView {
  refused?: boolean; // the person does not consent: the lists are empty, which says nothing about the record
  problems: FactView[];
  allergies: FactView[];
  medications: FactView[];
}

// Bytes [begin, end) of a stored original.
export interface Span {
  document: string;
  begin: number;
  end: number;
}

export interface FactView {
  id: string;
  patient: string;
  kind: string;
  name: string;
  code?: { system?: string; code?: string; display?: string };
  value?: string;
  number?: number | null;
  unit?: string;
  reference?: string;
  interpretation?: string;
  start?: string;
  end?: string;
  start_ms?: number | null;
  end_ms?: number | null;
  status?: string;
  assertion?: string;
  category?: string;
  text?: string;
  section?: string;
  body_site?: string;
  resource?: string;
  source: Span;
  superseded?: boolean;
}

export interface DocumentView {
  id: string;
  name: string;
  format: string;
  media_type?: string;
  encoding?: string;
  bytes: number;
  sha256?: string;
  imported_ms?: number;
  source?: string;
}

export interface DocumentDetail extends DocumentView {
  ledger: Ledger | null;
}

export interface TimelineColumns {
  kinds: string[];
  names: string[];
  fact: number[];
  kind: number[];
  name: number[];
  start_ms: (number | null)[];
  end_ms: (number | null)[];
  value: string[];
  interpretation: string[];
  status: string[];
}

export interface SeriesInfo {
  code: string;
  name: string;
  unit: string;
  count: number;
  last: string | number | null;
  last_ms: number | null;
}

export interface SeriesPoint {
  fact: string | number;
  t_ms: number;
  value: number;
  text: string;
  low: number | null;
  high: number | null;
  interpretation: string;
}

export interface Series {
  code: string;
  name: string;
  unit: string;
  points: SeriesPoint[];
}

export interface SearchHit {
  fact: string | number | null;
  document: string;
  begin: number;
  end: number;
  score: number;
  snippet: string;
}

export interface Excerpt {
  begin: number;
  end: number;
  total: number;
  before: string;
  text: string;
  after: string;
}

export interface LedgerCount {
  facts: number;
  document: number;
  refused: number;
  fact_count: number;
}

export interface LedgerLine {
  disposition: string;
  type: string;
  logical_id: string;
  reason: string;
  offset: number;
}

export interface Ledger {
  format: string;
  in: number;
  kept: number;
  kept_as_document: number;
  refused: number;
  facts: number;
  bytes: number;
  by_type: Record<string, LedgerCount>;
  lines: LedgerLine[];
  lines_left_out: number;
}

export interface ImportResult {
  document: string | DocumentView;
  ledger: Ledger;
  counts: { added: number; updated: number; unchanged: number };
  already_there?: boolean;
}

export interface Progress {
  stage: string;
  done: number;
  total: number;
  unit: string;
}

export type Verdict = "floor" | "supported" | "corrected" | "struck";

export interface Finding {
  kind: string;
  found: string;
  expected: string;
  message: string;
}

export interface Claim {
  text: string;
  cites: string[];
  verdict: Verdict;
  by_model: boolean;
  replaced: string;
  why: Finding[];
}

export interface Section {
  id: string;
  title: string;
  claims: Claim[];
}

export interface Evidence {
  label: string;
  kind: string;
  text: string;
  facts: (string | number)[];
  document: string;
  begin: number;
  end: number;
}

export interface ModelUse {
  model: string;
  sha256: string;
  prompt_sha256?: string;
  seed?: number;
  calls: number;
  prompt_tokens: number;
  generated_tokens: number;
  reused_tokens: number;
  seconds: number;
  seconds_to_first_sentence: number;
  planned: number;
  said: number;
  refused: number;
  retried: number;
  fell_back: number;
}

export interface Answer {
  id: string;
  patient: string;
  task: string;
  question: string;
  language: Lang;
  created_ms: number;
  as_of: string;
  state: string;
  not_in_record: boolean;
  sections: Section[];
  evidence: Evidence[];
  left_out: { what: string; count: number }[];
  model: ModelUse;
}

export interface ClaimEvent {
  section: number;
  index: number;
  claim: Claim;
}

// A fact is a number in the columns of a timeline and "f12" elsewhere; the app speaks of "f12".
export function factId(value: string | number): string {
  return typeof value === "number" ? `f${value}` : value;
}

export type DraftState = "draft" | "reviewed" | "edited" | "signed" | "exported" | "superseded" | "discarded";

export interface DraftPatient {
  id: string;
  name: string;
  identifier: string;
  birth_date: string;
  gender: string;
}

export interface DraftSummary {
  id: string;
  version: number;
  state: DraftState;
  patient: DraftPatient;
  task: string;
  title: string;
  question: string;
  language: Lang;
  created_ms: number;
  changed_ms: number;
  by: string;
  statements: number;
  by_model: number;
  struck: number;
  edited: number;
}

export type DiffPart = ["=" | "-" | "+", string];

export interface Statement extends Claim {
  id: string;
  removed: boolean;
  edited: boolean;
  added: boolean;
  edited_by: string;
  drafted: { text: string; cites: string[]; verdict: Verdict | "" };
  diff?: DiffPart[];
}

export interface DraftSection {
  id: string;
  kind: string;
  title: string;
  statements: Statement[];
}

export interface Risk {
  kind: string;
  key: string;
  text: string;
  statements: string[];
  evidence: string;
  confirmed: boolean;
}

export interface Signature {
  signer: { id: string; name: string; role: string; credentials: string };
  signed_ms: number;
  text: string;
  text_sha256: string;
  key: string;
  public_key: string;
  jws: string;
  valid: boolean;
  problem: string;
}

export interface Draft {
  id: string;
  version: number;
  state: DraftState;
  patient: DraftPatient;
  task: string;
  title: string;
  question: string;
  language: Lang;
  as_of: string;
  created_ms: number;
  record_changed: boolean;
  sections: DraftSection[];
  evidence: Evidence[];
  left_out: { what: string; count: number }[];
  model: ModelUse;
  risks: Risk[];
  reviewed_by: { id: string; name: string } | null;
  viewer: { id: string; name: string; role: string };
  may_sign: { ok: boolean; code: string; message: string; remedy: string };
  reason: string;
  steps: { state: DraftState; at_ms: number; by: string; name: string }[];
  signature: Signature | null;
  exports: { format: string; at_ms: number; by: string; sha256: string }[];
}

export interface StatementChange {
  id?: string;
  section?: string;
  text?: string;
  removed?: boolean;
}

export interface DraftChange {
  version: number;
  statements?: StatementChange[];
  confirm?: string[];
  withdraw?: string[];
}

export interface Session {
  mode: "single" | "users";
  signed_in: boolean;
  user: string;
  display?: string;
  role: string;
  may: string[]; // "user.write"
  csrf?: string;
  totp?: boolean;
  patient?: string | null;
  emergency?: { patient: string; until_ms: number }[];
  unreviewed?: number;
}

export interface User {
  name: string;
  display: string;
  role: string;
  patient: string | null;
  labels: string[];
  has_password: boolean;
  totp: boolean;
  disabled: boolean;
  created_ms: number;
  version: number;
}

export interface Relation {
  user: string;
  patient: string;
  kind: string;
  until_ms: number;
  created_ms: number;
}

export interface Token {
  id: string;
  name: string;
  scopes: string[];
  expires_ms: number;
  created_ms: number;
}

export interface Consent {
  id: string;
  kind: "permit" | "refuse";
  purposes: string[];
  actors: string[];
  labels: string[];
  from: number;
  until: number;
  withdrawn: number;
  recorded_by: string;
  recorded: number;
  note: string;
  in_force: boolean;
}

export interface Consents {
  consents: Consent[];
  verdicts: Record<string, "silent" | "permitted" | "denied">;
  indexed: { search: number; vectors: number; training: number };
  proof?: { holds: boolean; removed: { search: number; vectors: number; training: number }; left: { search: number; vectors: number; training: number } };
}

export interface Emergency {
  id: string;
  user: string;
  patient: string;
  reason: string;
  text: string;
  from: number;
  until: number;
  reviewed_by: string;
  reviewed: number;
  finding: string;
}

export interface AuditEntry {
  sequence: number;
  time: string;
  action: string;
  actor: string;
  role?: string;
  patient?: string;
  resource?: string;
  outcome: string;
  purpose?: string;
}

export interface AuditCheck {
  ok: boolean;
  records: number;
  root: string;
  findings: { fault: string; place: string; message: string }[];
}

export interface SafetyControl {
  name: string;
  ok: boolean;
  detail: string;
  guards: string[];
  checked_ms: number;
  failing_since_ms: number;
}

export interface SafetyWeek {
  start_ms: number;
  answers: number;
  planned: number;
  said: number;
  struck: number;
  fell_back: number;
  edited: number;
  removed: number;
}

export interface Safety {
  controls: SafetyControl[];
  rates: { weeks: SafetyWeek[]; drafts: number; signed: number; overrides: number };
  egress: { closed: boolean; configured: string; deidentified: boolean };
}

export interface IntendedUses {
  site: string;
  functions: { function: string; class: string; title: Record<Lang, string>; users: string; mfds: string; fda: string; eu: string; runs: boolean }[];
}
