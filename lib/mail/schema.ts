import { z } from "zod";

/**
 * Every kind of mail. Transactional ones answer something the person did or must know; all others can be stopped with one click, each kind
 * by itself.
 */
export const mailKinds = {
  key_leaked: { label: "Leaked key", transactional: true },
  stuck: { label: "Help when you are stuck", transactional: false },
  digest: { label: "Report digests", transactional: false },
  test: { label: "Test mail", transactional: true },
} as const satisfies Record<string, { label: string; transactional: boolean }>;

export type MailKind = keyof typeof mailKinds;
export const mailKindSchema = z.enum(Object.keys(mailKinds) as [MailKind, ...MailKind[]]);

export const mailStates = ["waiting", "delivered", "dead"] as const;
export type MailState = (typeof mailStates)[number];

/** What stands in a mail, top to bottom; every text is plain and is escaped. */
export type MailContent = {
  heading: string;
  /** A string is a paragraph, an object a table of facts, a code or a list of lines. */
  blocks: (string | { facts: [string, string][] } | { code: string } | { lines: string[] })[];
  /** The one thing to do; `href` is absolute. */
  action?: { label: string; href: string };
  /** Why this mail came, in small letters. */
  reason?: string;
};

export type QueuedMail = {
  to: string;
  kind: MailKind;
  subject: string;
  content: MailContent;
  /** The same key is written once. */
  dedupeKey?: string;
  personId?: string;
};

/** `stopped`: they want no mail of this kind. `bad_address`: nothing that mail can be sent to. */
export type QueueOutcome = { kind: "queued"; mailId: string } | { kind: "duplicate" | "stopped" | "bad_address" };
