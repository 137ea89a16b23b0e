import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gunzip, inflate } from "node:zlib";
import { PortalError } from "./errors";

const unpack = { gzip: promisify(gunzip), "x-gzip": promisify(gunzip), deflate: promisify(inflate) };

export type BodyLimits = {
  /** Bytes on the wire, and bytes after unpacking. */
  maxBytes: number;
  maxUnpackedBytes?: number;
};

/**
 * The whole body of a request, unpacked when it came as gzip or deflate. Throws `too_large` (413) as soon as a limit is passed (a bomb
 * is never unpacked further), `unsupported_media_type` (415) for another encoding, `bad_request` (400) when packing or transfer broke off.
 */
export async function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  const packed = await readRaw(request, limits.maxBytes);
  const encoding = request.headers["content-encoding"]?.trim().toLowerCase();
  if (!encoding || encoding === "identity") return packed;
  const unpackWith = Object.hasOwn(unpack, encoding) ? unpack[encoding as keyof typeof unpack] : undefined;
  if (!unpackWith) {
    throw new PortalError("unsupported_media_type", "Content-Encoding must be gzip, deflate or absent", {
      headers: { "accept-encoding": "gzip, deflate" },
    });
  }
  const maxOutputLength = limits.maxUnpackedBytes ?? limits.maxBytes;
  try {
    return await unpackWith(packed, { maxOutputLength });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(maxOutputLength);
    throw new PortalError("bad_request", `The body is not valid ${encoding}`);
  }
}

function readRaw(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  // Refused before a byte is read; the connection cannot be used again, its rest is unread.
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return Promise.reject(tooLarge(maxBytes));
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        chunks = [];
        request.removeAllListeners("data");
        request.pause();
        reject(tooLarge(maxBytes));
        return;
      }
      chunks.push(chunk);
    });
    request.on("end", () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, bytes)));
    const broken = () => reject(new PortalError("bad_request", "The body broke off"));
    request.on("error", broken);
    request.on("aborted", broken);
  });
}

function tooLarge(maxBytes: number): PortalError {
  return new PortalError("too_large", `The body may have at most ${maxBytes} bytes`, {
    headers: { connection: "close" },
  });
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The value that JSON text in UTF-8 stands for. Throws `invalid_json` (400) and tells where it went wrong, without quoting the body. */
export function parseJson(body: Buffer): unknown {
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    throw new PortalError("invalid_json", "The body is not valid UTF-8");
  }
  if (text.trim() === "") throw new PortalError("invalid_json", "The body is empty");
  try {
    return JSON.parse(text);
  } catch (error) {
    const place = /position (\d+)/.exec((error as Error).message)?.[1];
    throw new PortalError(
      "invalid_json",
      place ? `The body is not valid JSON at byte ${place}` : "The body is not valid JSON: it ends too early",
    );
  }
}

/** Throws `unsupported_media_type` (415) unless the request says it carries JSON (`application/json`, `application/*+json`) or says nothing. */
export function requireJsonType(contentType: string | undefined): void {
  if (!contentType || /^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(contentType)) return;
  throw new PortalError("unsupported_media_type", "Content-Type must be application/json");
}

/** The cookies of a `Cookie` header; the first of two with one name counts. Values are as sent. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  if (!header) return undefined;
  for (const pair of header.split(";")) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/** A `Set-Cookie` value: first-party, out of reach of scripts. `maxAgeS` 0 takes the cookie away. */
export function formatCookie(name: string, value: string, maxAgeS: number, secure: boolean): string {
  return `${name}=${value}; Path=/; Max-Age=${Math.floor(maxAgeS)}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
}
