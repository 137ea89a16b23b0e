import { z } from "zod";
import { authenticateToken } from "@/lib/access/authenticate-token";
import { requireScope } from "@/lib/access/require-scope";
import type { TokenScope } from "@/lib/access/schema";
import { PortalError } from "@/lib/base/errors";
import { parseFields, toFieldErrors } from "@/lib/base/field-errors";
import { ReplayCache } from "@/lib/keys/replay-cache";
import { createNote } from "@/lib/notes/create-note";
import { deleteNote } from "@/lib/notes/delete-note";
import { hideChange } from "@/lib/notes/hide-change";
import { changeNotePrefix, createNoteInput, listNotesQuery, type NoteActor, updateNoteInput } from "@/lib/notes/schema";
import { updateNote } from "@/lib/notes/update-note";
import { findNote, gatherNotes } from "@/lib/reports/gather-notes";
import type { EdgeContext } from "../context";
import { type Door, type EdgeRequest, readJson, sendJson } from "../door";
import { readIdempotencyKey } from "../read-idempotency-key";

/** `/v1/notes` and below: what happened when, as the charts mark it. Reading needs `reports:read`, writing `manage`. */
export function notesDoors({ db }: EdgeContext): Door[] {
  const replays = new ReplayCache(1_000);
  const enter = async (request: EdgeRequest, scope: TokenScope): Promise<NoteActor> => {
    const token = requireScope(await authenticateToken(db, request.raw.headers.authorization), scope);
    return { kind: "token", id: token.tokenId };
  };
  return [
    {
      methods: ["POST"],
      path: "/v1/notes",
      async handle(request, response) {
        const actor = await enter(request, "manage");
        const body = await readJson(request);
        const input = parseFields(createNoteInput, body);
        const data = await replays.run(actor.id, readIdempotencyKey(request), [request.path, body], () =>
          createNote(db, input, actor),
        );
        sendJson(response, 201, { data }, { location: `/v1/notes/${data.id}` });
      },
    },
    {
      methods: ["GET"],
      path: "/v1/notes",
      async handle(request, response) {
        await enter(request, "reports:read");
        const asked = listNotesQuery.safeParse(Object.fromEntries(request.query));
        if (!asked.success) {
          const errors = toFieldErrors(asked.error).map(({ pointer, detail }) => ({
            ...{ pointer: `?${pointer.slice(1)}`, detail },
          }));
          throw new PortalError("invalid_fields", undefined, { errors });
        }
        const { from, to, hidden } = asked.data;
        sendJson(response, 200, { data: await gatherNotes({ from, to }, { withHidden: hidden }), nextCursor: null });
      },
    },
    {
      methods: ["GET"],
      path: "/v1/notes/*",
      async handle(request, response) {
        await enter(request, "reports:read");
        sendJson(response, 200, { data: found(await findNote(idOf(request))) });
      },
    },
    {
      methods: ["PATCH"],
      path: "/v1/notes/*",
      async handle(request, response) {
        const actor = await enter(request, "manage");
        const id = idOf(request);
        const body = await readJson(request);
        if (id.startsWith(changeNotePrefix)) {
          const { hidden } = parseFields(changeNoteBody, body);
          found(await findNote(id));
          await hideChange(db, id.slice(changeNotePrefix.length), hidden, actor);
          sendJson(response, 200, { data: found(await findNote(id)) });
          return;
        }
        const changes = parseFields(updateNoteInput, body);
        sendJson(response, 200, { data: found(await updateNote(db, id, changes, actor)) });
      },
    },
    {
      methods: ["DELETE"],
      path: "/v1/notes/*",
      async handle(request, response) {
        const actor = await enter(request, "manage");
        const id = idOf(request);
        if (id.startsWith(changeNotePrefix)) {
          throw new PortalError(
            "conflict",
            'An entry of the changelog is not deleted here: PATCH it with {"hidden": true}',
          );
        }
        // Gone already is gone: DELETE is idempotent.
        await deleteNote(db, id, actor);
        response.writeHead(204).end();
      },
    },
  ];
}

/** An entry of the changelog is what its file says; only whether charts mark it is decided here. */
const changeNoteBody = z.strictObject({ hidden: z.boolean("must be true or false") });

function found<T>(value: T | null): T {
  if (value === null) throw new PortalError("not_found", "There is no such note");
  return value;
}

function idOf(request: EdgeRequest): string {
  return request.path.slice("/v1/notes/".length);
}
