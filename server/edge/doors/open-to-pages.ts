import type { Door } from "../door";

/**
 * Any page may send here with a public key: cookies never travel with these answers (no credentials allowed), refusals can be read like
 * the rest, and libraries see when to come back.
 */
const cors = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "retry-after, x-request-id",
};
const preflight = {
  ...cors,
  "access-control-allow-methods": "POST, GET",
  // "*" leaves out authorization (Fetch, "CORS-unsafe request-header names").
  "access-control-allow-headers": "authorization, *",
  "access-control-max-age": "86400",
};

/** The door at each of these addresses, open to pages of any origin, with the answer to their browsers' question before. */
export function openToPages(method: "GET" | "POST", paths: readonly string[], handle: Door["handle"]): Door[] {
  const handleOpen: Door["handle"] = (request, response) => {
    for (const [name, value] of Object.entries(cors)) response.setHeader(name, value);
    return handle(request, response);
  };
  return paths.flatMap((path): Door[] => [
    { methods: [method], path, handle: handleOpen },
    {
      methods: ["OPTIONS"],
      path,
      handle(_request, response) {
        response.writeHead(204, preflight);
        response.end();
      },
    },
  ]);
}
