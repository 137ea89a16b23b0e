import { isUtf8 } from "node:buffer";
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
  return unpackBody(packed, request.headers["content-encoding"], limits);
}

/** Bytes unpacked, with the refusals of `readBody`. */
export async function unpackBody(packed: Buffer, coding: string | undefined, limits: BodyLimits): Promise<Buffer> {
  const encoding = coding?.trim().toLowerCase();
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

/** What is read and thrown away of a body that is too large, so that its sender gets to read the answer instead of a broken pipe. */
const discardBytes = 16 * 1024 * 1024;

function readRaw(request: IncomingMessage, maxBytes: number): Promise<Buffer> | Buffer {
  // A small body that has arrived whole lies in the stream's buffer: no need to listen for it.
  if (request.complete && !request.readableFlowing && !request.errored && !request.readableEnded) {
    const whole = (request.read() as Buffer | null) ?? Buffer.alloc(0);
    if (whole.length > maxBytes) throw tooLarge(maxBytes);
    return whole;
  }
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let bytes = 0;
    const end = Math.max(maxBytes, discardBytes);
    if (Number(request.headers["content-length"] ?? 0) > end) {
      reject(tooLarge(maxBytes));
      return;
    }
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else chunks = [];
      if (bytes > end) {
        request.removeAllListeners("data");
        reject(tooLarge(maxBytes));
      }
    });
    request.on("end", () => {
      if (bytes > maxBytes) reject(tooLarge(maxBytes));
      else resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, bytes));
    });
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

/**
 * The value that JSON text in UTF-8 stands for. Throws `invalid_json` (400) and tells where it went wrong, without quoting the body.
 * Bytes that are no UTF-8 are refused, or become U+FFFD where a body holds what many said and one must not spoil it for the others.
 */
export function parseJson(body: Buffer, invalidText: "refuse" | "replace" = "refuse"): unknown {
  if (invalidText === "refuse" && !isUtf8(body)) throw new PortalError("invalid_json", "The body is not valid UTF-8");
  let text = body.toString("utf8");
  // RFC 8259, 8.1: a byte order mark may be ignored.
  if (text.charCodeAt(0) === 0xfeff) text = text.slice(1);
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
