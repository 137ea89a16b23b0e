import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import { type Access, accessSchema, type DocReader, type MissingAccess } from "../schema";
import { ContentError } from "./content-error";
import type { Part } from "./expand-includes";
import type { Folder, SourcePage } from "./read-tree";

const docs = "content/docs";

function hasRole(role: string, reader: DocReader): boolean {
  const [house, name] = role.split(":");
  if (house === "person") return true;
  if (house === "staff") return reader.staffRole !== null && (!name || reader.staffRole === name);
  return reader.companyRole !== null && reader.companyRole === name;
}

/** What a reader lacks to pass all gates; null: nothing. The portal's admins pass everywhere. */
export function missingAccess(gates: readonly Access[], reader: DocReader | null): MissingAccess | null {
  if (gates.length === 0 || reader?.staffRole === "admin") return null;
  if (!reader) return { kind: "sign-in" };
  for (const { role, plan, certification } of gates) {
    if (role && !role.some((one) => hasRole(one, reader))) return { kind: "role", names: role };
    if (plan && !plan.some((one) => one === reader.plan)) return { kind: "plan", names: plan };
    if (certification && !certification.some((one) => reader.certifications.includes(one))) {
      return { kind: "certification", names: certification };
    }
  }
  return null;
}

export const mayRead = (gates: readonly Access[], reader: DocReader | null) => missingAccess(gates, reader) === null;

/** A folder without the pages that are not kept, the folders that are left empty and the labels over nothing. */
export function cutTree(folder: Folder, keeps: (page: SourcePage) => boolean): Folder {
  const pages = new Map([...folder.pages].filter(([, page]) => keeps(page)));
  const folders = new Map(
    [...folder.folders]
      .map(([name, below]) => [name, cutTree(below, keeps)] as const)
      .filter(([, below]) => below.pages.size + below.folders.size > 0),
  );
  const named = folder.order.filter((item) => item.kind !== "name" || pages.has(item.name) || folders.has(item.name));
  const order = named.filter(
    (item, index) => item.kind !== "label" || ["name", "link"].includes(named[index + 1]?.kind ?? ""),
  );
  return { ...folder, pages, folders, order };
}

/** An `access` wherever it is written; what is not understood is a gate that nobody passes. */
function readAccess(value: unknown): Access[] {
  const given = (value as { access?: unknown } | null)?.access;
  if (given === undefined) return [];
  const result = accessSchema.safeParse(given);
  return [result.success ? result.data : { role: ["nobody"], hidden: true }];
}

/** The gates of a file of content/: its folders' (meta.json) and its own (front matter). */
async function gatesOf(root: string, { file, text }: Part): Promise<Access[]> {
  const gates: Access[] = [];
  const folders = path.posix.dirname(file).split("/");
  for (let depth = docs.split("/").length; file.startsWith(`${docs}/`) && depth <= folders.length; depth++) {
    const meta = await readFile(path.join(root, ...folders.slice(0, depth), "meta.json"), "utf8").catch(() => "{}");
    gates.push(...readAccess(safely(() => JSON.parse(meta))));
  }
  const matter = /^---\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(text)?.[1];
  if (matter?.includes("access")) gates.push(...readAccess(safely(() => parse(matter))));
  return gates;
}

/** What cannot be read says so where it is read itself; here it keeps everybody out. */
function safely(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return { access: null };
  }
}

/** A page gives away what it includes: it must have the gates of every file that is put into it. Throws ContentError. */
export async function refuseGatedParts(root: string, file: string, parts: readonly Part[], gates: readonly Access[]) {
  const own = new Set(gates.map((gate) => JSON.stringify(gate)));
  for (const part of parts) {
    const wanted = await gatesOf(root, part);
    if (wanted.every((gate) => own.has(JSON.stringify(gate)))) continue;
    throw new ContentError(
      part.at.file,
      part.at.line,
      `${part.file} is not for everybody; ${file} puts it in, so it needs the same access`,
    );
  }
}
