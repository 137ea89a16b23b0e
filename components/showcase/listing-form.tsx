"use client";

import { startTransition, useActionState, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardFooter, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { FlashMessage } from "@/components/ui/flash-message";
import { Input, Select, Textarea } from "@/components/ui/input";
import { Spinner } from "@/components/ui/spinner";
import { type ListingErrors, type ListingText, listingLimits } from "@/lib/showcase/schema";
import { ListingArticle } from "./listing-article";

/** What was typed; tags as the one line they are typed in. */
export type TypedListing = Omit<ListingText, "tags"> & { tags: string };

export type ListingFormState = {
  typed: TypedListing;
  errors: ListingErrors;
  message: { kind: "done" | "alert"; text: string } | null;
};

const splitTags = (text: string) =>
  text
    .split(",")
    .map((tag) => tag.trim())
    .filter(Boolean);

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host.replace(/^www\./, "") : "");

/** The editor of a listing: what is typed stands in the preview below at once. Without scripts a plain form that keeps what was typed. */
export function ListingForm({
  appId,
  initial,
  categories,
  action,
  certificateCode,
  maySubmit,
  disabled,
}: {
  appId: string;
  initial: TypedListing;
  categories: string[];
  action: (before: ListingFormState, form: FormData) => Promise<ListingFormState>;
  certificateCode: string | null;
  /** Whether the app is certified: drafts may be written before, not submitted. */
  maySubmit: boolean;
  disabled: boolean;
}) {
  const [state, formAction, pending] = useActionState(action, { typed: initial, errors: {}, message: null });
  const [typed, setTyped] = useState(state.typed);
  const { errors } = state;
  const set = (name: keyof TypedListing) => (event: { target: { value: string } }) =>
    setTyped((before) => ({ ...before, [name]: event.target.value }));
  return (
    <div className="space-y-10">
      <form
        action={formAction}
        onSubmit={(event) => {
          // By hand: React's own submit would empty the fields after each save.
          event.preventDefault();
          const data = new FormData(event.currentTarget, (event.nativeEvent as SubmitEvent).submitter);
          if (!pending) startTransition(() => formAction(data));
        }}
      >
        <input type="hidden" name="appId" value={appId} />
        <Card>
          <CardHeader title="Text" description="What visitors of the showcase read." />
          <CardBody className="grid gap-x-6 gap-y-5 py-5 md:grid-cols-2">
            {state.message ? (
              <FlashMessage kind={state.message.kind} className="mb-0! md:col-span-2">
                {state.message.text}
              </FlashMessage>
            ) : null}
            <Field label="Name" name="name" error={errors.name}>
              {(control) => (
                <Input {...control} value={typed.name} onChange={set("name")} maxLength={listingLimits.name} />
              )}
            </Field>
            <Field label="Category" name="category" error={errors.category}>
              {(control) => (
                <Select {...control} required={false} value={typed.category} onChange={set("category")}>
                  <option value="">Choose one</option>
                  {categories.map((category) => (
                    <option key={category}>{category}</option>
                  ))}
                </Select>
              )}
            </Field>
            <Field
              label="In one line"
              name="tagline"
              className="md:col-span-2"
              error={errors.tagline}
              hint={<Count text={typed.tagline} limit={listingLimits.tagline} />}
            >
              {(control) => (
                <Input
                  {...control}
                  required={false}
                  value={typed.tagline}
                  onChange={set("tagline")}
                  maxLength={listingLimits.tagline}
                />
              )}
            </Field>
            <Field
              label="Description"
              name="description"
              className="md:col-span-2"
              error={errors.description}
              hint={
                <>
                  Plain text; an empty line starts a paragraph.{" "}
                  <Count text={typed.description} limit={listingLimits.description} />
                </>
              }
            >
              {(control) => (
                <Textarea
                  {...control}
                  required={false}
                  rows={8}
                  value={typed.description}
                  onChange={set("description")}
                  maxLength={listingLimits.description}
                />
              )}
            </Field>
            <Field
              label="Website"
              name="websiteUrl"
              error={errors.websiteUrl}
              hint="Visitors leave to this address; clicks are counted."
            >
              {(control) => (
                <Input
                  {...control}
                  required={false}
                  type="url"
                  inputMode="url"
                  placeholder="https://"
                  value={typed.websiteUrl}
                  onChange={set("websiteUrl")}
                />
              )}
            </Field>
            <Field
              label="Tags"
              name="tags"
              optional
              error={errors.tags}
              hint={`Up to ${listingLimits.tags}, with commas between.`}
            >
              {(control) => <Input {...control} value={typed.tags} onChange={set("tags")} />}
            </Field>
          </CardBody>
          <CardFooter>
            <p className="mr-auto text-ink-muted text-sm">
              {disabled
                ? "Your role may look, not edit."
                : maySubmit
                  ? "A person reads it before it appears."
                  : "It can be submitted once the app is certified."}
            </p>
            <Button type="submit" name="intent" value="save" disabled={disabled} aria-disabled={pending || undefined}>
              Save draft
            </Button>
            <Button
              type="submit"
              name="intent"
              value="submit"
              variant="primary"
              disabled={disabled || !maySubmit}
              aria-disabled={pending || undefined}
              icon={pending ? <Spinner /> : undefined}
            >
              {pending ? "Saving…" : "Save and submit"}
            </Button>
          </CardFooter>
        </Card>
      </form>
      <section aria-label="Preview">
        <p className="mb-3 text-ink-muted text-sm">Preview</p>
        <div className="rounded-xl border border-line-strong border-dashed bg-canvas p-4 sm:p-8">
          <ListingArticle
            listing={{ ...typed, tags: splitTags(typed.tags), websiteHost: hostOf(typed.websiteUrl) }}
            outPath={null}
            certificateCode={certificateCode}
            publishedAt={null}
            level={2}
          />
        </div>
      </section>
    </div>
  );
}

function Count({ text, limit }: { text: string; limit: number }) {
  return (
    <span className="tabular-nums">
      {text.length} of {limit.toLocaleString("en-GB")} characters
    </span>
  );
}
