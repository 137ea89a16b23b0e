import { Download } from "lucide-react";
import { LinkButton } from "@/components/ui/button";
import { paths } from "@/lib/base/paths";
import { addressWith } from "./address";

/** What a report's page shows, as a download; `changes` to its address as in addressWith. */
export function CsvButton({
  report,
  query,
  changes,
}: {
  report: string;
  query: URLSearchParams;
  changes?: Record<string, string | number | undefined>;
}) {
  return (
    <LinkButton
      href={addressWith(paths.staff.reportCsv(report), query, changes)}
      prefetch={false}
      icon={<Download className="size-4" aria-hidden="true" />}
    >
      CSV
    </LinkButton>
  );
}
