import { badgeSvg } from "@/components/certification/badge-svg";
import { portal } from "@/lib/base/config/portal";
import { postgres } from "@/lib/base/postgres";
import { getCertificate } from "@/lib/certification/get-certificate";

const headers = {
  "content-type": "image/svg+xml; charset=utf-8",
  "cross-origin-resource-policy": "cross-origin",
  "access-control-allow-origin": "*",
};

/** /badges/{code}.svg: the certificate as an image for a README or a website. Five minutes old at most; its own CSP stands in next.config.ts. */
export async function GET(_request: Request, { params }: { params: Promise<{ file: string }> }): Promise<Response> {
  const { file } = await params;
  const certificate = file.endsWith(".svg") ? await getCertificate(postgres(), file.slice(0, -4)) : null;
  const common = { issuer: portal.name, accent: portal.brand.accent };
  if (!certificate) {
    const svg = badgeSvg({ ...common, title: "no such certificate", status: "valid", accent: "#6b7280" });
    return new Response(svg, { status: 404, headers: { ...headers, "cache-control": "no-cache" } });
  }
  const title = certificate.kind === "app" ? "Certified app" : certificate.title;
  const svg = badgeSvg({ ...common, title, status: certificate.status });
  return new Response(svg, { headers: { ...headers, "cache-control": "public, max-age=300" } });
}
