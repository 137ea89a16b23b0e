import { now } from "@/lib/base/clock";
import type { Db } from "@/lib/base/postgres";
import type { Prisma } from "@/lib/base/prisma-client/client";
import { type StuckCaseView, type StuckCause, type StuckState, stuckFactsSchema } from "./schema";

export type StuckFilter = {
  state?: StuckState;
  cause?: StuckCause;
  channel?: string;
  /** Part of a person's or company's name or of an address, or an id. */
  search?: string;
  cursor?: string;
  limit?: number;
};

/** People who do not get on, those found last on top; open ones unless asked otherwise. */
export async function listStuck(
  db: Db,
  filter: StuckFilter = {},
): Promise<{ data: StuckCaseView[]; nextCursor: string | null }> {
  const limit = filter.limit ?? 50;
  const where: Prisma.StuckCaseWhereInput[] = [
    stateWhere(filter.state ?? "open"),
    ...(filter.cause ? [{ cause: filter.cause }] : []),
    ...(filter.channel ? [{ channel: filter.channel }] : []),
    ...(filter.search ? [await searchWhere(db, filter.search)] : []),
    ...(filter.cursor ? [{ id: { lt: filter.cursor } }] : []),
  ];
  const rows = await db.stuckCase.findMany({ where: { AND: where }, orderBy: { id: "desc" }, take: limit + 1 });
  const page = rows.slice(0, limit);
  const personIds = [...new Set(page.map(({ personId }) => personId))];
  const companyIds = [...new Set(page.flatMap(({ companyId }) => companyId ?? []))];
  const [persons, companies, notes] = await Promise.all([
    db.person.findMany({
      where: { id: { in: personIds }, deletedAt: null },
      select: { id: true, name: true, githubLogin: true, email: true },
    }),
    db.company.findMany({ where: { id: { in: companyIds } }, select: { id: true, name: true } }),
    db.stuckNote.findMany({ where: { personId: { in: personIds } } }),
  ]);
  const personOf = new Map(persons.map((person) => [person.id, person]));
  const companyOf = new Map(companies.map(({ id, name }) => [id, name]));
  const noteOf = new Map(notes.map(({ personId, cause, sentAt }) => [`${personId} ${cause}`, sentAt]));
  const data = page.map((row): StuckCaseView => {
    const person = personOf.get(row.personId);
    const { id, personId, companyId, subject, since, lastAt, count, channel, snoozedUntil } = row;
    return {
      ...{ id, personId, companyId, subject, since, lastAt, count, channel, snoozedUntil },
      cause: row.cause as StuckCause,
      personName: person?.name ?? person?.githubLogin ?? personId,
      email: person?.email ?? null,
      companyName: companyId ? (companyOf.get(companyId) ?? null) : null,
      facts: stuckFactsSchema.parse(row.facts),
      state: stateOf(row),
      notedAt: noteOf.get(`${personId} ${row.cause}`) ?? null,
    };
  });
  return { data, nextCursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
}

/** Channels there are cases of. */
export async function listStuckChannels(db: Db): Promise<string[]> {
  const rows = await db.stuckCase.groupBy({
    by: ["channel"],
    where: { resolvedAt: null },
    orderBy: { channel: "asc" },
  });
  return rows.flatMap(({ channel }) => (channel ? [channel] : []));
}

function stateWhere(state: StuckState): Prisma.StuckCaseWhereInput {
  if (state === "resolved") return { resolvedAt: { not: null } };
  if (state === "dismissed") return { resolvedAt: null, dismissedAt: { not: null } };
  const mine = { resolvedAt: null, dismissedAt: null };
  if (state === "snoozed") return { ...mine, snoozedUntil: { gt: now() } };
  return { ...mine, OR: [{ snoozedUntil: null }, { snoozedUntil: { lte: now() } }] };
}

function stateOf(row: { resolvedAt: Date | null; dismissedAt: Date | null; snoozedUntil: Date | null }): StuckState {
  if (row.resolvedAt) return "resolved";
  if (row.dismissedAt) return "dismissed";
  return row.snoozedUntil && row.snoozedUntil > now() ? "snoozed" : "open";
}

async function searchWhere(db: Db, search: string): Promise<Prisma.StuckCaseWhereInput> {
  const part = { contains: search, mode: "insensitive" as const };
  const [persons, companies] = await Promise.all([
    db.person.findMany({
      where: { OR: [{ name: part }, { email: part }, { githubLogin: part }, { id: search }], deletedAt: null },
      select: { id: true },
      take: 1_000,
    }),
    db.company.findMany({ where: { OR: [{ name: part }, { id: search }] }, select: { id: true }, take: 1_000 }),
  ]);
  return {
    OR: [{ personId: { in: persons.map(({ id }) => id) } }, { companyId: { in: companies.map(({ id }) => id) } }],
  };
}
