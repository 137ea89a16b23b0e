import { Wallet } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Callout } from "@/components/ui/callout";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { FlashMessage } from "@/components/ui/flash-message";
import { Input, Textarea } from "@/components/ui/input";
import { PageHeader } from "@/components/ui/page-header";
import { SubmitButton } from "@/components/ui/submit-button";
import { DataTable } from "@/components/ui/table";
import { mayEnter, requireStaff } from "@/lib/access/require-staff";
import { portal } from "@/lib/base/config/portal";
import { formatMoney, formatNumber, formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listBudgets } from "@/lib/spend/list-budgets";
import { listImports } from "@/lib/spend/list-imports";
import { fileProblems } from "@/lib/spend/schema";
import { setBudgetAction } from "./actions";

export const metadata: Metadata = { title: "Spend" };

const problems: Record<string, string> = {
  ...fileProblems,
  gone: "That file was imported already, or is older than a day. Upload it again.",
  bad_budget: "A budget needs the campaign’s name and an amount such as 1500.00.",
};

type Search = Partial<Record<"problem" | "line" | "done" | "added" | "changed" | "unchanged", string>>;

/** Brings in what campaigns cost. */
export default async function SpendPage({ searchParams }: { searchParams: Promise<Search> }) {
  const person = await requireStaff("viewer", "devrel", "marketing", "success");
  const search = await searchParams;
  const mayImport = mayEnter(person.staffRole, ["marketing"]);
  const [imports, budgets] = await Promise.all([listImports(postgres()), listBudgets(postgres())]);
  const count = (text: string | undefined) => formatNumber(Number(/^\d{1,9}$/.test(text ?? "") ? text : 0));
  const problem = search.problem && Object.hasOwn(problems, search.problem) ? problems[search.problem] : undefined;
  return (
    <>
      <PageHeader
        title="Spend"
        description={
          <>
            What campaigns cost, by day and source. The{" "}
            <Link href={paths.staff.acquisitionCost} className="text-accent underline underline-offset-4">
              acquisition cost report
            </Link>{" "}
            sets it against sign-ups and first calls.
          </>
        }
      />
      {problem ? (
        <FlashMessage kind="alert">
          {/^\d{1,9}$/.test(search.line ?? "") ? `Line ${search.line}: ` : null}
          {problem}
        </FlashMessage>
      ) : null}
      {search.done === "imported" ? (
        <FlashMessage>
          Imported: {count(search.added)} new, {count(search.changed)} changed, {count(search.unchanged)} as before.
        </FlashMessage>
      ) : null}
      {search.done === "budget" ? <FlashMessage>The budget was saved.</FlashMessage> : null}
      <div className="space-y-6">
        {mayImport ? (
          <Card>
            <CardHeader
              title="Import a file"
              description="CSV as ad platforms export it, up to 5 MB and 50,000 lines. Nothing is written before you have seen what it does."
            />
            <form action={paths.staff.spendUpload} method="post" encType="multipart/form-data">
              <CardBody className="grid gap-5 md:grid-cols-2">
                <Field label="File" name="file" optional hint="UTF-8 or UTF-16; any separator, decimal comma or point.">
                  {(control) => (
                    <Input
                      {...control}
                      type="file"
                      accept=".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values"
                      className="py-1.5"
                    />
                  )}
                </Field>
                <Field label="Or paste it here" name="text" optional>
                  {(control) => (
                    <Textarea
                      {...control}
                      className="font-mono text-sm"
                      placeholder={"Date,Source,Campaign,Amount\n2026-11-01,google,launch,120.50"}
                    />
                  )}
                </Field>
                <div className="md:col-span-2">
                  <SubmitButton pending="Reading…">Show what it would do</SubmitButton>
                </div>
              </CardBody>
            </form>
          </Card>
        ) : (
          <Callout title="Marketing imports">
            The staff roles marketing and admin import files and set budgets; you see what they imported.
          </Callout>
        )}
        <Card>
          <CardHeader
            title="Monthly budgets"
            description="By campaign, whatever its source. The report shows whether spend keeps pace."
          />
          <DataTable
            caption="Monthly budgets"
            rows={budgets}
            rowKey={(row) => row.campaignKey}
            columns={[
              { header: "Campaign", cell: (row) => row.campaign },
              { header: "A month", numeric: true, cell: (row) => formatMoney(row.amount, portal.currency) },
            ]}
            empty={
              <p className="px-5 py-4 text-ink-muted">
                No campaign has a budget{mayImport ? ": name one below" : null}.
              </p>
            }
          />
          {mayImport ? (
            <CardBody className="border-line border-t">
              <form action={setBudgetAction} className="grid items-end gap-3 sm:grid-cols-[1fr_10rem_auto]">
                <Field label="Campaign" name="campaign">
                  {(control) => <Input {...control} maxLength={512} autoComplete="off" />}
                </Field>
                <Field label={`A month, ${portal.currency}`} name="amount" optional>
                  {(control) => <Input {...control} inputMode="decimal" placeholder="none" autoComplete="off" />}
                </Field>
                <SubmitButton variant="secondary" pending="Saving…">
                  Save budget
                </SubmitButton>
              </form>
            </CardBody>
          ) : null}
        </Card>
        <Card>
          <CardHeader title="Imported files" description="The latest twenty. Who imported stands in the audit log." />
          <DataTable
            caption="Imported files"
            rows={imports}
            rowKey={(row) => row.id}
            columns={[
              { header: "File", cell: (row) => row.fileName },
              {
                header: "Imported",
                cell: (row) => (row.confirmedAt ? formatTime(row.confirmedAt) : null),
                className: "whitespace-nowrap",
              },
              { header: "New", numeric: true, cell: (row) => formatNumber(row.added ?? 0) },
              { header: "Changed", numeric: true, cell: (row) => formatNumber(row.changed ?? 0) },
              { header: "As before", numeric: true, cell: (row) => formatNumber(row.unchanged ?? 0) },
            ]}
            empty={
              <EmptyState icon={<Wallet />} title="No file was imported yet">
                Export the costs by day and campaign from your ad platform and import the file here, or send rows to{" "}
                <code>POST /v1/spend</code>.
              </EmptyState>
            }
          />
        </Card>
      </div>
    </>
  );
}
