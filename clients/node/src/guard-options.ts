/** What a guard may be told about the calls it guards. `Request` is the framework's own. */
export type GuardOptions<Request> = {
  /** Scopes the call needs: `shipments.write AND (labels.buy OR admin)`. */
  permissions?: string | ((request: Request) => string | undefined);
  /** How many calls this one counts as; default 1. */
  cost?: number | ((request: Request) => number);
  /** Calls without a key pass, without a caller. A key that is not accepted is still refused. */
  optional?: boolean;
  /** Calls that are nobody's business, such as health checks: neither verified nor reported. */
  skip?: (request: Request) => boolean;
  /** Where the key is; default: `Authorization: Bearer`, the user of `Basic`, or `X-API-Key`. */
  readKey?: (request: Request) => string | undefined;
  /** The client's address, for keys that are restricted to some. Default: the connection's, or what the framework trusts. */
  clientIp?: (request: Request) => string | undefined;
  /** The route's template, `/shipments/{id}`. Default: the framework's, or the path with what looks like an id taken out. */
  route?: (request: Request) => string | undefined;
  /** A stable id of your customer's own user; never an e-mail address. */
  endUserId?: (request: Request) => string | undefined;
  /** Units the meter counts; default 1. Asked when the answer is known. */
  quantity?: (request: Request, status: number) => number | undefined;
  /** Anything else to keep with the call, up to 4 KB of JSON. */
  metadata?: (request: Request, status: number) => Record<string, unknown> | undefined;
  /** Report calls that were refused for a known key as well; default true. They count no unit. */
  reportRefused?: boolean;
};
