import { describe, expect, it } from "vitest";
import { type AppCheckFacts, checkApp } from "./app-checks";

const good: AppCheckFacts = {
  description: "Prints labels for every order of a bookshop.",
  websiteUrl: "https://mill-books.example",
  calls: { sandbox: { succeeded: 14, lastAt: new Date("2026-11-20T08:00:00Z") }, live: { total: 0, refused: 0 } },
  developerCodes: ["PWY-AAAA-BBBB-CCCC"],
};
const failing = (facts: Partial<AppCheckFacts>) =>
  checkApp({ ...good, ...facts })
    .filter((check) => !check.passed)
    .map((check) => check.id);

describe("checkApp", () => {
  it("passes an app that did its homework, and shows what it found", () => {
    const checks = checkApp(good);
    expect(checks.every((check) => check.passed && !check.advice)).toBe(true);
    expect(checks.map((check) => check.evidence)).toEqual([
      "PWY-AAAA-BBBB-CCCC",
      "14 answered 2xx, the last on 20 Nov 2026",
      "No live calls yet, so none was refused.",
      "A description of 44 characters",
      "https://mill-books.example/",
    ]);
  });

  it("asks for what is missing, each with advice", () => {
    const none = { sandbox: { succeeded: 0, lastAt: null }, live: { total: 0, refused: 0 } };
    expect(failing({ developerCodes: [] })).toEqual(["certified_developer"]);
    expect(failing({ calls: none })).toEqual(["sandbox_calls"]);
    expect(failing({ description: "Labels." })).toEqual(["description"]);
    expect(failing({ description: `${" ".repeat(60)}Labels.` })).toEqual(["description"]);
    for (const websiteUrl of ["", "mill-books.example", "http://mill-books.example", "https://10.0.0.8/"]) {
      expect(failing({ websiteUrl }), websiteUrl).toEqual(["website"]);
    }
    const all = checkApp({ description: "", websiteUrl: "", calls: none, developerCodes: [] });
    expect(all.filter((check) => !check.passed).every((check) => check.advice)).toBe(true);
  });

  it("takes up to 5% refused live calls: 5 of 100 pass, 6 of 100 do not", () => {
    const live = (refused: number) => ({ calls: { ...good.calls, live: { total: 100, refused } } });
    expect(failing(live(5))).toEqual([]);
    expect(failing(live(6))).toEqual(["live_errors"]);
  });
});
