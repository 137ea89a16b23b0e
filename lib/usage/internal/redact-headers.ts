/** Headers that are or carry credentials, by name; what a platform calls its own is caught by the words in it. */
const secret = /^(cookie2?|set-cookie2?|.*auth.*|.*(token|secret|api-?key|password|session|signature|credential).*)$/i;
const names = ["headers", "requestHeaders", "responseHeaders"] as const;

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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
