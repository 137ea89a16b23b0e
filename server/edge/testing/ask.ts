import http, { type IncomingHttpHeaders } from "node:http";

export const browserHeaders = {
  accept: "text/html,application/xhtml+xml",
  "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
};

export type AskOptions = http.RequestOptions & { body?: string | Buffer };
export type Answer = { status: number; headers: IncomingHttpHeaders; body: string };

/** fetch adds headers of its own and hides Set-Cookie order; this sends what it is told. */
export function askAt(base: string, path: string, options: AskOptions = {}): Promise<Answer> {
  const { body, ...rest } = options;
  return new Promise((resolve, reject) => {
    const request = http.request(`${base}${path}`, { agent: false, ...rest }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}
