import { z } from "zod";
import { env } from "@/lib/base/env";
import { isPublicHost, readWebAddress } from "@/lib/base/web-address";

/** A portal on a private address (somebody's own machine, a company's own network) may send to what is there too. */
export function allowsPrivateTargets(): boolean {
  return !isPublicHost(new URL(env().publicUrl).hostname);
}

/** An address events are sent to. */
export const targetAddress = z
  .string()
  .trim()
  .refine(
    (text) => readWebAddress(text, { allowPrivate: allowsPrivateTargets() }) !== null,
    "Give a full https:// address that can be reached from the internet.",
  );

export const secretText = z
  .string()
  .trim()
  .min(1, "Must not be empty.")
  .max(500, "At most 500 characters.")
  .regex(/^[\x21-\x7e]+$/, "No blanks and no letters beyond ASCII.");
