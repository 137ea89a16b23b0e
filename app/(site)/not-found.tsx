import type { Metadata } from "next";
import { NotFoundMain } from "@/components/layout/not-found-main";

export const metadata: Metadata = { title: "There is nothing here" };

/** Within the site's own head and foot. */
export default function SiteNotFound() {
  return <NotFoundMain />;
}
