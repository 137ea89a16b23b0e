import { portal } from "@/lib/base/config/portal";
import { formatDuration, formatMoney, formatNumber, formatPercent } from "@/lib/base/format";
import type { Figure } from "../schema";

/** `1,234 (+12%)`; a share changes in points, and what had nothing before it has no percentage. */
export function formatFigure(figure: Figure): string {
  return `${formatValue(figure.unit, figure.now)} (${formatChange(figure)})`;
}

function formatValue(unit: Figure["unit"], value: number | null): string {
  if (value === null) return "–";
  switch (unit) {
    case "count":
      return formatNumber(value, { maximumFractionDigits: 2 });
    case "ratio":
      return formatNumber(value, { maximumFractionDigits: 4 });
    case "share":
      return formatPercent(value);
    case "ms":
      return formatDuration(value);
    case "money":
      return formatMoney(String(value), portal.currency);
  }
}

function formatChange({ unit, now, before }: Figure): string {
  if (before === null) return "none before";
  if (now === null) return `${formatValue(unit, before)} before`;
  if (now === before) return "unchanged";
  const sign = now > before ? "+" : "−";
  if (unit === "share")
    return `${sign}${formatNumber(Math.abs(now - before) * 100, { maximumFractionDigits: 1 })} points`;
  if (before === 0) return `${formatValue(unit, 0)} before`;
  return `${sign}${formatPercent(Math.abs(now / before - 1))}`;
}
