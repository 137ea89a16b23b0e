import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import type { Document } from "openapi-backend";
import { type Body, isObject } from "./context";
import { decode, lookUp } from "./look-up";
import { type Resolve, sampleSchema } from "./sample-schema";

type Media = { mediaType: string; media: Body; pointer: string };

/** What the document says about one status of one operation. */
export type BookedAnswer = {
  /** Absent: no body. JSON where there is a choice. */
  mediaType?: string;
  /** By example, else by schema, not yet held against the schema. */
  rough(): unknown;
  /** A body that the schema allows, made once: the first example it allows, else one made up; undefined without a body. A fresh copy. */
  sample(): unknown;
  /** What the schema has against a body; empty: nothing. */
  check(body: unknown): ErrorObject[];
};

export type AnswerBook = {
  answerOf(path: string, method: string, status: string): BookedAnswer;
  resolve: Resolve;
};

const uri = "api";
const empty: BookedAnswer = { rough: () => undefined, sample: () => undefined, check: () => [] };

/**
 * The answers of a document, made and checked by its own schemas, where they stand: nothing is unfolded, so that recursive schemas and documents of
 * a thousand operations cost what is asked for. Give it the normalised document.
 */
export function openAnswerBook(definition: Document): AnswerBook {
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    validateSchema: false,
    inlineRefs: false,
    logger: false,
    code: { optimize: false },
  });
  addFormats.default(ajv as never);
  ajv.addSchema(definition as object, uri);
  const found = new Map<string, unknown>();
  const resolve: Resolve = (ref) => {
    if (!found.has(ref)) found.set(ref, lookUp(definition, ref));
    return found.get(ref);
  };

  function findMedia(path: string, method: string, status: string): Media | undefined {
    let pointer = `#/paths/${escapePointer(path)}`;
    for (const part of [method, "responses", status]) pointer = `${follow(pointer)}/${escapePointer(part)}`;
    pointer = follow(pointer);
    const response = resolve(pointer);
    const content = isObject(response) && isObject(response.content) ? response.content : {};
    const types = Object.keys(content);
    const mediaType = types.find((type) => /json/i.test(type)) ?? types[0];
    const media = mediaType === undefined ? undefined : content[mediaType];
    return mediaType !== undefined && isObject(media)
      ? { mediaType, media, pointer: `${pointer}/content/${escapePointer(mediaType)}` }
      : undefined;
  }

  /** Where a pointer really leads: the thing there may be a `$ref`. */
  function follow(pointer: string): string {
    let at = pointer;
    for (let hop = 0; hop < 10; hop++) {
      const there = resolve(at);
      if (!isObject(there) || typeof there.$ref !== "string") return at;
      at = there.$ref;
    }
    return at;
  }

  function book({ mediaType, media, pointer }: Media): BookedAnswer {
    let validate: ValidateFunction | null | undefined;
    let kept: string | undefined;
    const examples = () => {
      const named = isObject(media.examples) ? Object.values(media.examples) : [];
      const written = named.map((one) => {
        const read = isObject(one) && typeof one.$ref === "string" ? resolve(one.$ref) : one;
        return isObject(read) ? read.value : undefined;
      });
      return [media.example, ...written].filter((one) => one !== undefined);
    };
    const make = () => ("schema" in media ? sampleSchema(media.schema, resolve) : undefined);
    const check = (body: unknown) => {
      if (validate === undefined) validate = "schema" in media ? compile(`${pointer}/schema`) : null;
      return !validate || validate(body) ? [] : [...(validate.errors ?? [])];
    };
    const choose = () => {
      const written = examples();
      if (!/json/i.test(mediaType)) return written[0];
      return [...written, make()].find((body) => body !== undefined && !check(body).length) ?? written[0] ?? make();
    };
    return {
      mediaType,
      check,
      rough: () => structuredClone(examples()[0] ?? make()),
      sample() {
        kept ??= JSON.stringify(choose()) ?? "";
        return kept === "" ? undefined : JSON.parse(kept);
      },
    };
  }

  function compile(pointer: string): ValidateFunction | null {
    try {
      return ajv.getSchema(uri + encodeURI(pointer).replaceAll("%25", "%")) ?? null;
    } catch {
      // A schema no validator takes allows everything: a developer who tries things out can do nothing about it.
      return null;
    }
  }

  const answers = new Map<string, BookedAnswer>();
  return {
    resolve,
    answerOf(path, method, status) {
      const key = `${method} ${path} ${status}`;
      const known = answers.get(key);
      if (known) return known;
      const media = findMedia(path, method, status);
      const made = media ? book(media) : empty;
      answers.set(key, made);
      return made;
    },
  };
}

const escapePointer = (name: string) => name.replaceAll("~", "~0").replaceAll("/", "~1");

/**
 * An answer as its schema wants it: what a caller sent stays wherever the schema allows it; where it does not (a field that has another type in
 * answers), the sample's value stands in its place.
 */
export function mendAnswer(body: unknown, { check, sample }: BookedAnswer): unknown {
  let errors = check(body);
  if (!errors.length) return body;
  const mended = structuredClone(body);
  const like = sample();
  for (let round = 0; errors.length && round < 4; round++) {
    for (const error of errors) mendPlace(mended, like, error, round);
    const before = errors.length;
    errors = check(mended);
    if (errors.length >= before && round > 1) break;
  }
  return errors.length && !check(like).length ? like : mended;
}

function mendPlace(body: unknown, like: unknown, error: ErrorObject, round: number): void {
  const parts = error.instancePath.split("/").slice(1).map(decode);
  if (error.keyword === "required") parts.push(String(error.params.missingProperty));
  if (error.keyword === "additionalProperties") parts.push(String(error.params.additionalProperty));
  // What did not help at the place itself is tried one level up.
  const path = round > 1 && parts.length > 1 ? parts.slice(0, -1) : parts;
  const name = path.pop()?.replaceAll("~1", "/").replaceAll("~0", "~");
  if (name === undefined) return;
  const holder = at(body, path);
  const model = at(like, path);
  if (typeof holder !== "object" || holder === null) return;
  const key = Array.isArray(model) && !(name in model) ? "0" : name;
  const has = typeof model === "object" && model !== null && Object.hasOwn(model, key);
  if (has && error.keyword !== "additionalProperties") (holder as Body)[name] = structuredClone((model as Body)[key]);
  else if (Array.isArray(holder)) holder.splice(Number(name), 1);
  else delete (holder as Body)[name];
}

/** Below `path`; of lists the first stands for those the model lacks. */
function at(body: unknown, path: string[]): unknown {
  let node = body;
  for (const part of path) {
    if (typeof node !== "object" || node === null) return undefined;
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    node = (node as Body)[Array.isArray(node) && !(name in node) ? "0" : name];
  }
  return node;
}
