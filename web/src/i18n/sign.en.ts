// English words of the inbox and of the signature.
const n = (value: number) => value.toLocaleString("en-US");
const many = (count: number, one: string, more: string) => `${n(count)} ${count === 1 ? one : more}`;

export const signEn = {
  inbox: "Inbox", title: "Inbox", waiting: "waiting for a signature", waitingCount: (count: number) => many(count, "draft waits for a signature", "drafts wait for a signature"),
  showWaiting: "Waiting", showAll: "All", show: "Show", none: "Nothing waits for a signature.", noneHint: "Handoffs and summaries come here as drafts.",
  document: "Document", patient: "Patient", drafted: "Drafted", state: "State", statements: (count: number) => many(count, "sentence", "sentences"), struck: (count: number) => `${n(count)} not in the record`,
  states: {
    draft: "New", reviewed: "Read", edited: "Edited", signed: "Signed", exported: "Signed, exported", superseded: "Replaced by a newer draft", discarded: "Discarded",
  } as Record<string, string>,
  open: "Review and sign", byModel: (count: number) => `${n(count)} worded by the model`, edits: (count: number) => many(count, "edit", "edits"),
  notSigned: "Draft – not signed. Nothing leaves from here as final.", drafts: "Back to the inbox",
  edit: "Edit", remove: "Remove", restore: "Put back", add: "Add a sentence", save: "Save and check", cancel: "Cancel", revert: "Back to the draft's wording",
  editHelp: "The sources of the sentence stay. [f4] cites another one. The sentence is checked against the record again.",
  newText: "New sentence", wording: "Wording", difference: "Difference to the draft", was: "was", removedWord: "removed:", addedWord: "added:", removed: "removed", edited: "edited", added: "added",
  notInRecord: "not in the record", struckHelp: "The record does not carry this. Change it, remove it, or keep it on your own word: then it needs its own confirmation and is marked ‡ in the document.",
  steps: "Before you sign", stepRead: "Read", stepConfirm: "Confirm", stepSign: "Sign",
  read: "I have read the whole draft", readBy: (name: string) => `Read by ${name}`, readAgain: "Somebody else has edited it since, or nobody has read it.", readYou: "You have read this draft.",
  risks: "High-risk items", risksNone: "None in this draft.", risksOpen: (open: number, all: number) => `${n(all - open)} of ${n(all)} confirmed`, risksHelp: "Each needs your own confirmation. When its words change, it is open again.",
  checked: "This is right", find: "Show in the text", source: "Source",
  riskKinds: {
    allergy: "Allergy", anticoagulant: "Anticoagulant", medication_change: "Changed medication", critical_value: "Critical value", negated_critical: "Critical finding denied", code_status: "Code status",
    struck_kept: "Not in the record", edited_value: "Value changed by you", removed: "High-risk sentence removed", record_changed: "The record has changed",
  } as Record<string, string>,
  recordChanged: "Something was imported for this patient after the draft was written. The draft does not know it.",
  sign: "Sign", signAs: (name: string) => `Sign as ${name}`, signTitle: "Sign this document", signQuestion: "You take responsibility for this text. It can be exported from now on and cannot be changed any more.",
  signFacts: (edits: number, confirmed: number) => `${many(edits, "sentence was", "sentences were")} changed by hand; ${many(confirmed, "high-risk item", "high-risk items")} confirmed.`,
  keepsWord: (count: number) => `${many(count, "sentence stands", "sentences stand")} on your word alone and ${count === 1 ? "is" : "are"} marked ‡.`,
  cannot: "Cannot be signed yet", account: "Signing needs a named clinician", accountHelp: "This service runs for one person without accounts. Make an account for each clinician, then sign in:",
  whyNot: { conflict: "Steps above are open.", denied: "Only a clinician signs.", model_failed: "The model's text was cut off. Write a new draft.", integrity: "The stored draft is damaged. Restore it from a backup." } as Record<string, string>,
  discard: "Discard", discardTitle: "Discard this draft", discardReason: "Reason", discardHelp: "It leaves the inbox. Its text stays in the record of what was drafted.",
  signedBy: (name: string, when: string) => `Signed by ${name}, ${when}`, signature: "Signature", valid: "The signature holds: the text is unchanged.", invalid: "The signature does not hold. Do not use this document.",
  textHash: "SHA-256 of the text", key: "Key (Ed25519)", model: "Model", noModel: "none: written by code", prompt: "Prompt version", signedText: "Signed text", aiLabel: "Drafted with artificial intelligence",
  exports: "Export", exportPdf: "PDF", exportFhir: "FHIR", exportText: "Text", exported: (count: number) => `Exported ${many(count, "time", "times")}`, exporting: "Exporting",
  history: "What happened", closed: "This draft is not worked on any more.",
  limitsTitle: "Limits of this tool", limitsOk: "I have read this", limits: [
    "It writes drafts for clinicians. It is not a medical device and decides nothing.",
    "It knows only what was imported. “Not in the record” does not mean that it is not so.",
    "Errors of the record are repeated, with their source.",
    "The language model makes things up. Each of its sentences is checked against the record by code; that check is measured and not perfect.",
    "Struck sentences are not carried by the record. Check each sentence at its source before you sign: the signature is yours.",
  ],
};
