"use client";

import { useEffect, useState } from "react";

/**
 * Says `message` at the foot of the window for a while; a new `id` says it again.
 * Hovering is not needed to read it in time: 6 s, and nothing that matters is said only here.
 */
export function Toast({ id, message }: { id: string | number; message: string | null }) {
  const [shown, setShown] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new id with the same message must show again
  useEffect(() => {
    setShown(Boolean(message));
    const timer = setTimeout(() => setShown(false), 6_000);
    return () => clearTimeout(timer);
  }, [id, message]);
  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 bottom-5 z-50 flex justify-center px-4">
      {shown && message ? (
        <p className="rounded-lg border border-line-strong bg-surface px-4 py-2.5 font-medium shadow-high">{message}</p>
      ) : null}
    </div>
  );
}
