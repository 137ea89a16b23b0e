import type { IncomingMessage } from "node:http";
import { newId } from "@/lib/base/ids";
import type { Logger } from "@/lib/base/log";
import { comesFromTrusted, readClientIp, type TrustedProxies } from "./client-ip";
import type { EdgeRequest } from "./door";

/** An id from outside is kept when it can stand in a log line and a URL as it is. */
const wellFormedId = /^[A-Za-z0-9][A-Za-z0-9._:-]{7,127}$/;

/**
 * One request as the doors see it. Everything that not every door needs (id, query, address, logger) is made when first asked for:
 * the hot path answers tens of thousands of these a second.
 */
export class LazyRequest implements EdgeRequest {
  readonly method: string;
  private id: string | undefined;
  private params: URLSearchParams | undefined;
  private ip: string | undefined;
  private logger: Logger | undefined;

  constructor(
    readonly raw: IncomingMessage,
    readonly path: string,
    private readonly search: string,
    private readonly house: { log: Logger; trusted: TrustedProxies },
  ) {
    this.method = raw.method ?? "GET";
  }

  get requestId(): string {
    if (this.id === undefined) {
      const given = this.raw.headers["x-request-id"];
      this.id = typeof given === "string" && wellFormedId.test(given) ? given : newId("request");
    }
    return this.id;
  }

  get query(): URLSearchParams {
    this.params ??= new URLSearchParams(this.search);
    return this.params;
  }

  get clientIp(): string {
    this.ip ??= readClientIp(this.raw, this.house.trusted);
    return this.ip;
  }

  get isProxied(): boolean {
    return comesFromTrusted(this.raw, this.house.trusted);
  }

  get log(): Logger {
    this.logger ??= this.house.log.child({ requestId: this.requestId });
    return this.logger;
  }
}
