// English. Every other dictionary has exactly these entries (checked by the compiler).
import { signEn } from "./sign.en";

const n = (value: number) => value.toLocaleString("en-US");
const many = (count: number, one: string, more: string) => `${n(count)} ${count === 1 ? one : more}`;

export const en = {
  code: "en",
  number: n,
  sign: signEn,
  app: {
    skip: "Skip to content", language: "Language", patients: "Patients", import: "Import", modelReady: (name: string) => `Model ready: ${name}`,
    modelOff: "No model: drafts are written by code", modelLoading: (name: string) => `Model is loading: ${name}`, offline: "The server does not answer",
    ready: "Model ready", noModel: "No model", loading: "Model loading", retry: "Try again", close: "Close", back: "Back",
    notDevice: "Drafts for clinicians. Not a medical device.", keys: "Keyboard", loadingData: "Loading …", more: "Show more", fewer: "Show fewer",
    notFound: "There is nothing at this address.", error: "That did not work",
  },
  patients: {
    title: "Patients", search: "Search by name or identifier", name: "Name", sexAge: "Sex, age", identifier: "Identifier", last: "Last entry",
    facts: "Facts", documents: "Documents", count: (total: number) => many(total, "patient", "patients"), none: "No patient matches.",
    empty: "No patient yet. Drop a FHIR bundle, NDJSON or a note anywhere on this page.", hint: "/ search · ↑ ↓ move · Enter open",
    drop: "Drop files anywhere to import", choose: "Import files", died: "deceased",
  },
  sex: { male: "Male", female: "Female", other: "Other", unknown: "Sex unknown" } as Record<string, string>,
  sexShort: { male: "M", female: "F", other: "O", unknown: "–" } as Record<string, string>,
  age: (years: number) => `${years} y`,
  patient: {
    overview: "Overview", handoff: "Handoff", summary: "Summary", ask: "Ask", documents: "Documents", born: "born", sections: "Parts of the record",
    allergies: "Allergies", noAllergies: "No allergy in the record", problems: "Problems", medications: "Medications", currentProblems: "Current problems",
    currentMedications: "Current medications", noneInRecord: "None in the record", results: "Results over time", since: "since", upTo: "to",
    facts: (count: number) => many(count, "fact", "facts"), died: "deceased",
  },
  timeline: {
    title: "Timeline", search: "Find in this record", hits: (count: number) => many(count, "hit", "hits"), noHits: "No hit", next: "Next hit", previous: "Previous hit",
    clear: "Clear search", zoomIn: "Zoom in", zoomOut: "Zoom out", all: "All", year: "1 year", fiveYears: "5 years",
    month: "Last month", lanes: "Lanes", shown: (lane: string) => `${lane}: shown`, expand: (lane: string) => `${lane}: taller lane`,
    help: "Timeline of the record. Left and right arrow: previous and next entry. Up and down: lane. Plus and minus: zoom. Shift with arrows: move. 0: whole record. Enter: open the source.",
    wheelHint: "Click the timeline first, or hold Ctrl, to zoom with the wheel", undated: (count: number) => `${many(count, "fact", "facts")} without a date: not on the timeline`,
    several: (count: number) => many(count, "entry", "entries"), open: "Enter or click: open the source", list: "List", chart: "Timeline",
    listOf: (shown: number, total: number) => (shown < total ? `first ${n(shown)} of ${n(total)} entries in view` : `${many(total, "entry", "entries")} in view`),
    date: "Date", kind: "Kind", entry: "Entry", value: "Value", brush: "Part of the record in view", keys: "← → entry · ↑ ↓ lane · + − zoom · ⇧← ⇧→ move · 0 all · Enter source",
    docHits: "In documents", ongoing: "ongoing", range: "In view",
  },
  kinds: {
    patient: "Person", encounter: "Encounters", condition: "Problems", allergy: "Allergies", medication: "Medications", laboratory: "Laboratory",
    vital_sign: "Vital signs", social_history: "Social history", observation: "Observations", procedure: "Procedures", immunization: "Immunizations",
    imaging: "Imaging", report: "Reports", order: "Orders", care_plan: "Care plans", family_history: "Family history", device: "Devices",
    note: "Notes", other: "Other",
  } as Record<string, string>,
  flags: {
    L: "low", H: "high", LL: "critically low", HH: "critically high", A: "abnormal", POS: "positive", NEG: "negative", N: "normal",
  } as Record<string, string>,
  statuses: {
    unknown: "", active: "active", recurrence: "recurrence", inactive: "inactive", remission: "remission", resolved: "resolved", planned: "planned",
    in_progress: "in progress", on_hold: "on hold", completed: "completed", stopped: "stopped", cancelled: "cancelled", preliminary: "preliminary",
    final: "final", amended: "amended", corrected: "corrected", entered_in_error: "entered in error",
  } as Record<string, string>,
  assertions: {
    negated: "negated", possible: "possible", conditional: "conditional", family: "family", historical: "historical", refuted: "refuted",
  } as Record<string, string>,
  charts: {
    points: (count: number) => many(count, "result", "results"), reference: "Reference", none: "No results with numbers.", open: "Open the source of this result",
    help: "Left and right arrow: result. Enter: open the source.", latest: "latest", showAll: (count: number) => `All ${n(count)} series`,
  },
  source: {
    title: "Source", document: "Document", bytes: (begin: number, end: number, total: number) => `bytes ${n(begin)}–${n(end)} of ${n(total)}`,
    moreContext: "More context", highlighted: "Highlighted: exactly the cited bytes", highlightedItem: "Highlighted: the item at this byte", noPassage: "Computed from the whole record: no single passage says this.", toMark: "To the passage", copy: "Copy passage", copied: "Copied",
    resource: "Resource", code: "Code", status: "Status", reference: "Reference", date: "Date", category: "Category", text: "Text", site: "Body site", assertion: "Assertion",
    several: (count: number) => `${n(count)} entries`, superseded: "An older version: a newer one has replaced it", evidence: "Evidence", basis: "Computed from", section: "Section",
    truncated: "The passage is long: its first part is shown.",
  },
  answer: {
    draft: "Draft – not signed. Not a medical device.", check: "Check each statement at its source before use.", run: "Write draft", again: "Write again", stop: "Stop",
    withModel: "With model", withoutModel: "Without model", writer: "Written by", noModelThere: "no model is loaded", language: "Language of the draft",
    copy: "Copy text", copied: "Copied", print: "Print", working: "Working", stages: { word: "Wording and checking", evidence: "Collecting evidence" } as Record<string, string>,
    asOf: "as of", claims: (count: number) => many(count, "statement", "statements"), source: (label: string, text: string) => `Source ${label}: ${text}`,
    verdicts: { floor: "by code", supported: "checked", corrected: "citation corrected", struck: "struck" } as Record<string, string>,
    verdictHelp: {
      floor: "Written by code from the record", supported: "Worded by the model; every checkable part is carried by its sources",
      corrected: "Worded by the model; its citation was replaced by the one that carries it", struck: "Not carried by its sources: do not use",
    } as Record<string, string>,
    refusedShow: "Model wording refused", refusedHide: "Hide refused wording", refusedBy: "The model wrote", struckBecause: "Struck", says: "says", record: "record",
    leftOut: "Left out", leftOutNone: "Nothing was left out.", modelUse: "Model use", noModelUsed: "No model was used: all statements were written by code.",
    use: {
      model: "Model", calls: "Calls", tokens: "Tokens (prompt, written, reused)", seconds: "Seconds (first sentence)", said: "Sentences planned, said", refused: "Refused, tried again, by code instead",
    },
    earlier: "Earlier drafts", current: "This draft", stopped: "Stopped. What stands here was checked.", failed: "The draft could not be finished", empty: "Nothing in the record for this part.",
    legend: "Legend", sources: "Sources", updated: "Statement updated", floorReady: "Draft by code is ready", done: "Draft finished", checked: (count: number) => `${n(count)} by model, checked`,
    byCode: (count: number) => `${n(count)} by code`, struckCount: (count: number) => `${n(count)} struck`, correctedCount: (count: number) => `${n(count)} citation corrected`, language_en: "English", language_ko: "Korean",
  },
  ask: {
    title: "Ask about this record", placeholder: "For example: latest potassium and its trend", submit: "Ask", suggestions: "Suggestions", history: "Questions of this session",
    notInRecord: "Not in the record", notInRecordText: "The record holds nothing that answers this question. That does not mean it is not so.", you: "Question", none: "Answers come only from this record, each with its source.",
    suggested: ["Which allergies are recorded?", "What is the latest creatinine?", "How has the blood pressure changed?", "Which medications are current?", "When was the last hospital visit?", "Is there any record of a stroke?"],
  },
  documents: {
    title: "Documents", name: "Name", format: "Format", size: "Size", imported: "Imported", source: "System", open: "Open", none: "No documents.", ledger: "Ledger",
  },
  imports: {
    title: "Import", drop: "Drop files here or anywhere", formats: "FHIR R4 bundles (JSON), FHIR NDJSON, plain-text notes (UTF-8, EUC-KR)", choose: "Choose files", dropNow: "Drop to import",
    sending: "Sending", reading: "Reading", waiting: "Waiting", done: "Done", failed: "Not imported", cancelled: "Cancelled", cancel: "Cancel",
    stages: { check: "Checking", import: "Importing" } as Record<string, string>,
    ledger: "Ledger", inCount: "In", kept: "Kept as facts", keptDocument: "Kept as document", refused: "Refused", balance: "every item is accounted for",
    unbalanced: "The sum does not match. Please report this.", type: "Type", factCount: "Facts", added: "new", updated: "updated", unchanged: "unchanged",
    refusals: "Refused items", asDocuments: "Kept as documents, without facts", at: (offset: number) => `byte ${n(offset)}`, openAt: (offset: number) => `Open the original at byte ${n(offset)}`, leftOut: (count: number) => `${n(count)} more lines are not listed; the counts are exact.`,
    earlier: "Imported documents", reason: "Reason", item: "Item", where: "Where", noRefusals: "Nothing was refused.", facts: (count: number) => many(count, "fact", "facts"), alreadyThere: "The same bytes were imported before: nothing changed.",
  },
};

type Widen<T> = T extends (...args: infer A) => string ? (...args: A) => string
  : T extends string ? string
  : T extends readonly string[] ? string[]
  : { [K in keyof T]: Widen<T[K]> };

export type Dictionary = Widen<typeof en>;
