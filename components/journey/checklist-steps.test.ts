import { describe, expect, it } from "vitest";
import { buildChecklist, type JourneyFacts, nextStep } from "./checklist-steps";

const at = "2026-11-21T10:00:00.000Z";
const fresh: JourneyFacts = {
  signedUpAt: at,
  app: null,
  sandboxKey: null,
  calls: { firstSandbox: null, firstSandbox2xx: null, firstLive: null },
  certification: null,
  track: { id: "basics", title: "Basics", open: false },
  liveKey: null,
  missingForLive: ["first_sandbox_2xx"],
  showcase: null,
};
const app = { id: "app_1", name: "Mill Books", createdAt: at };
const key = { appId: "app_1", start: "pwy_sbx_ab", createdAt: at };
const next = (facts: Partial<JourneyFacts>) => nextStep(buildChecklist({ ...fresh, ...facts }));

describe("the checklist", () => {
  it("leads a developer from sign-up to the showcase, one step at a time", () => {
    const walk: [string, Partial<JourneyFacts>][] = [
      ["app", {}],
      ["sandbox_key", { app }],
      ["first_sandbox_call", { sandboxKey: key }],
      ["first_sandbox_2xx", { calls: { firstSandbox: at, firstSandbox2xx: null, firstLive: null } }],
      ["certification", { calls: { firstSandbox: at, firstSandbox2xx: at, firstLive: null } }],
      ["live_key", { certification: { at, code: "PWY-AAAA-BBBB-CCCC" }, missingForLive: [] }],
      ["first_live_call", { liveKey: { createdAt: at } }],
      ["listing", { calls: { firstSandbox: at, firstSandbox2xx: at, firstLive: at } }],
    ];
    let facts: Partial<JourneyFacts> = {};
    for (const [expected, more] of walk) {
      facts = { ...facts, ...more };
      expect(next(facts)?.id).toBe(expected);
    }
    const all = { ...facts, showcase: { stage: "published", appId: "app_1", at, slug: "mill-books" } as const };
    expect(next(all)).toBeNull();
    expect(buildChecklist({ ...fresh, ...all }).every((step) => step.doneAt)).toBe(true);
  });

  it("says what to do next on the way into the showcase", () => {
    const stages = [
      "nothing",
      "review_waits",
      "changes_requested",
      "certified",
      "draft",
      "waits",
      "sent_back",
    ] as const;
    const seen = stages.map((stage) => {
      const step = buildChecklist({ ...fresh, showcase: { stage, appId: "app_1" } }).at(-1);
      return [step?.waiting, step?.action?.href];
    });
    const review = "/console/apps/app_1/review";
    const listing = "/console/apps/app_1/listing";
    expect(seen).toEqual([
      [false, review],
      [true, review],
      [false, review],
      [false, listing],
      [false, listing],
      [true, listing],
      [false, listing],
    ]);
  });

  it("goes on with what the developer can do while somebody else has the turn", () => {
    const waits = { stage: "waits", appId: "app_1" } as const;
    expect(next({ app, showcase: waits })?.id).toBe("sandbox_key");
    const done = {
      app,
      sandboxKey: key,
      calls: { firstSandbox: at, firstSandbox2xx: at, firstLive: at },
      certification: { at, code: "X" },
      liveKey: { createdAt: at },
      showcase: waits,
    };
    expect(next(done)).toMatchObject({ id: "listing", waiting: true });
  });

  it("says why a live key has to wait", () => {
    const text = (missingForLive: JourneyFacts["missingForLive"]) =>
      buildChecklist({ ...fresh, app, missingForLive }).find((step) => step.id === "live_key")?.text;
    expect(text(["first_sandbox_2xx", "certification"])).toBe(
      "Live keys come after a successful sandbox call and a certification.",
    );
    expect(text([])).not.toContain("after");
  });

  it("ticks no call while the ledger does not answer", () => {
    const steps = buildChecklist({ ...fresh, app, sandboxKey: key, calls: null });
    expect(steps.filter((step) => step.doneAt).map((step) => step.id)).toEqual(["sign_up", "app", "sandbox_key"]);
  });
});
