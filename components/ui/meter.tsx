import type { ReactNode } from "react";

/** How much of a limit is used, as a bar and in words. */
export function Meter({ label, value, limit, text }: { label: string; value: number; limit: number; text: ReactNode }) {
  const share = limit > 0 ? value / limit : 0;
  const tone =
    share >= 1
      ? "[&::-moz-progress-bar]:bg-negative [&::-webkit-progress-value]:bg-negative"
      : share >= 0.8
        ? "[&::-moz-progress-bar]:bg-warning [&::-webkit-progress-value]:bg-warning"
        : "[&::-moz-progress-bar]:bg-accent [&::-webkit-progress-value]:bg-accent";
  return (
    <div>
      <p className="flex justify-between gap-4 text-sm">
        <span className="text-ink-muted">{label}</span>
        <span className="tabular-nums">{text}</span>
      </p>
      <progress
        className={`mt-2 block h-2 w-full appearance-none overflow-hidden rounded-full bg-hover [&::-webkit-progress-bar]:bg-hover ${tone}`}
        value={Math.min(value, limit)}
        max={limit || 1}
        aria-label={label}
      />
    </div>
  );
}
