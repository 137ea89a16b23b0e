import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { portal } from "@/lib/base/config/portal";
import { contentRecheckMs } from "@/lib/base/content-recheck";
import { loadDocument } from "@/lib/base/openapi/load-document";
import { type Built, buildReference } from "./build-reference";
import type { OpenApiDocument } from "./document";
import { slugOf } from "./render-inline";

type Loaded = { at: number; stamp: string; files: string[]; apis: Built[] };
const shared = globalThis as { waymarkReference?: Loaded };

const folder = "content/reference";

/** Documents of the folder, from the root, by name. */
function listFiles(root: string): string[] {
  try {
    return readdirSync(path.join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ya?ml|json)$/i.test(entry.name))
      .map((entry) => `${folder}/${entry.name}`)
      .sort();
  } catch {
    return [];
  }
}

function stampOf(files: string[]): string {
  return files
    .map((file) => {
      const stat = statSync(file, { throwIfNoEntry: false });
      return stat ? `${file} ${stat.mtimeMs} ${stat.size}` : file;
    })
    .join("\n");
}

/** Every API below a root: the one of the config (`api.document`) first, then the others of content/reference. */
export function readReferences(root: string, first: string): { apis: Built[]; files: string[] } {
  const files: string[] = [];
  const apis: Built[] = [];
  const firstPlace = path.resolve(/*turbopackIgnore: true*/ root, first);
  for (const file of [first, ...listFiles(root)]) {
    const place = path.resolve(/*turbopackIgnore: true*/ root, file);
    const isFirst = apis.length === 0;
    if (!isFirst && place === firstPlace) continue;
    const loaded = loadDocument(file, root);
    files.push(...loaded.files);
    const document = loaded.document as unknown as OpenApiDocument | null;
    // A file beside the documents that is none holds parts they refer to.
    if (!isFirst && document && !("openapi" in document) && !("swagger" in document)) continue;
    const api = isFirst ? "" : slugOf(path.basename(file).replace(/\.[^.]+$/, "")) || "api";
    const built = buildReference(document, path.relative(root, place), { api, problems: loaded.problems });
    const taken = apis.find((one) => one.api === api || [...one.places.keys()].some((id) => id.split("/")[0] === api));
    if (!isFirst && (taken || api === "schemas" || api === "groups")) {
      const message = taken
        ? `its address /reference/${api} is taken by ${taken.file}: rename one of the two`
        : `${api} is an address of the reference itself: rename the file`;
      apis[0]?.problems.push({ file: built.file, place: "", message });
      continue;
    }
    apis.push(built);
  }
  return { apis, files };
}

/** Every API of the portal, read again when one of its files changed. The first one is the config's, and there always is one. */
export async function loadReferences(): Promise<Built[]> {
  const root = process.cwd();
  const loaded = shared.waymarkReference;
  const at = Date.now();
  if (loaded && at - loaded.at < contentRecheckMs) return loaded.apis;
  if (loaded && loaded.stamp === stampOf([...loaded.files, ...listFiles(root)])) {
    loaded.at = at;
    return loaded.apis;
  }
  const { apis, files } = readReferences(root, portal.api.document);
  const unique = [...new Set(files)];
  shared.waymarkReference = { at, stamp: stampOf([...unique, ...listFiles(root)]), files: unique, apis };
  return apis;
}

/** One API by its part of the address; the first one without. */
export async function loadReference(api = ""): Promise<Built | null> {
  return (await loadReferences()).find((one) => one.api === api) ?? null;
}

/** The API that an operation's id belongs to. */
export async function findOperation(id: string): Promise<Built | null> {
  return (await loadReferences()).find((one) => one.places.has(id)) ?? null;
}
