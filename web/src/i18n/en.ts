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
  safety: {
    title: "Safety", allHold: (count: number) => `All ${n(count)} safety controls hold.`, failing: (count: number) => `${many(count, "safety control does", "safety controls do")} not hold; what they guard is off.`,
    controlsTitle: "Safety controls", controlsHelp: "Each safety function is shown a case that it must catch, at start and every hour.", control: "Control", result: "Result", shown: "What was shown", guards: "Guards", checked: "Last run", holds: "Holds", fails: "Fails",
    controls: { store: "Store", verifier: "Claim check", instructions: "Text that gives orders", deid: "De-identification", sandbox: "Sandbox", egress: "No way out", audit: "Audit" } as Record<string, string>,
    functions: { import: "import", model: "local model", tasks: "drafts", deid: "de-identification", remote: "remote engine", sign: "signature", export: "export" } as Record<string, string>,
    egressTitle: "Outbound connections", egressClosed: "No process of this service can open an outbound connection.", egressOpen: "This kernel does not let the service close its way out.", egressNone: "No remote engine is configured.",
    egressEngine: (url: string, safe: boolean) => `One broker process reaches ${url} and nothing else; prompts are ${safe ? "de-identified" : "sent as they are"}.`,
    ratesTitle: "Struck, edited, overridden", ratesHelp: "Sentences of a model by week: refused by the claim check, replaced by the text that code writes, changed or removed by a person.", noAnswers: "No answer has been made yet.",
    week: "Week of", answers: "Answers", worded: "Sentences of the model", struck: "Struck", fellBack: "Written by code instead", edited: "Edited", removed: "Removed",
    overrides: (count: number, signed: number) => `${n(count)} of ${many(signed, "signed draft was", "signed drafts were")} changed by a person before the signature.`,
    usesTitle: "Intended use", usesHelp: (use: string) => `This site runs functions up to the class: ${use}. Engineering readings, not legal advice.`, function: "Function", class: "Class", here: "Here", runs: "Runs", off: "Off", korea: "Korea (MFDS)", us: "United States (FDA)", eu: "European Union (MDR, AI Act)",
    classes: { records: "Records", documentation: "Documentation", support: "Decision support", general: "General model" } as Record<string, string>,
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
    overview: "Overview", handoff: "Handoff", summary: "Summary", ask: "Ask", documents: "Documents", consent: "Consent", born: "born", sections: "Parts of the record",
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
  access: {
    signIn: "Sign in", signOut: "Sign out", signedInAs: "Signed in as", user: "User name", password: "Password", code: "Code from the authenticator app",
    codeHint: "Only if you set up a second factor", wrong: "Name, password or code is wrong.", ended: "Your session has ended. Sign in again.", account: "My account",
    menu: "Account menu", admin: "Administration", consent: "Consent", audit: "Audit", emergencies: "Emergency access",
    roles: { clinician: "Clinician", nurse: "Nurse", researcher: "Researcher", patient: "Patient", operator: "Operator", auditor: "Auditor", owner: "This machine", none: "Nobody", unknown: "Unknown", system: "System" } as Record<string, string>,
    labels: { psychiatry: "Psychiatry", hiv: "HIV", "substance-use": "Substance use", reproductive: "Reproductive health", restricted: "Restricted" } as Record<string, string>,
    purposes: { treatment: "Treatment", research: "Research", training: "Training of models" } as Record<string, string>,
    notYours: "Your role does not open this page.", single: "No users yet: this machine is open to whoever uses it.",
    singleHint: "Add the first operator on the command line: aegle users add NAME --role operator",
    save: "Save", add: "Add", cancel: "Cancel", remove: "Remove", until: "Until", never: "without end", at: "at", by: "by",
  },
  users: {
    title: "Users", name: "User name", display: "Name", role: "Role", labels: "May see", signIn: "Signs in with", state: "State", none: "nothing beyond the rest",
    active: "active", disabled: "disabled", password: "password", passwordCode: "password and code", noPassword: "no password", addUser: "Add a user", edit: "Change", newPassword: "New password (12 characters or more)",
    disable: "Disable", enable: "Enable", record: "Own record (id)", cares: "Cares for", addRelation: "Add a person", patient: "Patient id", kind: "Kind", treating: "treating", endRelation: "End", noRelations: "Nobody: this user sees no record.",
    resetCode: "Turn the second factor off", count: (count: number) => many(count, "user", "users"), saved: "Saved. It counts from the next request on.",
  },
  tokens: {
    title: "API tokens", none: "No tokens.", name: "What it is for", scopes: "May", days: "Valid for (days)", make: "Make a token", end: "End", shown: "Copy it now. It is not shown again.",
    scope: { read: "read records", generate: "make drafts", chat: "use the model", import: "import", export: "export", admin: "administer", audit: "read the audit", status: "read the status" } as Record<string, string>,
  },
  account: {
    title: "My account", changePassword: "Change my password", current: "Current password", next: "New password", changed: "Changed. All other sessions have ended.",
    second: "Second factor", secondOn: "A code is asked for at each sign-in.", secondOff: "Only the password is asked for.", setUp: "Set up an authenticator app", secret: "Secret for the app", confirm: "Confirm", first: "First code",
  },
  consents: {
    title: "Consent", now: "What counts now", verdicts: { silent: "nothing said", permitted: "permitted", denied: "refused" } as Record<string, string>, silentMeans: "Where nothing is said, treatment is permitted; research and training are not.",
    grant: "Permit", refuse: "Refuse", withdraw: "Withdraw", kinds: { permit: "permits", refuse: "refuses" } as Record<string, string>, everything: "every purpose", everybody: "everybody", whole: "the whole record", write: "Write down", purpose: "Purpose", who: "For whom", part: "Part of the record",
    note: "Note: form, place, who was there", inForce: "in force", ended: "ended", recordedBy: "written down by", history: "All that was written down", empty: "Nothing was written down yet.", indexed: (search: number, vectors: number, training: number) => `In the search index ${n(search)} rows, ${n(vectors)} vectors; ${n(training)} waiting for training.`,
    proof: "Withdrawn, and counted", removed: "Removed", left: "Left", confirm: "From the next request on nobody reads, searches or drafts from this record, except in an emergency. The person leaves the search index. Withdraw?", until: "Ends on (empty: never)",
    refusedHere: "The person does not consent to the use of this record. Only this page is open.",
  },
  glass: {
    title: "Emergency access", open: "Emergency access", why: "Opens one record for an hour, without a care relation. It is recorded, and somebody reviews each one.", whose: "Record number, or id of the patient", reason: "Reason",
    reasons: { emergency: "Emergency", covering: "Covering for a colleague", "patient-request": "The patient asks", other: "Other" } as Record<string, string>, text: "In words: why (10 characters or more)", submit: "Open the record",
    active: (time: string) => `Emergency access until ${time}. It is recorded and reviewed.`, review: "To be reviewed", reviewed: "reviewed", justified: "Justified", notJustified: "Not justified", none: "No emergency access.", findings: { justified: "justified", "not-justified": "not justified" } as Record<string, string>,
    waiting: (count: number) => many(count, "waits for review", "wait for review"),
  },
  auditLog: {
    title: "Audit", when: "When", who: "Who", role: "Role", what: "What", patient: "Patient", resource: "Where", outcome: "Outcome", all: "everything", filter: "Filter", none: "No records match.", older: "Older",
    actions: { read: "read", write: "write", generate: "draft", export: "export", sign: "sign", deny: "refused", login: "sign-in", logout: "sign-out", consent: "consent", "break-glass": "emergency", admin: "administration", system: "system" } as Record<string, string>,
    outcomes: { done: "done", refused: "refused", failed: "failed" } as Record<string, string>, verify: "Verify the log", verifying: "Verifying …", intact: (records: number) => `Intact: ${n(records)} records, each in its place.`, broken: (count: number) => `${n(count)} faults found`, head: "Signed head",
  },
};

type Widen<T> = T extends (...args: infer A) => string ? (...args: A) => string
  : T extends string ? string
  : T extends readonly string[] ? string[]
  : { [K in keyof T]: Widen<T[K]> };

export type Dictionary = Widen<typeof en>;
