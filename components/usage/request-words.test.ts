import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { describeProblems } from "./describe-problem";
import { diffJson, diffRequests } from "./diff-messages";
import { writeCurl } from "./write-curl";

const todoOf = (pointer: string, detail: string, body?: unknown, passing?: unknown) =>
  describeProblems([{ pointer, detail }], { body }, { body: passing })[0]?.todo;

describe("a problem in words", () => {
  it("names the place as people would", () => {
    const places = [
      "/parcels/0/weightGrams",
      "/to",
      "?limit",
      "path shipmentId",
      "header idempotency-key",
      "",
      "/a~1b/11/x",
    ];
    expect(describeProblems(places.map((pointer) => ({ pointer, detail: "x" }))).map(({ where }) => where)).toEqual([
      "weightGrams of the first of parcels, in the body",
      "to, in the body",
      "limit in the address, after the ?",
      "shipmentId in the address",
      "the header idempotency-key",
      "the call",
      "x of the 12th of a/b, in the body",
    ]);
  });

  it.each([
    [
      "/parcels/0/weightGrams",
      "is missing",
      { parcels: [{}] },
      { parcels: [{ weightGrams: 850 }] },
      'Add "weightGrams". Your last call that passed sent 850.',
    ],
    [
      "/weight_grams",
      "is not a field of this request",
      { weight_grams: 1 },
      { weightGrams: 2 },
      'Did you mean "weightGrams"?',
    ],
    [
      "/zzz",
      "is not a field of this request",
      { zzz: 1 },
      { weightGrams: 2 },
      'Take "zzz" out, or look for a typo in its name.',
    ],
    ["/a", "must be integer", { a: "850" }, undefined, 'You sent "850", a string. Send a whole number without quotes.'],
    ["/a", "must be string,null", { a: [1] }, undefined, "You sent [1], a list. Send a text in double quotes or null."],
    [
      "/a",
      "must be one of standard, express",
      { a: "expres" },
      undefined,
      'You sent "expres". Did you mean "express"?',
    ],
    ["/a", "must be one of standard, express", { a: 7 }, undefined, "You sent 7. Use one of standard, express."],
    ["/a", "must be >= 1", { a: 0 }, { a: 3 }, "You sent 0. Send at least 1. Your last call that passed sent 3."],
    ["/a", "must NOT have fewer than 1 items", { a: [] }, undefined, "You sent 0. Send at least 1 item."],
    [
      "/a",
      'must match format "date-time"',
      { a: "today" },
      undefined,
      'You sent "today". Send a time such as 2026-11-21T10:00:00Z.',
    ],
  ])("%s %s says what to do", (pointer, detail, body, passing, todo) => {
    expect(todoOf(pointer, detail, body, passing)).toBe(todo);
  });

  it("shows where the JSON breaks off, and the header that is missing", () => {
    const text = '{"parcels": [850,], "to": {}}';
    expect(
      describeProblems([{ pointer: "", detail: "The body is not valid JSON at byte 17" }], { text })[0]?.todo,
    ).toContain("850,], ");
    expect(
      describeProblems([{ pointer: "", detail: "Content-Type must be application/json" }], {
        contentType: "text/plain",
      })[0]?.todo,
    ).toBe("Add the header Content-Type: application/json. You sent text/plain.");
  });
});

describe("the difference of two calls", () => {
  it("is told by pointer, whatever the order of fields", () => {
    expect(diffJson({ a: 1, b: [1, 2], "c/d": null }, { b: [1, "2"], a: 1, e: {} })).toEqual([
      { place: "/b/1", kind: "type", mine: 2, other: "2" },
      { place: "/e", kind: "missing", other: {} },
      { place: "/c~1d", kind: "extra", mine: null },
    ]);
    expect(diffJson({ a: [{ b: 1 }] }, { a: [{ b: 1 }] })).toEqual([]);
  });

  it("begins with what was refused, and leaves out what differs anyway", () => {
    const mine = {
      path: "/x?limit=a",
      request: { headers: { "user-agent": "curl", "content-type": "text/plain" }, body: { name: "A", parcels: [] } },
    };
    const other = {
      path: "/x",
      request: {
        headers: { "user-agent": "node", "content-type": "application/json" },
        body: { name: "B", parcels: [{ w: 1 }] },
      },
    };
    expect(
      diffRequests(mine, other, ["/parcels"]).map(({ place, kind, atFault }) => `${place} ${kind} ${atFault}`),
    ).toEqual([
      "/parcels/0 missing true",
      "?limit extra false",
      "/name value false",
      "header content-type value false",
    ]);
  });
});

describe("a call as curl", () => {
  it("is what a shell takes apart into the same call, with a place for the key", () => {
    const command = writeCurl(
      {
        method: "POST",
        url: "https://portal.example/sandbox/x?a=1&b=$HOME",
        request: {
          headers: {
            authorization: "[redacted]",
            "content-type": "application/json",
            accept: "*/*",
            "x-token": "[redacted]",
          },
          body: { name: "O'Neil `$(id)`" },
        },
      },
      "YOUR_SANDBOX_KEY",
    );
    const words = execFileSync("sh", ["-c", `curl() { printf '%s\\0' "$@"; }; ${command}`])
      .toString()
      .split("\0")
      .slice(0, -1);
    expect(words).toEqual([
      "https://portal.example/sandbox/x?a=1&b=$HOME",
      ...[
        "-H",
        "Authorization: Bearer YOUR_SANDBOX_KEY",
        "-H",
        "content-type: application/json",
        "-H",
        "x-token: YOUR_VALUE",
      ],
      ...["--data-raw", JSON.stringify({ name: "O'Neil `$(id)`" }, null, 2)],
    ]);
  });
});
