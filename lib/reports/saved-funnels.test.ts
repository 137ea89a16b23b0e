import { expect, test } from "vitest";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { deleteFunnel } from "./delete-funnel";
import { listFunnels } from "./list-funnels";
import { saveFunnel } from "./save-funnel";
import { createNames } from "./testing/names";

useStores({ postgres: true });

test("kept by name, shared with others, changed in place, deleted by who may; each is in the audit log", async () => {
  await createNames();
  const db = postgres();
  const funnel = { name: " Docs to call ", address: "steps=page_viewed%3Bcall", shared: true };
  const saved = await saveFunnel(db, funnel, "per_ada");
  await saveFunnel(db, { ...funnel, name: "Mine", shared: false }, "per_ada");
  expect((await listFunnels(db, "per_ben")).map((one) => [one.name, one.ownerName, one.mine])).toEqual([
    ["Docs to call", "Ada", false],
  ]);
  expect(await saveFunnel(db, { ...funnel, address: "steps=signed_up" }, "per_ada")).toEqual(saved);
  expect((await listFunnels(db, "per_ada")).map((one) => [one.name, one.address, one.mine])).toEqual([
    ["Docs to call", "steps=signed_up", true],
    ["Mine", "steps=page_viewed%3Bcall", true],
  ]);
  const funnelId = saved.kind === "saved" ? saved.funnelId : "";
  expect(await deleteFunnel(db, { funnelId, actorId: "per_ben", admin: false })).toBe(false);
  expect(await deleteFunnel(db, { funnelId, actorId: "per_ben", admin: true })).toBe(true);
  expect(await deleteFunnel(db, { funnelId, actorId: "per_ada", admin: false })).toBe(false);
  const entries = await db.auditEntry.findMany({ orderBy: { id: "asc" } });
  expect(entries.map((entry) => [entry.action, entry.actorId])).toEqual([
    ["funnel.saved", "per_ada"],
    ["funnel.saved", "per_ada"],
    ["funnel.changed", "per_ada"],
    ["funnel.deleted", "per_ben"],
  ]);
});

test.each([
  [{ name: " ", address: "steps=call", shared: false }, "/name"],
  [{ name: "a\0b", address: "steps=call", shared: false }, "/name"],
  [{ name: "x", address: "steps=nothing_such", shared: false }, "/address"],
  [{ name: "x", address: "", shared: false }, "/address"],
])("refused: %j", async (input, pointer) => {
  expect(await saveFunnel(postgres(), input, "per_ada")).toMatchObject({ kind: "invalid", errors: [{ pointer }] });
});
