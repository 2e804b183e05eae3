// The address after "#" says which screen is shown: #/patients, #/patients/p3/handoff, #/drafts/a7, #/import, #/documents/d1.
export type Route =
  | { screen: "patients" }
  | { screen: "patient"; id: string; tab: Tab }
  | { screen: "inbox" }
  | { screen: "draft"; id: string }
  | { screen: "import"; document: string | null }
  | { screen: "safety" | "users" | "audit" | "account" | "emergency" }
  | { screen: "none" };

export const tabs = ["overview", "handoff", "summary", "ask", "documents", "consent"] as const;
export type Tab = (typeof tabs)[number];

export function parseRoute(hash: string): Route {
  const parts = hash.replace(/^#\/?/, "").split("/").filter(Boolean).map(decodeURIComponent);
  if (parts.length === 0 || (parts[0] === "patients" && parts.length === 1)) return { screen: "patients" };
  if (parts[0] === "patients" && parts[1]) {
    const tab = tabs.find((name) => name === (parts[2] ?? "overview"));
    return tab ? { screen: "patient", id: parts[1], tab } : { screen: "none" };
  }
  if (parts[0] === "drafts") return parts[1] ? { screen: "draft", id: parts[1] } : { screen: "inbox" };
  if (parts[0] === "import") return { screen: "import", document: parts[1] ?? null };
  const single = (["safety", "users", "audit", "account", "emergency"] as const).find((name) => name === parts[0] && parts.length === 1);
  return single ? { screen: single } : { screen: "none" };
}

class Router {
  route = $state<Route>(parseRoute(location.hash));

  constructor() {
    addEventListener("hashchange", () => (this.route = parseRoute(location.hash)));
  }

  go(address: string) {
    location.hash = address;
  }
}

export const router = new Router();
export const draftAddress = (id: string) => `#/drafts/${encodeURIComponent(id)}`;
export const patientAddress = (id: string, tab: Tab = "overview") =>
  `#/patients/${encodeURIComponent(id)}${tab === "overview" ? "" : `/${tab}`}`;
