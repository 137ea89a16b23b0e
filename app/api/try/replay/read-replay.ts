import type { RequestDetail } from "@/lib/usage/schema";

/** Headers that whoever sends the call again sets itself. */
const notAgain =
  /^(accept|authorization|x-api-key|content-length|content-type|user-agent|accept-encoding|accept-language|x-request-id|traceparent|tracestate)$/i;

/** A kept call taken apart for Try it's form. `route`: the operation's, with its parameters in braces. */
export function readReplay(detail: Pick<RequestDetail, "appId" | "operation" | "path" | "request">, route: string) {
  const { appId, operation, path, request } = detail;
  const [address = "", query = ""] = path.split("?");
  const parts = address.split("/");
  const parameters = route.split("/").flatMap((part, index): [string, string][] => {
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    return name ? [[name, decode(parts[index] ?? "")]] : [];
  });
  const body = request.body === undefined ? request.text : JSON.stringify(request.body, null, 2);
  return {
    operation,
    values: {
      path: Object.fromEntries(parameters),
      query: Object.fromEntries(new URLSearchParams(query)),
      headers: Object.fromEntries(Object.entries(request.headers).filter(([name]) => !notAgain.test(name))),
      ...(body === undefined ? {} : { body }),
    },
    appId,
    ...(request.note ? { note: request.note } : {}),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
