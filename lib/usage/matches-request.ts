import type { RequestFilter } from "./list-requests";
import type { LoggedRequest } from "./schema";

/** Whether a call fits the log's filters, as `listRequests` would say: for calls that come in while somebody watches. */
export function matchesRequest(
  request: LoggedRequest,
  filter: Omit<RequestFilter, "companyId" | "cursor" | "limit">,
): boolean {
  const { environment, appId, keyId, statusClass, status, requestId, method, route, text } = filter;
  const holds = (whole: string, part: string) => whole.toLowerCase().includes(part.toLowerCase());
  const { metadata } = request;
  return (
    (!environment || request.environment === environment) &&
    (!appId || request.appId === appId) &&
    (!keyId || request.keyId === keyId) &&
    (!statusClass || Math.floor(request.status / 100) === statusClass) &&
    (!status || request.status === status) &&
    (!requestId || [request.id, request.traceId, metadata.requestId].includes(requestId)) &&
    (!method || request.method === method) &&
    (!route || holds(request.route, route)) &&
    (!text || holds(`${request.method} ${request.route} ${request.sdk} ${JSON.stringify(metadata)}`, text))
  );
}
