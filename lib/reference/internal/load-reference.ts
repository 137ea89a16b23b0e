import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import { portal } from "@/lib/base/config/portal";
import type { Reference } from "../schema";
import { buildReference } from "./build-reference";
import { DocumentError, type OpenApiDocument } from "./document";

type Loaded = { at: number; changed: number; document: OpenApiDocument; reference: Reference };
const shared = globalThis as { waymarkReference?: Loaded };

/** A changed document is seen after at most this long. */
const recheckMs = 1_000;

/** YAML or JSON; errors name the file. */
export function parseDocument(file: string, text: string): OpenApiDocument {
  try {
    // Aliases are YAML's way to say things once; a thousand is far more than an honest document has.
    return (file.endsWith(".json") ? JSON.parse(text) : parse(text, { maxAliasCount: 1_000 })) as OpenApiDocument;
  } catch (error) {
    throw new DocumentError(file, "", `cannot be read: ${(error as Error).message.split("\n")[0]}`);
  }
}

/** The platform's OpenAPI document (`api.document` of the config) and what the pages show of it, read again when the file changed. */
export async function loadReference(): Promise<Loaded> {
  const file = portal.api.document;
  const place = path.resolve(/*turbopackIgnore: true*/ process.cwd(), file);
  const loaded = shared.waymarkReference;
  const at = Date.now();
  if (loaded && at - loaded.at < recheckMs) return loaded;
  const { mtimeMs } = await stat(place);
  if (loaded && loaded.changed === mtimeMs) {
    loaded.at = at;
    return loaded;
  }
  const document = parseDocument(file, await readFile(place, "utf8"));
  shared.waymarkReference = { at, changed: mtimeMs, document, reference: buildReference(document, file) };
  return shared.waymarkReference;
}
