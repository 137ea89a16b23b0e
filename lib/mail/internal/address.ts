import { z } from "zod";
import { hashSecret } from "@/lib/base/secrets";

const addressSchema = z.email().max(254);

/** One plain address, trimmed; null for anything else: lists, names, line breaks. */
export function readAddress(text: string): string | null {
  const parsed = addressSchema.safeParse(text.trim());
  return parsed.success ? parsed.data : null;
}

/** How an address that wants no mail is remembered without being kept. Not under the portal's secret: a new secret must not forget it. */
export function hashAddress(address: string): string {
  return hashSecret(`mail ${address.trim().toLowerCase()}`).slice(0, 32);
}

/** A mail server's answer without the addresses it likes to repeat. */
export function withoutAddresses(text: string): string {
  return text.replace(/[^\s<>"']+@[^\s<>"']+/g, "[address]");
}
