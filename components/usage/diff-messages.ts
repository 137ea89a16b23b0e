import type { RequestDetail, SentMessage } from "@/lib/usage/schema";

/** One difference between two calls; `other` is what the call that passed had. Absent: there was nothing. */
export type Difference = {
  place: string;
  kind: "missing" | "extra" | "type" | "value";
  mine?: unknown;
  other?: unknown;
};

/** Differences told at most; more than that and the calls have nothing to do with each other. */
const most = 200;

const escapePart = (name: string) => name.replaceAll("~", "~0").replaceAll("/", "~1");
const typeOf = (value: unknown) => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);

/** Where two JSON values differ, by JSON pointer. The order of fields means nothing, the order of a list does. */
export function diffJson(mine: unknown, other: unknown, pointer = ""): Difference[] {
  if (Object.is(mine, other)) return [];
  if (mine === undefined) return [{ place: pointer, kind: "missing", other }];
  if (other === undefined) return [{ place: pointer, kind: "extra", mine }];
  if (typeOf(mine) !== typeOf(other)) return [{ place: pointer, kind: "type", mine, other }];
  if (typeof mine !== "object" || mine === null) return [{ place: pointer, kind: "value", mine, other }];
  const [a, b] = [mine as Record<string, unknown>, other as Record<string, unknown>];
  const names = new Set([...Object.keys(b), ...Object.keys(a)]);
  const found: Difference[] = [];
  for (const name of names) {
    found.push(...diffJson(own(a, name), own(b, name), `${pointer}/${escapePart(name)}`));
    if (found.length >= most) break;
  }
  return found.slice(0, most);
}

const own = (holder: Record<string, unknown>, name: string) => (Object.hasOwn(holder, name) ? holder[name] : undefined);

/** Different with every call, or the client's own business. */
const noise =
  /^(content-length|date|user-agent|accept|accept-encoding|accept-language|idempotency-key|authorization|x-request-id|traceparent|tracestate)$/i;

function diffHeaders(mine: SentMessage["headers"], other: SentMessage["headers"]): Difference[] {
  return diffJson(withoutNoise(mine), withoutNoise(other)).map((one) => ({
    ...one,
    place: `header ${one.place.slice(1).replaceAll("~1", "/").replaceAll("~0", "~")}`,
  }));
}
const withoutNoise = (headers: SentMessage["headers"]) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !noise.test(name)));

/** The query of a path, by name. */
export function queryOf(path: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(path.split("?")[1] ?? ""));
}

const weight: Record<Difference["kind"], number> = { missing: 0, type: 1, extra: 2, value: 3 };

/**
 * What a refused call sent otherwise than one that passed: query, headers, body. What is at fault comes first (`pointers` were refused), then
 * what is missing, of another type or too much; other values last, since two good calls differ in them as well.
 */
export function diffRequests(
  mine: Pick<RequestDetail, "path" | "request">,
  other: Pick<RequestDetail, "path" | "request">,
  pointers: readonly string[] = [],
): (Difference & { atFault: boolean })[] {
  const query = diffJson(queryOf(mine.path), queryOf(other.path)).map((one) => ({
    ...one,
    place: `?${one.place.slice(1)}`,
  }));
  const faulty = (place: string) =>
    pointers.some(
      (pointer) =>
        pointer !== "" && (place === pointer || pointer.startsWith(`${place}/`) || place.startsWith(`${pointer}/`)),
    );
  return [
    ...diffJson(mine.request.body, other.request.body),
    ...query,
    ...diffHeaders(mine.request.headers, other.request.headers),
  ]
    .map((one) => ({ ...one, atFault: faulty(one.place) }))
    .sort((a, b) => Number(b.atFault) - Number(a.atFault) || weight[a.kind] - weight[b.kind])
    .slice(0, most);
}
