import { type FieldError, PortalError } from "@/lib/base/errors";
import { composeForm } from "./internal/compose-form";
import { explainJson } from "./internal/explain-json";
import { itemsOf, refuseValue } from "./internal/refuse-value";
import type { ComposedCall, ComposedForm, TryField, TryForm, TryValues } from "./schema";

type Place = "path" | "query" | "headers" | "cookies";
type PointedPlace = Place | "form" | "files";

/** Never taken from a form, whatever a document names: the connection's own, those that carry identity, those the portal's processes trust. */
const closedHeaders =
  /^(host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|proxy-.*|content-length|content-encoding|expect|cookie2?|set-cookie|authorization|origin|referer|forwarded|x-forwarded-.*|x-real-ip|x-waymark-.*|x-middleware-.*|sec-.*|user-agent|via|accept-encoding)$/i;

const pointer = (place: string, name: string) => `/${place}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;

/**
 * One request from what somebody typed. Only what the document names can be said: its path with its parameters filled in, its query and
 * headers, one of its servers. Throws `invalid_fields` (400) with a pointer per field: `/path/shipmentId`, `/query/limit`,
 * `/headers/Idempotency-Key`, `/cookies/region`, `/form/label` (a field or a file), `/body`, `/server`. `asCode`: files need only their names.
 */
export function composeCall(form: TryForm, values: TryValues, { asCode = false } = {}): ComposedCall {
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
    return field ? encodeURIComponent(check("path", field).toWellFormed()) : "";
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
  const cookies: string[] = [];
  for (const field of form.cookieFields) {
    const text = check("cookies", field);
    if (text !== "") cookies.push(`${field.name}=${cookieText(text)}`);
  }
  if (cookies.length > 0) headers.push(["Cookie", cookies.join("; ")]);
  if (values.scenario && server?.own) {
    if (!isHeaderText(values.scenario)) errors.push({ pointer: "/scenario", detail: "must be printable ASCII" });
    else headers.push(["Sandbox-Scenario", values.scenario]);
  }
  const body = bodyOf(form, values, errors);
  const parts = formOf(form, values, errors, asCode);
  // A multipart body's type names its boundary: whoever writes the body says it.
  const type = parts?.encoding === "file" ? fileType(parts, form) : form.body?.mediaType;
  if (type && (body !== undefined || (parts && parts.encoding !== "multipart"))) {
    headers.unshift(["Content-Type", type]);
  }
  if (errors.length > 0 || !server) throw new PortalError("invalid_fields", undefined, { errors });
  const search = query.toString();
  return {
    method: form.method,
    server,
    target: `${path}${search ? `?${search}` : ""}`,
    headers,
    body,
    ...(parts ? { form: parts } : {}),
  };
}

function refuseUnknown(form: TryForm, values: TryValues, errors: FieldError[]): void {
  const isFile = ({ kind }: TryField) => kind === "file";
  const parts = form.body?.kind === "form" ? form.body.fields : [];
  const known: Record<PointedPlace, TryField[]> = {
    path: form.pathFields,
    query: form.queryFields,
    headers: form.headerFields,
    cookies: form.cookieFields,
    form: parts.filter((field) => !isFile(field)),
    files: parts.filter(isFile),
  };
  for (const place of ["path", "query", "headers", "cookies", "form", "files"] as const) {
    for (const name of Object.keys(values[place])) {
      if (known[place].some((field) => field.name === name)) continue;
      const what = place === "form" ? "field" : place === "files" ? "file" : "parameter";
      errors.push({
        pointer: pointer(place === "files" ? "form" : place, name),
        detail: `is not a ${what} of this operation`,
      });
    }
  }
}

/** What a cookie cannot carry as it is (RFC 6265, 4.1.1), and the sign that says so, percent-encoded; what it can, such as `=` and `/`, stays. */
const cookieText = (text: string) => text.toWellFormed().replace(/[^!#$&-+\--:<-[\]-~]+/g, encodeURIComponent);
const isToken = (text: string) => /^[!#$%&'*+.^_`|~\w-]+$/.test(text);

const isHeaderText = (text: string) => /^[\t\x20-\x7e]*$/.test(text);

/** What is wrong with one value, or nothing. `unchecked` leaves only what cannot be sent at all. */
function refuse(field: TryField, text: string, place: Place, unchecked: boolean): string | undefined {
  // An address drops such a part, and with it the one before.
  if (place === "path" && /^\.{1,2}$/.test(text)) return "cannot be . or ..";
  if (place === "headers" && closedHeaders.test(field.name)) return "is set by the portal and cannot be sent from here";
  if (place === "headers" && !isHeaderText(text)) return "must be printable ASCII: headers carry nothing else";
  if (place === "cookies" && !isToken(field.name)) return "is no name that a cookie can have";
  if (text.includes("\0")) return "must not have a NUL character";
  if (unchecked) return undefined;
  return refuseValue(field, text);
}

/** A file goes out as what the document says that it is; where that is a range (`image/*`), as what it says itself. */
function fileType({ parts: [part] }: ComposedForm, { body }: TryForm): string | undefined {
  const range = body?.mediaType.includes("*") ?? false;
  return range && part && "file" in part ? part.file.type : body?.mediaType;
}

function formOf(
  { body, maxFileBytes }: TryForm,
  values: TryValues,
  errors: FieldError[],
  asCode: boolean,
): ComposedForm | undefined {
  if (body?.kind !== "form" || !body.encoding) return undefined;
  const before = errors.length;
  const parts = composeForm(body.fields, values, {
    maxFileBytes: asCode ? Number.POSITIVE_INFINITY : maxFileBytes,
    asCode,
    refuse: (name, detail) => errors.push({ pointer: pointer("form", name), detail }),
  });
  if (parts.length > 0) return { encoding: body.encoding, parts };
  if (body.required && !values.unchecked && errors.length === before) {
    errors.push({ pointer: "/body", detail: "is required: fill in at least one field" });
  }
  return undefined;
}

function bodyOf({ body }: TryForm, { body: typed, unchecked }: TryValues, errors: FieldError[]): string | undefined {
  const text = typed?.trim() ? typed : undefined;
  if (!body || body.kind === "form") {
    const detail = body ? "this operation takes a form, field by field" : "this operation takes no body";
    if (text !== undefined) errors.push({ pointer: "/body", detail });
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
      errors.push({ pointer: "/body", detail: explainJson(text) });
    }
  }
  return text;
}
