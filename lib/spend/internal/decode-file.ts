import { isUtf8 } from "node:buffer";
import { type FileProblem, maxFileBytes } from "../schema";

/** The text of an uploaded file, without its byte order mark, or why it is none. UTF-16 is known by its mark: ad platforms export it. */
export function decodeFile(bytes: Buffer): { text: string } | { problem: FileProblem } {
  if (bytes.length > maxFileBytes) return { problem: "too_large" };
  // ZIP, which xlsx and ods are, and the old xls.
  if (bytes.subarray(0, 2).toString("latin1") === "PK" || bytes.subarray(0, 4).toString("hex") === "d0cf11e0") {
    return { problem: "spreadsheet" };
  }
  const mark = bytes.subarray(0, 2).toString("hex");
  let text: string;
  if (mark === "fffe" || mark === "feff") {
    try {
      text = new TextDecoder(mark === "fffe" ? "utf-16le" : "utf-16be", { fatal: true }).decode(bytes);
    } catch {
      return { problem: "encoding" };
    }
  } else {
    if (!isUtf8(bytes)) return { problem: "encoding" };
    text = new TextDecoder("utf-8").decode(bytes);
  }
  if (text.includes("\0")) return { problem: "nul" };
  if (!text.trim()) return { problem: "empty" };
  return { text };
}
