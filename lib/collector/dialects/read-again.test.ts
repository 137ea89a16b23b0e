import { describe, expect, it } from "vitest";
import { setAside } from "../internal/set-aside";
import type { BadCall, Dialect, ReadCall } from "../schema";
import { readCloudEvents } from "./cloudevents";
import { readMoesifBody } from "./moesif";
import { readPosthogBody } from "./posthog";
import { readAgain } from "./read-again";
import { readSegmentBody } from "./segment";

const at = "2026-11-20T10:00:00.000Z";
const api = { time: at, uri: "https://api.acme.dev/a/1?token=hidden", verb: "GET", ip_address: "203.0.113.9" };
const cloudEvent = {
  specversion: "1.0",
  id: "1",
  source: "crm",
  type: "made.up",
  subject: "p",
  time: at,
  data: { a: 1 },
};

/** What each dialect makes of a request, its events unknown to the catalogue. */
const reads: [Dialect, ReadCall[]][] = [
  [
    "segment",
    readSegmentBody(
      "batch",
      {
        writeKey: "wk_x",
        sentAt: at,
        context: { page: { path: "/a" } },
        batch: [{ type: "track", event: "made_up", messageId: "m", anonymousId: "v", writeKey: "wk_x" }],
      },
      1,
    ).calls,
  ],
  ["segment", readSegmentBody("track", { event: "made_up", userId: "p", context: { ip: "203.0.113.9" } }, 1).calls],
  [
    "posthog",
    readPosthogBody(
      {
        api_key: "wk_x",
        sent_at: at,
        batch: [{ event: "made_up", uuid: "u", distinct_id: "p", properties: { token: "wk_x", $ip: "203.0.113.9" } }],
      },
      1,
    ).calls,
  ],
  [
    "moesif/actions",
    readMoesifBody("actions", false, { actionName: "made_up", userId: "p", request: { time: at } }, 1),
  ],
  ["moesif/users", readMoesifBody("users", true, [{ user_id: "p", company_id: "c", modified_time: at }], 1)],
  ["moesif/companies", readMoesifBody("companies", false, { company_id: "c" }, 1)],
  [
    "moesif/events",
    readMoesifBody(
      "events",
      false,
      { request: { ...api, body: { secret: "hidden" } }, response: { status: 200 }, session_token: "key_1" },
      1,
    ),
  ],
  ["cloudevents", readCloudEvents({ "content-type": "application/cloudevents+json" }, () => cloudEvent, 1)],
  [
    "cloudevents",
    readCloudEvents(
      {
        ...{ "content-type": "application/json", "ce-specversion": "1.0", "ce-id": "1", "ce-source": "crm%20x" },
        ...{ "ce-type": "call", "ce-time": at, "ce-subject": "key_1" },
      },
      () => ({ method: "GET", status: "200", path: "/a", tokens: 7 }),
      1,
    ),
  ],
];

describe("what lies in quarantine", () => {
  it.each(reads)("of %s reads as it did when it came", (dialect, calls) => {
    expect(calls.length).toBe(1);
    const [call] = calls as [ReadCall];
    expect("reason" in call).toBe(false);
    const aside: BadCall = { reason: "unknown_event", errors: [], raw: call.raw };
    const row = setAside(aside, { kind: "public", sourceId: "src_1" }, 0, dialect);
    expect(row.dialect).toBe(dialect);
    for (const secret of ["203.0.113.9", "hidden", "wk_x"]) expect(row.payload).not.toContain(secret);
    const { raw: _, ...again } = readAgain(dialect, row.payload) as ReadCall;
    const { raw: __, ...before } = call;
    // Addresses of networks are not kept: they do not count.
    const plain = (value: object) => JSON.parse(JSON.stringify(value).replace(/,?"\$ip":"[^"]*"/, ""));
    expect(plain(again)).toEqual(plain(before));
  });

  it("of nobody's dialect, or cut, is not read", () => {
    expect(readAgain("klingon", "{}")).toBeNull();
    expect(readAgain("segment", '{"type":"tr')).toBeNull();
  });

  it("holds a Moesif user with traits and a company as two things, each with its own id", () => {
    const user = { user_id: "p", company_id: "c", metadata: { plan: "pro" } };
    const calls = readMoesifBody("users", false, user, 1);
    expect(calls).toMatchObject([
      { name: "visitor_identified", personId: "p", traits: { plan: "pro" } },
      { name: "person_grouped", personId: "p", companyId: "c" },
    ]);
    expect(new Set(calls.map(({ messageId }) => messageId)).size).toBe(2);
  });

  it("says what a CloudEvent in binary mode was", () => {
    expect(reads.at(-1)?.[1]).toMatchObject([
      {
        name: "call",
        usage: { id: "1", source: "crm x", time: at, keyId: "key_1", method: "GET", status: 200, route: "/a" },
      },
    ]);
  });
});
