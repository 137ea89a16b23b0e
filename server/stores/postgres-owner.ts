import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import path from "node:path";
import { StartFault } from "../child";

/**
 * As whom the server's programs run. PostgreSQL refuses to be root; root runs it as the user `postgres` (`uid`, `gid`) or, where that user
 * cannot go (a clone under /root, a folder of mktemp), as itself under another name: a user namespace in which it is not root (`prefix`).
 */
export type PostgresOwner = { uid?: number; gid?: number; prefix?: readonly string[] };

const inNamespace = ["unshare", "--user", "--map-user=65534", "--map-group=65534", "--"] as const;

/** Finds as whom to run. `cluster` keeps the owner it has; a new one gets whoever can enter all `folders`. Throws StartFault when nobody can. */
export function findPostgresOwner(cluster: string, folders: readonly string[]): PostgresOwner {
  if (process.getuid?.() !== 0) return {};
  const existing = statSync(cluster, { throwIfNoEntry: false });
  if (existing?.uid === 0) return ownNamespace(`${cluster} belongs to root`);
  const user = readUser() ?? makeUser();
  const closed = user && folders.map((folder) => closedPlace(folder, user)).find(Boolean);
  if (user && !closed) return user;
  const why = closed ? `the user postgres cannot enter ${closed}` : "no user postgres could be made";
  if (existing) throw new StartFault(`DATA_DIR: ${why}; as root, choose a folder it can reach`);
  return ownNamespace(why);
}

/** How a program is started as that owner: arguments of execFile and spawn. */
export function runAs(
  { uid, gid, prefix = [] }: PostgresOwner,
  program: string,
  args: string[],
): [string, string[], { uid?: number; gid?: number }] {
  const [first, ...rest] = [...prefix, program, ...args];
  return [first as string, rest, { uid, gid }];
}

function ownNamespace(why: string): PostgresOwner {
  const [program, ...args] = inNamespace;
  try {
    execFileSync(program, [...args, "true"], { stdio: "pipe" });
  } catch {
    throw new StartFault(
      `DATA_DIR: ${why}, and PostgreSQL does not run as root: start as another user, or from a folder everybody can enter`,
    );
  }
  return { prefix: inNamespace };
}

type User = { uid: number; gid: number };

function readUser(): User | undefined {
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8", stdio: "pipe" }));
  try {
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return undefined;
  }
}

function makeUser(): User | undefined {
  try {
    execFileSync("groupadd", ["--system", "--force", "postgres"], { stdio: "pipe" });
    execFileSync("useradd", ["--system", "--gid", "postgres", "--no-create-home", "postgres"], { stdio: "pipe" });
  } catch {
    return undefined;
  }
  return readUser();
}

/** The first folder on the way to `folder` that this user may not enter. */
function closedPlace(folder: string, { uid, gid }: User): string | undefined {
  for (let place = path.resolve(folder); ; place = path.dirname(place)) {
    const stat = statSync(place);
    const bit = stat.uid === uid ? 0o100 : stat.gid === gid ? 0o010 : 0o001;
    if ((stat.mode & bit) === 0) return place;
    if (place === path.dirname(place)) return undefined;
  }
}
