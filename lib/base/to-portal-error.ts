import { PortalError } from "./errors";

/** Prisma's words for: cannot be reached, timed out, connection closed, no connection or transaction to be had in time. */
const awayCodes = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028"]);
/** PostgreSQL's: connection failures, too many connections, statement stopped by its limit, shutting down or starting. */
const awayStates = /^(08...|53300|57014|57P0[1-3])$/;
/** What the driver throws without a code. */
const awayMessages = /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect)/;

/** Seconds after which a caller may try again while the database is away or overloaded. */
const retryAfterS = 2;

type Told = { code?: unknown; meta?: { driverAdapterError?: { cause?: { originalCode?: unknown } } } };

/** Whether a failure says that PostgreSQL is away or takes too long, and nothing about the request. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, meta } = error as Told;
  const state = meta?.driverAdapterError?.cause?.originalCode ?? code;
  return (
    (typeof code === "string" && awayCodes.has(code)) ||
    (typeof state === "string" && awayStates.test(state)) ||
    awayMessages.test(error.message)
  );
}

/** Any failure as a refusal that may leave the house: itself, `unavailable` (503, Retry-After) when the database is away, else `internal` (500) without its message. */
export function toPortalError(error: unknown): PortalError {
  if (error instanceof PortalError) return error;
  if (!isDatabaseAway(error)) return new PortalError("internal");
  return new PortalError("unavailable", "The database does not answer in time; try again shortly", {
    headers: { "retry-after": String(retryAfterS) },
  });
}
