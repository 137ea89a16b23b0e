import { afterEach, describe, expect, it, vi } from "vitest";
import { readConsent } from "./consent";
import { track } from "./track";

afterEach(() => vi.unstubAllGlobals());

describe("the typed helper", () => {
  it("waits for a tracker that is not there yet, within bounds, and then goes straight to it", () => {
    const window: { waymark?: { q?: unknown[]; track?: unknown } } = {};
    vi.stubGlobal("window", window);
    for (let n = 0; n < 60; n++) track("docs_read", { path: `/docs/${n}` });
    expect(window.waymark?.q).toHaveLength(50);
    expect(window.waymark?.q?.[0]).toEqual(["track", "docs_read", { path: "/docs/0" }]);
    const heard = vi.fn();
    window.waymark = { track: heard };
    track("search_performed", { query: "x", results: 0 });
    expect(heard).toHaveBeenCalledWith("search_performed", { query: "x", results: 0 });
  });

  it("does not compile for what the catalogue lacks, a browser may not send, or says wrongly", () => {
    const never = () => {
      // @ts-expect-error: no such event
      track("page_liked", { path: "/" });
      // @ts-expect-error: only the house signs somebody up
      track("signed_up", { provider: "x", company_reason: "y" });
      // @ts-expect-error: results is a number
      track("search_performed", { query: "x", results: "many" });
    };
    expect(never).toBeTypeOf("function");
  });
});

it("a privacy signal is a no; else the cookie says; else nobody was asked", () => {
  const read = (navigator: object, cookie: string) => {
    vi.stubGlobal("navigator", navigator);
    vi.stubGlobal("document", { cookie });
    return readConsent();
  };
  expect(read({ globalPrivacyControl: true }, "wm_consent=granted")).toBe("denied");
  expect(read({ doNotTrack: "1" }, "")).toBe("denied");
  expect(read({}, "a=1; wm_consent=granted; b=2")).toBe("granted");
  expect(read({}, "wm_consent=denied")).toBe("denied");
  expect(read({}, "not_wm_consent=granted")).toBeNull();
});
