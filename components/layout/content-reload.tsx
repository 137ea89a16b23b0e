"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { paths } from "@/lib/base/paths";

/** In development: a page that is open is drawn again when its author saves, where it stands. */
export function ContentReload() {
  const router = useRouter();
  useEffect(() => {
    const changes = new EventSource(paths.api.contentChanges);
    changes.addEventListener("saved", () => router.refresh());
    return () => changes.close();
  }, [router]);
  return null;
}
