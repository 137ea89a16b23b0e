import { PrismaPg } from "@prisma/adapter-pg";
import { EnvError, env } from "./env";
import { type Prisma, PrismaClient } from "./prisma-client/client";

/** The database outside a transaction. */
export type Db = PrismaClient;
/** The database inside `db.$transaction(async (tx) => ...)`. Functions that fit in either take `Db | Tx`. */
export type Tx = Prisma.TransactionClient;

// On globalThis, because Next gives pages, routes and instrumentation each their own copy of a module.
const shared = globalThis as typeof globalThis & { waymarkPostgres?: PrismaClient };

/** This process's one PostgreSQL client; connects at the first query. Every call of a process shares its pool of 10 connections. */
export function postgres(): Db {
  shared.waymarkPostgres ??= connect();
  return shared.waymarkPostgres;
}

function connect(): PrismaClient {
  const url = env().DATABASE_URL;
  if (!url) throw new EnvError(["DATABASE_URL is missing: start sets it, other commands need it set"]);
  // `?schema=` is Prisma's own word in a URL; the driver does not know it.
  const schema = new URL(url).searchParams.get("schema") ?? undefined;
  const adapter = new PrismaPg({ connectionString: url, max: 10, connectionTimeoutMillis: 5_000 }, { schema });
  return new PrismaClient({ adapter });
}

/** Ends the pool; the next `postgres()` opens a new one. */
export async function closePostgres(): Promise<void> {
  const client = shared.waymarkPostgres;
  shared.waymarkPostgres = undefined;
  await client?.$disconnect();
}
