import { MailCheck } from "lucide-react";
import type { ReactNode } from "react";
import { LinkButton } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { paths } from "@/lib/base/paths";
import { digestReports } from "@/lib/digests/schema";
import { AddressErrors } from "./address-errors";
import { CsvButton } from "./csv-button";

/** The frame of a report's page: what it answers, its CSV, and what was wrong with an address that asks for nothing there is. */
export function ReportPage({
  title,
  description,
  report,
  query,
  errors,
  actions,
  children,
}: {
  title: string;
  description: ReactNode;
  /** Its name at `/v1/reports`. */
  report: string;
  query: URLSearchParams;
  /** Of the address; with any, `children` are not shown. */
  errors: { pointer: string; detail: string }[];
  /** Beside the download. */
  actions?: ReactNode;
  children: ReactNode;
}) {
  const wrong = errors.length > 0;
  return (
    <>
      <PageHeader
        title={title}
        description={description}
        actions={
          <>
            {actions}
            {!wrong && report in digestReports ? (
              <LinkButton
                href={paths.staff.newDigest(digestQuery(report, query))}
                prefetch={false}
                icon={<MailCheck className="size-4" aria-hidden="true" />}
              >
                Save as digest
              </LinkButton>
            ) : null}
            {wrong ? null : <CsvButton report={report} query={query} />}
          </>
        }
      />
      {wrong ? <AddressErrors errors={errors} /> : children}
    </>
  );
}

/** What the page was asked, for the form of a new digest; its days are the digest's own. */
function digestQuery(report: string, query: URLSearchParams): string {
  const asked = new URLSearchParams(query);
  for (const name of ["from", "to", "compare"]) asked.delete(name);
  return new URLSearchParams([["report", report], ...asked]).toString();
}
