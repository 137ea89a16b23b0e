import { redactText } from "./redact-body";

/** Headers that are or carry credentials, by name; what a platform calls its own is caught by the words in it. */
const secret = /^(cookie2?|set-cookie2?|.*auth.*|.*(token|secret|api-?key|password|session|signature|credential).*)$/i;
const names = ["headers", "requestHeaders", "responseHeaders"] as const;
/** Of the way the request took, and who its sender is: nothing a developer wrote. Addresses are never stored. */
const ofTheWay =
  /^(connection|keep-alive|host|te|trailer|transfer-encoding|upgrade|via|forwarded|x-forwarded-.*|x-real-ip|.*-connecting-ip|true-client-ip|cf-.*|sec-.*|priority|dnt)$/i;
const mostHeaders = 40;
const mostHeaderText = 500;

/** Metadata of a call without the values of headers that identify or let in; they are never stored. */
export function redactHeaders(metadata: Record<string, unknown>): Record<string, unknown> {
  if (!names.some((name) => isRecord(metadata[name]))) return metadata;
  const safe = { ...metadata };
  for (const name of names) {
    const headers = metadata[name];
    if (!isRecord(headers)) continue;
    safe[name] = Object.fromEntries(
      Object.entries(headers).map(([header, value]) => [header, secret.test(header) ? "[redacted]" : value]),
    );
  }
  return safe;
}

/** Headers as the request log keeps them: at most 40, credentials taken out, without those of proxies. */
export function keepHeaders(headers: Record<string, string | string[] | number | undefined>): Record<string, string> {
  const kept: Record<string, string> = {};
  let count = 0;
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || ofTheWay.test(name) || count >= mostHeaders) continue;
    kept[name.slice(0, 100)] = secret.test(name) ? "[redacted]" : redactText(String(value).slice(0, mostHeaderText));
    count += 1;
  }
  return kept;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
