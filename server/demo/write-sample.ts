import { createHash } from "node:crypto";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { portal } from "@/lib/base/config/portal";
import type { Db } from "@/lib/base/postgres";
import type { Sample, SampleApp } from "./make-journeys";

/** Rows at once: about 20 MB of JSON, half a second of inserting. */
const chunkRows = 50_000;

/**
 * Writes the sample into stores that hold nothing else. Ids and tokens come from the seed, so a run that was killed is simply made
 * again: what is there already is not written twice.
 */
export async function writeSample(db: Db, sample: Sample): Promise<void> {
  await writePortal(db, sample);
  await writeRows("events", sample.events);
  await writeRows("usage_events", sample.calls);
}

async function writeRows(table: "events" | "usage_events", rows: readonly object[]): Promise<void> {
  for (let from = 0; from < rows.length; from += chunkRows) {
    await clickhouse().insert({
      table,
      values: rows.slice(from, from + chunkRows),
      format: "JSONEachRow",
      clickhouse_settings: { insert_deduplication_token: `sample:${table}:${from}` },
    });
  }
}

async function writePortal(db: Db, { companies, persons, apps }: Sample): Promise<void> {
  const quietly = { skipDuplicates: true } as const;
  await inChunks(companies, (data) =>
    db.company.createMany({ data: data.map((one) => ({ ...one, kind: "organisation" as const })), ...quietly }),
  );
  await inChunks(persons, (data) =>
    db.person.createMany({
      data: data.map(({ id, name, companyId, createdAt }) => ({ id, name, companyId, createdAt })),
      ...quietly,
    }),
  );
  await inChunks(persons, (data) =>
    db.membership.createMany({
      data: data.map(({ id, companyId, role, createdAt }) => ({
        id: `mem_${id.slice(4)}`,
        companyId,
        personId: id,
        role,
        createdAt,
      })),
      ...quietly,
    }),
  );
  await inChunks(persons, (data) =>
    db.companyTerm.createMany({
      data: data.map(({ id, companyId, createdAt }) => ({ personId: id, companyId, since: createdAt })),
      ...quietly,
    }),
  );
  await inChunks(apps, (data) =>
    db.app.createMany({
      data: data.map(({ id, companyId, createdById, name, createdAt }) => ({
        id,
        companyId,
        createdById,
        name,
        description: "An app of the sample data.",
        createdAt,
      })),
      ...quietly,
    }),
  );
  await inChunks(apps, (data) => db.apiKey.createMany({ data: data.flatMap(keysOf), ...quietly }));
  await db.certification.createMany({ data: apps.flatMap(certificationOf), ...quietly });
  await db.listing.createMany({ data: apps.flatMap(listingOf), ...quietly });
}

/** Keys that nobody knows the secret of: they are there to be seen, and open nothing. */
function keysOf(app: SampleApp) {
  return app.keys.map(({ id, environment, createdAt, originPath }) => {
    const prefix = `${portal.organisationPrefix}_${environment === "live" ? "live" : "sbx"}`;
    return {
      id,
      appId: app.id,
      companyId: app.companyId,
      createdById: app.createdById,
      environment,
      originPath,
      name: environment === "live" ? "Production" : "First steps",
      prefix,
      start: `${prefix}_${id.slice(-4)}`,
      hash: createHash("sha256").update(`sample ${id}`).digest("hex"),
      scopes: [],
      allowedCidrs: [],
      createdAt,
    };
  });
}

function certificationOf({ id, companyId, name, certification }: SampleApp) {
  if (!certification) return [];
  const code = certification.id.slice(-10).toUpperCase();
  return [{ ...certification, kind: "app" as const, code, appId: id, companyId, holderName: name }];
}

function listingOf({ id, companyId, createdById, name, listing }: SampleApp) {
  if (!listing) return [];
  return [
    {
      id: listing.id,
      appId: id,
      companyId,
      createdById,
      slug: `sample-${listing.id.slice(-8)}`,
      state: "published" as const,
      name,
      tagline: "An app of the sample data",
      description: "It stands here to show what a showcase looks like once developers have listed their apps.",
      websiteUrl: "https://example.com/",
      category: listing.category,
      tags: ["sample"],
      publishedAt: listing.publishedAt,
      featuredAt: listing.featured ? listing.publishedAt : null,
      decidedAt: listing.publishedAt,
      createdAt: listing.publishedAt,
    },
  ];
}

async function inChunks<T>(rows: readonly T[], write: (chunk: T[]) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < rows.length; from += 1_000) await write(rows.slice(from, from + 1_000));
}
