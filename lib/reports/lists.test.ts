import { beforeAll, describe, expect, test } from "vitest";
import { hourMs } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import { useStores } from "@/lib/base/testing/stores";
import { activityReport } from "./activity";
import { conversionsReport } from "./conversions";
import { journeyReport } from "./journey";
import { parseReportParams } from "./parse-report-params";
import { append, reloadLinks } from "./testing/ledger";
import { march } from "./testing/march";
import { createNames } from "./testing/names";

useStores();
beforeAll(async () => {
  await createNames();
  await append(march);
  await reloadLinks();
});

const period = "from=2026-03-01&to=2026-03-31";
const conversions = (query: string) =>
  conversionsReport.run(parseReportParams(conversionsReport, new URLSearchParams(`${period}&${query}`)));
const activity = (query: string) =>
  activityReport.run(parseReportParams(activityReport, new URLSearchParams(`${period}&${query}`)));

describe("who reached a layer", () => {
  test("newest first, with names, first touches and the time since the layer before", async () => {
    const { data, nextCursor } = await conversions("layer=2");
    expect(nextCursor).toBeNull();
    expect(data).toEqual([
      {
        kind: "person",
        id: "per_ben",
        name: "Ben",
        at: new Date("2026-03-20T12:30:00Z"),
        tookMs: hourMs / 2,
        firstTouch: { channel: "invite", source: "", campaign: "", landingPath: "/invite" },
      },
      expect.objectContaining({ id: "per_cleo", name: "Cleo", tookMs: 26 * 24 * hourMs + 10 * 60_000 }),
      expect.objectContaining({ id: "per_ada", tookMs: 24 * hourMs }),
    ]);
  });

  test("visitors who never signed up are listed as such", async () => {
    const { data } = await conversions("layer=1");
    expect(data.map((one) => [one.kind, one.id, one.name])).toEqual([
      ["person", "per_ben", "Ben"],
      ["visitor", "v3", null],
      ["person", "per_ada", "Ada"],
    ]);
    expect((await conversions("layer=1&known=true")).data.map((one) => one.id)).toEqual(["per_ben", "per_ada"]);
  });

  test("(none) asks for those of whom a dimension is not known", async () => {
    const none = await conversions("layer=1&filter[campaign]=(none)");
    expect(none.data.map((one) => one.id)).toEqual(["per_ben", "v3"]);
  });

  test("converted: only those who came from the layer before", async () => {
    expect((await conversions("layer=2&measure=converted")).data.map((one) => one.id)).toEqual(["per_ben", "per_ada"]);
    expect((await conversions("layer=10&measure=converted")).data).toEqual([]);
  });

  test("by company, by stage, by channel, and referred", async () => {
    const companies = await conversions("layer=2&entity=company");
    expect(companies.data.map((one) => [one.name, one.firstTouch.campaign])).toEqual([
      ["Cleo's company", "news"],
      ["Acme", "launch"],
    ]);
    expect(
      (await conversions("stage=first_sandbox_2xx")).data.map((one) => [one.id, one.at.toISOString(), one.tookMs]),
    ).toEqual([
      ["per_ben", "2026-03-21T12:30:00.000Z", null],
      ["per_ada", "2026-03-04T11:00:00.000Z", null],
    ]);
    expect((await conversions("layer=2&filter[channel]=email")).data.map((one) => one.id)).toEqual(["per_cleo"]);
    expect((await conversions("stage=signed_up&measure=referred")).data.map((one) => one.id)).toEqual(["per_ben"]);
  });

  test("every number of the journey report is as long as the list behind it", async () => {
    for (const entity of ["person", "company"]) {
      const report = await journeyReport.run(
        parseReportParams(journeyReport, new URLSearchParams(`${period}&entity=${entity}`)),
      );
      for (const layer of report.layers) {
        const reached = await conversions(`entity=${entity}&layer=${layer.layer}`);
        const converted = await conversions(`entity=${entity}&layer=${layer.layer}&measure=converted`);
        expect([layer.layer, reached.data.length, converted.data.length]).toEqual([
          layer.layer,
          layer.reached,
          layer.converted ?? 0,
        ]);
      }
    }
  });

  test("pages follow each other without a gap or a repeat", async () => {
    const seen: string[] = [];
    let cursor: string | null = "";
    do {
      const page: { data: { id: string }[]; nextCursor: string | null } = await conversions(
        `layer=1&limit=1&cursor=${cursor}`,
      );
      seen.push(...page.data.map((one) => one.id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(["per_ben", "v3", "per_ada"]);
  });

  test("a cursor of another list is refused", async () => {
    await expect(conversions("layer=1&cursor=abc")).rejects.toThrow(PortalError);
    await expect(conversions(`layer=1&cursor=${Buffer.from('["5","x"]').toString("base64url")}`)).rejects.toThrow(
      PortalError,
    );
  });
});

describe("whose activity a metric is", () => {
  test("page views, those without any id as one row", async () => {
    const { data } = await activity("metric=page_views");
    expect(data.map((one) => [one.kind, one.id, one.value])).toEqual([
      ["person", "per_ada", 2],
      ["unknown", "", 1],
      ["person", "per_ben", 1],
      ["person", "per_cleo", 1],
      ["visitor", "v3", 1],
    ]);
    expect(data[0]?.firstTouch).toMatchObject({ channel: "paid-search", campaign: "launch" });
  });

  test("calls by company and by person, successful ones, quantity, end users", async () => {
    const values = async (query: string) => (await activity(query)).data.map((one) => [one.name, one.value]);
    expect(await values("metric=sandbox_calls&entity=company")).toEqual([["Acme", 3]]);
    expect(await values("metric=sandbox_calls")).toEqual([
      ["Ada", 2],
      ["Ben", 1],
    ]);
    expect(await values("metric=sandbox_successful")).toEqual([
      ["Ada", 1],
      ["Ben", 1],
    ]);
    expect(await values("metric=metered&entity=company")).toEqual([["Acme", 2.5]]);
    expect(await values("metric=end_users")).toEqual([["Ada", 1]]);
    expect(await values("metric=live_get")).toEqual([]);
    expect(await values("metric=sandbox_calls&filter[channel]=invite")).toEqual([["Ben", 1]]);
  });

  test("what it lists sums to what the journey report counts", async () => {
    const report = await journeyReport.run(parseReportParams(journeyReport, new URLSearchParams(period)));
    const counts = Object.fromEntries(
      report.layers.flatMap((layer) => layer.metrics.map((one) => [one.id, one.value])),
    );
    for (const metric of [
      "page_views",
      "sign_ups",
      "sandbox_calls",
      "certifications",
      "live_calls",
      "valuable_calls",
      "metered",
      "invites",
    ]) {
      const { data } = await activity(`metric=${metric}`);
      expect([metric, data.reduce((sum, one) => sum + one.value, 0)]).toEqual([metric, counts[metric]]);
    }
  });

  test("pages follow each other also between equal values", async () => {
    const seen: string[] = [];
    let cursor: string | null = "";
    do {
      const page: { data: { id: string }[]; nextCursor: string | null } = await activity(
        `metric=page_views&limit=2&cursor=${cursor}`,
      );
      seen.push(...page.data.map((one) => one.id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(["per_ada", "", "per_ben", "per_cleo", "v3"]);
  });
});
