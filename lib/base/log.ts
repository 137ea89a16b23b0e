import pino from "pino";
import { redactSecrets } from "./redact-secrets";

export type Logger = pino.Logger;

/** Names of fields whose values must never reach a log, wherever in a logged object they stand. */
const secretFields = ["authorization", "cookie", "password", "secret", "token", "email", "apiKey", "writeKey", "hash"];

/**
 * A structured (JSON lines) logger on stdout for one process of the house. `LOG_LEVEL` of the environment counts.
 * Request logs carry `requestId`, the value of `x-request-id` that the edge gave. Keys and tokens are taken out wherever they stand,
 * an address or a stack included.
 */
export function createLogger(
  processName: string,
  level = "info",
  destination: { write(line: string): unknown } = pino.destination(1),
): Logger {
  const paths = secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  return pino(
    {
      level,
      base: { process: processName, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths, censor: "[redacted]" },
    },
    { write: (line) => destination.write(redactSecrets(line)) },
  );
}
