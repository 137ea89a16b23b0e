import http from "node:http";
import https from "node:https";

export type Reply = { status: number; headers: http.IncomingHttpHeaders; text: string };

/** Answers of the portal are small; a larger one is not from it. */
const maxReplyBytes = 4 * 1024 * 1024;

/** The portal could not be asked: no connection, no answer in time, or none that makes sense. */
export class UnreachableError extends Error {
  override name = "UnreachableError";
}

/** HTTP to one portal over kept connections. */
export class Transport {
  readonly #base: URL;
  readonly #token: string;
  readonly #agent: http.Agent;

  constructor(url: string, token: string, maxSockets: number) {
    this.#base = new URL(url);
    if (!/^https?:$/.test(this.#base.protocol)) throw new TypeError("url must begin with https:// or http://");
    this.#token = token;
    const options = { keepAlive: true, maxSockets, scheduling: "lifo" as const };
    this.#agent = this.#base.protocol === "https:" ? new https.Agent(options) : new http.Agent(options);
  }

  /** Sends one request; resolves with whatever status, rejects with UnreachableError. */
  async post(path: string, body: string | Buffer, headers: Record<string, string>, timeoutMs: number): Promise<Reply> {
    try {
      return await this.#send(path, body, headers, timeoutMs);
    } catch (error) {
      // The other side may close a kept connection in the very moment it is used again: that request was not seen.
      if (error instanceof StaleConnection) return this.#send(path, body, headers, timeoutMs);
      throw error;
    }
  }

  #send(path: string, body: string | Buffer, headers: Record<string, string>, timeoutMs: number): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const request = this.#request(path, {
        method: "POST",
        agent: this.#agent,
        headers: {
          authorization: `Bearer ${this.#token}`,
          "content-type": "application/json",
          "content-length": String(Buffer.byteLength(body)),
          ...headers,
        },
      });
      const timer = setTimeout(() => request.destroy(new UnreachableError(`no answer in ${timeoutMs} ms`)), timeoutMs);
      const fail = (error: Error) => {
        clearTimeout(timer);
        const { code } = error as NodeJS.ErrnoException;
        if (error instanceof UnreachableError) reject(error);
        else if (request.reusedSocket && (code === "ECONNRESET" || code === "EPIPE")) reject(new StaleConnection(code));
        else reject(new UnreachableError(code ?? error.message));
      };
      request.on("error", fail);
      request.on("response", (response) => {
        let [text, bytes] = ["", 0];
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
          bytes += chunk.length;
          if (bytes > maxReplyBytes) request.destroy(new UnreachableError("the answer is too large"));
        });
        response.on("error", fail);
        response.on("end", () => {
          clearTimeout(timer);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      });
      request.end(body);
    });
  }

  /** Opens a long answer, on a connection of its own that does not keep the process alive. */
  open(path: string, headers: Record<string, string>): http.ClientRequest {
    const request = this.#request(path, {
      method: "GET",
      agent: false,
      headers: { authorization: `Bearer ${this.#token}`, ...headers },
    });
    request.on("socket", (socket) => socket.unref());
    request.end();
    return request;
  }

  #request(path: string, options: http.RequestOptions): http.ClientRequest {
    const url = new URL(this.#base.pathname.replace(/\/$/, "") + path, this.#base);
    return url.protocol === "https:" ? https.request(url, options) : http.request(url, options);
  }

  close(): void {
    this.#agent.destroy();
  }
}

class StaleConnection extends Error {}
