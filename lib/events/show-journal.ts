import { redactSecrets } from "@/lib/base/redact-secrets";
import { recordKinds } from "./internal/journal/frame";
import { scanSegment } from "./internal/journal/scan-segment";
import { listSegments, type Position } from "./internal/journal/segments";

/** A row of the journal as it may be shown: keys, tokens and e-mail addresses are taken out. */
export type ShownRecord = { segment: number; offset: number; kind: string; row: unknown };

const names = new Map<number, string>(Object.entries(recordKinds).map(([name, kind]) => [kind, name]));
const mail = /[^\s"\\@<>:,;]+@[^\s"\\@<>:,;]+\.[a-z]{2,}/gi;

/** Gives at most `limit` rows from `from` on to `take`, in order; `offset` is that of the row's frame. Changes nothing. */
export async function showJournal(
  directory: string,
  from: Position,
  limit: number,
  take: (record: ShownRecord) => void,
): Promise<void> {
  let left = limit;
  const ignore = () => {};
  for (const segment of await listSegments(directory)) {
    if (segment.segment < from.segment || left <= 0) continue;
    const frame = ({ offset, records }: Parameters<Parameters<typeof scanSegment>[2]["frame"]>[0]) => {
      for (const { kind, text } of records) {
        if (left-- <= 0) return false;
        const row = read(text.toString("utf8"));
        take({ segment: segment.segment, offset, kind: names.get(kind) ?? String(kind), row });
      }
      return left > 0;
    };
    const start = segment.segment === from.segment ? from.offset : 0;
    await scanSegment(directory, segment, { frame, damage: ignore, tail: ignore }, start);
  }
}

function read(text: string): unknown {
  const safe = redactSecrets(text).replace(mail, "[e-mail]");
  try {
    return JSON.parse(safe);
  } catch {
    return safe;
  }
}
