// From the inbox to a signed document in a real browser on the real service, in both languages and on both screens.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { after, before, describe, test } from "node:test";
import { openBrowser, phone, shoot, violations, wide } from "./browser.mjs";

const binary = process.env.AEGLE_BIN;
const skip = !binary ? "AEGLE_BIN is not set: the real service is not tested" : !existsSync(binary) ? `there is no ${binary}` : false;
const examples = fileURLToPath(new URL("../../examples/patients/", import.meta.url));
const people = [["root", "operator", "Root"], ["anna", "clinician", "Dr. Anna Example"]];
const password = (name) => `four plain words of ${name}`;

const words = {
  en: { inbox: "Inbox", edit: "Edit: ", save: "Save and check", remove: "Remove: ", notInRecord: "not in the record", read: "I have read the whole draft", limits: "I have read this", checked: "This is right", sign: "Sign", add: "Add a sentence" },
  ko: { inbox: "서명함", edit: "수정: ", save: "저장하고 검증", remove: "삭제: ", notInRecord: "기록에 없음", read: "초안 전체를 읽었습니다", limits: "읽었습니다", checked: "맞습니다", sign: "서명", add: "문장 추가" },
};

describe("signing", { skip }, () => {
  let home, env, service, url;
  const aegle = (...rest) => JSON.parse(execFileSync(binary, [...rest, "--json"], { env, encoding: "utf8" }));

  before(async () => {
    home = await mkdtemp(join(tmpdir(), "aegle-sign-"));
    env = { ...process.env, AEGLE_HOME: home };
    for (const one of ["nstemi-1-en", "sepsis-2-ko"]) execFileSync(binary, ["import", join(examples, one)], { env, stdio: "ignore" });
    for (const [who, role, display] of people) execFileSync(binary, ["users", "add", who, "--role", role, "--display", display], { env, input: `${password(who)}\n`, stdio: ["pipe", "ignore", "inherit"] });
    for (const patient of ["p1", "p2"]) execFileSync(binary, ["users", "relate", "anna", patient], { env, stdio: "ignore" });
    execFileSync(binary, ["users", "labels", "anna", "psychiatry,hiv,substance-use,reproductive,restricted"], { env, stdio: "ignore" });
    service = spawn(binary, ["serve", "--port", "0", "--no-model"], { env, stdio: ["ignore", "pipe", "inherit"] });
    for await (const line of createInterface({ input: service.stdout })) {
      url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (url) break;
    }
  });
  after(async () => {
    if (service) await new Promise((done) => { service.once("exit", done); service.kill("SIGTERM"); });
    if (home) await rm(home, { recursive: true, force: true });
  });

  for (const [language, locale, patient] of [["en", "en-US", "p1"], ["ko", "ko-KR", "p2"]])
    for (const [size, viewport] of [["wide", wide], ["phone", phone]])
      describe(`${language} ${size}`, () => {
        const say = words[language], name = `sign-${language}-${size}`;
        let browser, page, draft;
        before(async () => {
          draft = aegle("handoff", patient, "--no-model", "--lang", language).id;
          browser = await openBrowser({ viewport, locale, touch: size === "phone" });
          page = browser.page;
          await page.goto(url);
          await page.locator("input[autocomplete=username]").fill("anna");
          await page.locator("input[type=password]").fill(password("anna"));
          await page.keyboard.press("Enter");
          await page.waitForSelector("a.row");
        });
        after(() => browser?.close());
        const clean = async (screen, options) => {
          assert.deepEqual(await violations(page), []);
          assert.deepEqual(browser.faults, []);
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), "nothing spills over");
          await shoot(page, `${name}-${screen}`, options);
        };
        const rows = () => page.locator(".statement");
        const settled = () => page.waitForFunction(() => !document.querySelector("textarea"));

        test("the inbox has the draft; the limits are shown at first use", async () => {
          await page.goto(`${url}/#/drafts`);
          await page.locator(`a.row[href="#/drafts/${draft}"]`).waitFor();
          await clean("1-inbox");
          await page.locator(`a.row[href="#/drafts/${draft}"]`).click();
          await page.locator(".limits").waitFor();
          await clean("2-limits");
          await page.getByRole("button", { name: say.limits, exact: true }).click();
          assert.equal(await page.locator(".limits").count(), 0);
        });

        test("a source opens; an edit that the record does not carry is marked and becomes an item", async () => {
          await page.locator(".cite").first().click();
          await page.waitForSelector("[data-source-panel] mark");
          await page.keyboard.press("Escape");
          const before = await page.locator("aside li").count();
          const row = rows().filter({ hasText: /MG|mg/ }).last();
          const id = await row.getAttribute("id");
          const target = page.locator(`[id="${id}"]`);
          await target.getByRole("button", { name: say.edit }).click();
          const drafted = await target.locator("textarea").inputValue();
          await target.locator("textarea").fill(drafted.replace(/(\d+)( ?MG)/i, (_, dose, unit) => `${Number(dose) * 10}${unit}`));
          await target.getByRole("button", { name: say.save }).click();
          await settled();
          assert.match(await target.innerText(), new RegExp(say.notInRecord));
          assert.equal(await target.locator("del").count(), 1);
          assert.equal(await page.locator("aside li").count() - before >= 1, true);
          await target.scrollIntoViewIfNeeded();
          await clean("3-struck");
          // Back to the draft's wording: by the keyboard, as Enter saves.
          await target.getByRole("button", { name: say.edit }).click();
          await target.locator("textarea").fill(drafted);
          await page.keyboard.press("Enter");
          await settled();
          assert.equal(await target.locator("del").count(), 0);
        });

        test("a sentence of one's own is marked; a removed one stays visible and can come back", async () => {
          await page.getByRole("button", { name: new RegExp(`^${say.add}`) }).nth(3).click();
          await page.locator("form.add textarea").fill(language === "ko" ? "보호자에게 설명함." : "Family was informed.");
          await page.getByRole("button", { name: say.save }).click();
          await page.waitForFunction(() => !document.querySelector("form.add"));
          assert.equal(await page.locator(".statement.struck").count(), 1);
          await rows().first().getByRole("button", { name: say.remove }).click();
          await page.locator(".statement.removed").waitFor();
          assert.equal(await page.locator(".statement.removed").count(), 1);
        });

        test("each high-risk item is confirmed on its own before the document can be signed", async () => {
          await page.getByRole("button", { name: say.read }).click();
          await page.locator("aside .step.done").first().waitFor();
          const boxes = page.locator("aside input[type=checkbox]");
          const count = await boxes.count();
          assert.ok(count >= 3);
          for (let at = 0; at < count; at++) {
            assert.ok(await page.locator("aside .big").isDisabled());
            await boxes.nth(at).click();
            await page.waitForFunction((done) => document.querySelectorAll("aside li.done").length === done, at + 1);
          }
          assert.ok(await page.locator("aside .big").isEnabled());
          await page.evaluate(() => scrollTo(0, 0));
          await clean("4-confirmed", { fullPage: true });
        });

        test("a signed document shows its signature and is exported", async () => {
          await page.locator("aside .big").click();
          await page.locator("dialog[open]").waitFor();
          await clean("5-dialog");
          await page.keyboard.press("Escape");
          await page.locator("aside .big").click();
          await page.locator("dialog .primary").click();
          await page.locator("section.signed").waitFor();
          assert.match(await page.locator("section.signed").innerText(), /Dr\. Anna Example/);
          assert.equal(await page.locator(".statement .tools").count(), 0);
          await clean("6-signed");
          for (const [at, begin] of [[0, "%PDF-1.7"], [1, "{"], [2, language === "ko" ? "인수인계" : "Handoff"]]) {
            const [download] = await Promise.all([page.waitForEvent("download"), page.locator(".exports button").nth(at).click()]);
            assert.ok((await readFile(await download.path(), "utf8")).startsWith(begin));
            await page.waitForFunction((done) => [...document.querySelectorAll(".exports button")].every((one) => !one.disabled) && done > 0, at + 1);
          }
        });
      });

  test("no route exports what is not signed, and nobody without a session reads it", async () => {
    const draft = aegle("summarize", "p1", "--no-model").id;
    const signIn = async (user) => {
      const reply = await fetch(`${url}/api/session`, { method: "POST", body: JSON.stringify({ user, password: password(user), code: "" }) });
      return { cookie: reply.headers.get("set-cookie").split(";")[0], "x-aegle-csrf": (await reply.json()).csrf };
    };
    const headers = await signIn("anna");
    for (const form of ["pdf", "fhir", "text"]) {
      const path = `${url}/api/drafts/${draft}/export?format=${form}`;
      assert.equal((await fetch(path, { method: "POST", body: "{}", headers })).status, 403);
      assert.equal((await fetch(path, { method: "POST", body: "{}" })).status, 401);
    }
    const { version } = await (await fetch(`${url}/api/drafts/${draft}`, { headers })).json();
    const body = JSON.stringify({ version });
    assert.equal((await fetch(`${url}/api/drafts/${draft}/sign`, { method: "POST", body, headers })).status, 409);
    assert.equal((await fetch(`${url}/api/drafts/${draft}/sign`, { method: "POST", body, headers: await signIn("root") })).status, 403);
    assert.equal((await fetch(`${url}/api/drafts/${draft}`)).status, 401);
  });
});
