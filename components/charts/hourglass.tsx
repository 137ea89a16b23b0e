import Link from "next/link";
import type { ReactNode } from "react";
import { formatDuration, formatNumber, formatPercent } from "@/lib/base/format";

export type HourglassLayer = {
  number: number;
  name: string;
  /** Opens the people and companies behind the number. */
  href?: string;
  count: number;
  /** The same layer in the compared period. */
  previousCount?: number;
  previousHref?: string;
  /** Share of the layer before that reached this one, 0..1; null where it has no meaning or no data. */
  conversion: number | null;
  /** Opens those who came from the layer before. */
  conversionHref?: string;
  /** Median time from the layer before, milliseconds. */
  medianMs: number | null;
  note?: ReactNode;
};

/** Width of a layer, 0..1: by the logarithm, or everything below the first layer would be a hair. Nothing is a hair. */
function widthOf(count: number, top: number): number {
  if (count <= 0) return 0.012;
  return 0.05 + 0.95 * (Math.log1p(count) / Math.log1p(top));
}

/**
 * The journey as an hourglass: acquisition runs down to the waist, advocacy widens it again. It is a table whose middle column is drawn,
 * so the numbers are the chart. `who` says what is counted: "people" or "companies".
 */
export function Hourglass({ title, who, layers }: { title: string; who: string; layers: HourglassLayer[] }) {
  const top = Math.max(...layers.map((layer) => layer.count), 1);
  const comparing = layers.some((layer) => layer.previousCount !== undefined);
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-collapse">
        <caption className="sr-only">{title}. The width of a layer is the logarithm of its count.</caption>
        <thead>
          <tr className="text-ink-muted text-sm">
            <th scope="col" className="px-2 py-2 text-left font-medium sm:px-4">
              Layer
            </th>
            <th scope="col" className="hidden w-1/2 px-2 py-2 font-medium sm:table-cell">
              <span className="sr-only">Drawn</span>
            </th>
            <th scope="col" className="px-2 py-2 text-right font-medium sm:px-3 capitalize">
              {who}
            </th>
            {comparing ? (
              <th scope="col" className="px-2 py-2 text-right font-medium sm:px-3">
                Before
              </th>
            ) : null}
            <th scope="col" className="px-2 py-2 text-right font-medium sm:px-3">
              From the layer above
            </th>
            <th scope="col" className="px-2 py-2 text-right font-medium sm:px-4">
              Median time
            </th>
          </tr>
        </thead>
        <tbody>
          {layers.map((layer, index) => {
            const next = layers[index + 1];
            return (
              <tr key={layer.number} className="group/layer hover:bg-hover/60">
                <th
                  scope="row"
                  className="whitespace-nowrap border-line border-t py-1 pr-2 text-left font-normal sm:px-4"
                >
                  <span className="mr-2.5 inline-block w-4 text-right text-ink-faint text-xs tabular-nums">
                    {layer.number}
                  </span>
                  <span className="font-medium">{layer.name}</span>
                  {layer.note ? <span className="ml-6.5 block text-ink-faint text-xs">{layer.note}</span> : null}
                </th>
                <td className="hidden p-0 sm:table-cell">
                  <Band
                    own={widthOf(layer.count, top)}
                    next={next ? widthOf(next.count, top) : widthOf(layer.count, top)}
                    empty={layer.count === 0}
                  />
                </td>
                <td className="border-line border-t px-2 text-right sm:px-3 font-semibold text-md tabular-nums">
                  <Opens href={layer.href}>{formatNumber(layer.count)}</Opens>
                </td>
                {comparing ? (
                  <td className="border-line border-t px-2 text-right sm:px-3 text-ink-muted tabular-nums">
                    {layer.previousCount === undefined ? (
                      "–"
                    ) : (
                      <Opens href={layer.previousHref}>{formatNumber(layer.previousCount)}</Opens>
                    )}
                  </td>
                ) : null}
                <td className="border-line border-t px-2 text-right sm:px-3 text-ink-muted tabular-nums">
                  {layer.conversion === null ? (
                    "–"
                  ) : (
                    <Opens href={layer.conversionHref}>{formatPercent(layer.conversion)}</Opens>
                  )}
                </td>
                <td className="whitespace-nowrap border-line border-t px-2 text-right sm:px-4 text-ink-muted tabular-nums">
                  {layer.medianMs === null ? "–" : formatDuration(layer.medianMs)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** A number, and the way to what is behind it. */
function Opens({ href, children }: { href?: string; children: ReactNode }) {
  if (!href) return <>{children}</>;
  return (
    <Link
      href={href}
      prefetch={false}
      className="underline decoration-line-strong underline-offset-4 hover:decoration-accent"
    >
      {children}
    </Link>
  );
}

/** One layer of the glass: straight for most of its height, then running over into the next one's width. */
function Band({ own, next, empty }: { own: number; next: number; empty: boolean }) {
  const half = own * 50;
  const nextHalf = next * 50;
  return (
    <svg viewBox="0 0 100 44" preserveAspectRatio="none" className="block h-12 w-full" aria-hidden="true">
      <path
        d={`M${50 - half},0 L${50 - half},26 C${50 - half},38 ${50 - nextHalf},32 ${50 - nextHalf},44 L${50 + nextHalf},44 C${50 + nextHalf},32 ${50 + half},38 ${50 + half},26 L${50 + half},0 Z`}
        fill="var(--accent)"
        opacity={empty ? 0.18 : 0.16}
      />
      <path
        d={`M${50 - half},2 L${50 - half},24 L${50 + half},24 L${50 + half},2 Z`}
        fill={empty ? "var(--line-strong)" : "var(--accent)"}
        opacity={empty ? 1 : 0.85}
      />
    </svg>
  );
}
