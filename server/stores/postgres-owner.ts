import { execFileSync } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";
import { StartFault } from "../child";

/** Whom the server runs as: nobody else (`{}`), or the user `postgres` when we are root, which PostgreSQL refuses to be. */
export type PostgresOwner = { uid?: number; gid?: number };

/** Finds that user, and makes it when there is none. */
export function findPostgresOwner(): PostgresOwner {
  if (process.getuid?.() !== 0) return {};
  try {
    return readOwner();
  } catch {
    try {
      execFileSync("groupadd", ["--system", "--force", "postgres"], { stdio: "pipe" });
      execFileSync("useradd", ["--system", "--gid", "postgres", "--no-create-home", "postgres"], { stdio: "pipe" });
      return readOwner();
    } catch {
      throw new StartFault("PostgreSQL does not run as root and no user postgres could be made: start as another user");
    }
  }
}

function readOwner(): PostgresOwner {
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8", stdio: "pipe" }));
  return { uid: id("-u"), gid: id("-g") };
}

/** Refuses a folder which that user cannot reach, such as one under /root. */
export function checkReachable(folder: string, owner: PostgresOwner): void {
  if (owner.uid === undefined) return;
  for (let place = path.resolve(folder); ; place = path.dirname(place)) {
    const stat = statSync(place);
    const bit = stat.uid === owner.uid ? 0o100 : stat.gid === owner.gid ? 0o010 : 0o001;
    if ((stat.mode & bit) === 0) {
      throw new StartFault(`DATA_DIR: the user postgres cannot enter ${place}; as root, choose a folder it can reach`);
    }
    if (place === path.dirname(place)) break;
  }
  accessSync(folder, constants.R_OK);
}
