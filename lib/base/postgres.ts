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

/** A statement of a page or a door that takes longer is stopped: whoever asked gets a 503 and not an endless wait. `?statement_timeout=` in DATABASE_URL changes it. */
const statementMs = 15_000;
/** Waiting for one of the pool's connections, or for a new one, milliseconds; `?connect_timeout=` (seconds) changes it. */
const acquireMs = 5_000;
/** So much longer than its own limit a server may be silent before it counts as gone. */
const silenceMs = 2_000;

function connect(): PrismaClient {
  const url = env().DATABASE_URL;
  if (!url) throw new EnvError(["DATABASE_URL is missing: start sets it, other commands need it set"]);
  const parsed = new URL(url);
  // `?schema=` is Prisma's own word in a URL; the driver does not know it.
  const schema = parsed.searchParams.get("schema") ?? undefined;
  const limitMs = takeNumber(parsed, "statement_timeout") ?? statementMs;
  const waitS = takeNumber(parsed, "connect_timeout");
  const adapter = new PrismaPg(
    {
      connectionString: parsed.toString(),
      max: 10,
      connectionTimeoutMillis: waitS === undefined ? acquireMs : waitS * 1_000,
      statement_timeout: limitMs,
      // Also when the server itself has stopped or the network is cut, and nothing comes at all.
      ...(limitMs > 0 ? { query_timeout: limitMs + silenceMs } : {}),
      keepAlive: true,
    },
    { schema },
  );
  return new PrismaClient({ adapter });
}

/** What the driver finds in the URL, it puts over the settings: what is read here must be gone from it. */
function takeNumber(url: URL, name: string): number | undefined {
  const text = url.searchParams.get(name);
  url.searchParams.delete(name);
  const value = Number(text);
  return text !== null && Number.isInteger(value) && value >= 0 ? value : undefined;
}

/** Ends the pool; the next `postgres()` opens a new one. */
export async function closePostgres(): Promise<void> {
  const client = shared.waymarkPostgres;
  shared.waymarkPostgres = undefined;
  await client?.$disconnect();
}
