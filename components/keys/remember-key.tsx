"use client";

import { useEffect } from "react";
import { rememberSandboxKey } from "@/components/layout/sandbox-key";

/** Lets the examples in the docs show this sandbox key, in this browser, until the person signs out. */
export function RememberKey({ secret }: { secret: string }) {
  useEffect(() => rememberSandboxKey(secret), [secret]);
  return <>The examples in the docs show it in this browser until you sign out.</>;
}
