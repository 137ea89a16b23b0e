import { randomBytes } from "node:crypto";
import type { ComposedForm, FormPart } from "./schema";

/** In quotes of a header, as browsers write it (HTML, multipart/form-data encoding algorithm). */
const quoted = (text: string) => text.replace(/["\r\n]/g, (one) => encodeURIComponent(one));

function headOf(part: FormPart): string {
  const named = `Content-Disposition: form-data; name="${quoted(part.name)}"`;
  if ("file" in part) return `${named}; filename="${quoted(part.file.name)}"\r\nContent-Type: ${part.file.type}`;
  return part.type ? `${named}\r\nContent-Type: ${part.type}` : named;
}

/** The bytes of a form, and what its Content-Type says where the call does not say it already. Not by FormData: it gives no text part a type of its own, and JSON in a form needs one. */
export function encodeForm({ encoding, parts }: ComposedForm): { type?: string; body: Uint8Array<ArrayBuffer> } {
  if (encoding === "file") {
    const [part] = parts;
    return { body: new Uint8Array(Buffer.from(part && "file" in part ? part.file.data : "", "base64")) };
  }
  if (encoding === "urlencoded") {
    const pairs = parts.map((part): [string, string] => [part.name, "text" in part ? part.text : part.file.name]);
    const text = new URLSearchParams(pairs).toString();
    return { body: new Uint8Array(Buffer.from(text)) };
  }
  const boundary = `waymark-${randomBytes(18).toString("base64url")}`;
  const chunks = parts.flatMap((part) => [
    Buffer.from(`--${boundary}\r\n${headOf(part)}\r\n\r\n`),
    "text" in part ? Buffer.from(part.text) : Buffer.from(part.file.data, "base64"),
    Buffer.from("\r\n"),
  ]);
  const body = Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]);
  return { type: `multipart/form-data; boundary=${boundary}`, body: new Uint8Array(body) };
}
