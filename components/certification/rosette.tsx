import { rosettePaths } from "./rosette-paths";

/** A certificate's own rosette, with a seal in its middle. Decorative. */
export function Rosette({ code, className }: { code: string; className?: string }) {
  return (
    <svg viewBox="-110 -110 220 220" className={className} aria-hidden="true">
      <g fill="none" stroke="currentColor" strokeWidth="0.5" strokeLinejoin="round">
        {rosettePaths(code, 100).map((path, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one rosette never move
          <path key={index} d={path} />
        ))}
      </g>
      <circle r="34" fill="currentColor" />
      <circle r="30.5" fill="none" stroke="var(--on-accent)" strokeWidth="0.75" strokeDasharray="1.2 2.4" />
      <path
        d="M-12 0.5l8 8.5L13 -8.5"
        fill="none"
        stroke="var(--on-accent)"
        strokeWidth="4.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
