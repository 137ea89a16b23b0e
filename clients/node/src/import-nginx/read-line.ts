import { createHash } from "node:crypto";
import { guessTemplate, readSdk } from "../read-call.js";
import type { Routes } from "./read-routes.js";

/** Where a line stands: the file's inode and the offset of its first byte. */
export type Place = { inode: string; offset: number };

export type LogRecord = Record<string, unknown> & { id: string };
export type ReadLine = { record: LogRecord } | { withoutKey: true } | { bad: string };

/**
 * One line of the log format in the docs, as a usage record. The id is nginx' `$request_id`; without one, a hash of where the line stands
 * and what it says: the same line has the same id however often it is read.
 */
export function readLine(
  line: string,
  place: Place,
  options: { source: string; routes?: Routes | undefined },
): ReadLine {
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return { bad: "is not JSON" };
  }
  if (typeof fields !== "object" || fields === null) return { bad: "is not a JSON object" };
  const text = (name: string) => (typeof fields[name] === "string" ? (fields[name] as string).trim() : "");
  const number = (name: string) =>
    fields[name] === "" || fields[name] === undefined ? Number.NaN : Number(fields[name]);
  const keyId = text("keyId");
  if (keyId === "" || keyId === "-") return { withoutKey: true };
  const milliseconds = number("msec") * 1_000;
  if (!(milliseconds > 0) || milliseconds > 8.64e15) return { bad: "has no time in msec" };
  const path = (text("path").split(/[?#]/, 1)[0] ?? "") as string;
  if (!path.startsWith("/")) return { bad: "has no path" };
  const method = text("method");
  if (!/^[A-Z]+$/.test(method)) return { bad: "has no method" };
  const status = number("status");
  if (!Number.isInteger(status) || status < 100 || status > 599) return { bad: "has no status from 100 to 599" };
  const seconds = number("seconds");
  if (!(seconds >= 0)) return { bad: "has no time taken in seconds" };
  const bytes = (name: string) =>
    Number.isSafeInteger(number(name)) && number(name) >= 0 ? { [name]: number(name) } : {};
  const latencyMs = Math.round(seconds * 1_000_000) / 1_000;
  return {
    record: {
      id:
        text("id") || createHash("sha256").update(`${place.inode} ${place.offset} ${line}`).digest("hex").slice(0, 40),
      source: options.source,
      // nginx writes the line at the end of the call.
      time: new Date(milliseconds - latencyMs).toISOString(),
      keyId,
      method,
      route: options.routes?.(method, path) ?? guessTemplate(path),
      status,
      latencyMs,
      ...bytes("requestBytes"),
      ...bytes("responseBytes"),
      ...readSdk(text("userAgent")),
    },
  };
}
