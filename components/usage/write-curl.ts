import type { SentMessage } from "@/lib/usage/schema";

/** In single quotes of a POSIX shell nothing is special but the quote itself. */
const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
/** What curl sends by itself, or better decides by itself. */
const curlsOwn = /^(user-agent|accept-encoding|accept-language|content-length|expect|connection)$/i;

/** A kept call as a curl command; `key` stands where the API key was, and what was taken out for safety is to be filled in. */
export function writeCurl(
  call: { method: string; url: string; request: Pick<SentMessage, "headers" | "body" | "text"> },
  key: string,
): string {
  const { headers, body, text } = call.request;
  const lines = Object.entries(headers).flatMap(([name, value]) => {
    if (curlsOwn.test(name) || (name === "accept" && value === "*/*") || /^(authorization|x-api-key)$/i.test(name))
      return [];
    return [`-H ${quote(`${name}: ${value === "[redacted]" ? "YOUR_VALUE" : value}`)}`];
  });
  const data = body === undefined ? text : JSON.stringify(body, null, 2);
  const verb = call.method === (data === undefined ? "GET" : "POST") ? "" : `-X ${call.method} `;
  const all = [
    `curl ${verb}${quote(call.url)}`,
    `-H ${quote(`Authorization: Bearer ${key}`)}`,
    ...lines,
    ...(data === undefined ? [] : [`--data-raw ${quote(data)}`]),
  ];
  return all.join(" \\\n  ");
}
