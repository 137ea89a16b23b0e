import { PortalError } from "@/lib/base/errors";
import { csvCell } from "@/lib/base/format";
import type { Db } from "@/lib/base/postgres";
import { type FeedTarget, judgeMilestones, readMilestones } from "../internal/feed/judge-milestones";
import { toOutgoing } from "../internal/feed/to-outgoing";
import { readConversion } from "../internal/kinds/ad-platform";
import { getKind } from "../internal/kinds/get-kind";
import { findTarget } from "../internal/targets";
import type { FeedFacts } from "./feed-facts";
import type { SkipReason } from "./schema";

const pageSize = 100;
/** Far more than any platform takes in one file. */
const mostRows = 100_000;

/** A file for a platform's upload page; `left`: how many conversions of the period are not in it, by reason. */
export type ConversionFile = { fileName: string; csv: string; rows: number; left: Map<SkipReason | "waiting", number> };

/**
 * The conversions of `[from, to)` in the upload layout of their platform, by the same rules as those that are sent, whether sent or not:
 * the platform tells repeats by the ids. Null when there is no such feed. Throws invalid_fields when the file would be too long: one that is
 * cut would look whole.
 */
export async function exportConversions(
  db: Db,
  destinationId: string,
  { from, to }: { from: Date; to: Date },
  facts: FeedFacts,
): Promise<ConversionFile | null> {
  const found = await findTarget(db, destinationId);
  const ads = found && getKind(found.kind).ads;
  if (!found?.feed || !ads) return null;
  const target = found as FeedTarget;
  const lines = ads.file.head.map((cells) => [...cells]);
  const left: ConversionFile["left"] = new Map();
  const leave = (reason: SkipReason | "waiting") => left.set(reason, (left.get(reason) ?? 0) + 1);
  let after = { atMs: from.getTime() - 1, stage: "\u{10ffff}", who: "" };
  for (;;) {
    if (lines.length - ads.file.head.length > mostRows) {
      const detail = `the period has more than ${mostRows.toLocaleString("en-US")} conversions: choose a shorter one`;
      throw new PortalError("invalid_fields", undefined, { errors: [{ pointer: "?to", detail }] });
    }
    const milestones = await readMilestones(target, after, to.getTime(), pageSize);
    const decisions = await judgeMilestones(target, milestones, facts, { file: true });
    const contacts = await facts.listContacts(decisions.flatMap((one) => (one.conversion ? [one.personId] : [])));
    for (const decision of decisions) {
      if (!decision.conversion) {
        leave(decision.reason ?? "waiting");
        continue;
      }
      const cells = ads.file.toCells(readConversion(toOutgoing(decision, target, contacts), ads.normaliseEmail));
      if (typeof cells === "string") leave(cells);
      else lines.push([...cells]);
    }
    const last = milestones.at(-1);
    if (!last || milestones.length < pageSize) break;
    after = { atMs: last.at_ms, stage: last.stage, who: last.who };
  }
  const day = (at: Date) => at.toISOString().slice(0, 10);
  return {
    fileName: `${ads.file.name}-${day(from)}-${day(new Date(to.getTime() - 1))}.csv`,
    csv: lines.map((cells) => `${cells.map(fileCell).join(",")}\r\n`).join(""),
    rows: lines.length - ads.file.head.length,
    left,
  };
}

/**
 * A cell that is no formula to a spreadsheet and still what the platform waits for. What people type into the settings cannot begin like a
 * formula; of what strangers type into an address only click ids come here, letters, digits, `-` and `_`. One that begins with `-` stays as it
 * is, because a quotation mark before it would make it another click: without blanks, brackets or `|` it can name no function and call nothing.
 */
export function fileCell(text: string): string {
  return /^-[A-Za-z0-9_-]*$/.test(text) ? text : csvCell(text);
}
