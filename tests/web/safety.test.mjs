// The safety page on the real service: every control, the rates and the intended use; both languages, wide and on a phone.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { openBrowser, phone, shoot, violations, wide } from "./browser.mjs";
import { bundle } from "./files.mjs";

const binary = process.env.AEGLE_BIN;
const skip = !binary ? "AEGLE_BIN is not set: the real service is not tested" : !existsSync(binary) ? `there is no ${binary}` : false;

describe("the safety page", { skip }, () => {
  let home, child, url, browser, page;

  before(async () => {
    home = await mkdtemp(join(tmpdir(), "aegle-safety-"));
    const env = { ...process.env, AEGLE_HOME: home };
    await writeFile(join(home, "chart.json"), bundle.text);
    execFileSync(binary, ["import", join(home, "chart.json")], { env, stdio: ["ignore", "ignore", "inherit"] });
    child = spawn(binary, ["serve", "--port", "0", "--no-model"], { env, stdio: ["ignore", "pipe", "ignore"] });
    for await (const line of createInterface({ input: child.stdout })) {
      url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (url) break;
    }
    const { patients } = await (await fetch(`${url}/api/patients`)).json();
    await (await fetch(`${url}/api/patients/${patients[0].id}/tasks/handoff`, { method: "POST", body: "{}" })).text();
    browser = await openBrowser({ viewport: wide });
    page = browser.page;
  });
  after(async () => {
    await browser?.close();
    if (child) await new Promise((done) => { child.once("exit", done); child.kill("SIGTERM"); });
    if (home) await rm(home, { recursive: true, force: true });
  });

  test("shows what holds, what was struck and what each function is for", async () => {
    await page.goto(`${url}/#/patients`);
    await page.getByRole("link", { name: "Safety" }).click();
    await page.getByRole("status").filter({ hasText: "safety controls hold" }).waitFor();
    const controls = page.getByRole("table").nth(0);
    for (const name of ["Claim check", "Sandbox", "No way out", "De-identification", "Text that gives orders", "Audit"]) await controls.getByRole("rowheader", { name }).waitFor();
    assert.equal(await controls.getByText("Fails").count(), 0);
    await page.getByText("No process of this service can open an outbound connection.").waitFor();
    await page.getByRole("columnheader", { name: "Struck" }).waitFor();
    await page.getByRole("rowheader", { name: "Handoff (I-PASS)" }).waitFor();
  });

  test("is accessible and fits, in both languages, wide and on a phone", async () => {
    for (const [name, size] of [["wide", wide], ["phone", phone]]) {
      await page.setViewportSize(size);
      for (const label of ["EN", "한국어"]) {
        await page.locator("header.bar").getByRole("radio", { name: label, exact: true }).check();
        await page.waitForTimeout(120);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), `spills over: ${name} ${label}`);
        assert.deepEqual(await violations(page), [], `${name} ${label}`);
        await shoot(page, `safety-${name}-${label === "EN" ? "en" : "ko"}`, { fullPage: true });
      }
    }
    assert.deepEqual(browser.faults, []);
  });
});
