import { formatNumber } from "@/lib/base/format";

/** A trend in the size of a word. `label` names it; its first, last and largest value are read out. */
export function Sparkline({
  label,
  values,
  format = formatNumber,
  width = 96,
  height = 24,
  className,
}: {
  label: string;
  values: number[];
  format?: (value: number) => string;
  width?: number;
  height?: number;
  className?: string;
}) {
  const top = Math.max(...values, 0) || 1;
  const step = width / Math.max(1, values.length - 1);
  const points = values.map(
    (value, index) => `${(index * step).toFixed(1)},${(height - 1.5 - (value / top) * (height - 3)).toFixed(1)}`,
  );
  const summary = values.length
    ? `${label}: from ${format(values[0] as number)} to ${format(values.at(-1) as number)}, at most ${format(Math.max(...values))}`
    : `${label}: nothing yet`;
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={summary}
      className={className}
    >
      {points.length > 1 ? (
        <>
          <polygon points={`0,${height} ${points.join(" ")} ${width},${height}`} fill="var(--accent)" opacity="0.1" />
          <polyline
            points={points.join(" ")}
            fill="none"
            stroke="var(--accent)"
            strokeWidth="1.5"
            strokeLinejoin="round"
            strokeLinecap="round"
          />
        </>
      ) : (
        <line x1="0" x2={width} y1={height - 1.5} y2={height - 1.5} stroke="var(--line-strong)" strokeWidth="1.5" />
      )}
    </svg>
  );
}
