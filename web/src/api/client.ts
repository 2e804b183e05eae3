// Every read of the API in one place. Paths are relative, so the app also works behind a prefix.
import type {
  Answer, ApiError, DocumentDetail, DocumentView, Draft, DraftChange, DraftSummary, Excerpt, FactView, PatientDetail, PatientView, SearchHit, Series, SeriesInfo,
  Span, Status, TimelineColumns,
} from "./types";

export class RequestError extends Error {
  constructor(readonly status: number, readonly detail: ApiError) {
    super(detail.message);
  }
}

export async function errorOf(response: Response): Promise<RequestError> {
  let detail: ApiError = { code: "http", message: `HTTP ${response.status}` };
  try {
    const body = (await response.json()) as { error?: ApiError };
    if (body.error) detail = body.error;
  } catch {
    // Not JSON: the status says all there is.
  }
  return new RequestError(response.status, detail);
}

async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(path, { signal: signal ?? null, headers: { accept: "application/json" } });
  if (!response.ok) throw await errorOf(response);
  return (await response.json()) as T;
}

async function send(method: string, path: string, body: unknown): Promise<Response> {
  const response = await fetch(path, { method, headers: { "content-type": "application/json", accept: "*/*" }, body: JSON.stringify(body) });
  if (!response.ok) throw await errorOf(response);
  return response;
}

function query(values: Record<string, string | number>): string {
  const text = new URLSearchParams(Object.entries(values).map(([name, value]) => [name, String(value)])).toString();
  return text ? `?${text}` : "";
}

const id = encodeURIComponent;

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

export const changeDraft = async (draft: string, change: DraftChange) => (await (await send("PATCH", `api/drafts/${id(draft)}`, change)).json()) as Draft;

export const stepDraft = async (draft: string, step: "review" | "sign" | "discard", body: { version: number; seconds?: number; reason?: string }) =>
  (await (await send("POST", `api/drafts/${id(draft)}/${step}`, body)).json()) as Draft;

// The file and the name that the server gives it.
export async function exportDraft(draft: string, format: string): Promise<{ name: string; file: Blob }> {
  const response = await send("POST", `api/drafts/${id(draft)}/export${query({ format })}`, {});
  const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? `${draft}.${format}`;
  return { name, file: await response.blob() };
}
