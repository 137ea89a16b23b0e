import { type ErrorCode, errorTable } from "@/lib/base/errors";
import { paths } from "@/lib/base/paths";
import { getDoc } from "@/lib/docs/get-doc";

export type Explanation = { href: string; title: string };

/** What a status means where nobody told the problem's code. Others have too many meanings for one entry. */
const byStatus: Partial<Record<number, ErrorCode>> = {
  400: "bad_request",
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  405: "method_not_allowed",
  406: "not_acceptable",
  409: "conflict",
  410: "gone",
  413: "too_large",
  415: "unsupported_media_type",
  429: "rate_limited",
  500: "internal",
  502: "bad_gateway",
  503: "unavailable",
};

/** The statuses that mean these codes where nobody told the code. */
export function statusesOf(codes: readonly string[]): number[] {
  return Object.entries(byStatus).flatMap(([status, code]) =>
    code !== undefined && codes.includes(code) ? [Number(status)] : [],
  );
}

/** Finds the entry of the errors page that explains a call; the page itself where no entry does. `problem` is the code of the problem document. */
export async function openErrorExplainer(): Promise<(error: { status: number; problem?: string }) => Explanation> {
  // A page that does not compile must not take the console with it.
  const headings = (await getDoc("errors").catch(() => null))?.headings ?? [];
  const entries = new Set(headings.map(({ id }) => id));
  return ({ status, problem = "" }) => {
    const code = entries.has(problem) ? problem : byStatus[status];
    const known = code !== undefined && (entries.has(code) || entries.size === 0);
    return {
      href: known ? `${paths.docs("errors")}#${code}` : paths.docs("errors"),
      title:
        known && code in errorTable
          ? errorTable[code as ErrorCode].title
          : problem
            ? sentence(problem)
            : `Status ${status}`,
    };
  };
}

/** `rate_expired` as people write it. */
function sentence(code: string): string {
  const words = code.replaceAll(/[_-]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The code of the problem that a call's metadata tells: the end of `doc` or of the problem's `type`. '' when it tells none. */
export function problemOf(metadata: Record<string, unknown>): string {
  const end = (value: unknown, pattern: RegExp) => (typeof value === "string" ? pattern.exec(value)?.[1] : undefined);
  return end(metadata.doc, /#([a-z0-9_-]{1,64})$/) ?? end(metadata.type, /[#/]([a-z0-9_-]{1,64})$/) ?? "";
}
