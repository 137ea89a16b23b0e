import { createHash } from "node:crypto";
import { z } from "zod";
import { type Conversion, conversionSchema, type SkipReason } from "../../conversions/schema";
import { filterSchema, mappingSchema } from "../../schema";
import type { OutgoingEvent } from "../outgoing-event";
import type { RequestOptions, TryOutcome } from "./kind";
import { targetAddress } from "./settings-fields";

/** A conversion as an adapter sends it or writes it into a file. */
export type OutgoingConversion = Conversion & {
  /** The platform's transaction id: the same on every try. */
  id: string;
  stage: string;
  occurredAt: Date;
  /** SHA-256 of the e-mail address, normalised as the platform asks, in hex; '' when it is not to be sent. */
  emailHash: string;
};

/** What is particular to one ad platform. */
export type AdPlatform<Settings> = {
  /** Parameters of the addresses its ads lead to, by which it knows a click again. */
  clickIds: readonly string[];
  /** What such an id looks like: anybody can type one into an address. */
  clickIdPattern: RegExp;
  /** The API takes conversions of at most so many days; its files, too. */
  windowDays: number;
  fileWindowDays: number;
  /** And only for clicks of at most so many days. */
  clickWindowDays?: number;
  normaliseEmail(email: string): string;
  /** What an action must look like, and what is said of one that does not. */
  action: { pattern: RegExp; message: string };
  /** Whether it has credentials; without them it makes files only. */
  ready(settings: Settings): boolean;
  /** Asks the platform to check events without counting them; null when it has no such thing (or not with these settings). */
  dryRun:
    | ((events: readonly OutgoingEvent[], settings: Settings, options: RequestOptions) => Promise<TryOutcome | null>)
    | null;
  /** A file to upload: lines above the rows, and a row's cells or why the file has no place for it. */
  file: {
    name: string;
    head: readonly (readonly string[])[];
    toCells(conversion: OutgoingConversion): readonly string[] | SkipReason;
  };
};

/** Ad platforms take what their feed puts up, whatever a filter says; the address goes along where the feed sends it hashed. */
export const adDefaults = { filter: filterSchema.parse({ events: ["*"] }), mapping: mappingSchema.parse({}) };

export const optionalText = z
  .string()
  .trim()
  .max(500, "At most 500 characters.")
  .regex(/^[\x21-\x7e]*$/, "No blanks and no letters beyond ASCII.")
  .default("");

/** An API's address: the platform's own unless another one is given. */
export const endpointOr = (standard: string) =>
  z.preprocess((given) => (given === undefined || given === "" ? standard : given), targetAddress);

/** The conversion an event of the outbox is. Throws ZodError for one that no feed put up. */
export function readConversion(
  event: OutgoingEvent,
  normaliseEmail: AdPlatform<unknown>["normaliseEmail"],
): OutgoingConversion {
  const conversion = conversionSchema.parse(event.properties);
  const email = conversion.email ? (event.person?.email ?? "") : "";
  return {
    ...conversion,
    id: event.id,
    stage: event.originalName,
    occurredAt: new Date(event.occurredAt),
    emailHash: email ? sha256(normaliseEmail(email)) : "",
  };
}

export function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** Lower case without blanks: what LinkedIn and Meta ask for. */
export function plainEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** An answer's body as JSON; undefined for anything else. */
export function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** A platform's own word as it may stand in a log: letters, digits and a few signs, so neither an address nor a token. */
export function safeWord(value: unknown): string {
  return /^[A-Za-z][A-Za-z0-9_. -]{0,60}$/.test(String(value)) ? String(value) : "";
}

/** Whether a call is of the website or of the API, which no browser sees. */
export function isWebStage(stage: string): boolean {
  return !stage.startsWith("first_");
}
