import { availableParallelism } from "node:os";
import path from "node:path";
import type { NextConfig } from "next";
import { PHASE_DEVELOPMENT_SERVER } from "next/constants";
import { readRedirects, toNextRedirects } from "./lib/docs/parse-redirects";

/**
 * Pages are static, so their inline scripts can carry no nonce: 'unsafe-inline' stays for scripts. Everything else is closed:
 * nothing is loaded from another host, nobody frames the portal. Forms are not limited: browsers hold `form-action` against redirects
 * as well, and the sign-in form's leads to the login provider, whose address is a setting of the running portal and not of the build.
 * Images may come from https: avatars of the login provider, logos in listings.
 */
const contentSecurityPolicy = (development: boolean) =>
  [
    "default-src 'self'",
    `script-src 'self' 'unsafe-inline'${development ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: https:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "frame-ancestors 'none'",
  ].join("; ");

/** Pages that are also Markdown: with `.md` behind the address, and at the same address for who asks for Markdown. */
const markdownPages = ["/docs", "/docs/:path*", "/reference", "/reference/:path*", "/changelog", "/pricing"];
/** Files that stand among the pages stay what they are. */
const notFiles = (source: string) => source.replace(":path*", ":path((?!.*\\.(?:json|xml|yaml|txt|png)$).*)");
const toMarkdown = (source: string) => `/page-markdown${source === "/" ? "/index" : source}`;
const header = (key: string, value: string) => ({ type: "header", key, value }) as const;

const markdownRewrites = [
  { source: "/index.md", destination: "/page-markdown/index" },
  ...markdownPages.map((source) => ({ source: `${source}.md`, destination: toMarkdown(source) })),
  ...["/", ...markdownPages].flatMap((source) => [
    { source: notFiles(source), has: [header("accept", "(?:.*)text/markdown(?:.*)")], destination: toMarkdown(source) },
    // A terminal asks for anything (`*/*`) and shows text.
    {
      source: notFiles(source),
      has: [header("user-agent", "(?:curl|HTTPie|xh)/(?:.*)")],
      missing: [header("accept", "(?:.*)text/html(?:.*)")],
      destination: toMarkdown(source),
    },
  ]),
];

const config = (phase: string): NextConfig => ({
  poweredByHeader: false,
  reactStrictMode: true,
  // In development the pages are reached through the edge, at 127.0.0.1.
  allowedDevOrigins: ["127.0.0.1"],
  // The house is checked by `npm test`; a build says nothing new.
  typescript: { ignoreBuildErrors: true },
  // Natives and packages that find files beside themselves.
  serverExternalPackages: [
    "mdx-bundler",
    "esbuild",
    "shiki",
    "katex",
    "beautiful-mermaid",
    "@readme/httpsnippet",
    "shell-quote",
    "pg",
    "@prisma/client",
    "@clickhouse/client",
    "pino",
    "minisearch",
  ],
  turbopack: { root: path.resolve(import.meta.dirname) },
  experimental: {
    // Each worker of a build has its own highlighter and compiler, some 500 MB: two are as good as four for a thousand pages.
    cpus: Math.min(2, availableParallelism()),
    // What a page needs ahead is told by speculation rules; measuring its parts for the router costs a build time and saves readers none.
    prefetchInlining: false,
    // New text is drawn with the bundles there are (scripts/prepare.mjs). For new code, keeping what was parsed saves less than writing it
    // down costs: ten seconds and 400 MB.
    turbopackFileSystemCacheForBuild: false,
    // Pages that answer 403 (forbidden.tsx).
    authInterrupts: true,
  },
  async rewrites() {
    return {
      // Before pages are looked for: the same addresses answer in Markdown.
      beforeFiles: [
        ...markdownRewrites,
        // A certificate for programs.
        { source: "/certificates/:code([\\w-]+)\\.json", destination: "/certificates/:code/json" },
        {
          source: "/certificates/:code([\\w-]+)",
          has: [{ type: "header", key: "accept", value: "(?:.*)application/json(?:.*)" }],
          destination: "/certificates/:code/json",
        },
      ],
      afterFiles: [],
      // Docs that are not among the static pages: those that not everybody may read. Their route asks who reads, per request.
      fallback: [{ source: "/docs/:path*", destination: "/gated-docs/:path*" }],
    };
  },
  // content/redirects.yaml, as it stood when the portal was built (or `npm run dev` began).
  async redirects() {
    return readRedirects(import.meta.dirname).flatMap(toNextRedirects);
  },
  async headers() {
    return [
      {
        // These headers come after a route's own and replace them. A chart made for other pages says itself who may frame it.
        source: "/:path((?!embed/).*)",
        headers: [{ key: "Content-Security-Policy", value: contentSecurityPolicy(phase === PHASE_DEVELOPMENT_SERVER) }],
      },
      {
        source: "/:path*",
        headers: [
          { key: "X-Content-Type-Options", value: "nosniff" },
          { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
          { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=()" },
          { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
        ],
      },
      {
        // An SVG opened on its own is a document: nothing in it may run or load.
        source: "/badges/:file",
        headers: [{ key: "Content-Security-Policy", value: "default-src 'none'; style-src 'unsafe-inline'; sandbox" }],
      },
    ];
  },
});

export default config;
