import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import type { SavedFunnel } from "@/lib/reports/funnel/schema";

type Action = (form: FormData) => Promise<void>;

export function SaveFunnelForm({ action, address }: { action: Action; address: string }) {
  return (
    <Card>
      <CardHeader title="Save this funnel" description="Under a name you used before it takes that one's place." />
      <CardBody>
        <form action={action} className="space-y-3">
          <input type="hidden" name="address" value={address} />
          <Field label="Name" name="name">
            {(control) => <Input {...control} maxLength={100} autoComplete="off" />}
          </Field>
          <Checkbox name="shared" label="Share with all staff" />
          <SubmitButton variant="secondary" pending="Saving…">
            Save
          </SubmitButton>
        </form>
      </CardBody>
    </Card>
  );
}

/** Own funnels and those of others that they share. `remove` is left out for who may not. */
export function SavedFunnels({
  page,
  funnels,
  current,
  remove,
  admin,
}: {
  page: string;
  funnels: SavedFunnel[];
  current: string;
  remove?: Action;
  admin: boolean;
}) {
  return (
    <Card className="min-w-0">
      <CardHeader title="Saved funnels" />
      <ul className="divide-y divide-line">
        {funnels.map((funnel) => (
          <li key={funnel.id} className="flex items-center justify-between gap-3 px-5 py-2.5">
            <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
              <Link
                href={`${page}?${funnel.address}`}
                prefetch={false}
                aria-current={funnel.address === current ? "page" : undefined}
                className="break-words font-medium underline decoration-line-strong underline-offset-4 hover:decoration-accent"
              >
                {funnel.name}
              </Link>
              {funnel.shared ? (
                <Badge>{funnel.mine ? "shared" : `by ${funnel.ownerName ?? "somebody who left"}`}</Badge>
              ) : null}
            </span>
            {remove && (funnel.mine || admin) ? (
              <ConfirmButton
                size="sm"
                variant="ghost"
                title={`Delete ${funnel.name}?`}
                consequence="The name goes, for everybody it is shared with. Addresses that were sent still work."
                confirm="Delete"
                action={remove}
                fields={{ funnelId: funnel.id }}
              >
                Delete
              </ConfirmButton>
            ) : null}
          </li>
        ))}
      </ul>
    </Card>
  );
}
