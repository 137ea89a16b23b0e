import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { SubmitButton } from "../ui/submit-button";

/**
 * Takes one tie back, or makes it count again: says what moves, asks for the reason. Without scripts too.
 * `carries`: what hangs on the tie; null when the ledger does not answer.
 */
export function CorrectLinkForm({
  link,
  personId,
  carries,
  action,
}: {
  link: { id: string; undoneAt: Date | null };
  personId: string;
  carries: { events: number; visits: number } | null;
  action: (form: FormData) => Promise<void>;
}) {
  const redo = link.undoneAt !== null;
  return (
    <details className="mt-1.5 max-w-sm">
      <summary className="cursor-pointer text-accent text-sm">{redo ? "Redo this tie" : "Undo this tie"}</summary>
      <form action={action} className="mt-2 space-y-2 rounded-lg border border-line bg-sunken p-3">
        <input type="hidden" name="linkId" value={link.id} />
        <input type="hidden" name="personId" value={personId} />
        <input type="hidden" name="way" value={redo ? "redo" : "undo"} />
        <p className="text-ink-muted text-sm">
          {carries
            ? sayCarried(carries)
            : "The ledger does not answer now, so it cannot be said how many events hang on it."}{" "}
          {redo ? "They become this person's again." : "Reports give them back to the visitor. You can redo it."}
        </p>
        <Field label="Reason, for the audit log" name="reason">
          {(control) => <Input {...control} required minLength={3} maxLength={300} autoComplete="off" />}
        </Field>
        <SubmitButton variant={redo ? "secondary" : "danger"} size="sm" pending="Working…">
          {redo ? "Redo" : "Undo"}
        </SubmitButton>
      </form>
    </details>
  );
}

function sayCarried({ events, visits }: { events: number; visits: number }): string {
  return `${events} ${events === 1 ? "event" : "events"} in ${visits} ${visits === 1 ? "visit" : "visits"} hang on it.`;
}
