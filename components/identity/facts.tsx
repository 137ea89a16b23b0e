import type { ReactNode } from "react";

/** Names and values side by side. */
export function Facts({ facts }: { facts: [name: string, value: ReactNode][] }) {
  return (
    <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-2 lg:grid-cols-3">
      {facts.map(([name, value]) => (
        <div key={name} className="min-w-0">
          <dt className="text-ink-muted text-sm">{name}</dt>
          <dd className="[overflow-wrap:anywhere]">{value ?? "–"}</dd>
        </div>
      ))}
    </dl>
  );
}
