import path from "node:path";
import { expect, it } from "vitest";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { newId } from "@/lib/base/ids";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { erasureSteps } from "@/lib/events/erase-from-ledger";
import { createAuthSession } from "@/lib/identity/create-auth-session";
import { signUp } from "@/lib/identity/testing/identity-fixtures";
import { queueMail } from "@/lib/mail/queue-mail";
import { deletePerson } from "./delete-person";
import { erasePending } from "./erase-pending";
import { exportPerson } from "./export-person";
import { listPersonColumns, personColumns } from "./testing/person-columns";

useStores();
const root = path.resolve(import.meta.dirname, "../..");

it("knows every column that may hold a person; a new one says here what becomes of it", () => {
  const columns = listPersonColumns(root);
  expect(columns.length).toBeGreaterThan(35);
  expect(columns).toEqual(Object.keys(personColumns).sort());
});

it("takes somebody out of every table of the ledger that names persons", async () => {
  const result = await clickhouse().query({
    query: `SELECT DISTINCT table FROM system.columns WHERE database = currentDatabase() AND name = 'person_id'
      AND table IN (SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree')`,
    format: "JSONEachRow",
  });
  const tables = (await result.json<{ table: string }>()).map(({ table }) => table);
  expect(tables.length).toBeGreaterThan(6);
  const erased = erasureSteps.map((step) => step.replace(/^(copy|drop)-/, ""));
  expect(tables.filter((table) => !erased.includes(table as never))).toEqual([]);
});

it("exports all of it, and leaves none of it that was to go", async () => {
  const db = postgres();
  const email = "zoe@everywhere.example";
  const [zoe, other] = [await signUp({ name: "Zoe", verifiedEmails: [email] }), await signUp()];
  const { personId } = zoe;
  const at = new Date();
  await createAuthSession(db, { personId, token: "zoes-token" });
  const conversion = { destinationId: "dst_1", eventId: "e1", state: "sent", occurredAt: at, decidedAt: at };
  await db.conversion.create({ data: { ...conversion, who: personId, stage: "signed_up", personId } });
  await db.delivery.create({
    data: {
      destinationId: "dst_1",
      eventId: "e1",
      eventName: "x",
      orderKey: personId,
      event: {},
      nextAttemptAt: at,
      createdAt: at,
    },
  });
  const digest = { name: "D", report: "journey", address: "", frequency: "daily", timeZone: "UTC", nextRunAt: at };
  await db.digest.create({ data: { ...digest, id: newId("digest"), ownerId: personId } });
  const theirs = newId("digest");
  await db.digest.create({
    data: { ...digest, id: theirs, ownerId: other.personId, recipients: [email, "a@b.example"] },
  });
  const invite = { companyId: other.companyId, inviterId: other.personId, tokenHash: "h", expiresAt: at };
  await db.invite.create({ data: { ...invite, id: newId("invite"), email } });
  const content = { heading: "Hello", blocks: [] };
  await queueMail(db, { to: email, kind: "test", personId, subject: "Hello", content });
  await db.mailStop.create({ data: { kind: "digest", addressHash: "x", personId } });
  await db.requestDetail.create({
    data: {
      ...{ id: "r1", appId: "app_1", companyId: zoe.companyId, personId, at, passed: true, method: "GET", path: "/" },
      ...{ request: "{}", response: "{}", timing: "{}" },
    },
  });
  await db.sqlRun.create({ data: { id: "sql_1", actor: `person:${personId}`, sql: "SELECT 1" } });
  const stuck = { cause: "no_call", since: at, lastAt: at, seenAt: at, facts: {} };
  await db.stuckCase.create({ data: { ...stuck, id: newId("stuckCase"), personId } });
  await db.stuckCase.create({
    data: { ...stuck, id: newId("stuckCase"), personId: other.personId, handledById: personId },
  });
  await db.stuckNote.create({ data: { personId, cause: "no_call", caseId: "c" } });
  await db.stuckNote.create({ data: { personId: other.personId, cause: "x", caseId: "c", sentById: personId } });

  const going = Object.entries(personColumns).filter(([, { erased }]) => erased !== "anonymous");
  const count = async () => {
    const counts = new Map<string, number>();
    for (const [column] of going) {
      const [table, name] = column.split(".");
      const [row] = await db.$queryRawUnsafe<{ n: bigint }[]>(
        `SELECT count(*) AS n FROM "${table}" WHERE "${name}"::text LIKE $1 OR "${name}"::text LIKE $2`,
        ...[`%${personId}%`, `%${email}%`],
      );
      counts.set(column, Number(row?.n));
    }
    return counts;
  };
  // Every one of them has something of hers, or its emptiness afterwards would prove nothing.
  expect([...(await count())].filter(([, n]) => n === 0)).toEqual([]);
  const data = (await exportPerson(db, personId)) as Record<string, unknown> | null;
  expect(Object.values(personColumns).map(({ exported }) => exported)).toEqual(
    Object.values(personColumns).map(({ exported }) => (data && exported in data ? exported : `no ${exported}`)),
  );
  for (const part of ["mails", "mailStops", "stuckCases", "stuckNotes", "sqlRuns", "conversions"])
    expect(data?.[part]).toHaveLength(1);
  expect(data?.digests).toHaveLength(2);

  expect(await deletePerson(db, personId)).toBe("deleted");
  await erasePending(db, { settleMs: -1_000 });
  expect([...(await count())].filter(([, n]) => n > 0)).toEqual([]);
  expect((await db.digest.findUniqueOrThrow({ where: { id: theirs } })).recipients).toEqual(["a@b.example"]);
});
