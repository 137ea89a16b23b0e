import { findReference } from "./find-reference";
import type { Reference } from "./schema";

/** The portal's first API, that of the config, which the sandbox answers: its groups of operations, its webhooks, the names of its schemas. */
export async function getReference(): Promise<Reference> {
  const reference = await findReference("");
  if (!reference) throw new Error("the portal has no OpenAPI document");
  return reference;
}
