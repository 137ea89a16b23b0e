import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { readAddress, type Search } from "@/components/reports/address";
import { MappingForm } from "@/components/spend/mapping-form";
import { SpendErrors } from "@/components/spend/spend-errors";
import { SpendRows } from "@/components/spend/spend-rows";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { FlashMessage } from "@/components/ui/flash-message";
import { PageHeader } from "@/components/ui/page-header";
import { Stat, StatRow } from "@/components/ui/stat";
import { SubmitButton } from "@/components/ui/submit-button";
import { requireStaff } from "@/lib/access/require-staff";
import { formatDay, formatMoney, formatNumber } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { previewImport } from "@/lib/spend/preview-import";
import { confirmImportAction } from "../actions";
import { readMapping, writeMapping } from "../read-mapping";

export const metadata: Metadata = { title: "Import spend" };

type Props = { params: Promise<{ importId: string }>; searchParams: Promise<Search> };

/** What a file would do, and how it is read; confirming writes it. */
export default async function SpendImportPage({ params, searchParams }: Props) {
  await requireStaff("marketing");
  const { importId } = await params;
  const query = readAddress(await searchParams);
  // Empty fields are left out of an address: that the form was sent at all is told by one that is always there.
  const sent = query.get("read") === "yes";
  if (sent && !query.has("columns.date")) query.set("columns.date", "");
  const given = sent ? readMapping(query) : null;
  const preview = await previewImport(postgres(), importId, given ?? undefined);
  if (!preview) redirect(paths.staff.spend({ problem: "gone" }));
  const { changes, badLines, missing, currency } = preview;
  const rows = changes.added + changes.changed + changes.unchanged;
  return (
    <>
      <PageHeader
        above={<Breadcrumbs items={[{ label: "Spend", href: paths.staff.spend() }, { label: "Import" }]} />}
        title={preview.fileName}
        description={`${formatNumber(preview.lines)} lines. Nothing is written until you confirm.`}
      />
      {sent && !given ? (
        <FlashMessage kind="alert">
          A currency has three letters, such as USD; a rate is a number such as 0.92. The file is read as before.
        </FlashMessage>
      ) : null}
      <div className="space-y-6">
        <MappingForm preview={preview} />
        {missing.length === 0 ? (
          <>
            <StatRow>
              <Stat label="New" value={formatNumber(changes.added)} note="days of a campaign at a source" />
              <Stat label="Changed" value={formatNumber(changes.changed)} note="replace what is stored" />
              <Stat label="As before" value={formatNumber(changes.unchanged)} note="nothing to do" />
              <Stat
                label="Together"
                value={formatMoney(preview.total, currency)}
                note={preview.from && preview.to ? `${formatDay(preview.from)} to ${formatDay(preview.to)}` : "no rows"}
              />
            </StatRow>
            {changes.merged ? (
              <p className="text-ink-muted text-sm">
                {formatNumber(changes.merged)} lines share day, source and campaign with another, as exports by ad do;
                their amounts were added up.
              </p>
            ) : null}
            {badLines ? <SpendErrors errors={preview.errors} badLines={badLines} /> : null}
            {rows ? (
              <>
                <Card className="min-w-0">
                  <CardHeader title="What would be stored" description="The first hundred rows, changed ones first." />
                  <SpendRows rows={preview.rows} currency={currency} />
                </Card>
                <Card>
                  <form action={confirmImportAction.bind(null, importId)}>
                    {writeMapping(preview.mapping).map(([name, value]) => (
                      <input key={name} type="hidden" name={name} value={value} />
                    ))}
                    <CardBody className="space-y-3">
                      {badLines ? (
                        <Checkbox
                          name="leaveOut"
                          value="yes"
                          required
                          label={`Leave out the ${formatNumber(badLines)} ${badLines === 1 ? "line" : "lines"} with errors`}
                          hint="And lines of the same day, source and campaign: their sum would be short."
                        />
                      ) : null}
                      <SubmitButton pending="Importing…">Import {formatNumber(rows)} rows</SubmitButton>
                    </CardBody>
                  </form>
                </Card>
              </>
            ) : null}
          </>
        ) : null}
      </div>
    </>
  );
}
