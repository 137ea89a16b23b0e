import { describe, expect, it } from "vitest";
import { showcaseStage } from "./showcase-stage";

const app = { id: "app_1" };
const none = { apps: [app], reviews: [], listings: [], certified: new Set<string>() };
const listing = {
  appId: "app_1",
  state: "draft" as const,
  slug: "mill-books",
  submittedAt: null,
  publishedAt: null,
  decisionNote: null,
  hasDraft: true,
};
const at = "2026-11-21T10:00:00.000Z";
const certified = new Set(["app_1"]);
const stage = (given: Partial<Parameters<typeof showcaseStage>[0]>) => showcaseStage({ ...none, ...given })?.stage;

describe("showcaseStage", () => {
  it("goes from nothing to published", () => {
    expect(showcaseStage({ ...none, apps: [] })).toBeNull();
    expect(stage({})).toBe("nothing");
    expect(stage({ reviews: [{ appId: "app_1", state: "submitted" }] })).toBe("review_waits");
    expect(stage({ reviews: [{ appId: "app_1", state: "changes_requested" }] })).toBe("changes_requested");
    expect(stage({ certified })).toBe("certified");
    expect(stage({ certified, listings: [listing] })).toBe("draft");
    expect(stage({ certified, listings: [{ ...listing, state: "submitted", submittedAt: at }] })).toBe("waits");
    expect(stage({ certified, listings: [{ ...listing, state: "rejected", decisionNote: "No." }] })).toBe("sent_back");
    expect(
      showcaseStage({ ...none, certified, listings: [{ ...listing, state: "published", publishedAt: at }] }),
    ).toEqual({
      stage: "published",
      appId: "app_1",
      at,
      slug: "mill-books",
    });
  });

  it("looks at the newest review only, and at a review before a draft nobody may submit yet", () => {
    const reviews = [
      { appId: "app_1", state: "withdrawn" as const },
      { appId: "app_1", state: "submitted" as const },
    ];
    expect(stage({ reviews })).toBe("nothing");
    expect(stage({ listings: [listing], reviews: reviews.slice(1) })).toBe("review_waits");
  });

  it("takes the app that is furthest, the newest of equals", () => {
    const apps = [{ id: "app_2" }, app];
    expect(showcaseStage({ ...none, apps, certified })).toEqual({ stage: "certified", appId: "app_1" });
    expect(showcaseStage({ ...none, apps })).toEqual({ stage: "nothing", appId: "app_2" });
  });
});
