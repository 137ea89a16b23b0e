import { describe, expect, it } from "vitest";
import { readCloudEvents } from "./cloudevents";

const structured = { "content-type": "application/cloudevents+json" };
const event = (fields: Record<string, unknown>) => ({
  ...{ specversion: "1.0", id: "1", source: "crm", type: "support_requested", subject: "p" },
  ...fields,
});
const read = (fields: Record<string, unknown>) => readCloudEvents(structured, () => event(fields), 200)[0];
const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("the data of a structured event", () => {
  it("is what stands in data, or in data_base64 when it was bytes, or nothing", () => {
    expect(read({ data: { request_id: "r" } })).toMatchObject({ properties: { request_id: "r" } });
    expect(read({ data_base64: base64('{"request_id":"r"}') })).toMatchObject({ properties: { request_id: "r" } });
    expect(read({})).toMatchObject({ name: "support_requested", personId: "p", properties: {} });
    expect(read({ data: null })).toMatchObject({ properties: {} });
  });

  it.each([[{ data: "text" }], [{ data: [1] }], [{ data_base64: "%%%" }], [{ data_base64: base64("[1]") }]])(
    "%j is set aside with the reason",
    (fields) => {
      expect(read(fields)).toMatchObject({
        reason: "invalid_event",
        errors: [{ pointer: "/data", detail: "must be a JSON object" }],
      });
    },
  );
});
