import path from "node:path";
import { type DocumentProblem, pointerOf } from "./problem";
import { readSource, type SourceFile, Unreadable } from "./read-file";
import { extensible, shape } from "./shape";
import { checkValues } from "./values";

type Node = Record<string, unknown>;

export type LoadedDocument = {
  /** One document: what other files held stands in its `components`. What was broken is left out. Null: the file itself cannot be read. */
  document: Node | null;
  problems: DocumentProblem[];
  /** Every file that was read or looked for, absolute. */
  files: string[];
};

/** Deeper than this nobody writes by hand. */
const deepest = 200;
/** More is the same mistake again. */
const mostProblems = 200;

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);

const unescapePart = (part: string) => {
  let text = part;
  try {
    text = decodeURIComponent(part);
  } catch {
    // A percent sign that is one.
  }
  return text.replaceAll("~1", "/").replaceAll("~0", "~");
};

/** What a fragment (`#/components/schemas/Parcel`, or empty) points to in a file's content; undefined: nothing. */
function lookUp(content: unknown, fragment: string): unknown {
  let node = content;
  for (const part of fragment.split("/").slice(1)) {
    const key = unescapePart(part);
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, key)) return undefined;
    node = (node as Node)[key];
  }
  return node;
}

/** In which line each reference of a text stands first. */
function linesOfRefs(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  let line = 1;
  let counted = 0;
  for (const hit of text.matchAll(/\$ref["']?\s*:\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s,}]+))/g)) {
    for (let at = text.indexOf("\n", counted); at !== -1 && at < hit.index; at = text.indexOf("\n", counted)) {
      counted = at + 1;
      line++;
    }
    const ref = hit[1] ?? hit[2] ?? hit[3] ?? "";
    if (!lines.has(ref)) lines.set(ref, line);
  }
  return lines;
}

/** Puts a document of several files together and looks where its references lead. */
class Bundler {
  readonly problems: DocumentProblem[] = [];
  readonly files = new Map<string, SourceFile | Unreadable>();
  private readonly lines = new Map<string, Map<string, number>>();
  private readonly homes = new Map<string, string>();
  private readonly seen = new Set<object>();
  private readonly above = new Set<object>();
  private readonly broken = new Map<string, { problem: DocumentProblem; count: number }>();
  private readonly refs: { node: Node; file: SourceFile; ref: string; place: (string | number)[] }[] = [];

  constructor(
    private readonly main: SourceFile,
    private readonly root: string,
    private readonly boundary: string,
  ) {
    this.files.set(main.place, main);
  }

  run(): Node {
    const document = this.main.content as Node;
    this.adopt(document);
    this.walk(document, "root", this.main, []);
    this.cutCircles(document);
    for (const { problem, count } of this.broken.values()) {
      if (count > 1) problem.message += ` (and ${count - 1} more ${count === 2 ? "place" : "places"})`;
      this.problems.push(problem);
    }
    const rest = this.problems.length - mostProblems;
    if (rest > 0) {
      this.problems.length = mostProblems;
      this.problems.push({ file: this.main.name, place: "", message: `and ${rest} more problems` });
    }
    return document;
  }

  /** `components/schemas/Parcel: { $ref: parcel.yaml }`: that is its home, by that name. */
  private adopt(document: Node): void {
    for (const [section, entries] of Object.entries(isNode(document.components) ? document.components : {})) {
      const kind = shape[shape.components?.keys?.[section] ?? ""]?.each ?? "";
      if (shape[kind]?.home !== section || !isNode(entries)) continue;
      for (const [name, entry] of Object.entries(entries)) {
        if (!isNode(entry) || typeof entry.$ref !== "string" || Object.keys(entry).length > 1) continue;
        const target = this.find(entry.$ref, this.main);
        if (typeof target === "string" || target.file === this.main || !isNode(target.value)) continue;
        const source = `${section} ${target.file.place}#${target.fragment}`;
        if (this.homes.has(source)) continue;
        this.homes.set(source, `#/components/${section}/${name}`);
        entries[name] = target.value;
        this.walk(target.value, kind, target.file, target.fragment.split("/").slice(1).map(unescapePart));
      }
    }
  }

  private tell(file: SourceFile, place: (string | number)[], message: string): void {
    this.problems.push({ file: file.name, place: pointerOf(place), message });
  }

  /** Visits what stands there; false when it cannot stand there and has to go. */
  private walk(node: unknown, kind: string, file: SourceFile, place: (string | number)[]): boolean {
    const part = shape[kind];
    if (!part) return true;
    if (kind === "schema" && typeof node === "boolean") return true;
    if (part.list ? !Array.isArray(node) : !isNode(node)) {
      this.tell(file, place, `must be ${part.list ? "a list" : "an object"}`);
      return false;
    }
    const object = node as Node;
    if (this.above.has(object)) {
      this.tell(file, place, "is an alias of what it stands in; use $ref for what repeats itself");
      return false;
    }
    if (place.length > deepest) {
      this.tell(file, place.slice(0, 6), `is nested more than ${deepest} deep`);
      return false;
    }
    if (this.seen.has(object)) return true;
    this.seen.add(object);
    this.above.add(object);
    checkValues(object, kind, (key, message) => this.tell(file, [...place, key], message));
    if (part.home || kind === "pathItem") this.followRef(object, kind, file, place);
    for (const [key, value] of Object.entries(object)) {
      const below = part.keys ? part.keys[key] : part.each;
      if (!below || value === undefined || (extensible.has(kind) && key.startsWith("x-"))) continue;
      const at = [...place, key];
      // A tuple, as older drafts write it.
      const really = below === "schema" && key === "items" && Array.isArray(value) ? "schemaList" : below;
      if (this.walk(value, really, file, at)) continue;
      if (Array.isArray(object)) object[Number(key)] = {};
      else delete object[key];
    }
    if (kind === "schema") this.followMapping(object, file, place);
    this.above.delete(object);
    return true;
  }

  private followMapping(schema: Node, file: SourceFile, place: (string | number)[]): void {
    const mapping = isNode(schema.discriminator) ? schema.discriminator.mapping : undefined;
    if (!isNode(mapping)) return;
    for (const [value, ref] of Object.entries(mapping)) {
      if (typeof ref !== "string" || !/[#/]|\.(ya?ml|json)$/i.test(ref)) continue;
      const holder: Node = { $ref: ref };
      this.followRef(holder, "schema", file, [...place, "discriminator", "mapping", value]);
      if (holder.$ref) mapping[value] = holder.$ref;
      else delete mapping[value];
    }
  }

  /** Leads a reference to its target within the one document; a broken one is taken away. */
  private followRef(node: Node, kind: string, file: SourceFile, place: (string | number)[]): void {
    const ref = node.$ref;
    if (ref === undefined) return;
    if (typeof ref !== "string") {
      this.tell(file, place, "$ref must be a text");
      delete node.$ref;
      return;
    }
    const target = this.find(ref, file);
    if (typeof target === "string") {
      this.tellBroken(file, ref, place, target);
      delete node.$ref;
      return;
    }
    if (target.file === this.main && target.fragment !== "") {
      node.$ref = `#${target.fragment}`;
    } else if (kind === "pathItem") {
      const { $ref: _, ...beside } = node;
      delete node.$ref;
      Object.assign(node, target.value, beside);
      return;
    } else node.$ref = this.bringHome(target.value as Node, kind, target.file, target.fragment);
    this.refs.push({ node, file, ref, place });
  }

  private find(ref: string, from: SourceFile): { file: SourceFile; fragment: string; value: unknown } | string {
    const [before = "", fragment = ""] = ref.split(/#(.*)/s);
    if (/^[a-z][a-z0-9+.-]*:/i.test(before) || before.startsWith("//"))
      return "leads to another host; files are read from content/ only";
    let file: SourceFile = from;
    if (before) {
      const opened = this.open(path.resolve(path.dirname(from.place), unescapePart(before)));
      if (opened instanceof Unreadable) return `leads to ${opened.problem.file}, which ${opened.problem.message}`;
      file = opened;
    }
    if (fragment && !fragment.startsWith("/")) return "is no pointer: after # comes / and a path";
    const value = lookUp(file.content, fragment);
    if (typeof value !== "object" || value === null)
      return `leads nowhere${before ? `: ${file.name} has no such place` : ""}`;
    return { file, fragment, value };
  }

  private open(place: string): SourceFile | Unreadable {
    let file = this.files.get(place);
    if (!file) {
      try {
        file = readSource(place, this.root, this.boundary);
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        file = error;
      }
      this.files.set(place, file);
    }
    return file;
  }

  /** Gives something of another file a place in `components`. */
  private bringHome(value: Node, kind: string, file: SourceFile, fragment: string): string {
    const home = shape[kind]?.home as string;
    const source = `${home} ${file.place}#${fragment}`;
    const known = this.homes.get(source);
    if (known) return known;
    const document = this.main.content as Node;
    document.components ??= {};
    const components = document.components as Node;
    if (!isNode(components[home])) components[home] = {};
    const room = components[home] as Node;
    const wanted =
      unescapePart(fragment.split("/").at(-1) || path.basename(file.place).replace(/\.[^.]+$/, "")).replace(
        /[^\w.-]+/g,
        "-",
      ) || "Part";
    let name = wanted;
    for (let n = 2; Object.hasOwn(room, name); n++) name = `${wanted}${n}`;
    const ref = `#/components/${home}/${name}`;
    this.homes.set(source, ref);
    room[name] = value;
    // What it stood in is above it only in its own file.
    const above = [...this.above];
    this.above.clear();
    this.walk(value, kind, file, fragment.split("/").slice(1).map(unescapePart));
    for (const one of above) this.above.add(one);
    return ref;
  }

  private tellBroken(file: SourceFile, ref: string, place: (string | number)[], message: string): void {
    const key = `${file.place} ${ref}`;
    const known = this.broken.get(key);
    if (known) {
      known.count++;
      return;
    }
    let lines = this.lines.get(file.place);
    if (!lines) {
      lines = linesOfRefs(file.text);
      this.lines.set(file.place, lines);
    }
    const line = lines.get(ref);
    const problem = {
      ...{ file: file.name, place: pointerOf(place), message: `"${ref.slice(0, 200)}" ${message}` },
      ...(line ? { line } : {}),
    };
    this.broken.set(key, { problem, count: 1 });
  }

  /** References that lead to references and never to a thing. */
  private cutCircles(document: Node): void {
    for (const { node, file, ref, place } of this.refs) {
      const passed = new Set<unknown>([node]);
      for (let next: unknown = node; isNode(next) && typeof next.$ref === "string"; ) {
        next = lookUp(document, next.$ref.slice(1));
        if (next === undefined || passed.has(next)) {
          this.tellBroken(file, ref, place, next === undefined ? "leads nowhere" : "leads back to itself");
          delete node.$ref;
          break;
        }
        passed.add(next);
      }
    }
  }
}

/**
 * Reads an OpenAPI document (YAML or JSON, `file` from `root`) with the files it refers to. Those must lie below content/ when the document
 * does, else below its own folder. Never throws for what is written in them: everything wrong is in `problems`, with file, line and place.
 */
export function loadDocument(file: string, root = process.cwd()): LoadedDocument {
  const place = path.resolve(/*turbopackIgnore: true*/ root, file);
  const content = path.join(root, "content");
  const boundary = place.startsWith(content + path.sep) ? content : path.dirname(place);
  let main: SourceFile;
  try {
    main = readSource(place, root, boundary);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { document: null, problems: [error.problem], files: [place] };
  }
  if (!isNode(main.content)) {
    const problem = { file: main.name, place: "", message: "is no OpenAPI document: it must be an object" };
    return { document: null, problems: [problem], files: [place] };
  }
  const bundler = new Bundler(main, root, boundary);
  const document = bundler.run();
  return { document, problems: bundler.problems, files: [...bundler.files.keys()] };
}
