"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";

/** Ends a key for good, with the reason that its page and the audit log keep. */
export function RevokeKey({
  name,
  action,
  fields,
}: {
  name: string;
  action: (form: FormData) => Promise<void>;
  fields: Record<string, string>;
}) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="danger" onClick={() => setOpen(true)}>
        Revoke
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={`Revoke ${name}?`} size="sm">
        <p className="text-ink-muted">
          Calls with this key are refused within a second, everywhere, for good. This cannot be undone.
        </p>
        <form action={action} className="mt-4">
          {Object.entries(fields).map(([field, value]) => (
            <input key={field} type="hidden" name={field} value={value} />
          ))}
          <Field label="Why?" name="reason" optional hint="Your colleagues read it in the key’s history.">
            {(control) => <Input {...control} maxLength={200} autoComplete="off" placeholder="Laptop lost" />}
          </Field>
          <div className="mt-5 flex justify-end gap-2">
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <SubmitButton variant="danger" pending="Working…">
              Revoke key
            </SubmitButton>
          </div>
        </form>
      </Dialog>
    </>
  );
}
