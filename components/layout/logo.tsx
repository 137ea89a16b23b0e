import Link from "next/link";
import { paths } from "@/lib/base/paths";

/** Mark and name, the way home. */
export function Logo({ name, logo, href = paths.home }: { name: string; logo: string; href?: string }) {
  return (
    <Link
      href={href}
      className="flex shrink-0 items-center gap-2 rounded-sm font-semibold text-ink text-md tracking-tight"
    >
      {/* biome-ignore lint/performance/noImgElement: an SVG of a few hundred bytes */}
      <img src={logo} alt="" width={22} height={22} className="size-[22px]" />
      {name}
    </Link>
  );
}
