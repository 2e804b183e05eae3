// Event streams (text/event-stream) over POST, which the browser's EventSource cannot do.
import { changeHeaders, errorOf, RequestError } from "./client";
import type { Answer, ApiError, ClaimEvent, ImportResult, Lang, Progress } from "./types";

export type EventHandler = (name: string, data: unknown) => void;

// Cuts a stream of text into events. `push` may be given any pieces; an event is handed on when its empty line has come.
export function eventParser(handle: EventHandler): (piece: string) => void {
  let rest = "";
  return (piece) => {
    rest += piece;
    const blocks = rest.split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? "";
    for (const block of blocks) dispatch(block, handle);
  };
}

function dispatch(block: string, handle: EventHandler) {
  let name = "message";
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
    if (line.startsWith("event:")) name = line.slice(6).trim();
    else if (line.startsWith("data:")) data.push(line.slice(line[5] === " " ? 6 : 5));
  }
  if (data.length) handle(name, JSON.parse(data.join("\n")));
}

function raise(data: unknown): never {
  const detail = ((data as { error?: ApiError }).error ?? data) as ApiError;
  throw new RequestError(0, detail);
}

export interface TaskRequest {
  language: Lang;
  use_model: boolean;
  question?: string;
  seed?: number;
}

export interface TaskHandlers {
  floor: (answer: Answer) => void;
  progress: (progress: Progress) => void;
  claim: (event: ClaimEvent) => void;
}

// Runs a task to its end and gives the finished answer. Throws RequestError; an aborted signal throws AbortError.
export async function runTask(
  patient: string, task: string, request: TaskRequest, handlers: TaskHandlers, signal: AbortSignal,
): Promise<Answer> {
  const response = await fetch(`api/patients/${encodeURIComponent(patient)}/tasks/${encodeURIComponent(task)}`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream", ...changeHeaders() },
    body: JSON.stringify(request),
    signal,
  });
  if (!response.ok || !response.body) throw await errorOf(response);
  let done: Answer | null = null;
  const push = eventParser((name, data) => {
    if (name === "floor") handlers.floor(data as Answer);
    else if (name === "progress") handlers.progress(data as Progress);
    else if (name === "claim") handlers.claim(data as ClaimEvent);
    else if (name === "done") done = data as Answer;
    else if (name === "error") raise(data);
  });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) push(chunk.value);
  if (!done) throw new RequestError(0, { code: "interrupted", message: "The stream ended early." });
  return done;
}

export interface ImportHandlers {
  sent: (bytes: number, total: number) => void;
  progress: (progress: Progress) => void;
}

// Sends a file and follows its import. XMLHttpRequest, because fetch does not tell how much was sent.
export function importFile(file: File, handlers: ImportHandlers): { result: Promise<ImportResult>; abort: () => void } {
  const request = new XMLHttpRequest();
  const result = new Promise<ImportResult>((resolve, reject) => {
    let ledger: ImportResult | null = null;
    let failed: unknown = null;
    let read = 0;
    const push = eventParser((name, data) => {
      if (name === "progress") handlers.progress(data as Progress);
      else if (name === "ledger") ledger = data as ImportResult;
      else if (name === "error") {
        try { raise(data); } catch (error) { failed = error; }
      }
    });
    const drain = () => {
      if (request.status !== 200) return;
      push(request.responseText.slice(read));
      read = request.responseText.length;
    };
    request.upload.onprogress = (event) => handlers.sent(event.loaded, event.total);
    request.onprogress = drain;
    request.onload = () => {
      drain();
      if (ledger) resolve(ledger);
      else reject(failed ?? failure(request));
    };
    request.onerror = () => reject(new RequestError(0, { code: "network", message: "No connection." }));
    request.onabort = () => reject(new DOMException("aborted", "AbortError"));
    request.open("POST", `api/import?${new URLSearchParams({ name: file.name })}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    for (const [name, value] of Object.entries(changeHeaders())) request.setRequestHeader(name, value);
    request.send(file);
  });
  return { result, abort: () => request.abort() };
}

function failure(request: XMLHttpRequest): RequestError {
  try {
    const body = JSON.parse(request.responseText) as { error?: ApiError };
    if (body.error) return new RequestError(request.status, body.error);
  } catch {
    // Not JSON.
  }
  return new RequestError(request.status, { code: "interrupted", message: `HTTP ${request.status}` });
}
