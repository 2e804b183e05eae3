// What is seldom seen but must be right: no model, a stopped draft, errors, dark colours, print, what is remembered.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startMock } from "../../web/mock/server.mjs";
import { openBrowser, shoot, violations, wide } from "./browser.mjs";

let mock, slow, bare;
before(async () => {
  mock = await startMock({ delay: 60 });
  slow = await startMock({ delay: 1500 });
  bare = await startMock({ model: false });
});
after(() => Promise.all([mock.close(), slow.close(), bare.close()]));

async function on(server, hash, options, check) {
  const browser = await openBrowser({ viewport: wide, ...options });
  try {
    await browser.page.goto(`http://127.0.0.1:${server.port}/${hash}`);
    await check(browser.page, browser);
  } finally {
    await browser.close();
  }
}

test("without a model the handoff is the floor, and says so", () => on(bare, "#/patients/p1/handoff", {}, async (page, { faults }) => {
  await page.waitForSelector(".claim");
  await page.waitForSelector(".going", { state: "detached" });
  assert.equal(await page.locator(".claim:not(.floor)").count(), 0);
  assert.equal(await page.getByLabel("With model").isDisabled(), true);
  await page.locator(".use summary").click();
  assert.match(await page.locator(".use").innerText(), /No model was used/);
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(faults, []);
}));

test("a stopped draft keeps what was checked", () => on(slow, "#/patients/p1/handoff", {}, async (page, { faults }) => {
  await page.waitForSelector(".claim.supported");
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByText("Stopped. What stands here was checked.").waitFor();
  const claims = await page.locator(".claim").count();
  await page.waitForTimeout(1800);
  assert.equal(await page.locator(".claim").count(), claims);
  assert.equal(await page.locator(".claim.supported").count(), 1, "nothing comes after the stop");
  assert.deepEqual(faults, []);
}));

test("Korean drafts in the English interface; both are remembered", () => on(mock, "#/patients/p1/handoff", {}, async (page) => {
  await page.waitForSelector(".claim");
  await page.locator(".tools").getByRole("radio", { name: "한국어" }).check();
  await page.waitForFunction(() => document.querySelector("article.answer")?.lang === "ko");
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  await page.locator("header.bar").getByRole("radio", { name: "한국어" }).check();
  await page.waitForFunction(() => document.documentElement.lang === "ko");
  await page.reload();
  await page.waitForSelector("nav.tabs");
  assert.equal(await page.locator("html").getAttribute("lang"), "ko");
}));

test("an unknown patient is an error in words, with a way to try again", () => on(mock, "#/patients/p999", {}, async (page) => {
  await page.waitForSelector("[role=alert]");
  assert.match(await page.locator("[role=alert]").first().innerText(), /There is no patient p999/);
  assert.deepEqual(await violations(page), []);
}));

test("an address that leads nowhere says so", () => on(mock, "#/nowhere", {}, async (page) => {
  await page.getByText("There is nothing at this address.").waitFor();
  assert.deepEqual(await violations(page), []);
}));

test("dark: every screen is readable", () => on(mock, "", { dark: true }, async (page, { faults }) => {
  for (const [name, hash, wanted] of [["patients", "#/patients", "a.row"], ["patient", "#/patients/p1", ".stage canvas"], ["handoff", "#/patients/p1/handoff", ".claim.struck"], ["import", "#/import", ".drop"]]) {
    await page.evaluate((to) => (location.hash = to), hash);
    await page.waitForSelector(wanted);
    await page.waitForTimeout(300);
    assert.deepEqual(await violations(page), [], name);
    await shoot(page, `dark-${name}`);
  }
  assert.deepEqual(faults, []);
}));

test("print: the draft with its banner and sources, without the tools", () => on(mock, "#/patients/p1/handoff", {}, async (page) => {
  await page.waitForSelector(".claim.struck");
  await page.waitForSelector(".going", { state: "detached" });
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".tools").isVisible(), false);
  assert.equal(await page.locator("header.bar").isVisible(), false);
  assert.equal(await page.locator(".banner").isVisible(), true);
  assert.equal(await page.locator(".sources li").first().isVisible(), true);
  await shoot(page, "print-handoff", { fullPage: true });
}));

test("the policy of the page refuses an inline script", () => on(mock, "", {}, async (page) => {
  await page.waitForSelector("a.row");
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.head.append(script);
    return window.ran === true;
  });
  assert.equal(ran, false);
}));

test("a skip link leads to the content", () => on(mock, "", {}, async (page) => {
  await page.waitForSelector("a.row");
  await page.keyboard.press("Tab");
  assert.equal(await page.locator(".skip").evaluate((link) => link === document.activeElement), true);
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
}));
