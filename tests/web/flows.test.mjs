// The whole way of a user, in both languages and on both screens: patients, timeline, drafts, sources, questions, import.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startMock } from "../../web/mock/server.mjs";
import { openBrowser, phone, shoot, violations, wide } from "./browser.mjs";
import { broken, bundle, drop } from "./files.mjs";

const words = {
  en: { title: "Patients", handoff: "Handoff", ask: "Ask", draft: "Draft – not signed. Not a medical device.", absent: "Not in the record", stroke: "Is there any record of a stroke?", struck: "Struck", copy: "Copy text", overview: "Overview", balance: "every item is accounted for" },
  ko: { title: "환자", handoff: "인수인계", ask: "질문", draft: "초안 – 서명되지 않음. 의료기기가 아닙니다.", absent: "기록에 없음", stroke: "뇌졸중 기록이 있나요?", struck: "삭제 이유", copy: "텍스트 복사", overview: "개요", balance: "빠진 항목 없음" },
};

let mock;
before(async () => (mock = await startMock({ delay: 60 })));
after(() => mock.close());

for (const [language, locale] of [["en", "en-US"], ["ko", "ko-KR"]]) {
  for (const [size, viewport] of [["wide", wide], ["phone", phone]]) {
    describe(`${language} ${size}`, () => flow(`${language}-${size}`, language, { viewport, locale, touch: size === "phone" }));
  }
}

function flow(name, language, options) {
  const say = words[language];
  const who = language === "ko" ? { id: "p3", name: "김서연" } : { id: "p1", name: "Beatrix Halloran" };
  let browser, page;

  before(async () => {
    browser = await openBrowser(options);
    page = browser.page;
    await page.goto(`http://127.0.0.1:${mock.port}/`);
  });
  after(() => browser.close());

  const clean = async (screen) => {
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(browser.faults, []);
    await shoot(page, `${name}-${screen}`);
  };
  const tab = (label) => page.locator("nav.tabs").getByRole("link", { name: label, exact: true }).click();

  test("patients: found by name, opened with the keyboard", async () => {
    await page.waitForSelector("a.row");
    assert.equal(await page.locator("html").getAttribute("lang"), language);
    assert.equal(await page.locator("h1").innerText(), say.title);
    await clean("1-patients");
    await page.keyboard.press("/");
    await page.keyboard.type(who.name);
    await page.waitForFunction((wanted) => document.querySelectorAll("a.row").length === 1 && document.querySelector("a.row").textContent.includes(wanted), who.name);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".stage canvas");
    assert.equal(await page.locator("h1").innerText(), who.name);
  });

  test("patient: timeline, charts and lists; an entry opens its source", async () => {
    await page.locator(".chart").first().scrollIntoViewIfNeeded();
    await page.waitForSelector(".uplot");
    await page.evaluate(() => scrollTo(0, 0));
    await page.waitForTimeout(250);
    await clean("2-patient");
    await page.locator(".stage").focus();
    for (const key of ["ArrowRight", "ArrowDown", "ArrowRight", "Enter"]) await page.keyboard.press(key);
    await page.waitForSelector("[data-source-panel] mark");
    const marked = await page.locator("[data-source-panel] mark").innerText();
    assert.ok(marked.startsWith("{") && marked.endsWith("}"), marked);
    assert.equal(JSON.parse(marked).resourceType, "Condition");
    await clean("3-source");
    await page.keyboard.press("Escape");
    await page.waitForSelector("[data-source-panel]", { state: "detached" });
    assert.ok(await page.locator(".stage").evaluate((element) => element === document.activeElement), "the focus comes back");
  });

  test("charts: a result opens its source with the keyboard", async () => {
    const plot = page.locator(".plot").first();
    await plot.scrollIntoViewIfNeeded();
    await plot.focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
    await page.waitForSelector("[data-source-panel] mark");
    assert.equal(JSON.parse(await page.locator("[data-source-panel] mark").innerText()).resourceType, "Observation");
    await page.keyboard.press("Escape");
    await page.evaluate(() => scrollTo(0, 0));
  });

  test("handoff: the floor at once, then checked claims; struck and refused wording stays visible", async () => {
    await page.evaluate(() => new MutationObserver((_, self) => {
      if (!document.querySelector(".claim")) return;
      self.disconnect();
      window.firstSeen = [...document.querySelectorAll(".claim")].map((claim) => claim.classList.contains("floor"));
    }).observe(document.querySelector("main"), { childList: true, subtree: true }));
    await tab(say.handoff);
    await page.waitForSelector(".claim");
    const firstSeen = await page.evaluate(() => window.firstSeen);
    assert.ok(firstSeen.length > 5 && firstSeen.filter(Boolean).length > firstSeen.length / 2, "the complete floor comes first");   // a slow page may see the first claims with it
    await page.locator(".claim.supported").nth(1).waitFor();
    await shoot(page, `${name}-4-streaming`);
    await page.waitForSelector(".claim.struck");
    await page.waitForSelector(".going", { state: "detached" });
    assert.ok((await page.locator(".banner").innerText()).includes(say.draft));
    const struck = page.locator(".claim.struck").first();
    assert.equal(await struck.locator("s").count(), 1);
    assert.ok((await struck.innerText()).includes(say.struck));
    await page.locator(".refused").first().click();
    assert.ok(await page.locator(".claim.floor .why s").first().isVisible());
    await page.waitForTimeout(100);
    await clean("5-handoff");
    await shoot(page, `${name}-5-handoff-full`, { fullPage: true });
  });

  test("handoff: a citation opens exactly its bytes, inside the panel", async () => {
    await page.locator(".cite").nth(1).click();
    await page.waitForSelector("[data-source-panel] mark");
    const { marked, expected, visible } = await page.evaluate(async () => {
      const mark = document.querySelector("[data-source-panel] mark"), box = mark.closest("pre").getBoundingClientRect(), at = mark.getBoundingClientRect();
      const request = performance.getEntriesByType("resource").findLast((entry) => entry.name.includes("/bytes?"));
      const reply = await (await fetch(request.name)).json();
      return { marked: mark.textContent, expected: reply.text, visible: at.top >= box.top && at.top < box.bottom };
    });
    assert.equal(marked, expected);
    assert.ok(visible, "the passage is scrolled into sight");
    const stored = mock.store.documents.get([...mock.store.patients.get(who.id).facts].find((fact) => fact.kind === "encounter").document).content.toString();
    assert.ok(stored.includes(marked));
    await clean("6-citation");
    if (options.touch) {
      const inside = await page.evaluate(() => document.activeElement.closest("[role=dialog]") !== null);
      assert.ok(inside, "a dialog takes the focus");
      for (let at = 0; at < 12; at++) await page.keyboard.press("Tab");
      assert.ok(await page.evaluate(() => document.activeElement.closest("[role=dialog]") !== null), "and keeps it");
    }
    await page.keyboard.press("Escape");
    await page.locator("button", { hasText: say.copy }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const struck = await page.locator(".claim.struck s").first().innerText();
    assert.ok(copied.includes(say.draft) && !copied.includes(struck), "a struck sentence is never copied");
  });

  test("ask: answers with sources, and says what is not in the record", async () => {
    await tab(say.ask);
    await page.locator(".suggestions button").first().click();
    await page.waitForSelector(".entry .claim .cite");
    await page.locator("#question").fill(say.stroke);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".absent");
    assert.ok((await page.locator(".absent").innerText()).includes(say.absent));
    assert.equal(await page.locator(".entry").count(), 2);
    await page.waitForSelector(".going", { state: "detached" });
    await page.waitForTimeout(100);
    await clean("7-ask");
  });

  test("import: dropped anywhere, with progress and a ledger that adds up; the bytes of a refusal open", async () => {
    await drop(page, bundle);
    await page.waitForSelector(".state.done");
    const [total, kept, asDocument, refused] = (await page.locator(".sum strong").allInnerTexts()).map(Number);
    assert.equal(total, 10);
    assert.equal(total, kept + asDocument + refused);
    assert.equal(refused, 1);
    assert.ok((await page.locator(".sum").innerText()).includes(say.balance));
    await drop(page, broken);
    await page.waitForSelector(".state.failed");
    await clean("8-import");
    await page.locator(".lines .link").first().click();
    await page.waitForSelector("[data-source-panel] mark");
    assert.equal(JSON.parse(await page.locator("[data-source-panel] mark").innerText()).resourceType, "Spaceship");
    await clean("9-refusal");
  });

  test("nothing spills over the width of the screen", async () => {
    for (const hash of ["#/patients", `#/patients/${who.id}`, `#/patients/${who.id}/handoff`, `#/patients/${who.id}/ask`, `#/patients/${who.id}/documents`, "#/import"]) {
      await page.evaluate((to) => (location.hash = to), hash);
      await page.waitForTimeout(200);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), true, hash);
    }
  });
}
