import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

/** The house plan as data: which room stands on which floor. A room may import its own files and lower floors. */
const floors: string[][] = [
  ["base"],
  ["events"],
  [
    "identity",
    "visits",
    "docs",
    "reference",
    "keys",
    "usage",
    "plans",
    "sandbox",
    "certification",
    "showcase",
    "support",
    "destinations",
    "spend",
    "mail",
    "notes",
    "facts",
  ],
  ["access", "attribution", "journeys", "collector", "stuck"],
  ["reports"],
  ["alerts", "digests"],
  // Takes a person out of every room.
  ["privacy"],
];

const root = path.resolve(import.meta.dirname, "..");
const skipped = new Set(["node_modules", ".next", "dist", ".data", ".cache", ".git", "prisma-client"]);

function listSources(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : listSources(name);
    return /\.(ts|tsx|mts)$/.test(entry.name) && !entry.name.endsWith(".d.ts") ? [name] : [];
  });
}

const files = ["lib", "app", "components", "server", "clients", "content"].flatMap((folder) => {
  try {
    return listSources(folder);
  } catch {
    return [];
  }
});
const known = new Set([...files, "portal.config.ts", "portal.events.ts"]);

type Edge = { from: string; to: string; typeOnly: boolean };

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");

/** Static and dynamic imports of one text, as written. */
function findImports(text: string): { specifier: string; typeOnly: boolean }[] {
  const bare = withoutComments(text);
  const statics = [
    ...bare.matchAll(/(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?["']([^"']+)["']/g),
  ];
  const dynamics = [...bare.matchAll(/\bimport\(\s*(?:\/\*.*?\*\/\s*)?["']([^"']+)["']/g)];
  return [
    ...statics.map((match) => ({ specifier: match[2] as string, typeOnly: Boolean(match[1]) })),
    ...dynamics.map((match) => ({ specifier: match[1] as string, typeOnly: false })),
  ];
}

function resolveImport(from: string, specifier: string): string | undefined {
  const target = specifier.startsWith("@/")
    ? specifier.slice(2)
    : specifier.startsWith(".")
      ? path.posix.normalize(path.posix.join(path.posix.dirname(from), specifier))
      : undefined;
  if (!target) return undefined;
  return [target, `${target}.ts`, `${target}.tsx`, `${target}/index.ts`].find((name) => known.has(name));
}

const edges: Edge[] = files.flatMap((from) =>
  findImports(readFileSync(path.join(root, from), "utf8")).flatMap(({ specifier, typeOnly }) => {
    const to = resolveImport(from, specifier);
    return to ? [{ from, to, typeOnly }] : [];
  }),
);

const isTest = (file: string) => /\.test\.tsx?$/.test(file) || file.includes("/testing/");
const roomOf = (file: string) => (file.startsWith("lib/") ? file.split("/")[1] : undefined);
const floorOf = (room: string) => floors.findIndex((rooms) => rooms.includes(room));

/** What is wrong with one import, or nothing. */
function judge({ from, to }: Pick<Edge, "from" | "to">): string | undefined {
  if (isTest(from)) return undefined;
  const [fromTop, toTop] = [from.split("/")[0], to.split("/")[0]];
  const [fromRoom, toRoom] = [roomOf(from), roomOf(to)];
  if (toTop === "app" && fromTop !== "app") return "nobody imports app";
  if (toTop === "server" && fromTop !== "server") return "nobody imports server";
  if (toTop === "components" && fromTop !== "app" && fromTop !== "components")
    return "components are drawn by app only";
  if (
    fromTop === "components" &&
    toRoom &&
    !/^lib\/base\/(escape-html|format|paths)\.ts$/.test(to) &&
    !/\/schema\.ts$/.test(to)
  ) {
    return "components see base/escape-html, base/format, base/paths and schemas only";
  }
  if (toRoom && to.includes("/internal/") && fromRoom !== toRoom) return "internal/ stays inside its room";
  if (fromRoom && toRoom && fromRoom !== toRoom) {
    const [fromFloor, toFloor] = [floorOf(fromRoom), floorOf(toRoom)];
    if (fromFloor < 0 || toFloor < 0) return `room ${fromFloor < 0 ? fromRoom : toRoom} is on no floor`;
    if (toFloor >= fromFloor) return `floor ${fromFloor} may not import floor ${toFloor}`;
  }
  if (fromTop === "clients" && toTop !== "clients") return "clients depend on nothing of the house";
  return undefined;
}

/** Prisma models that a text writes, from `<anything>.<model>.<writing verb>(`. */
function findWrites(text: string, models: string[]): string[] {
  const verbs = "create|createMany|createManyAndReturn|update|updateMany|updateManyAndReturn|upsert|delete|deleteMany";
  return models.filter((model) => new RegExp(`\\.${model}\\s*\\.(${verbs})\\(`).test(text));
}

/** Tables that a text writes with SQL of its own, and those it hands rows to by a ClickHouse client's `insert`. */
function findTableWrites(text: string): string[] {
  const sql =
    /\b(?:INSERT\s+INTO|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?|ALTER\s+TABLE|UPDATE)\s+(?:ONLY\s+)?["`]?([a-z_]+)\b["`]?(?!\s*=)/g;
  // Names in capitals only: SQL is written so here, sentences are not. "FOR UPDATE" locks and writes nothing; "DO UPDATE SET" and ClickHouse's "UPDATE column =" name no table.
  const bare = withoutComments(text).replace(/\bFOR\s+(NO\s+KEY\s+)?UPDATE\b/g, "");
  const rows = /\.insert\(\s*\{[^}]*?\btable:\s*["'`]([a-z_]+)["'`]/g;
  return [...bare.matchAll(sql), ...bare.matchAll(rows)].map((match) => match[1] as string);
}

const schemaFiles = readdirSync(path.join(root, "prisma/schema"));
const modelRoom = new Map<string, string>(
  schemaFiles.flatMap((file) =>
    [...readFileSync(path.join(root, "prisma/schema", file), "utf8").matchAll(/^model (\w+)/gm)].map(
      (match): [string, string] => {
        const model = match[1] as string;
        return [model[0]?.toLowerCase() + model.slice(1), file.replace(".prisma", "")];
      },
    ),
  ),
);

/** The room of each PostgreSQL table, from `@@map`. */
const tableRoom = new Map<string, string>(
  schemaFiles.flatMap((file) =>
    [...readFileSync(path.join(root, "prisma/schema", file), "utf8").matchAll(/@@map\("(\w+)"\)/g)].map(
      (match): [string, string] => [match[1] as string, file.replace(".prisma", "")],
    ),
  ),
);

/** Other tables somebody writes to, ClickHouse's above all, and who may. Everything else there is filled by materialised views. */
const clickhouseWriters: Record<string, string> = {
  events: "events",
  usage_events: "events",
  quarantine: "events",
  traits: "events",
  recent_events: "events",
  // Filled by views; rewritten where somebody is taken out of the ledger.
  aliases: "events",
  milestones: "events",
  touches: "events",
  visit_docs: "events",
  layer_firsts: "events",
  facts_daily: "facts",
  metered_daily: "plans",
  metered_months: "plans",
  waymark_migrations: "base",
  _prisma_migrations: "base",
};

/** Writes rows of several rooms, into stores that hold nothing else: the journeys of `npm run demo`. */
const sampleWriter = "server/demo/write-sample.ts";

describe("the house", () => {
  it("was really read: enough files, imports and models", () => {
    expect(files.length).toBeGreaterThan(150);
    expect(edges.length).toBeGreaterThan(400);
    expect(modelRoom.size).toBeGreaterThan(15);
    const rooms = new Set(files.map(roomOf).filter((room) => room && !room.includes(".")));
    for (const room of ["base", "events", "identity", "visits", "docs", "keys", "usage", "sandbox", "reports"])
      expect(rooms).toContain(room);
  });

  it("imports downwards only", () => {
    const wrong = edges.flatMap((edge) => {
      const why = judge(edge);
      return why ? [`${edge.from} -> ${edge.to}: ${why}`] : [];
    });
    expect(wrong).toEqual([]);
  });

  it("has no import cycles", () => {
    const next = new Map<string, string[]>();
    for (const { from, to, typeOnly } of edges) if (!typeOnly) next.set(from, [...(next.get(from) ?? []), to]);
    const state = new Map<string, "open" | "done">();
    const cycles: string[] = [];
    const visit = (file: string, trail: string[]) => {
      if (state.get(file) === "done") return;
      if (state.get(file) === "open") {
        cycles.push([...trail.slice(trail.indexOf(file)), file].join(" -> "));
        return;
      }
      state.set(file, "open");
      for (const to of next.get(file) ?? []) visit(to, [...trail, file]);
      state.set(file, "done");
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });

  it("lets each table be written by one room", () => {
    const models = [...modelRoom.keys()];
    let seen = 0;
    const wrong = files
      .filter((file) => !isTest(file) && file !== sampleWriter)
      .flatMap((file) => {
        const text = readFileSync(path.join(root, file), "utf8");
        const prisma = findWrites(text, models).flatMap((model) => {
          seen++;
          return modelRoom.get(model) === roomOf(file)
            ? []
            : [`${file} writes ${model} of room ${modelRoom.get(model)}`];
        });
        const tables = findTableWrites(text).flatMap((table) => {
          const owner = tableRoom.get(table) ?? clickhouseWriters[table];
          seen++;
          if (!owner) return [`${file} writes ${table}, which is in no schema file and not in clickhouseWriters`];
          return owner === roomOf(file) ? [] : [`${file} writes ${table} of room ${owner}`];
        });
        return [...prisma, ...tables];
      });
    expect(wrong).toEqual([]);
    expect(seen).toBeGreaterThan(15);
  });

  it("reads process.env in one place", () => {
    const allowed = /^(lib\/base\/env\.ts|server\/|clients\/)|\/testing\/|\.test\.tsx?$/;
    const wrong = files.filter(
      (file) => !allowed.test(file) && /process\.env\.(?!NODE_ENV)/.test(readFileSync(path.join(root, file), "utf8")),
    );
    expect(wrong).toEqual([]);
  });
});

describe("the rules themselves", () => {
  it("refuse what they should", () => {
    expect(judge({ from: "lib/keys/a.ts", to: "lib/usage/b.ts" })).toMatch("floor 2 may not import floor 2");
    expect(judge({ from: "lib/base/a.ts", to: "lib/events/b.ts" })).toMatch("floor 0 may not import floor 1");
    expect(judge({ from: "lib/reports/a.ts", to: "app/x.ts" })).toBe("nobody imports app");
    expect(judge({ from: "components/ui/a.tsx", to: "lib/keys/create-key.ts" })).toBeDefined();
    expect(judge({ from: "app/a.tsx", to: "lib/keys/internal/x.ts" })).toBeDefined();
    expect(judge({ from: "lib/newroom/a.ts", to: "lib/base/ids.ts" })).toMatch("on no floor");
    expect(judge({ from: "lib/reports/a.ts", to: "lib/events/b.ts" })).toBeUndefined();
    expect(judge({ from: "components/keys/a.tsx", to: "lib/keys/schema.ts" })).toBeUndefined();
  });

  it("see imports and writes", () => {
    const text = `import a from "@/x";\nimport type { B } from "./y";\nexport { c } from "./z";\nawait import("./w");\n// import q from "q"`;
    expect(findImports(text).map((found) => found.specifier)).toEqual(["@/x", "./y", "./z", "./w"]);
    expect(findWrites("await tx.apiKey.update({})", ["apiKey", "app"])).toEqual(["apiKey"]);
    expect(findWrites("await db.apiKey.findMany({})", ["apiKey"])).toEqual([]);
    const sql =
      "INSERT INTO `deliveries` (id) VALUES (1); SELECT 1 FROM apps FOR UPDATE; DELETE FROM plans; UPDATE ONLY keys SET a = 1";
    expect(findTableWrites(sql)).toEqual(["deliveries", "plans", "keys"]);
    expect(findTableWrites('await clickhouse().insert({ format: "JSONEachRow", table: "spend", values })')).toEqual([
      "spend",
    ]);
  });
});
