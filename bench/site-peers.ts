import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Site } from "./site";

const npm = (args: string[], cwd: string) =>
  execFileSync("npm", args, {
    cwd,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, NODE_ENV: "development" },
  });

/** Fumadocs as its own `create-fumadocs-app` sets it up, with every choice at its default. */
export async function prepareFumadocs(_root: string, bench: string): Promise<Site> {
  const folder = path.join(bench, "fumadocs");
  if (!existsSync(path.join(folder, "node_modules"))) {
    rmSync(folder, { recursive: true, force: true });
    npm(
      [
        "exec",
        "--yes",
        "create-fumadocs-app@16.2.2",
        "--",
        "fumadocs",
        "-y",
        "--template",
        "+next+fuma-docs-mdx",
        "--pm",
        "npm",
        "--no-git",
      ],
      bench,
    );
    npm(["install", "--no-audit", "--no-fund"], folder);
  }
  // Its font comes from Google while it is built; without a network it is the system's.
  const layout = path.join(folder, "app/layout.tsx");
  const text = readFileSync(layout, "utf8");
  const own = text.replace(/^import .*next\/font\/google.*\n/m, "").replace(/const inter = Inter\(\{[^}]*\}\);\n/, "");
  writeFileSync(layout, own.replaceAll("{inter.className}", '""'));
  return {
    name: "Fumadocs",
    folder,
    content: path.join(folder, "content/docs/generated"),
    address: "/docs/generated",
    build: ["npm", "run", "build"],
    leaves: [".next", ".source"],
    serve: nextStart,
  };
}

const nextraFiles: Record<string, string> = {
  "package.json": JSON.stringify({
    private: true,
    type: "module",
    scripts: { build: "next build", start: "next start" },
    dependencies: {
      next: "16.4.6",
      nextra: "4.6.1",
      "nextra-theme-docs": "4.6.1",
      react: "19.3.1",
      "react-dom": "19.3.1",
    },
    // It refuses its own layout with the newest zod.
    overrides: { zod: "4.1.12" },
  }),
  "next.config.mjs": `import nextra from "nextra";\nexport default nextra({ contentDirBasePath: "/docs" })({ reactStrictMode: true });\n`,
  "mdx-components.js": `import { useMDXComponents as fromTheme } from "nextra-theme-docs";\nexport const useMDXComponents = (own) => ({ ...fromTheme(), ...own });\n`,
  "app/layout.jsx": `import { Layout, Navbar } from "nextra-theme-docs";
import { Head } from "nextra/components";
import { getPageMap } from "nextra/page-map";
import "nextra-theme-docs/style.css";
export const metadata = { title: "Docs" };
export default async function RootLayout({ children }) {
  return (
    <html lang="en" dir="ltr" suppressHydrationWarning>
      <Head />
      <body>
        <Layout navbar={<Navbar logo={<b>Docs</b>} />} pageMap={await getPageMap()}>{children}</Layout>
      </body>
    </html>
  );
}
`,
  "app/docs/[[...mdxPath]]/page.jsx": `import { generateStaticParamsFor, importPage } from "nextra/pages";
import { useMDXComponents } from "../../../mdx-components";
export const generateStaticParams = generateStaticParamsFor("mdxPath");
export async function generateMetadata(props) {
  const params = await props.params;
  return (await importPage(params.mdxPath)).metadata;
}
const Wrapper = useMDXComponents().wrapper;
export default async function Page(props) {
  const params = await props.params;
  const { default: Content, toc, metadata, sourceCode } = await importPage(params.mdxPath);
  return <Wrapper toc={toc} metadata={metadata} sourceCode={sourceCode}><Content {...props} params={params} /></Wrapper>;
}
`,
  "content/index.mdx": "# Docs\n\nGenerated pages.\n",
};

/** Nextra 4 with its docs theme, as its manual sets it up by hand. */
export async function prepareNextra(_root: string, bench: string): Promise<Site> {
  const folder = path.join(bench, "nextra");
  const wanted = nextraFiles["package.json"] as string;
  const have = path.join(folder, "package.json");
  // npm keeps what it once chose, whatever is pinned later.
  if (!existsSync(have) || readFileSync(have, "utf8") !== wanted) rmSync(folder, { recursive: true, force: true });
  for (const [name, text] of Object.entries(nextraFiles)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  if (!existsSync(path.join(folder, "node_modules/next"))) npm(["install", "--no-audit", "--no-fund"], folder);
  return {
    name: "Nextra",
    folder,
    content: path.join(folder, "content/generated"),
    address: "/docs/generated",
    build: ["npm", "run", "build"],
    leaves: [".next"],
    serve: nextStart,
  };
}

function nextStart(port: number): ReturnType<Site["serve"]> {
  return {
    command: process.execPath,
    args: ["node_modules/next/dist/bin/next", "start", "-p", String(port), "-H", "127.0.0.1"],
    ready: "Ready in",
  };
}
