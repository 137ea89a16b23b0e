/** A note as the form sends it: a day, and a time (UTC) where one was given, on either end. */
export function readNoteForm(form: FormData) {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const from = join(text("fromDay"), text("fromTime"));
  const to = text("toDay") ? join(text("toDay"), text("toTime")) : null;
  return { kind: text("kind"), title: text("title"), text: text("text"), link: text("link"), from, to };
}

function join(day: string, time: string): string {
  return time ? `${day}T${time.length === 5 ? `${time}:00` : time}Z` : day;
}

/** Which field of the form a field of the note stands in. */
export function formErrors(errors: readonly { pointer: string; detail: string }[]): Record<string, string> {
  const names: Record<string, string> = { from: "fromDay", to: "toDay" };
  return Object.fromEntries(
    errors.map(({ pointer, detail }) => {
      const name = pointer.slice(1);
      return [names[name] ?? name, detail];
    }),
  );
}
