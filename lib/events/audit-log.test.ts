import { describe, expect, it } from "vitest";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { eraseAuditDetails } from "./erase-audit-details";
import { listAuditEntries } from "./list-audit-entries";
import { type AuditInput, recordAudit } from "./record-audit";

useStores({ postgres: true });

let count = 0;
const entry = (fields: Partial<AuditInput> = {}) =>
  recordAudit(postgres(), {
    ...{
      actorKind: "person",
      actorId: "per_a",
      action: "key.updated",
      subjectKind: "key",
      subjectId: `key_${count++}`,
    },
    ...{ before: { name: "Old" }, after: { name: "New" } },
    ...fields,
  });
const read = (id: string) => postgres().auditEntry.findUniqueOrThrow({ where: { id } });

describe("what stands in the audit log", () => {
  it.each([
    ["changed", "UPDATE audit_entries SET action = 'key.viewed'"],
    ["emptied of its details", "UPDATE audit_entries SET before = NULL, after = NULL"],
    ["taken out", "DELETE FROM audit_entries"],
    ["taken out all at once", "TRUNCATE audit_entries"],
  ])("cannot be %s", async (_, sql) => {
    const id = await entry();
    await expect(postgres().$executeRawUnsafe(sql)).rejects.toThrow(/append-only/);
    expect(await read(id)).toMatchObject({ action: "key.updated", after: { name: "New" } });
  });

  it.each(["actor_id = 'per_b'", "at = now()", "action = 'x.y'", "company_id = 'com_b'", "after = '{}'"])(
    "cannot be changed under cover of an erasure either: %s",
    async (change) => {
      await entry();
      const smuggle = postgres().$transaction(async (tx) => {
        await tx.$executeRaw`SELECT set_config('waymark.erases_audit_details', 'on', true)`;
        await tx.$executeRawUnsafe(
          `UPDATE audit_entries SET before = NULL, after = NULL, ${change}`.replace("after = NULL, after", "after"),
        );
      });
      await expect(smuggle).rejects.toThrow(/append-only/);
    },
  );

  it("loses its details where it is about a deleted person or their emptied company, and nothing else", async () => {
    const about = { subjectKind: "person", subjectId: "per_gone" };
    const ids = {
      about: await entry({ ...about, action: "person.company_changed" }),
      role: await entry({ ...about, action: "membership.role_changed", companyId: "com_kept" }),
      emptied: await entry({ companyId: "com_emptied" }),
      byThem: await entry({ actorId: "per_gone", companyId: "com_kept" }),
    };
    const erase = { personId: "per_gone", companyIds: ["com_emptied"] };
    await postgres().$transaction((tx) => eraseAuditDetails(tx, erase));
    expect(await read(ids.about)).toMatchObject({ action: "person.company_changed", before: null, after: null });
    expect(await read(ids.emptied)).toMatchObject({ before: null, after: null });
    for (const id of [ids.role, ids.byThem]) expect(await read(id)).toMatchObject({ after: { name: "New" } });
    await expect(postgres().$executeRawUnsafe("UPDATE audit_entries SET after = NULL")).rejects.toThrow(/append-only/);
  });
});

describe("reading it", () => {
  it("is filtered by what, who, whose and when, newest first, page by page", async () => {
    const mine = { companyId: "com_read", actorId: "per_read" };
    const created = await entry({ ...mine, action: "key.created" });
    const revoked = await entry({ ...mine, action: "key.revoked" });
    const app = await entry({ ...mine, action: "app.created", actorId: "per_other" });
    const ids = async (filter: object) =>
      (await listAuditEntries(postgres(), { companyId: "com_read", ...filter })).data.map(({ id }) => id);
    expect(await ids({})).toEqual([app, revoked, created]);
    expect(await ids({ action: "key" })).toEqual([revoked, created]);
    expect(await ids({ action: "key.revoked" })).toEqual([revoked]);
    expect(await ids({ action: "ke" })).toEqual([]);
    expect(await ids({ actorId: "per_other" })).toEqual([app]);
    const { at } = await read(revoked);
    expect(await ids({ from: new Date(at.getTime() + 60_000) })).toEqual([]);
    expect(await ids({ to: new Date(at.getTime() + 60_000), from: new Date(at.getTime() - 60_000) })).toHaveLength(3);
    const first = await listAuditEntries(postgres(), { companyId: "com_read", limit: 2 });
    expect(first.data).toHaveLength(2);
    expect(await ids({ cursor: first.nextCursor })).toEqual([created]);
  });
});
