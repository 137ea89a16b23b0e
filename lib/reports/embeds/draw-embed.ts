import { escapeHtml } from "@/lib/base/escape-html";
import { formatNumber, formatPercent } from "@/lib/base/format";
import type { EmbedFigures } from "./schema";

export type EmbedTheme = "light" | "dark" | "auto";

/** A whole page without scripts, fonts or anything else to load: one drawing and its numbers as a table. */
export function drawEmbed(title: string, figures: EmbedFigures, theme: EmbedTheme): string {
  const { labels, values, kind, percent } = figures;
  const format = percent ? formatPercent : (value: number) => formatNumber(value);
  const top = Math.max(...values, 0) || 1;
  const name = escapeHtml(title);
  const rows = labels
    .map((label, at) => `<tr><th scope="row">${escapeHtml(label)}</th><td>${format(values[at] ?? 0)}</td></tr>`)
    .join("");
  const drawing = kind === "bars" ? drawBars(labels, values, top, format) : drawLine(labels, values, top, format);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>${name}</title><style>
:root{color-scheme:${theme === "auto" ? "light dark" : theme};--ink:light-dark(#0d1617,#ecf1f1);--faint:light-dark(#5f6e72,#8b999c);--line:light-dark(#cad3d4,#354144);--accent:light-dark(#0f766e,#2dd4bf)}
body{margin:0;padding:16px;background:light-dark(#fff,#111516);color:var(--ink);font:14px/1.45 system-ui,sans-serif}
h1{font-size:15px;margin:0 0 12px}svg{display:block;width:100%;height:190px;overflow:visible}
.bar{display:grid;grid-template-columns:7rem 1fr 5rem;gap:10px;align-items:center;margin:4px 0}.bar i{display:block;height:16px;border-radius:3px;background:var(--accent);min-width:2px}
.bar b,td{text-align:right;font-variant-numeric:tabular-nums;font-weight:500}.axis{display:flex;justify-content:space-between;color:var(--faint);font-size:12px;margin-top:6px}
summary{color:var(--faint);font-size:12px;cursor:pointer;margin-top:10px}table{border-collapse:collapse;width:100%}th{font-weight:400;text-align:left}th,td{border-top:1px solid var(--line);padding:3px 0}
</style></head><body><h1>${name}</h1>${values.some((value) => value > 0) ? drawing : "<p>Nothing was counted in this time.</p>"}<details><summary>Show the numbers</summary><table>${rows}</table></details></body></html>`;
}

function drawBars(labels: string[], values: number[], top: number, format: (value: number) => string): string {
  return labels
    .map((label, at) => {
      const value = values[at] ?? 0;
      const width = ((value / top) * 100).toFixed(1);
      return `<div class="bar" aria-hidden="true"><span>${escapeHtml(label)}</span><span><i style="width:${width}%"></i></span><b>${format(value)}</b></div>`;
    })
    .join("");
}

function drawLine(labels: string[], values: number[], top: number, format: (value: number) => string): string {
  const points = values
    .map(
      (value, at) =>
        `${((at / Math.max(1, values.length - 1)) * 100).toFixed(2)},${(100 - (value / top) * 100).toFixed(2)}`,
    )
    .join(" ");
  return `<div class="axis"><span>${format(top)}</span></div><svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true"><line x1="0" x2="100" y1="100" y2="100" stroke="var(--line)" vector-effect="non-scaling-stroke"/><polygon points="0,100 ${points} 100,100" fill="var(--accent)" opacity="0.1"/><polyline points="${points}" fill="none" stroke="var(--accent)" stroke-width="1.75" vector-effect="non-scaling-stroke"/></svg><div class="axis"><span>${escapeHtml(labels[0] ?? "")}</span><span>${escapeHtml(labels.at(-1) ?? "")}</span></div>`;
}
