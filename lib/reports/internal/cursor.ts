import { z } from "zod";
import { PortalError } from "@/lib/base/errors";

/** Where a list goes on: after the row with this sort value and id. */
const cursorSchema = z.tuple([z.string().max(64), z.string().max(400)]);

export function writeCursor(value: string, id: string): string {
  return Buffer.from(JSON.stringify([value, id])).toString("base64url");
}

/** The two parts of a cursor, or none. Throws `invalid_fields` for one that this list did not give. */
export function readCursor(
  cursor: string | undefined,
  valuePattern: RegExp,
): { value: string; id: string } | undefined {
  if (cursor === undefined) return undefined;
  try {
    const [value, id] = cursorSchema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    if (valuePattern.test(value)) return { value, id };
  } catch {
    // Told below, the same for every way a cursor can be wrong.
  }
  throw new PortalError("invalid_fields", undefined, {
    errors: [{ pointer: "?cursor", detail: "is not a cursor of this list" }],
  });
}
