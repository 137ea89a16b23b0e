import { z } from "zod";
import { questionKindSchema, type TrackSummary } from "../schema";

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "must be lower-case letters, digits and dashes");
const text = z.string().trim().min(1, "must not be empty");
const doc = z.string().startsWith("/", "must be a path of this portal, such as /docs/errors");

const questionSchema = z
  .strictObject({
    id,
    text,
    kind: questionKindSchema,
    options: z.array(z.strictObject({ id, text })).min(2, "needs at least two options"),
    correct: z.array(z.string()).min(1, "names no right option"),
    explanation: text,
    doc: doc.optional(),
  })
  .superRefine((question, context) => {
    const options = question.options.map((option) => option.id);
    refuseRepeats(options, "options", context);
    refuseRepeats(question.correct, "correct", context);
    for (const [index, option] of question.correct.entries()) {
      if (!options.includes(option)) {
        context.addIssue({
          code: "custom",
          path: ["correct", index],
          message: `"${option}" is not one of the options`,
        });
      }
    }
    if (question.kind === "single" && question.correct.length > 1) {
      context.addIssue({
        code: "custom",
        path: ["correct"],
        message: "a single question has exactly one right option",
      });
    }
  });

const taskSchema = z.strictObject({
  id,
  title: text,
  description: text,
  doc: doc.optional(),
  calls: z
    .array(
      z.strictObject({
        method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
        route: z.string().startsWith("/", "must start with /, as in the OpenAPI document"),
        status: z.enum(["2xx", "3xx", "4xx", "5xx"]),
      }),
    )
    .min(1, "needs at least one call"),
});

/** One file of content/certification. Holds the right answers: stays on the server. */
export const trackSchema = z
  .strictObject({
    id,
    version: text,
    title: text,
    description: text,
    passMark: z.number().gt(0).max(1),
    validMonths: z.number().int().min(1).max(120),
    timeLimitMinutes: z.number().int().min(1).max(1_440),
    coolDownMinutes: z.number().int().min(0).max(525_600).default(60),
    questionsPerAttempt: z.number().int().min(1),
    questions: z.array(questionSchema).min(1),
    tasks: z.array(taskSchema).default([]),
  })
  .superRefine((track, context) => {
    refuseRepeats(
      track.questions.map((question) => question.id),
      "questions",
      context,
    );
    refuseRepeats(
      track.tasks.map((task) => task.id),
      "tasks",
      context,
    );
    if (track.questionsPerAttempt > track.questions.length) {
      context.addIssue({
        code: "custom",
        path: ["questionsPerAttempt"],
        message: `draws ${track.questionsPerAttempt} of only ${track.questions.length} questions`,
      });
    }
  });

function refuseRepeats(ids: string[], field: string, context: z.RefinementCtx): void {
  for (const [index, value] of ids.entries()) {
    if (ids.indexOf(value) !== index) {
      context.addIssue({ code: "custom", path: [field, index], message: `"${value}" is there twice` });
    }
  }
}

export type Track = z.infer<typeof trackSchema>;
export type TrackQuestion = Track["questions"][number];

/** What a track tells before an attempt. Field by field, so that a new field of the file is not published by accident. */
export function summariseTrack(track: Track): TrackSummary {
  const { id, version, title, description, passMark, validMonths } = track;
  const { timeLimitMinutes, coolDownMinutes, questionsPerAttempt, tasks } = track;
  return {
    id,
    version,
    title,
    description,
    passMark,
    validMonths,
    timeLimitMinutes,
    coolDownMinutes,
    questionsPerAttempt,
    tasks,
  };
}
