import { portal } from "@/lib/base/config/portal";
import { escapeHtml } from "@/lib/base/escape-html";
import type { MailContent } from "../schema";

type Block = MailContent["blocks"][number];

/** A mail in both its parts. `stopHref`: the one-click way out of this kind, at the bottom. */
export function renderMail(content: MailContent, stopHref?: string): { text: string; html: string } {
  return { text: toText(content, stopHref), html: toHtml(content, stopHref) };
}

function toText({ heading, blocks, action, reason }: MailContent, stopHref?: string): string {
  const parts = [
    heading,
    ...blocks.map(blockText),
    ...(action ? [`${action.label}:\n${action.href}`] : []),
    ["-- ", portal.name, reason, stopHref ? `Stop these mails: ${stopHref}` : "", portal.mail.footer]
      .filter(Boolean)
      .join("\n"),
  ];
  return `${parts.join("\n\n")}\n`;
}

function blockText(block: Block): string {
  if (typeof block === "string") return block;
  if ("code" in block) return block.code.replace(/^/gm, "    ");
  if ("lines" in block) return block.lines.map((line) => `- ${line}`).join("\n");
  const widest = Math.max(...block.facts.map(([name]) => name.length));
  return block.facts.map(([name, value]) => `${name.padEnd(widest)}  ${value}`).join("\n");
}

/** Clients that know no style sheets get the light colours inline; those that prefer dark ones get them by the sheet. */
function toHtml({ heading, blocks, action, reason }: MailContent, stopHref?: string): string {
  const { accent, accentDark } = portal.brand;
  const footer = [
    reason ? escapeHtml(reason) : "",
    stopHref ? `<a class="faint" style="color:#5b6470" href="${escapeHtml(stopHref)}">Stop these mails</a>` : "",
    portal.mail.footer ? escapeHtml(portal.mail.footer).replaceAll("\n", "<br>") : "",
  ].filter(Boolean);
  const button = action
    ? `<p style="margin:24px 0"><a class="button" style="display:inline-block;padding:10px 18px;border-radius:6px;background:${fallback(accent)};color:#ffffff;text-decoration:none;font-weight:600" href="${escapeHtml(action.href)}">${escapeHtml(action.label)}</a></p>`
    : "";
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${escapeHtml(heading)}</title>
<style>:root{color-scheme:light dark}.button{background:${accent}!important}
@media (prefers-color-scheme:dark){body,.page{background:#0f1216!important}.card{background:#171b21!important;border-color:#2a3038!important}
.ink,.card h1,.card p,.card td,.card li{color:#e8eaed!important}.faint{color:#9aa3ad!important}.code{background:#0f1216!important;color:#e8eaed!important}
.button{background:${accentDark}!important;color:#06201d!important}}</style></head>
<body style="margin:0;background:#f5f6f7"><table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f5f6f7"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border:1px solid #dfe3e8;border-radius:10px"><tr><td style="padding:28px;font:16px/1.5 -apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif;color:#1b1f24">
<p class="faint" style="margin:0 0 16px;font-weight:600;color:#5b6470">${escapeHtml(portal.name)}</p>
<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3;color:#1b1f24">${escapeHtml(heading)}</h1>
${blocks.map(blockHtml).join("\n")}
${button}</td></tr></table>
<p class="faint" style="max-width:560px;margin:16px auto 0;font:13px/1.5 -apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif;color:#5b6470">${footer.join("<br>")}</p>
</td></tr></table></body></html>
`;
}

/** Colours that only newer clients understand (oklch) leave the button dark enough for white letters in older ones. */
function fallback(accent: string): string {
  return accent.startsWith("#") ? accent : "#1b1f24";
}

function blockHtml(block: Block): string {
  if (typeof block === "string")
    return `<p style="margin:0 0 14px;color:#1b1f24">${escapeHtml(block).replaceAll("\n", "<br>")}</p>`;
  if ("code" in block)
    return `<pre class="code" style="margin:0 0 14px;padding:12px;border-radius:6px;background:#f0f2f4;color:#1b1f24;font:13px/1.5 ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;word-break:break-word">${escapeHtml(block.code)}</pre>`;
  if ("lines" in block)
    return `<ul style="margin:0 0 14px;padding-left:20px">${block.lines.map((line) => `<li style="color:#1b1f24">${escapeHtml(line)}</li>`).join("")}</ul>`;
  const rows = block.facts.map(
    ([name, value]) =>
      `<tr><td class="faint" style="padding:4px 16px 4px 0;color:#5b6470;vertical-align:top">${escapeHtml(name)}</td><td style="padding:4px 0;color:#1b1f24;word-break:break-word">${escapeHtml(value)}</td></tr>`,
  );
  return `<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 14px">${rows.join("")}</table>`;
}
