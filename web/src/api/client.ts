// Every read of the API in one place. Paths are relative, so the app also works behind a prefix.
import type {
  IntendedUses, Safety,
  Answer, ApiError, DocumentDetail, DocumentView, Draft, DraftChange, DraftSummary, Excerpt, FactView, PatientDetail, PatientView, SearchHit, Series, SeriesInfo,
  Span, Status, TimelineColumns, AuditCheck, AuditEntry, Consents, Emergency, Relation, Session, Token, User,
} from "./types";

export class RequestError extends Error {
  constructor(readonly status: number, readonly detail: ApiError) {
    super(detail.message);
  }
}

// The token of the session, which a change carries; empty in single-person mode. Set by state/session.
let csrf = "";
export const setCsrf = (token: string) => (csrf = token);
export const changeHeaders = (): Record<string, string> => (csrf ? { "x-aegle-csrf": csrf } : {});

// Told when the server no longer knows who asks.
let signedOut = () => {};
export const onSignedOut = (tell: () => void) => (signedOut = tell);

export async function errorOf(response: Response): Promise<RequestError> {
  let detail: ApiError = { code: "http", message: `HTTP ${response.status}` };
  try {
    const body = (await response.json()) as { error?: ApiError };
    if (body.error) detail = body.error;
  } catch {
    // Not JSON: the status says all there is.
  }
  if (response.status === 401) signedOut();
  return new RequestError(response.status, detail);
}

async function send<T>(method: "POST" | "DELETE", path: string, body?: unknown): Promise<T> {
  const headers = { accept: "application/json", "content-type": "application/json", ...changeHeaders() };
  const response = await fetch(path, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
  if (!response.ok) throw await errorOf(response);
  return (await response.json()) as T;
}

async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(path, { signal: signal ?? null, headers: { accept: "application/json" } });
  if (!response.ok) throw await errorOf(response);
  return (await response.json()) as T;
}

async function sendRaw(method: string, path: string, body: unknown): Promise<Response> {
  const response = await fetch(path, { method, headers: { "content-type": "application/json", accept: "*/*", ...changeHeaders() }, body: JSON.stringify(body) });
  if (!response.ok) throw await errorOf(response);
  return response;
}

function query(values: Record<string, string | number>): string {
  const text = new URLSearchParams(Object.entries(values).map(([name, value]) => [name, String(value)])).toString();
  return text ? `?${text}` : "";
}

const id = encodeURIComponent;

export const getSafety = (signal?: AbortSignal) => get<Safety>("api/safety", signal);
export const getIntendedUse = (signal?: AbortSignal) => get<IntendedUses>("api/intended-use", signal);

export const getStatus = () => get<Status>("api/status");

export const getPatients = (text: string, limit: number, offset: number, signal?: AbortSignal) =>
  get<{ total: number; patients: PatientView[] }>(`api/patients${query({ text, limit, offset })}`, signal);

export const getPatient = (patient: string, signal?: AbortSignal) => get<PatientDetail>(`api/patients/${id(patient)}`, signal);

export const getTimeline = (patient: string, signal?: AbortSignal) =>
  get<TimelineColumns>(`api/patients/${id(patient)}/timeline`, signal);

export const getSeriesList = (patient: string, signal?: AbortSignal) =>
  get<{ series: SeriesInfo[] }>(`api/patients/${id(patient)}/series`, signal);

export const getSeries = (patient: string, code: string, signal?: AbortSignal) =>
  get<Series>(`api/patients/${id(patient)}/series${query({ code })}`, signal);

export const search = (patient: string, q: string, limit: number, signal?: AbortSignal) =>
  get<{ hits: SearchHit[] }>(`api/patients/${id(patient)}/search${query({ q, limit })}`, signal);

export const getDocuments = (patient: string | null, signal?: AbortSignal) =>
  get<{ documents: DocumentView[] }>(patient ? `api/patients/${id(patient)}/documents` : "api/documents", signal);

export const getDocument = (document: string, signal?: AbortSignal) => get<DocumentDetail>(`api/documents/${id(document)}`, signal);

export const getBytes = (span: Span, around: number, signal?: AbortSignal) =>
  get<Excerpt>(`api/documents/${id(span.document)}/bytes${query({ begin: span.begin, end: span.end, around })}`, signal);

export const getFact = (fact: string, signal?: AbortSignal) => get<FactView>(`api/facts/${id(fact)}`, signal);

export const getAnswers = (patient: string, signal?: AbortSignal) =>
  get<{ answers: Partial<Answer>[] }>(`api/patients/${id(patient)}/answers`, signal);

export const getAnswer = (answer: string, signal?: AbortSignal) => get<Answer>(`api/answers/${id(answer)}`, signal);

export const getDrafts = (all: boolean, signal?: AbortSignal) => get<{ drafts: DraftSummary[] }>(`api/drafts${query({ state: all ? "all" : "waiting" })}`, signal);

export const getDraft = (draft: string, signal?: AbortSignal) => get<Draft>(`api/drafts/${id(draft)}`, signal);

export const changeDraft = async (draft: string, change: DraftChange) => (await (await sendRaw("PATCH", `api/drafts/${id(draft)}`, change)).json()) as Draft;

export const stepDraft = async (draft: string, step: "review" | "sign" | "discard", body: { version: number; seconds?: number; reason?: string }) =>
  (await (await sendRaw("POST", `api/drafts/${id(draft)}/${step}`, body)).json()) as Draft;

// The file and the name that the server gives it.
export async function exportDraft(draft: string, format: string): Promise<{ name: string; file: Blob }> {
  const response = await sendRaw("POST", `api/drafts/${id(draft)}/export${query({ format })}`, {});
  const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? `${draft}.${format}`;
  return { name, file: await response.blob() };
}

// -- who is signed in
export const getSession = () => get<Session>("api/session");
export const signIn = (user: string, password: string, code: string) => send<Session>("POST", "api/session", { user, password, code });
export const signOut = () => send<object>("DELETE", "api/session");
export const changePassword = (password: string, new_password: string) => send<{ csrf: string }>("POST", "api/session/password", { password, new_password });
export const newSecondFactor = (password: string) => send<{ secret: string; uri: string }>("POST", "api/session/totp", { password });
export const setSecondFactor = (password: string, secret: string, code: string) => send<{ totp: boolean }>("POST", "api/session/totp", { password, secret, code });

// -- users, whom they care for, their tokens
export const getUsers = (signal?: AbortSignal) => get<{ users: User[] }>("api/users", signal);
export const addUser = (user: Partial<User> & { password?: string }) => send<User>("POST", "api/users", user);
export const changeUser = (name: string, change: Record<string, unknown>) => send<User>("POST", `api/users/${id(name)}`, change);
export const getRelations = (name: string, signal?: AbortSignal) => get<{ relations: Relation[] }>(`api/users/${id(name)}/relations`, signal);
export const addRelation = (name: string, patient: string, kind: string, until_ms: number) =>
  send<{ relations: Relation[] }>("POST", `api/users/${id(name)}/relations`, { patient, kind, until_ms });
export const endRelation = (name: string, patient: string) => send<{ relations: Relation[] }>("DELETE", `api/users/${id(name)}/relations/${id(patient)}`);
export const getTokens = (signal?: AbortSignal) => get<{ tokens: Token[] }>("api/tokens", signal);
export const addToken = (name: string, scopes: string[], days: number) => send<{ token: string }>("POST", "api/tokens", { name, scopes, days });
export const endToken = (token: string) => send<object>("DELETE", `api/tokens/${id(token)}`);

// -- consent, emergency access
export const getConsents = (patient: string, signal?: AbortSignal) => get<Consents>(`api/patients/${id(patient)}/consents`, signal);
export const giveConsent = (patient: string, consent: object) => send<Consents>("POST", `api/patients/${id(patient)}/consents`, consent);
export const withdrawConsent = (patient: string, purpose: string, note: string) =>
  send<Consents>("POST", `api/patients/${id(patient)}/consents/withdraw`, { purpose, note });
export const breakGlass = (request: object) => send<Emergency>("POST", "api/break-glass", request);
export const getEmergencies = (signal?: AbortSignal) => get<{ entries: Emergency[] }>("api/break-glass", signal);
export const reviewEmergency = (entry: string, finding: string) => send<Emergency>("POST", "api/break-glass/review", { id: entry, finding });

// -- audit
export const getAudit = (filter: Record<string, string | number>, signal?: AbortSignal) => get<{ records: AuditEntry[] }>(`api/audit${query(filter)}`, signal);
export const verifyAudit = (signal?: AbortSignal) => get<AuditCheck>("api/audit/verify", signal);
