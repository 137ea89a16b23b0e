import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { callSchema, segmentVerbs } from "../dialects/segment";
import { readPlainCall } from "./read-plain-call";

const verbs = new Set<string>(segmentVerbs);

/** Mostly as it should be, at times anything that JSON can say. */
const odd = fc.oneof(fc.jsonValue(), fc.constant(null), fc.double(), fc.constant({}), fc.constant([]));
const maybe = <T>(usual: fc.Arbitrary<T>) =>
  fc.option(fc.oneof({ weight: 30, arbitrary: usual as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: odd }), {
    nil: undefined,
  });
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constant("x".repeat(300)),
  fc.constant("a\u0000b"),
);
const time = fc.oneof(
  fc
    .date({ min: new Date("1971-01-01"), max: new Date("2199-01-01"), noInvalidDate: true })
    .map((date) => date.toISOString()),
  fc.constantFrom(
    "2026-03-01T10:00:00+02:00",
    "2026-02-30T00:00:00Z",
    "yesterday",
    "",
    "1969-12-31T23:59:59Z",
    "2200-01-01T00:00:00Z",
  ),
);
const page = fc.record(
  { path: maybe(text), url: maybe(text), title: maybe(text), referrer: maybe(text), search: maybe(text) },
  { requiredKeys: [] },
);
const call = fc.record(
  {
    type: fc.oneof({ weight: 9, arbitrary: fc.constantFrom<unknown>(...segmentVerbs) }, { weight: 1, arbitrary: odd }),
    messageId: maybe(text),
    event: maybe(text),
    name: maybe(text),
    userId: maybe(text),
    anonymousId: maybe(text),
    previousId: maybe(text),
    groupId: maybe(text),
    timestamp: maybe(time),
    originalTimestamp: maybe(time),
    sentAt: maybe(time),
    properties: maybe(fc.dictionary(text, fc.jsonValue())),
    context: maybe(
      fc.record({ page: maybe(page), userAgent: maybe(text), waymark: maybe(fc.constant({})) }, { requiredKeys: [] }),
    ),
  },
  { requiredKeys: ["type"] },
);

/** As it comes over the wire. */
const overTheWire = (value: unknown) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>;

describe("reading a call without its schema", () => {
  it("gives the schema's answer, or leaves it to the schema", () => {
    let plain = 0;
    fc.assert(
      fc.property(call, (made) => {
        const value = overTheWire(made);
        const read = readPlainCall(value, verbs);
        if (!read) return;
        plain++;
        const { success, data } = callSchema.safeParse(value);
        expect(success).toBe(true);
        // toEqual: a key that is not there and one without a value are the same to whoever reads it.
        expect(read).toEqual(data);
      }),
      { numRuns: 3_000 },
    );
    expect(plain).toBeGreaterThan(500);
  });

  it("knows what every SDK sends", () => {
    const sent = {
      type: "track",
      event: "docs_read",
      messageId: "m-1",
      anonymousId: "v-1",
      userId: null,
      timestamp: "2026-03-01T10:00:00.000Z",
      properties: { path: "/docs" },
      context: { page: { path: "/docs", title: 5 }, library: { name: "x" }, userAgent: "y" },
      integrations: {},
    };
    expect(readPlainCall(sent, verbs)).toMatchObject({
      event: "docs_read",
      messageId: "m-1",
      userId: undefined,
      timestamp: new Date("2026-03-01T10:00:00.000Z"),
      context: { page: { path: "/docs" }, userAgent: "y" },
    });
  });

  it.each([
    ["a number for an id", { type: "track", event: "x", messageId: 5 }],
    ["what the house alone may say", { type: "track", event: "x", context: { waymark: {} } }],
    ["a key that names the prototype", JSON.parse('{"type":"track","event":"x","properties":{"__proto__":1}}')],
    ["an unknown verb", { type: "shout" }],
    ["a time that is none", { type: "track", event: "x", timestamp: "soon" }],
  ])("leaves %s to the schema", (_what, value) => {
    expect(readPlainCall(value, verbs)).toBeNull();
  });
});
