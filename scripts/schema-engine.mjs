import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { root } from "./run.mjs";

const require = createRequire(import.meta.url);
// The engine calls adapters through this wrapper; it comes with the adapters, always at their version.
const { bindMigrationAwareSqlAdapterFactory } = createRequire(require.resolve("@prisma/adapter-pg"))(
  "@prisma/driver-adapter-utils",
);

/** Its bindings hold one instance per process, whatever number of engines is opened. */
let bindings;

async function loadBindings() {
  const module = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const file = path.join(path.dirname(require.resolve("@prisma/schema-engine-wasm")), "schema_engine_bg.wasm");
  const { instance } = await WebAssembly.instantiate(readFileSync(file), { "./schema_engine_bg.js": module });
  module.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return module;
}

/** Prisma's schema engine as WebAssembly, over the given driver adapter factory (PGlite or pg). */
export async function openSchemaEngine(factory) {
  bindings ??= loadBindings();
  const { SchemaEngine } = await bindings;
  const datamodels = readSchema().files.map((file) => [file.path, file.content]);
  return SchemaEngine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(factory));
}

/** prisma/schema/*.prisma in the engine's words. */
export function readSchema() {
  const directory = path.join(root, "prisma/schema");
  const names = readdirSync(directory).filter((name) => name.endsWith(".prisma"));
  return {
    files: names.map((name) => ({
      path: path.join(directory, name),
      content: readFileSync(path.join(directory, name), "utf8"),
    })),
  };
}

/** A migrations directory (prisma/migrations by default) in the engine's words. */
export function readMigrations(baseDir = path.join(root, "prisma/migrations")) {
  mkdirSync(baseDir, { recursive: true });
  const names = readdirSync(baseDir, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return {
    baseDir,
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories: names
      .map((entry) => entry.name)
      .sort()
      .map((name) => ({
        path: name,
        migrationFile: {
          path: "migration.sql",
          content: { tag: "ok", value: readFileSync(path.join(baseDir, name, "migration.sql"), "utf8") },
        },
      })),
  };
}

export const noFilters = { externalTables: [], externalEnums: [] };
