// The colours of the canvas, read from the design tokens (so that light and dark follow the page).
const kindToken: Record<string, string> = {
  encounter: "encounter", condition: "condition", allergy: "allergy", medication: "medication", immunization: "medication", laboratory: "result",
  vital_sign: "result", observation: "result", procedure: "procedure", imaging: "procedure", device: "procedure", order: "procedure", report: "text",
  note: "text", care_plan: "encounter",
};

export interface Theme {
  surface: string; sunken: string; line: string; lineStrong: string; text: string; muted: string; accent: string; high: string; low: string; focus: string; mark: string; markText: string; band: string;
  font: string;
  kind: (kind: string) => string;
}

export function readTheme(element: Element): Theme {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const kinds = new Map(Object.entries(kindToken).map(([kind, name]) => [kind, token(`kind-${name}`)]));
  const other = token("kind-person");
  return {
    surface: token("surface"), sunken: token("sunken"), line: token("line"), lineStrong: token("line-strong"), text: token("text"), muted: token("muted"),
    accent: token("accent"), high: token("high"), low: token("low"), focus: token("focus"), mark: token("mark"), markText: token("mark-text"), band: token("band"),
    font: style.fontFamily,
    kind: (kind) => kinds.get(kind) ?? other,
  };
}
