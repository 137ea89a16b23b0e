import type { LiveRow } from "./live-row";

/** Stands where the write key of whoever tries it goes. */
const keyPlaceholder = "YOUR_WRITE_KEY";

/** The event as one call with curl, in the Segment dialect; without ids of people, so that trying it ties nobody to anything. */
export function writeCurl(row: LiveRow, publicUrl: string): string {
  const body = JSON.stringify({
    event: row.name,
    anonymousId: "test-visitor",
    properties: JSON.parse(row.properties) as unknown,
  });
  return [
    `curl ${publicUrl}/v1/track \\`,
    `  -u ${keyPlaceholder}: \\`,
    "  -H 'content-type: application/json' \\",
    // A quote inside single quotes of a shell: end them, escape one, begin them again.
    `  -d '${body.replaceAll("'", "'\\''")}'`,
  ].join("\n");
}

/** The event as a test of the catalogue: what was sent must fit. */
export function writeTest(row: LiveRow): string {
  const properties = JSON.stringify(JSON.parse(row.properties), null, 2).replaceAll("\n", "\n  ");
  return `import { expect, it } from "vitest";
import { catalogue } from "@/lib/events/catalogue";

it(${JSON.stringify(`${row.name} as it came on ${row.receivedAt.slice(0, 10)}`)}, () => {
  const properties = ${properties};
  const result = catalogue[${JSON.stringify(row.name)}].properties.safeParse(properties);
  expect(result.error?.issues).toBeUndefined();
});
`;
}
