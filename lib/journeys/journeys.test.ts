import { describe, expect, test } from "vitest";
import { catalogue, isEventName } from "@/lib/events/catalogue";
import { deriveStage } from "./derive-stage";
import { layers, stages } from "./schema";

/** Stages that the ledger's views name, because no single event does. */
const derived = ["first_listing_click", "first_referral", "first_end_user", "first_valuable_call"].concat(
  ["sandbox", "live"].flatMap((environment) => [`first_${environment}_call`, `first_${environment}_2xx`]),
);

describe("the eleven layers", () => {
  test("are eleven, in order, with metrics of their own", () => {
    expect(layers.map((layer) => layer.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    const ids = layers.flatMap((layer) => layer.metrics.map((metric) => metric.id));
    expect(new Set(ids).size).toBe(ids.length);
  });
  test("count only events that the catalogue names", () => {
    const names = layers.flatMap((layer) =>
      layer.metrics.flatMap(({ source }) => (source.kind === "events" ? source.names : [])),
    );
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !isEventName(name))).toEqual([]);
  });
  test("are reached by stages that are events of the same layer, or names of the ledger's views", () => {
    for (const stage of stages) {
      const layer = layers.find((one) => one.stages.includes(stage));
      if (derived.includes(stage)) expect(layer, stage).toBeDefined();
      else {
        expect(isEventName(stage), stage).toBe(true);
        if (layer) expect(catalogue[stage as keyof typeof catalogue].layer, stage).toBe(layer.number);
      }
    }
  });
});

describe("the stage of somebody", () => {
  const at = (day: number) => new Date(Date.UTC(2026, 0, day));
  test("is the furthest layer, since its first milestone, whatever order they come in", () => {
    const stage = deriveStage([
      { stage: "first_live_2xx", at: at(9) },
      { stage: "page_viewed", at: at(1) },
      { stage: "first_live_call", at: at(8) },
      { stage: "certification_started", at: at(7) },
      { stage: "signed_up", at: at(2) },
    ]);
    expect(stage?.layer.name).toBe("Production");
    expect(stage?.since).toEqual(at(8));
    expect([...(stage?.layers ?? [])].sort((a, b) => a[0] - b[0])).toEqual([
      [1, at(1)],
      [2, at(2)],
      [5, at(8)],
    ]);
  });
  test("nobody without milestones has one", () => {
    expect(deriveStage([])).toBeNull();
    expect(deriveStage([{ stage: "certification_started", at: at(1) }])).toBeNull();
  });
});
