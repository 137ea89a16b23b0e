import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { dayMs, minuteMs, nowMs, shiftClock } from "@/lib/base/clock";
import { classifyAudience } from "./classify-audience";
import { continueVisit, nameCampaign, type Visit, visitStartedId } from "./continue-visit";
import { hasPrivacySignal } from "./has-privacy-signal";
import { DailyVisitors, isDailyVisitor } from "./name-daily-visitor";
import { redactPath, redactSearch } from "./redact-path";
import { formatVisitCookie, parseVisitCookie } from "./visit-cookie";

const idle = 30 * minuteMs;
const t0 = Date.UTC(2026, 2, 1, 10);
const step = (minutes: number, campaign = "") => ({
  atMs: t0 + minutes * minuteMs,
  campaign,
  seed: `vis_1 ${minutes}`,
});

/** The visits of one visitor's steps, as numbers in the order they began. */
function visitsOf(steps: { atMs: number; campaign: string; seed: string }[]): number[] {
  const seen: string[] = [];
  let visit: Visit | null = null;
  return steps.map((one) => {
    const next: { visit: Visit; started: boolean } = continueVisit(visit, one, idle);
    visit = next.visit;
    if (next.started) seen.push(visit.visitId);
    return seen.indexOf(visit.visitId);
  });
}

describe("a visit", () => {
  it("ends after 30 minutes of nothing, not before", () => {
    expect(visitsOf([step(0), step(29), step(59), step(89), step(119.1)])).toEqual([0, 0, 0, 0, 1]);
  });

  it("ends when another campaign arrives, not when the same one does or none", () => {
    expect(visitsOf([step(0, "a"), step(1), step(2, "a"), step(3, "b"), step(4), step(5, "a")])).toEqual([
      0, 0, 0, 1, 1, 2,
    ]);
    expect(visitsOf([step(0), step(1, "a")])).toEqual([0, 1]);
  });

  it("does not go back in time for what arrives late", () => {
    expect(visitsOf([step(60), step(10), step(89), step(90)])).toEqual([0, 0, 0, 0]);
  });

  it("names a campaign by every tag and click id, and nothing else", () => {
    const base = { channel: "direct", landing_path: "/" } as const;
    expect(nameCampaign(base)).toBe("");
    expect(nameCampaign({ ...base, referrer_host: "a.example", landing_path: "/b" })).toBe("");
    const one = nameCampaign({ ...base, utm_campaign: "x" });
    expect(one).toMatch(/^[\w-]{10}$/);
    expect(nameCampaign({ ...base, utm_campaign: "x", landing_path: "/c" })).toBe(one);
    expect(nameCampaign({ ...base, utm_campaign: "y" })).not.toBe(one);
    expect(nameCampaign({ ...base, click_id_kind: "gclid", click_id: "1" })).not.toBe(
      nameCampaign({ ...base, click_id_kind: "gclid", click_id: "2" }),
    );
  });

  it("has one id for its beginning", () => {
    const { visit } = continueVisit(null, step(0), idle);
    expect(visit.visitId).toMatch(/^vst_[0-9a-z]{26}$/);
    // The same event sent again, to an edge that knows nothing of the first time.
    expect(continueVisit(null, step(0), idle).visit.visitId).toBe(visit.visitId);
    expect(continueVisit(null, { ...step(0), seed: "vis_2 0" }, idle).visit.visitId).not.toBe(visit.visitId);
    expect(visitStartedId(visit.visitId)).toBe(`evt_${visit.visitId}`);
  });

  it("travels in its cookie, for its own visitor only", () => {
    const { visit } = continueVisit(
      null,
      step(0, nameCampaign({ channel: "email", landing_path: "/", utm_source: "a" })),
      idle,
    );
    const cookie = formatVisitCookie(visit, "vis_1");
    expect(cookie).toMatch(/^[\w.-]+$/);
    expect(parseVisitCookie(cookie, "vis_1")).toEqual(visit);
    expect(parseVisitCookie(cookie, "vis_2")).toBeNull();
    for (const bad of [undefined, "", "x", `${cookie}x`, cookie.replace("vst_", "vis_"), "....", cookie.toUpperCase()])
      expect(parseVisitCookie(bad, "vis_1")).toBeNull();
  });
});

describe("visitors without a cookie", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "waymark-salt-"));
  afterEach(() => shiftClock(0));

  it("have one name a day, another the next day, and leave no way back", () => {
    const one = new DailyVisitors(folder);
    const name = one.name("203.0.113.7", "Firefox");
    expect(isDailyVisitor(name)).toBe(true);
    expect(one.name("203.0.113.7", "Firefox")).toBe(name);
    expect(one.name("203.0.113.8", "Firefox")).not.toBe(name);
    expect(one.name("203.0.113.7", "Safari")).not.toBe(name);
    // A restart on the same day.
    expect(new DailyVisitors(folder).name("203.0.113.7", "Firefox")).toBe(name);
    const file = () => JSON.parse(readFileSync(path.join(folder, "daily-salt.json"), "utf8"));
    const salt = file().salt;
    shiftClock(dayMs);
    expect(one.name("203.0.113.7", "Firefox")).not.toBe(name);
    expect(file().salt).not.toBe(salt);
    expect(file().day).toBe(new Date(nowMs()).toISOString().slice(0, 10));
    rmSync(folder, { recursive: true });
    expect(new DailyVisitors(folder).name("203.0.113.7", "Firefox")).toMatch(/^day_/);
  });

  it("are those who say so", () => {
    expect(hasPrivacySignal({ "sec-gpc": "1" })).toBe(true);
    expect(hasPrivacySignal({ dnt: "1" })).toBe(true);
    expect(hasPrivacySignal({ dnt: "0" })).toBe(false);
    expect(hasPrivacySignal({})).toBe(false);
  });
});

describe("audiences", () => {
  it.each([
    [
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15",
      "human",
    ],
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "human"],
    [
      "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
      "human",
    ],
    ["Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "bot"],
    [
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/141.0.0.0 Safari/537.36",
      "bot",
    ],
    ["curl/8.5.0", "bot"],
    ["python-requests/2.32", "bot"],
    ["", "bot"],
    [
      "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
      "ai-agent",
    ],
    [
      "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot",
      "ai-agent",
    ],
    ["Mozilla/5.0 (compatible; ClaudeBot/1.0; +claudebot@anthropic.com)", "ai-agent"],
    ["Claude-User (claude-code/2.0.1; +https://support.anthropic.com/)", "ai-agent"],
    ["Mozilla/5.0 (compatible; PerplexityBot/1.0; +https://perplexity.ai/perplexitybot)", "ai-agent"],
    ["CCBot/2.0 (https://commoncrawl.org/faq/)", "ai-agent"],
  ])("%s is %s", (userAgent, audience) => {
    expect(classifyAudience(userAgent)).toBe(audience);
    expect(classifyAudience(userAgent)).toBe(audience);
  });
});

describe("what is kept of an address", () => {
  it("has no secrets in it", () => {
    expect(redactPath("/invite/abc/x")).toBe("/invite/:token/x");
    expect(redactPath("/embed/emb_1.n0.sig")).toBe("/embed/:token");
    expect(redactPath("/docs/invite/abc")).toBe("/docs/invite/abc");
    expect(redactSearch("?code=1&email=a@b.c&utm_source=x&q=1", new Set(["utm_source"]))).toBe("?utm_source=x");
    expect(redactSearch("?code=1", new Set(["utm_source"]))).toBe("");
  });
});
