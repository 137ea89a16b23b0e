import { beforeAll, describe, expect, test } from "vitest";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { dayMs } from "@/lib/base/clock";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { catalogue } from "@/lib/events/catalogue";
import { journeyReport } from "@/lib/reports/journey";
import { parseReportParams } from "@/lib/reports/parse-report-params";
import { makeJourneys, type Sample, sampleDays } from "./make-journeys";
import { writeSample } from "./write-sample";

useStores();

const endMs = Date.UTC(2026, 5, 30);
const small = { visitors: 1_500, companies: 200 };

describe("sample journeys", () => {
  const sample = makeJourneys(7, endMs, small);

  test("the same seed makes the same rows, another seed others", () => {
    expect(makeJourneys(7, endMs, small)).toEqual(sample);
    expect(makeJourneys(8, endMs, small).events[0]).not.toEqual(sample.events[0]);
  });

  test("every event is one of the catalogue, with properties it allows, within the 90 days", () => {
    expect(sample.events.length).toBeGreaterThan(5_000);
    for (const event of sample.events) {
      const entry = catalogue[event.name as keyof typeof catalogue];
      expect(entry, event.name).toBeDefined();
      const read = entry.properties.safeParse(JSON.parse(event.properties));
      expect(read.success, `${event.name} ${event.properties}`).toBe(true);
      const at = Date.parse(event.occurred_at);
      expect(at >= endMs - sampleDays * dayMs && at < endMs).toBe(true);
    }
  });

  test("ids are unique, and every call belongs to a key of an app of a company", () => {
    for (const rows of [sample.persons, sample.companies, sample.apps])
      expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
    expect(new Set(sample.events.map((event) => event.event_id)).size).toBe(sample.events.length);
    const keys = new Map(sample.apps.flatMap((app) => app.keys.map((key) => [key.id, `${app.id} ${app.companyId}`])));
    for (const call of sample.calls) expect(keys.get(String(call.key_id))).toBe(`${call.app_id} ${call.company_id}`);
  });
});

describe("written", () => {
  let sample: Sample;
  beforeAll(async () => {
    sample = makeJourneys(7, endMs, small);
    await writeSample(postgres(), sample);
    // Killed and started again.
    await writeSample(postgres(), sample);
    await clickhouse().command({ query: "SYSTEM RELOAD DICTIONARY visitor_alias" });
  });

  test("each row once, though written twice", async () => {
    expect(await postgres().person.count()).toBe(sample.persons.length);
    const counted = await clickhouse().query({
      query:
        "SELECT (SELECT count() FROM events) AS events, (SELECT count() FROM usage_events) AS calls, (SELECT sum(calls) FROM usage_hourly) AS hourly",
      format: "JSONEachRow",
    });
    const [row] = (await counted.json()) as [Record<string, string>];
    expect(Number(row.events)).toBe(sample.events.length);
    expect(Number(row.calls)).toBe(sample.calls.length);
    expect(Number(row.hourly)).toBe(sample.calls.length);
  });

  test("the journey report reads it: sign-ups as many as persons, and something in every layer but the audit's", async () => {
    const query = new URLSearchParams("from=2026-03-01&to=2026-06-30");
    const { layers } = await journeyReport.run(parseReportParams(journeyReport, query));
    expect(layers.find((layer) => layer.id === "join")?.reached).toBe(sample.persons.length);
    for (const layer of layers.filter((one) => [1, 2, 3, 4, 5, 6, 11].includes(one.layer)))
      expect(layer.reached, layer.name).toBeGreaterThan(0);
  });
});
