import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { runMeasured } from "./process-tree";
import type { Row } from "./row";
import { prepareWaymark } from "./site";

const operationsInGroup = 25;

/** A document like those of large APIs: groups of 25 operations, a schema for each that speaks of four others, errors, examples. */
function writeDocument(count: number): object {
  const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  const schemas: Record<string, object> = {
    Problem: {
      type: "object",
      required: ["title"],
      properties: { title: { type: "string" }, status: { type: "integer" } },
    },
  };
  const paths: Record<string, object> = {};
  for (let n = 0; n < count; n++) {
    const near = (by: number) => ref(`Thing${(n + by) % count}`);
    schemas[`Thing${n}`] = {
      type: "object",
      description: `Number ${n} of the things this API keeps.`,
      required: ["id", "name"],
      properties: {
        id: { type: "string", description: "Its id, for ever.", example: `thing_${n}` },
        name: { type: "string", maxLength: 80, description: "What people call it." },
        state: { enum: ["open", "closed", "lost"], description: "Where it stands." },
        parent: near(1),
        parts: { type: "array", items: near(7), description: "What it is made of." },
        either: { oneOf: [near(11), near(13)] },
        at: { type: "string", format: "date-time" },
      },
    };
    const json = (schema: object) => ({ content: { "application/json": { schema } } });
    paths[`/things${n}/{id}`] = {
      post: {
        operationId: `changeThing${n}`,
        tags: [`Group ${Math.floor(n / operationsInGroup)}`],
        summary: `Change thing ${n}`,
        description: `Changes what is known of \`thing ${n}\` and answers it as it stands then.`,
        parameters: [
          { name: "id", in: "path", required: true, schema: { type: "string" }, example: `thing_${n}` },
          {
            name: "expand",
            in: "query",
            schema: { type: "array", items: { type: "string" } },
            description: "What to open.",
          },
        ],
        requestBody: { required: true, ...json(ref(`Thing${n}`)) },
        responses: {
          "200": { description: "It is changed.", ...json(ref(`Thing${n}`)) },
          "400": { description: "A field is wrong.", ...json(ref("Problem")) },
          "404": { description: "There is none.", ...json(ref("Problem")) },
        },
      },
    };
  }
  const info = { title: "Large API", version: "1" };
  return { openapi: "3.1.0", info, servers: [{ url: "https://large.example.com" }], paths, components: { schemas } };
}

function listPages(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".html"))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** A build of this portal with a document of `count` operations and as many schemas beside its own: seconds, memory, weight of their pages. */
export async function benchReference(root: string, count: number): Promise<Row[]> {
  const bench = path.join(root, ".cache/bench");
  mkdirSync(bench, { recursive: true });
  const site = await prepareWaymark(root, bench);
  writeFileSync(path.join(site.folder, "content/reference/large.json"), JSON.stringify(writeDocument(count)));
  for (const left of site.leaves) rmSync(path.join(site.folder, left), { recursive: true, force: true });
  const [command, ...args] = site.build;
  const built = await runMeasured(command, args, site.folder);
  const weights = listPages(path.join(site.folder, ".next/server/app/reference/large"))
    .map((file) => gzipSync(readFileSync(file)).length / 1024)
    .sort((a, b) => a - b);
  if (weights.length < count) throw new Error(`${weights.length} pages for ${count} operations`);
  const row = (what: string, value: number, unit: string, note?: string): Row => ({
    ...{ name: `reference: ${what}`, value: Math.round(value * 10) / 10, unit, note },
  });
  return [
    row("build, cold", built.seconds, "s", `${count} operations and schemas, the portal's own pages too`),
    row("build, peak memory", built.peakMb, "MB"),
    row("HTML of a page, gzip, median", weights[Math.floor(weights.length / 2)] as number, "KB"),
    row("HTML of a page, gzip, largest", weights.at(-1) as number, "KB"),
  ];
}
