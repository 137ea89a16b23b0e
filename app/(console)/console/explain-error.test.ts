import { describe, expect, it } from "vitest";
import { openErrorExplainer, problemOf } from "./explain-error";
import { readChoice, toRequestFilter } from "./requests/read-choice";
import { periodBefore, readRange } from "./usage/read-range";

describe("the page that explains an error", () => {
  it.each([
    [{ status: 422, problem: "rate_expired" }, "/docs/errors#rate_expired", "Rate expired"],
    [{ status: 400, problem: "invalid_fields" }, "/docs/errors#invalid_fields", "Some fields are not valid"],
    [{ status: 429, problem: "" }, "/docs/errors#rate_limited", "Too many requests"],
    [{ status: 404, problem: "nobody_wrote_this_down" }, "/docs/errors#not_found", "There is nothing here"],
    // A status of many meanings leads to no one of them.
    [{ status: 422, problem: "" }, "/docs/errors", "Status 422"],
    [{ status: 418, problem: "teapot" }, "/docs/errors", "Teapot"],
  ])("of %j is %s", async (error, href, title) => {
    const explain = await openErrorExplainer();
    expect(explain(error)).toEqual({ href, title });
  });

  it.each([
    [{ doc: "/docs/errors#rate_expired" }, "rate_expired"],
    [{ type: "https://api.example/problems/rate_expired" }, "rate_expired"],
    [{ doc: "/docs/errors", type: "urn:x#a-b" }, "a-b"],
    [{ doc: "javascript:alert(1)" }, ""],
    [{ doc: 5, type: null }, ""],
    [{}, ""],
  ])("is found by what a call's metadata tells: %j is %j", (metadata, problem) => {
    expect(problemOf(metadata)).toBe(problem);
  });
});

describe("addresses of the console", () => {
  it("name a status or a class of them, and nothing that is none", () => {
    expect(toRequestFilter(readChoice({ status: "404", request: " req_1 " }))).toMatchObject({
      ...{ status: 404, requestId: "req_1" },
    });
    expect(toRequestFilter(readChoice({ status: "4", method: "get" }))).toMatchObject({
      statusClass: 4,
      method: "GET",
    });
    const odd = toRequestFilter(readChoice({ status: "999", environment: "moon", method: "FETCH", key: ["a", "b"] }));
    expect(odd).toMatchObject({ statusClass: undefined, environment: undefined, method: undefined, keyId: "a" });
  });

  it("have whole days, hours only where there are few, and the time before as long", () => {
    const week = readRange({ days: "7", grain: "hour", by: "sdk", environment: "live" });
    expect(week).toMatchObject({ days: 7, grain: "hour", split: "sdk", environment: "live" });
    expect(week.to.getTime() - week.from.getTime()).toBe(7 * 86_400_000);
    expect(periodBefore(week)).toEqual({ from: new Date(week.from.getTime() - 7 * 86_400_000), to: week.from });
    expect(readRange({ days: "90", grain: "hour" }).grain).toBe("day");
    expect(readRange({ days: "1" }).grain).toBe("hour");
    expect(readRange({ days: "365", by: "secret" })).toMatchObject({ days: 30, split: "status" });
  });
});
