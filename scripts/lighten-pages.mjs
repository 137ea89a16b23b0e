/**
 * After `next build`: static pages of the site leave the framework for later (components/layout/page-script/framework.ts). Of each page's HTML
 * the framework's scripts become a list, and the data React needs to take over a file of its own; in comes one small script. A page that
 * does not look as expected (a new version of Next) stays as it was built, and says so.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { root } from "./run.mjs";

const marker = ' data-static-page=""';
const chunk = String.raw`/_next/static/chunks/[^"]+\.js(?:\?[^"]*)?`;
const preload = new RegExp(`<link rel="preload" as="script"[^>]*href="${chunk}"[^>]*/>`, "g");
const legacy = new RegExp(`<script src="${chunk}" noModule=""></script>`, "g");
const loaded = new RegExp(`<script src="(${chunk})" async=""></script>`, "g");
const bootstrap = /<script id="_R_">(.*?)<\/script>/gs;
const flight = /<script>(\(self\.__next_f=.*?|self\.__next_f\.push\(.*?)<\/script>/gs;

/** Hovered links are fetched before they are pressed, where a browser can: pages without a router change as fast as with one. */
const speculation = JSON.stringify({
  prefetch: [
    {
      where: { or: ["/docs/*", "/reference/*", "/changelog", "/pricing"].map((href_matches) => ({ href_matches })) },
      eagerness: "moderate",
    },
  ],
});

/** Answers how many pages were lightened. */
export async function lightenPages(next = path.join(root, ".next")) {
  const { routes } = JSON.parse(readFileSync(path.join(next, "prerender-manifest.json"), "utf8"));
  const pageScript = await bundlePageScript(next);
  mkdirSync(path.join(next, "static/flight"), { recursive: true });
  const odd = [];
  let count = 0;
  for (const [route, { initialRevalidateSeconds }] of Object.entries(routes)) {
    // A page that is made again while the portal runs would come back whole.
    if (initialRevalidateSeconds !== false) continue;
    const file = path.join(next, "server/app", route === "/" ? "index.html" : `${route.slice(1)}.html`);
    if (!existsSync(file)) continue;
    const html = readFileSync(file, "utf8");
    if (!html.includes(marker)) continue;
    const light = lightenPage(html, pageScript);
    if (!light) {
      odd.push(route);
      continue;
    }
    writeFileSync(path.join(next, "static", light.flightName), light.flight);
    writeFileSync(file, light.html);
    count++;
  }
  if (odd.length > 0) {
    console.warn(
      `waymark: ${odd.length} pages keep the framework's scripts, their HTML is not as expected: ${odd.slice(0, 5).join(", ")}`,
    );
  }
  return count;
}

/** Null when the page is not of the known shape. */
export function lightenPage(html, pageScript) {
  const scripts = [...html.matchAll(loaded)].map((match) => match[1]);
  const data = [...html.matchAll(bootstrap), ...html.matchAll(flight)].map((match) => match[1]);
  if (scripts.length === 0 || data.length < 2) return null;
  let light = html;
  for (const pattern of [preload, legacy, loaded, bootstrap, flight]) light = light.replace(pattern, "");
  if (light.includes("self.__next_f") || /<(script|link)[^>]*\/_next\/static\/chunks\/[^"]*\.js/.test(light))
    return null;
  const flightText = `${data.join(";\n")};\n`;
  const flightName = `flight/${hashOf(flightText)}.js`;
  const list = JSON.stringify([`/_next/static/${flightName}`, ...scripts]);
  const added = [
    `<script type="application/json" id="wm-scripts">${list}</script>`,
    `<script type="speculationrules">${speculation}</script>`,
    `<script src="${pageScript}" defer=""></script>`,
  ];
  return { html: light.replace("</head>", `${added.join("")}</head>`), flight: flightText, flightName };
}

async function bundlePageScript(next) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["components/layout/page-script/main.ts"],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2020",
    write: false,
    logLevel: "warning",
  });
  const text = outputFiles[0].text;
  const name = `page-${hashOf(text)}.js`;
  writeFileSync(path.join(next, "static", name), text);
  return `/_next/static/${name}`;
}

function hashOf(text) {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
