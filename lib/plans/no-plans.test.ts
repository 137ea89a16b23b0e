import { describe, expect, it, vi } from "vitest";
import { publicPortal } from "@/lib/base/config/portal";
import { computeBill } from "./compute-bill";
import { billWindows } from "./internal/bill-windows";
import { planAt } from "./internal/schedule";

vi.mock("@/portal.config", async (original) => {
  const { default: portal } = await original<typeof import("@/portal.config")>();
  return { default: { ...portal, plans: [], meters: [], defaultPlan: undefined } };
});

describe("a portal without plans", () => {
  it("lets everybody call without limits, charges nothing and has no way to a pricing page", () => {
    expect(planAt([{ planId: "grow", startedAt: 0 }], 1)).toMatchObject({ id: "open", ratelimits: [] });
    expect(planAt([], 1).monthlyQuota).toBeUndefined();
    const windows = billWindows("2026-11", []);
    expect(computeBill({ period: "2026-11", currency: "EUR", windows, units: {} }).total).toBe("0.00");
    const hrefs = publicPortal().navigation.map(({ href }) => href);
    expect(hrefs).toContain("/docs");
    expect(hrefs).not.toContain("/pricing");
  });
});
