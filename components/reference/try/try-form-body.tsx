import { Paperclip, X } from "lucide-react";
import { useState } from "react";
import { classNames } from "@/components/ui/class-names";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import type { TryBody, TryField } from "@/lib/reference/schema";
import { ValueField } from "./try-fields";
import type { ChosenFile, TryErrors, Typed } from "./types";

const sayBytes = (bytes: number) =>
  bytes >= 999_500
    ? `${+(bytes / 1_000_000).toFixed(1)} MB`
    : bytes >= 1_000
      ? `${Math.round(bytes / 1_000)} KB`
      : `${bytes} bytes`;

/** A file as it goes along: its bytes in base64. */
async function readFile(file: File): Promise<ChosenFile> {
  const address = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
  // An empty file is `data:` alone in some browsers.
  return { name: file.name, type: file.type, size: file.size, data: address.split(",")[1] ?? "" };
}

function FileField({
  field,
  files,
  error,
  left,
  onChange,
}: {
  field: TryField;
  files: ChosenFile[];
  error: string | undefined;
  /** Bytes that the files of this field may have. */
  left: number;
  onChange: (files: ChosenFile[]) => void;
}) {
  const [problem, setProblem] = useState<string>();
  const types = field.partTypes ?? [];
  const choose = async (list: File[]) => {
    if (list.length === 0) return;
    const bytes = list.reduce((sum, file) => sum + file.size, 0);
    if (bytes > left) {
      const which = list.length === 1 ? `${list[0]?.name} has` : "These files have";
      setProblem(`${which} ${sayBytes(bytes)}; ${sayBytes(left)} can go along.`);
      return;
    }
    try {
      onChange(await Promise.all(list.map(readFile)));
      setProblem(undefined);
    } catch {
      setProblem("The file cannot be read. Was it moved, or changed since?");
    }
  };
  const hint = [field.description, types.length ? `${types.join(", ")}.` : "", `At most ${sayBytes(left)}.`]
    .filter(Boolean)
    .join(" ");
  return (
    <Field
      label={
        <span className="min-w-0 [overflow-wrap:anywhere]">
          <code className="text-sm">{field.name}</code>{" "}
          <span className="font-normal text-ink-faint text-xs">{field.repeated ? "files" : "file"}</span>
        </span>
      }
      name={`form.${field.name}`}
      hint={hint}
      error={problem ?? error}
      optional={!field.required}
    >
      {(control) => (
        <>
          <input
            {...control}
            // What is required is said by the door, beside the field: a browser's own bubble knows nothing of a chosen file kept here.
            required={undefined}
            type="file"
            multiple={field.repeated}
            accept={types.includes("application/octet-stream") ? undefined : types.join(",") || undefined}
            // The browser's own words know only of the last choice; which files go along stands below.
            className={classNames(
              files.length > 0 && "text-transparent!",
              "block w-full min-w-0 cursor-pointer text-ink-muted text-sm file:mr-3 file:h-9 file:cursor-pointer file:rounded-md file:border file:border-line-field file:border-solid file:bg-surface file:px-3 file:text-ink file:hover:border-ink-faint",
            )}
            onChange={(event) => {
              const list = [...(event.target.files ?? [])];
              // So that the same file can be chosen again; which ones are chosen stands below.
              event.target.value = "";
              void choose(list);
            }}
          />
          {files.length > 0 ? (
            <ul className="mt-2 space-y-1 text-sm">
              {files.map((file, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two files may have one name, and nothing in a line is kept
                <li key={`${file.name} ${index}`} className="flex min-w-0 items-center gap-2">
                  <Paperclip className="size-3.5 shrink-0 text-ink-faint" aria-hidden="true" />
                  <span className="min-w-0 truncate">{file.name}</span>
                  <span className="shrink-0 text-ink-faint text-xs">
                    {file.data === undefined ? "not kept: choose it again" : sayBytes(file.size)}
                  </span>
                  <button
                    type="button"
                    className="ml-auto rounded p-1 text-ink-faint hover:bg-hover hover:text-ink"
                    onClick={() => onChange(files.filter((one) => one !== file))}
                  >
                    <X className="size-3.5" aria-hidden="true" />
                    <span className="sr-only">Leave out {file.name}</span>
                  </button>
                </li>
              ))}
            </ul>
          ) : null}
        </>
      )}
    </Field>
  );
}

/** A body that is a form, field by field; files are read here and go along with the call. */
export function FormBody({
  body,
  typed,
  maxFileBytes,
  errors,
  onText,
  onFiles,
}: {
  body: TryBody;
  typed: Pick<Typed, "form" | "files">;
  maxFileBytes: number;
  errors: TryErrors;
  onText: (name: string, text: string) => void;
  onFiles: (name: string, files: ChosenFile[]) => void;
}) {
  const chosen = Object.entries(typed.files);
  const leftFor = (name: string) =>
    chosen.reduce((left, [other, files]) => {
      return other === name
        ? left
        : left - files.reduce((sum, file) => sum + (file.data === undefined ? 0 : file.size), 0);
    }, maxFileBytes);
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2 font-semibold text-sm">
        {body.encoding === "file" ? "Body" : "Form"}{" "}
        <span className="font-normal text-ink-faint text-xs">{body.mediaType}</span>
      </legend>
      <div className="space-y-3.5">
        {errors["/body"] ? (
          <p className="text-negative text-sm" role="alert">
            The form {errors["/body"]}.
          </p>
        ) : null}
        {body.fields.map((field) => {
          const { name } = field;
          const error = errors[`/form/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`];
          const text = typed.form[name] ?? "";
          if (field.kind === "file") {
            return (
              <FileField
                key={name}
                field={field}
                files={typed.files[name] ?? []}
                error={error}
                left={leftFor(name)}
                onChange={(files) => onFiles(name, files)}
              />
            );
          }
          if (field.kind !== "json") {
            return (
              <ValueField
                key={name}
                field={field}
                name={`form.${name}`}
                value={text}
                error={error}
                onChange={(next) => onText(name, next)}
              />
            );
          }
          return (
            <Field
              key={name}
              label={
                <span>
                  <code className="text-sm">{name}</code>{" "}
                  <span className="font-normal text-ink-faint text-xs">JSON</span>
                </span>
              }
              name={`form.${name}`}
              hint={field.description || undefined}
              error={error}
              optional={!field.required}
            >
              {(control) => (
                <Textarea
                  {...control}
                  rows={Math.min(10, Math.max(3, text.split("\n").length))}
                  className="font-mono text-sm"
                  spellCheck={false}
                  value={text}
                  onChange={(event) => onText(name, event.target.value)}
                />
              )}
            </Field>
          );
        })}
      </div>
    </fieldset>
  );
}
