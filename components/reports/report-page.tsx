import type { ReactNode } from "react";
import { PageHeader } from "@/components/ui/page-header";
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
            {wrong ? null : <CsvButton report={report} query={query} />}
          </>
        }
      />
      {wrong ? <AddressErrors errors={errors} /> : children}
    </>
  );
}
