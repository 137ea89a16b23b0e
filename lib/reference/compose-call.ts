import { type FieldError, PortalError } from "@/lib/base/errors";
import type { ComposedCall, TryField, TryForm, TryValues } from "./schema";

type Place = "path" | "query" | "headers";

/** Never taken from a form, whatever a document names: the connection's own, those that carry identity, those the portal's processes trust. */
const closedHeaders =
  /^(host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|proxy-.*|content-length|content-encoding|expect|cookie2?|set-cookie|authorization|origin|referer|forwarded|x-forwarded-.*|x-real-ip|x-waymark-.*|x-middleware-.*|sec-.*|user-agent|via|accept-encoding)$/i;

const pointer = (place: string, name: string) => `/${place}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;

/**
 * One request from what somebody typed. Only what the document names can be said: its path with its parameters filled in, its query and
 * headers, one of its servers. Throws `invalid_fields` (400) with a pointer per field: `/path/shipmentId`, `/query/limit`,
 * `/headers/Idempotency-Key`, `/body`, `/server`.
 */
export function composeCall(form: TryForm, values: TryValues): ComposedCall {
  const errors: FieldError[] = [];
  const server = form.servers.find(({ url }) => url === values.server);
  if (!server) errors.push({ pointer: "/server", detail: "is no server of this API" });
  refuseUnknown(form, values, errors);

  const check = (place: Place, field: TryField): string => {
    const text = values[place][field.name] ?? "";
    const wrong =
      text === "" ? (field.required ? "is required" : undefined) : refuse(field, text, place, values.unchecked);
    // Without a part of its path there is no address to ask.
    if (wrong && (place === "path" || text !== "" || !values.unchecked)) {
      errors.push({ pointer: pointer(place, field.name), detail: wrong });
    }
    return text;
  };

  const path = form.path.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const field = form.pathFields.find((one) => one.name === name);
    if (!field) errors.push({ pointer: pointer("path", name), detail: "is not described in the document" });
    return field ? encodeURIComponent(check("path", field)) : "";
  });
  const query = new URLSearchParams();
  for (const field of form.queryFields) {
    const text = check("query", field);
    if (text === "") continue;
    if (field.repeated) for (const item of itemsOf(text)) query.append(field.name, item);
    else query.append(field.name, field.kind === "array" ? itemsOf(text).join(",") : text);
  }
  const headers: [string, string][] = [];
  for (const field of form.headerFields) {
    const text = check("headers", field).trim();
    if (text !== "") headers.push([field.name, text]);
  }
  if (values.scenario && server?.own) {
    if (!isHeaderText(values.scenario)) errors.push({ pointer: "/scenario", detail: "must be printable ASCII" });
    else headers.push(["Sandbox-Scenario", values.scenario]);
  }
  const body = bodyOf(form, values, errors);
  if (body !== undefined && form.body) headers.unshift(["Content-Type", form.body.mediaType]);
  if (errors.length > 0 || !server) throw new PortalError("invalid_fields", undefined, { errors });
  const search = query.toString();
  return { method: form.method, server, target: `${path}${search ? `?${search}` : ""}`, headers, body };
}

function refuseUnknown(form: TryForm, values: TryValues, errors: FieldError[]): void {
  const known = { path: form.pathFields, query: form.queryFields, headers: form.headerFields };
  for (const place of ["path", "query", "headers"] as const) {
    for (const name of Object.keys(values[place])) {
      if (!known[place].some((field) => field.name === name)) {
        errors.push({ pointer: pointer(place, name), detail: "is not a parameter of this operation" });
      }
    }
  }
}

const itemsOf = (text: string) =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean);

const isHeaderText = (text: string) => /^[\t\x20-\x7e]*$/.test(text);

/** What is wrong with one value, or nothing. `unchecked` leaves only what cannot be sent at all. */
function refuse(field: TryField, text: string, place: Place, unchecked: boolean): string | undefined {
  // An address drops such a part, and with it the one before.
  if (place === "path" && /^\.{1,2}$/.test(text)) return "cannot be . or ..";
  if (place === "headers" && closedHeaders.test(field.name)) return "is set by the portal and cannot be sent from here";
  if (place === "headers" && !isHeaderText(text)) return "must be printable ASCII: headers carry nothing else";
  if (text.includes("\0")) return "must not have a NUL character";
  if (unchecked) return undefined;
  const items = field.kind === "array" ? itemsOf(text) : [text];
  if (field.kind === "array" && field.values.length > 0) {
    return items.every((item) => field.values.includes(item))
      ? undefined
      : `must be one or more of ${field.values.join(", ")}`;
  }
  if (field.values.length > 0 && !field.values.includes(text)) return `must be one of ${field.values.join(", ")}`;
  return refuseKind(field, text);
}

function refuseKind(field: TryField, text: string): string | undefined {
  if (field.kind === "boolean") return text === "true" || text === "false" ? undefined : "must be true or false";
  if (field.kind === "integer" || field.kind === "number") {
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value)) return "must be a number";
    if (field.kind === "integer" && !Number.isInteger(value)) return "must be a whole number";
    if (field.minimum !== undefined && value < field.minimum) return `must be at least ${field.minimum}`;
    if (field.maximum !== undefined && value > field.maximum) return `must be at most ${field.maximum}`;
    return undefined;
  }
  if (field.kind !== "string") return undefined;
  const length = [...text].length;
  if (field.minLength !== undefined && length < field.minLength)
    return `must have at least ${field.minLength} characters`;
  if (field.maxLength !== undefined && length > field.maxLength)
    return `must have at most ${field.maxLength} characters`;
  // The document's patterns are the API's to judge: one written by a stranger can be made to take for ever.
  return undefined;
}

function bodyOf({ body }: TryForm, { body: typed, unchecked }: TryValues, errors: FieldError[]): string | undefined {
  const text = typed?.trim() ? typed : undefined;
  if (!body) {
    if (text !== undefined) errors.push({ pointer: "/body", detail: "this operation takes no body" });
    return undefined;
  }
  if (text === undefined) {
    if (body.required && !unchecked) errors.push({ pointer: "/body", detail: "is required" });
    return undefined;
  }
  if (body.kind === "unsupported") {
    errors.push({ pointer: "/body", detail: `${body.mediaType} cannot be sent from here` });
    return undefined;
  }
  if (body.kind === "json" && !unchecked) {
    try {
      JSON.parse(text);
    } catch {
      errors.push({ pointer: "/body", detail: `is not valid JSON: ${placeIn(text)}` });
    }
  }
  return text;
}

/** Whether a text could still become JSON: what is wrong is that it ends. Not every version of V8 says where it found what it did not expect. */
function endsTooEarly(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const { message } = error as Error;
    const at = /position (\d+)/.exec(message)?.[1];
    return /end of JSON input|Unterminated/i.test(message) || (at !== undefined && Number(at) >= text.length);
  }
}

/** Where JSON breaks, as people count: line and column. A text that broke stays broken however it goes on, so halving finds the place. */
function placeIn(text: string): string {
  if (endsTooEarly(text)) return "it ends too early";
  let [good, bad] = [0, text.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (endsTooEarly(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  const before = text.slice(0, good).split("\n");
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
