// A stand-in for `aegle serve` while the app is developed and tested: docs/http.md over invented data, and the built app.
//   node mock/server.mjs [--port 8099] [--delay 90] [--no-model] [--loading]
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { readImport } from "./imports.mjs";
import { Store } from "./store.mjs";
import { floor, modelClaims, modelUse } from "./tasks.mjs";
import * as views from "./views.mjs";

const dist = fileURLToPath(new URL("../dist", import.meta.url));
const mediaTypes = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json" };
export const policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

class Refusal extends Error {
  constructor(status, code, message, remedy = "") {
    super(message);
    Object.assign(this, { status, detail: { code, message, place: "", remedy } });
  }
}

export function startMock({ port = 0, delay = 90, model = true, ready = true } = {}) {
  const store = new Store();
  const cached = new Map();
  let answers = 0;

  const patientOf = (id) => store.patients.get(id) ?? refuse(404, "not_found", `There is no patient ${id}.`);
  const documentOf = (id) => store.documents.get(id) ?? refuse(404, "not_found", `There is no document ${id}.`);
  function refuse(...arguments_) {
    throw new Refusal(...arguments_);
  }

  const routes = [
    ["GET", /^\/api\/session$/, () => ({ mode: "single", signed_in: true, user: "local", role: "owner", may: ["patient.read", "record.read", "import.write", "task.generate", "answer.read", "status.read"] })],
    ["GET", /^\/api\/status$/, () => ({
      version: "0.1.0", chat: model ? { name: "mock-instruct-1.5b", ready, context: 8192 } : null, embed: null,
      store: { patients: store.patients.size, documents: store.documents.size, facts: store.facts.size },
    })],
    ["GET", /^\/api\/patients$/, (_, query) => {
      const text = (query.get("text") ?? "").toLowerCase();
      const found = [...store.patients.values()].filter((one) => `${one.name} ${one.identifier}`.toLowerCase().includes(text));
      const offset = Number(query.get("offset") ?? 0);
      return { total: found.length, patients: found.slice(offset, offset + Number(query.get("limit") ?? 50)).map(views.patientView) };
    }],
    ["GET", /^\/api\/patients\/([^/]+)$/, ([id]) => {
      const record = patientOf(id);
      const lists = { problems: "condition", allergies: "allergy", medications: "medication" };
      return { ...views.patientView(record), ...Object.fromEntries(Object.entries(lists).map(([name, kind]) => [name, views.current(record, kind).map(views.factView)])) };
    }],
    ["GET", /^\/api\/patients\/([^/]+)\/timeline$/, ([id]) => {
      if (!cached.has(id)) cached.set(id, JSON.stringify(views.timeline(patientOf(id))));
      return cached.get(id);
    }],
    ["GET", /^\/api\/patients\/([^/]+)\/series$/, ([id], query) =>
      query.get("code") ? views.series(patientOf(id), query.get("code")) : { series: views.seriesList(patientOf(id)) }],
    ["GET", /^\/api\/patients\/([^/]+)\/search$/, ([id], query) => ({ hits: views.search(patientOf(id), query.get("q") ?? "", Number(query.get("limit") ?? 50)) })],
    ["GET", /^\/api\/patients\/([^/]+)\/documents$/, ([id]) => ({ documents: [...store.documents.values()].filter((one) => one.patient === patientOf(id).id).map(views.documentView) })],
    ["GET", /^\/api\/documents$/, () => ({ documents: [...store.documents.values()].reverse().slice(0, 60).map(views.documentView) })],
    ["GET", /^\/api\/documents\/([^/]+)$/, ([id]) => ({ ...views.documentView(documentOf(id)), ledger: documentOf(id).ledger ?? ledgerOf(documentOf(id)) })],
    ["GET", /^\/api\/documents\/([^/]+)\/bytes$/, ([id], query) => {
      const document = documentOf(id), begin = Number(query.get("begin")), end = Number(query.get("end"));
      if (!(begin >= 0 && begin <= end && end <= document.bytes)) refuse(416, "out_of_range", "These bytes lie behind the end.");
      return views.excerpt(document, begin, end, Number(query.get("around") ?? 0));
    }],
    ["GET", /^\/api\/facts\/([^/]+)$/, ([id]) => views.factView(store.facts.get(id) ?? refuse(404, "not_found", `There is no fact ${id}.`))],
    ["GET", /^\/api\/drafts$/, () => ({ drafts: [] })],
    ["GET", /^\/api\/tasks$/, () => ({ tasks: ["handoff", "summarize", "ask"].map((name) => ({ name, description: name, needs_question: name === "ask" })) })],
    ["GET", /^\/api\/patients\/([^/]+)\/answers$/, ([id]) => ({ answers: [...store.answers.values()].filter((one) => one.patient === id).reverse() })],
    ["GET", /^\/api\/answers\/([^/]+)$/, ([id]) => store.answers.get(id) ?? refuse(404, "not_found", `There is no answer ${id}.`)],
  ];

  const ledgerOf = (document) => ({
    format: document.format, in: 1, kept: 1, kept_as_document: 0, refused: 0, facts: 1, bytes: document.bytes, by_type: { [document.format === "note" ? "Note" : "Bundle"]: { facts: 1, document: 0, refused: 0, fact_count: 1 } },
    lines: [], lines_left_out: 0,
  });

  async function importBytes(request, response, query) {
    const parts = [];
    for await (const part of request) parts.push(part);
    const bytes = Buffer.concat(parts);
    const send = events(response);
    try {
      const ledger = readImport(query.get("name") ?? "", bytes);
      for (let step = 1; step <= 4; step++) {
        send("progress", { stage: step < 3 ? "check" : "import", done: (bytes.length * step) / 4, total: bytes.length, unit: "bytes" });
        await wait(delay / 2);
      }
      const id = store.newDocumentId();
      store.addDocument({ id, name: query.get("name"), format: ledger.format, media_type: "application/octet-stream", patient: "", source: query.get("source"), ledger, imported_ms: Date.now() }, bytes);
      send("ledger", { document: id, ledger, counts: { added: ledger.kept + ledger.kept_as_document, updated: 0, unchanged: 0 } });
    } catch (error) {
      if (!error.code) throw error;
      send("error", { error });
    }
    response.end();
  }

  async function runTask(request, response, [patient, task]) {
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = JSON.parse(Buffer.concat(parts).toString() || "{}");
    const record = patientOf(patient);
    const answer = floor(record, `a${++answers}`, task, body.language ?? "en", body.question ?? "");
    const send = events(response);
    let gone = false;
    response.on("close", () => (gone = true));
    send("progress", { stage: "evidence", done: 1, total: 1, unit: "" });
    send("floor", answer);
    if (body.use_model && model && !answer.not_in_record) {
      const claims = modelClaims(answer);
      for (const [at, [section, index, claim]] of claims.entries()) {
        await wait(delay);
        if (gone) return;
        send("progress", { stage: "word", done: at + 1, total: claims.length, unit: "sentences" });
        answer.sections[section].claims[index] = claim;
        send("claim", { section, index, claim });
      }
      answer.model = modelUse(claims);
    }
    store.answers.set(answer.id, answer);
    send("done", answer);
    response.end();
  }

  function events(response) {
    response.writeHead(200, { ...headers, "content-type": "text/event-stream", "cache-control": "no-store" });
    return (name, data) => response.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  const headers = { "content-security-policy": policy, "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" };

  function file(response, path) {
    const name = normalize(join(dist, path === "/" ? "index.html" : path));
    if (!name.startsWith(dist) || !existsSync(name) || !statSync(name).isFile()) return json(response, 404, { error: { code: "not_found", message: path } });
    const lasting = path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
    response.writeHead(200, { ...headers, "content-type": mediaTypes[extname(name)] ?? "application/octet-stream", "cache-control": lasting });
    createReadStream(name).pipe(response);
  }

  function json(response, status, value) {
    const body = typeof value === "string" ? value : JSON.stringify(value);
    response.writeHead(status, { ...headers, "content-type": "application/json", "cache-control": "no-store", "content-length": Buffer.byteLength(body) });
    response.end(body);
  }

  async function answerRequest(request, response) {
    const url = new URL(request.url, "http://localhost");
    const task = /^\/api\/patients\/([^/]+)\/tasks\/([^/]+)$/.exec(url.pathname);
    if (request.method === "POST" && task) return runTask(request, response, task.slice(1).map(decodeURIComponent));
    if (request.method === "POST" && url.pathname === "/api/import") return importBytes(request, response, url.searchParams);
    if (!url.pathname.startsWith("/api/")) return file(response, url.pathname);
    for (const [method, pattern, handler] of routes) {
      const found = method === request.method && pattern.exec(url.pathname);
      if (found) return json(response, 200, handler(found.slice(1).map(decodeURIComponent), url.searchParams));
    }
    refuse(404, "not_found", `There is no ${url.pathname}.`);
  }

  const server = createServer((request, response) => {
    answerRequest(request, response).catch((error) => {
      if (response.headersSent) return response.destroy();
      json(response, error.status ?? 500, { error: error.detail ?? { code: "internal", message: String(error) } });
    });
  });
  return new Promise((done) => server.listen(port, "127.0.0.1", () => done({ server, port: server.address().port, store, close: () => new Promise((closed) => { server.closeAllConnections(); server.close(closed); }) })));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const option = (name, otherwise) => (process.argv.includes(name) ? Number(process.argv[process.argv.indexOf(name) + 1]) : otherwise);
  const { port } = await startMock({ port: option("--port", 8099), delay: option("--delay", 90), model: !process.argv.includes("--no-model"), ready: !process.argv.includes("--loading") });
  console.log(`http://127.0.0.1:${port}/`);
}
