import type { ReactNode } from "react";

/** An event's JSON, opened on demand; `text` that is no JSON (cut off) is shown as it is. */
export function Payload({ label, text, children }: { label: string; text: string; children?: ReactNode }) {
  return (
    <details className="group min-w-0 open:w-80">
      <summary className="cursor-pointer text-accent text-sm hover:underline">{label}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by keyboard */}
      <pre tabIndex={0} className="mt-2 max-h-80 overflow-auto rounded-md border border-line bg-code p-3 text-sm">
        <code>{indent(text)}</code>
      </pre>
      {children}
    </details>
  );
}

function indent(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
