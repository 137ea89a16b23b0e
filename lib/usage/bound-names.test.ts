import { beforeAll, expect, it, vi } from "vitest";
import type { UsageRow } from "@/lib/events/schema";
import { boundNames, mostNames } from "./bound-names";
import { buildUsageRow } from "./build-usage-row";

vi.mock("@/lib/base/config/portal", async (original) => {
  const { portal } = await original<typeof import("@/lib/base/config/portal")>();
  const meter = { environment: "live", description: "", unit: "u", count: "calls" };
  const meters = [
    { ...meter, id: "a", name: "A", where: [{ route: "/labels/**" }] },
    { ...meter, id: "b", name: "B", where: [{ method: "POST" }, { route: "/labels/{id}/pdf" }] },
  ];
  return { portal: { ...portal, meters } };
});

const row = (parts: Partial<UsageRow>, companyId = "com_1", at = "2026-03-04T05:06:07.008Z"): UsageRow => ({
  ...buildUsageRow(
    { keyId: "key_1", appId: "app_1", companyId, personId: "per_1", environment: "live" },
    {
      ...{ source: "s", id: "1", origin: "api", method: "GET", route: "/known", status: 200, latencyMs: 1 },
      ...{ occurredAt: new Date(at), receivedAt: new Date(at), sdk: "sdk-known" },
    },
  ),
  ...parts,
});
const bound = (...args: Parameters<typeof row>) => {
  const { route, sdk, resource } = boundNames(row(...args));
  return { route, sdk, resource };
};

beforeAll(() => {
  boundNames(row({ route: "/known", sdk: "sdk-known", resource: "known" }));
  for (let at = 1; at < mostNames.route; at++) boundNames(row({ route: `/r${at}`, resource: "known" }));
  for (let at = 1; at < mostNames.sdk; at++) boundNames(row({ sdk: `sdk-${at}`, resource: "known" }));
  for (let at = 1; at < mostNames.resource; at++) boundNames(row({ resource: `resource-${at}` }));
});

it("names a company brought are kept as they are, new ones only until there are too many in a day", () => {
  const last = { route: `/r${mostNames.route - 1}`, sdk: `sdk-${mostNames.sdk - 1}`, resource: "resource-1" };
  expect(bound(last)).toEqual(last);
  expect(bound({ route: "/new", sdk: "new", resource: "new" })).toEqual({
    ...{ route: "/{other}", sdk: "other", resource: "other" },
  });
  expect(bound({ route: "/known", sdk: "", resource: "" })).toEqual({ route: "/known", sdk: "", resource: "" });
});

it("what is folded still fits the meters it fitted, and none it did not", () => {
  // The first of each kind is kept, however late it comes.
  expect(bound({ route: "/labels/1" }).route).toBe("/labels/1");
  expect(bound({ route: "/labels/2/pdf" }).route).toBe("/labels/2/pdf");
  expect(bound({ route: "/labels/3" }).route).toBe("/labels/1");
  expect(bound({ route: "/labels/4/pdf" }).route).toBe("/labels/2/pdf");
  expect(bound({ route: "/labels/5/pdf/x" }).route).toBe("/labels/1");
});

it("one company's names are not another's, and a day later all begin anew", () => {
  expect(bound({ route: "/new" }, "com_2").route).toBe("/new");
  expect(bound({ route: "/new", resource: "new" }, "com_1", "2026-03-05T00:00:00.000Z")).toMatchObject({
    ...{ route: "/new", resource: "new" },
  });
});

it("counts a company's code blocks up to their number; the call itself stays", () => {
  const of = (n: number) => ({ metadata: JSON.stringify({ requestId: "r", snippet: `/docs#b${n}` }) });
  for (let at = 0; at < mostNames.snippet; at++) boundNames(row(of(at), "com_s"));
  expect(boundNames(row(of(1), "com_s")).metadata).toBe(of(1).metadata);
  expect(boundNames(row(of(-1), "com_s")).metadata).toBe('{"requestId":"r"}');
  expect(boundNames(row(of(-1), "com_t")).metadata).toBe(of(-1).metadata);
});
