import { z } from "zod";
import { isStorable } from "@/lib/base/clean-text";
import { readWebAddress } from "@/lib/base/web-address";

/** What a note can be of. `change` is an entry of the changelog, which notes itself. */
export const noteKinds = ["launch", "price", "outage", "campaign", "change", "other"] as const;
export type NoteKind = (typeof noteKinds)[number];
/** What is written by hand or by the API. */
export const writtenNoteKinds = ["launch", "price", "outage", "campaign", "other"] as const;

export const noteKindLabels: Record<NoteKind, string> = {
  launch: "Launch",
  price: "Price change",
  outage: "Outage",
  campaign: "Campaign",
  change: "Changelog",
  other: "Other",
};

/** A note as charts, lists and the API show it. */
export type Note = {
  id: string;
  kind: NoteKind;
  title: string;
  text: string;
  /** https address or a path of the portal; "" for none. */
  link: string;
  /** A day (`2026-11-21`, UTC) or a time (RFC 3339). */
  from: string;
  /** In the form of `from`; a last day is counted too. null: one day, or a moment. */
  to: string | null;
  origin: "hand" | "api" | "sample" | "changelog";
  /** Charts leave it out: only for entries of the changelog. */
  hidden: boolean;
};

export type NoteActor = { kind: "person" | "token" | "system"; id: string };

const line = (what: string, max: number) =>
  z
    .string("must be text")
    .trim()
    .max(max, `must have at most ${max} characters`)
    .refine((text) => isStorable(text) && !/\p{Surrogate}/u.test(text), `${what} has a character that cannot be kept`);

const when = z
  .string("must be a day, YYYY-MM-DD, or a time, RFC 3339")
  .trim()
  .refine((text) => isDay(text) || isTime(text), "must be a day, YYYY-MM-DD, or a time, RFC 3339")
  .refine((text) => {
    const year = new Date(text).getUTCFullYear();
    return !(year < 2000 || year > 2100);
  }, "must lie between the years 2000 and 2100")
  .transform((text) => (isDay(text) ? text : new Date(text).toISOString()));

export function isDay(text: string): boolean {
  return z.iso.date().safeParse(text).success;
}

function isTime(text: string): boolean {
  return z.iso.datetime({ offset: true }).safeParse(text).success;
}

const fields = z.strictObject({
  kind: z.enum(writtenNoteKinds, `must be one of ${writtenNoteKinds.join(", ")}`),
  title: line("the title", 120).min(1, "needs a title"),
  text: line("the text", 2_000).default(""),
  link: line("the link", 2_048)
    .refine(
      (text) => text === "" || /^\/(?![/\\])\S*$/.test(text) || readWebAddress(text, { allowPrivate: true }) !== null,
      "must be a web address, or a path of the portal that begins with /",
    )
    .default(""),
  from: when,
  to: when.nullish().transform((value) => value ?? null),
});

export const createNoteInput = fields.superRefine(checkSpan);
/** Fields that are left out stay as they are; the span is checked against what is stored. */
export const updateNoteInput = z.strictObject({
  kind: fields.shape.kind.optional(),
  title: fields.shape.title.optional(),
  text: fields.shape.text.unwrap().optional(),
  link: fields.shape.link.unwrap().optional(),
  from: when.optional(),
  to: when.nullable().optional(),
  /** Entries of the changelog know nothing else. */
  hidden: z.boolean("must be true or false").optional(),
});
export type CreateNoteInput = z.output<typeof createNoteInput>;
export type UpdateNoteInput = z.output<typeof updateNoteInput>;

/** What is wrong with a note's end; undefined when nothing is. */
export function refuseSpan({ from, to }: { from: string; to: string | null }): string | undefined {
  if (to === null) return undefined;
  if (isDay(from) !== isDay(to)) return "must be a day when from is one, and a time when from is one";
  return to < from ? "must not be before from" : undefined;
}

function checkSpan(note: { from: string; to: string | null }, context: z.RefinementCtx): void {
  const problem = refuseSpan(note);
  if (problem) context.addIssue({ code: "custom", path: ["to"], message: problem });
}

const day = z.iso.date("must be a day, YYYY-MM-DD").optional();
/** Which notes to list. */
export const listNotesQuery = z.strictObject({
  from: day,
  to: day,
  /** With the changelog's entries that charts leave out. */
  hidden: z.stringbool("must be true or false").default(false),
});

/** How an entry of the changelog is addressed as a note. */
export const changeNotePrefix = "chg_";

/** First and last day in UTC that a note touches. */
export function daysOf({ from, to }: Pick<Note, "from" | "to">): { first: string; last: string } {
  return { first: from.slice(0, 10), last: (to ?? from).slice(0, 10) };
}
