// A real Chromium with nothing remembered, that notices every fault a page may hide: console errors, refused content
// (CSP), failed requests and requests to another host.
import { mkdtemp, mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import AxeBuilder from "@axe-core/playwright";
import { chromium } from "playwright-core";

export const screenshots = fileURLToPath(new URL("../../build/screenshots", import.meta.url));
export const wide = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export async function openBrowser({ viewport = wide, locale = "en-US", dark = false, touch = false } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "aegle-chromium-"));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: process.env.AEGLE_CHROMIUM ?? "/usr/bin/chromium", args: flags, viewport, locale, colorScheme: dark ? "dark" : "light", reducedMotion: "reduce", hasTouch: touch,
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const faults = [];
  watch(page, faults);
  const close = async () => {
    await context.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { page, faults, close };
}

function watch(page, faults) {
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => faults.push(`error: ${error.stack ?? error}`));
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (hostname !== "127.0.0.1" || protocol !== "http:") faults.push(`request to another host: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) faults.push(`HTTP ${response.status()}: ${response.url()}`);
  });
}

// The goal is printed with what was seen; a test fails only where something is grossly slow, since the pace of a machine is no defect.
export function budget(milliseconds) {
  console.log(`  goal ${milliseconds} ms`);
  return milliseconds * 20;
}

// Rules of WCAG 2.1 A and AA and of best practice. Gives one line for each violation.
export async function violations(page) {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map((one) => `${one.id}: ${one.help}: ${one.nodes.slice(0, 4).map((node) => `${node.target} ${node.failureSummary?.split("\n")[1] ?? ""}`).join(" | ")}`);
}

export async function shoot(page, name, options = {}) {
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`), ...options });
}
