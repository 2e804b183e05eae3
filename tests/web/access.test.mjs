// People and permission on the real service: signing in, users, consent, emergency access, audit; in both languages, wide and on a phone.
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
const password = (name) => `four plain words of ${name}`;
const people = { root: ["operator", "Oh Jiwon"], kim: ["clinician", "Kim Minjun"], choi: ["nurse", "Choi Seoyeon"], yoon: ["auditor", "Yoon Haneul"] };

describe("people and permission", { skip }, () => {
  let home, env, child, url, browser, page, patient;

  const aegle = (...args) => execFileSync(binary, args, { env, stdio: ["ignore", "pipe", "inherit"] }).toString();
  before(async () => {
    home = await mkdtemp(join(tmpdir(), "aegle-access-"));
    env = { ...process.env, AEGLE_HOME: home };
    await writeFile(join(home, "chart.json"), bundle.text);
    aegle("import", join(home, "chart.json"));
    patient = JSON.parse(aegle("patients", "--json")).patients[0].id;
    for (const [name, [role, display]] of Object.entries(people))
      execFileSync(binary, ["users", "add", name, "--role", role, "--display", display], { env, input: `${password(name)}\n`, stdio: ["pipe", "ignore", "inherit"] });
    aegle("users", "labels", "kim", "psychiatry,hiv,substance-use,reproductive,restricted");
    aegle("users", "relate", "kim", patient);
    child = spawn(binary, ["serve", "--port", "0", "--no-model"], { env, stdio: ["ignore", "pipe", "ignore"] });
    for await (const line of createInterface({ input: child.stdout })) {
      url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (url) break;
    }
    browser = await openBrowser({ viewport: wide });
    page = browser.page;
  });
  after(async () => {
    await browser?.close();
    if (child) await new Promise((done) => { child.once("exit", done); child.kill("SIGTERM"); });
    if (home) await rm(home, { recursive: true, force: true });
  });

  // Accessible, without faults, in both languages, wide and on a phone; each is a picture to look at.
  const clean = async (screen, { faults = 0 } = {}) => {
    const refused = browser.faults.splice(0).filter((fault) => !/HTTP 40[34]|status of 40[34]/.test(fault));
    assert.deepEqual(refused.slice(faults), []);
    for (const [name, size] of [["wide", wide], ["phone", phone]]) {
      await page.setViewportSize(size);
      for (const [lang, label] of [["en", "EN"], ["ko", "한국어"]]) {
        await page.locator("header.bar").getByRole("radio", { name: label === "EN" ? "EN" : label, exact: true }).check();
        await page.waitForTimeout(120);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), `${screen} spills over: ${name} ${lang}`);
        assert.deepEqual(await violations(page), [], `${screen} ${name} ${lang}`);
        await shoot(page, `access-${screen}-${name}-${lang}`, { fullPage: true });
      }
      await page.locator("header.bar").getByRole("radio", { name: "EN", exact: true }).check();
    }
    await page.setViewportSize(wide);
  };
  // Each test begins without a session, whatever became of the one before.
  const signIn = async (name) => {
    await page.context().clearCookies();
    await page.goto(`${url}/#/patients`);
    await page.reload();
    await page.getByLabel("User name").fill(name);
    await page.getByLabel("Password").fill(password(name));
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: /Account menu/ }).waitFor();
  };
  const signOut = async () => {
    await page.getByRole("button", { name: /Account menu/ }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("User name").waitFor();
  };

  test("nothing but the sign-in page without a session; a wrong password says no more than that", async () => {
    await page.goto(`${url}/#/patients/${patient}`);
    await page.getByLabel("User name").waitFor();
    await page.getByLabel("User name").fill("kim");
    await page.getByLabel("Password").fill("wrong");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    await clean("signin");
  });

  test("a clinician sees the people in care, and nobody else", async () => {
    await signIn("kim");
    await page.locator("a.row").waitFor();
    assert.equal(await page.locator("a.row").count(), 1);
    assert.equal(await page.getByRole("link", { name: "Users" }).count(), 0);
    await signOut();
    await signIn("choi");
    await page.waitForTimeout(300);
    assert.equal(await page.locator("a.row").count(), 0);
    await signOut();
  });

  test("an operator changes users and relations by the keyboard alone", async () => {
    await signIn("root");
    await page.goto(`${url}/#/users`);
    await page.locator(".users .row", { hasText: "Choi" }).focus();
    await page.keyboard.press("Enter");
    await page.getByLabel("Patient id").fill("p999");
    await page.getByRole("button", { name: "Add", exact: true }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    await page.getByLabel("Patient id").fill(patient);
    await page.keyboard.press("Enter");
    await page.locator(".relations li").waitFor();
    await clean("users");
    await page.getByRole("button", { name: `End ${patient}` }).click();
    await page.locator(".relations li").waitFor({ state: "detached" });
    await page.goto(`${url}/#/account`);
    await page.getByLabel("What it is for").fill("nightly report");
    await page.getByRole("button", { name: "Make a token" }).click();
    await page.getByText(/aegle_/).waitFor();
    await clean("account");
    await signOut();
  });

  test("emergency access opens the record with a banner, and the auditor reviews it", async () => {
    await signIn("choi");
    await page.goto(`${url}/#/emergency`);
    await page.getByLabel(/Record number/).fill(patient);
    await page.getByLabel(/In words/).fill("unconscious, allergies unknown");
    await page.getByLabel("Password").fill(password("choi"));
    await clean("emergency");
    await page.getByRole("button", { name: "Open the record" }).click();
    await page.locator(".emergency", { hasText: "Emergency access until" }).waitFor();
    await page.waitForSelector(".stage canvas");
    await clean("emergency-record");
    await signOut();
    await signIn("yoon");
    await page.goto(`${url}/#/emergency`);
    await page.getByRole("button", { name: "Justified", exact: true }).click();
    await page.getByText("reviewed: justified").waitFor();
    await clean("review");
    await signOut();
  });

  test("consent: a withdrawal empties the index and closes the record; a permission opens it again", async () => {
    await signIn("kim");
    await page.goto(`${url}/#/patients/${patient}/consent`);
    await page.getByRole("button", { name: "Withdraw Treatment" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Withdraw" }).click();
    await page.locator(".proof").waitFor();
    assert.match(await page.locator(".proof").innerText(), /Left: 0 \/ 0 \/ 0/);
    assert.equal(await page.locator(".allergies").count(), 0, "nothing is said about allergies that may not be read");
    await clean("consent");
    await page.goto(`${url}/#/patients/${patient}`);
    await page.getByText("does not consent to the use").waitFor();
    await page.goto(`${url}/#/patients/${patient}/consent`);
    await page.getByLabel("Treatment", { exact: true }).check();
    await page.getByRole("button", { name: "Write down" }).click();
    await page.locator(".verdict.permitted").waitFor();
    await page.goto(`${url}/#/patients`);
    await page.locator("a.row").click();
    await page.waitForSelector(".stage canvas");
    browser.faults.splice(0);
    await signOut();
  });

  test("the audit shows it all, filters, and verifies", async () => {
    await signIn("yoon");
    await page.goto(`${url}/#/audit`);
    await page.locator("tbody tr").first().waitFor();
    await page.locator("form.tools select").selectOption("consent");
    await page.getByRole("button", { name: "Filter" }).click();
    await page.waitForFunction(() => [...document.querySelectorAll("tbody tr")].every((row) => row.textContent.includes("consent")) && document.querySelector("tbody tr"));
    await page.locator("form.tools select").selectOption("");
    await page.getByRole("button", { name: "Filter" }).click();
    await page.getByRole("button", { name: "Verify the log" }).click();
    await page.getByText(/Intact: /).waitFor();
    await clean("audit");
    await signOut();
  });
});
