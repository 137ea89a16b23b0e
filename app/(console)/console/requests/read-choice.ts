import type { RequestChoice } from "@/components/usage/request-filters";
import type { RequestFilter } from "@/lib/usage/list-requests";
import { httpMethods } from "@/lib/usage/schema";

export type RequestSearch = Record<string, string | string[] | undefined>;

export const one = (value: string | string[] | undefined) =>
  (Array.isArray(value) ? value[0] : value)?.replaceAll("\0", "").trim().slice(0, 300) ?? "";

/** The filters of an address; what is none of them is left out. `status` is a class (`4`) or one status (`404`). */
export function readChoice(search: RequestSearch): RequestChoice {
  const environment = one(search.environment);
  const method = one(search.method).toUpperCase();
  return {
    environment: environment === "sandbox" || environment === "live" ? environment : "",
    status: /^[1-5](\d\d)?$/.test(one(search.status)) ? one(search.status) : "",
    method: (httpMethods as readonly string[]).includes(method) ? method : "",
    app: one(search.app),
    key: one(search.key),
    route: one(search.route).slice(0, 100),
    text: one(search.text).slice(0, 100),
    request: one(search.request).slice(0, 200),
  };
}

export function toRequestFilter(chosen: RequestChoice): Omit<RequestFilter, "companyId"> {
  const status = Number(chosen.status);
  return {
    environment: (chosen.environment || undefined) as "sandbox" | "live" | undefined,
    ...(status > 5 ? { status } : { statusClass: (status || undefined) as 1 | 2 | 3 | 4 | 5 | undefined }),
    method: chosen.method || undefined,
    appId: chosen.app || undefined,
    keyId: chosen.key || undefined,
    route: chosen.route || undefined,
    text: chosen.text || undefined,
    requestId: chosen.request || undefined,
  };
}
