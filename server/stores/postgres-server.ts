import { execFile, spawn } from "node:child_process";
import {
  chownSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import type { Logger } from "@/lib/base/log";
import { StartFault } from "../child";
import { freePort } from "../free-port";
import { isRunning, processIdentity, waitUntil } from "../process-identity";
import { findPostgresBinaries, type PostgresBinaries } from "./postgres-binaries";
import { findPostgresOwner, type PostgresOwner, runAs } from "./postgres-owner";

export type PostgresOptions = {
  /** The cluster's own folder; made at first start. */
  directory: string;
  password: string;
  /** The port of last time: kept when it is free, so that addresses survive a restart. */
  preferredPort?: number;
  /** More of postgresql.conf, as `name=value`. */
  settings?: string[];
  log: Logger;
};

export type PostgresServer = {
  pid: number;
  port: number;
  /** Whether it was already running, left by a process of ours that was killed. */
  adopted: boolean;
  url(database: string): string;
  /** Resolves when the server is gone, stopped or not. */
  exited: Promise<string>;
  /** Fast shutdown: sessions are ended, everything is on disk. */
  stop(): Promise<void>;
};

type Running = { pid: number; port: number; ready: boolean };

const user = "waymark";
/** A first start makes the cluster and a crash may have left a minute of log to replay; a usual start takes 40 ms. */
const startLimitMs = 60_000;
const stopLimitMs = 6_000;

/** Starts the embedded PostgreSQL of `directory`, or adopts the one that still runs there: never a second one. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const binaries = findPostgresBinaries();
  const folders = [path.dirname(options.directory), path.dirname(binaries.postgres)];
  const owner = findPostgresOwner(options.directory, folders);
  await ensureCluster(options, binaries, owner);
  const left = await readLeftOver(options.directory);
  if (left && (await adoptable(left, options))) {
    options.log.info({ postmaster: left.pid, port: left.port }, "adopted the PostgreSQL that was still running");
    return handle(left, true, options);
  }
  if (left) await endProcess(left.pid, options.log);
  const port = await freePort(options.preferredPort);
  const server = await launch(options, binaries, owner, port);
  if (!(await accepts(server, options))) {
    // The server is ours, so a refused password means that ours was lost: write a new one while nobody else can connect.
    await endProcess(server.pid, options.log);
    await resetPassword(options, binaries, owner);
    return handle(await launch(options, binaries, owner, port), false, options);
  }
  return handle(server, false, options);
}

async function ensureCluster(
  options: PostgresOptions,
  binaries: PostgresBinaries,
  owner: PostgresOwner,
): Promise<void> {
  const versionFile = path.join(options.directory, "PG_VERSION");
  if (existsSync(versionFile)) {
    const { stdout } = await promisify(execFile)(binaries.postgres, ["--version"]);
    const [have, want] = [readFileSync(versionFile, "utf8").trim(), /(\d+)/.exec(stdout)?.[1]];
    if (have !== want) {
      throw new StartFault(
        `DATA_DIR holds data of PostgreSQL ${have}, and this release brings ${want}: dump and restore it first`,
      );
    }
    return;
  }
  // Made beside and renamed, so that a start killed half-way leaves no half a cluster.
  const fresh = `${options.directory}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  const passwordFile = `${fresh}.password`;
  writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600 });
  if (owner.uid !== undefined && owner.gid !== undefined) {
    for (const place of [fresh, passwordFile]) chownSync(place, owner.uid, owner.gid);
  }
  try {
    // The builtin locale sorts alike on every machine, whatever the system's libraries.
    const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
    const login = ["--auth=scram-sha-256", `--username=${user}`, `--pwfile=${passwordFile}`];
    await promisify(execFile)(...runAs(owner, binaries.initdb, [`--pgdata=${fresh}`, ...login, ...locale]));
  } catch (error) {
    const reason = (error as { stderr?: string }).stderr?.trim().split("\n").at(-1);
    throw new StartFault(`DATA_DIR: PostgreSQL could not be set up: ${reason || (error as Error).message}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(fresh, options.directory);
}

/** What postmaster.pid tells of a server that really runs there; a file left by a dead one counts for nothing. */
async function readLeftOver(directory: string): Promise<Running | null> {
  const found = readPidFile(directory);
  if (!found) return null;
  if (processIdentity(found.pid) === null || !isPostgres(found.pid)) {
    rmSync(path.join(directory, "postmaster.pid"), { force: true });
    return null;
  }
  // It may be starting (or recovering) still: give it the time that a start has.
  await waitUntil(() => readPidFile(directory)?.ready !== false || processIdentity(found.pid) === null, startLimitMs);
  return processIdentity(found.pid) === null ? null : readPidFile(directory);
}

function readPidFile(directory: string): Running | null {
  try {
    // PostgreSQL's miscinit.h: pid, directory, start time, port, socket folder, address, shared memory, status.
    const lines = readFileSync(path.join(directory, "postmaster.pid"), "utf8").split("\n");
    const pid = Number(lines[0]);
    return pid > 0 ? { pid, port: Number(lines[3]), ready: lines[7]?.trim() === "ready" } : null;
  } catch {
    return null;
  }
}

/** After a reboot the number may be another program's. Where /proc is missing, connecting decides. */
function isPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")[0]?.includes("postgres") ?? false;
  } catch {
    return process.platform !== "linux";
  }
}

async function adoptable(server: Running, options: PostgresOptions): Promise<boolean> {
  return server.ready && (await accepts(server, options));
}

/** Whether the server lets us in and is the one of our folder. */
async function accepts(server: Running, options: PostgresOptions): Promise<boolean> {
  const client = new pg.Client({
    connectionString: urlOf(server.port, options.password, "postgres"),
    connectionTimeoutMillis: 5_000,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ place: string }>("SELECT current_setting('data_directory') AS place");
    return sameFolder(rows[0]?.place ?? "", options.directory);
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

function sameFolder(a: string, b: string): boolean {
  const [left, right] = [a, b].map((place) => statSync(place, { throwIfNoEntry: false }));
  return left !== undefined && left.ino === right?.ino && left.dev === right.dev;
}

async function launch(
  options: PostgresOptions,
  binaries: PostgresBinaries,
  owner: PostgresOwner,
  port: number,
): Promise<Running> {
  const settings = [
    "listen_addresses=127.0.0.1",
    `port=${port}`,
    "unix_socket_directories=",
    "max_connections=80",
    "jit=off",
  ];
  const flags = [...settings, ...(options.settings ?? [])].flatMap((setting) => ["-c", setting]);
  // Its log is a file, not our pipe: it must be able to outlive us.
  const logFile = openLog(options.directory);
  const [program, args, identity] = runAs(owner, binaries.postgres, ["-D", options.directory, ...flags]);
  const child = spawn(program, args, {
    ...identity,
    // A process group of its own, so that a terminal's Ctrl-C does not end the database before those who use it.
    detached: true,
    stdio: ["ignore", logFile, logFile],
    env: { LC_MESSAGES: "C", TZ: "UTC", PATH: "/usr/bin:/bin" } as unknown as NodeJS.ProcessEnv,
  });
  let ended: string | undefined;
  child.once("exit", (code, signal) => {
    ended = `ended with ${signal ?? code}`;
  });
  child.once("error", (error) => {
    ended = error.message;
  });
  child.unref();
  const pid = child.pid;
  const started = await waitUntil(
    () =>
      ended !== undefined ||
      (readPidFile(options.directory)?.pid === pid && readPidFile(options.directory)?.ready === true),
    startLimitMs,
    5,
  );
  if (!started || ended !== undefined || pid === undefined) {
    throw new Error(`PostgreSQL did not start (${ended ?? "no answer"}): ${lastLogLine(options.directory)}`);
  }
  return { pid, port, ready: true };
}

const logName = (directory: string) => `${directory}.log`;

function openLog(directory: string): number {
  const file = logName(directory);
  // One old file is kept; 10 MB is months of a healthy server's log.
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 10_000_000) renameSync(file, `${file}.1`);
  return openSync(file, "a", 0o600);
}

function lastLogLine(directory: string): string {
  const lines = readFileSync(logName(directory), "utf8").trim().split("\n");
  return lines.findLast((line) => /FATAL|ERROR|PANIC/.test(line)) ?? lines.at(-1) ?? "";
}

async function resetPassword(
  options: PostgresOptions,
  binaries: PostgresBinaries,
  owner: PostgresOwner,
): Promise<void> {
  options.log.warn("the database's password was lost: setting a new one");
  const single = ["--single", "-D", options.directory, "postgres"];
  const child = promisify(execFile)(...runAs(owner, binaries.postgres, single));
  child.child.stdin?.end(`ALTER USER ${user} PASSWORD '${options.password}'\n`);
  await child;
}

function handle(server: Running, adopted: boolean, options: PostgresOptions): PostgresServer {
  const identity = processIdentity(server.pid);
  const gone = () => identity === null || !isRunning(identity);
  // Polled, because an adopted server is nobody's child; a look costs microseconds.
  const exited = waitUntil(gone, Number.POSITIVE_INFINITY, 200).then(() => "its process is gone");
  return {
    pid: server.pid,
    port: server.port,
    adopted,
    url: (database) => urlOf(server.port, options.password, database),
    exited,
    stop: () => endProcess(server.pid, options.log),
  };
}

/** SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one (recovers at the next start), SIGKILL the last resort. */
async function endProcess(pid: number, log: Logger): Promise<void> {
  const identity = processIdentity(pid);
  if (identity === null) return;
  for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    if (await waitUntil(() => !isRunning(identity), stopLimitMs)) return;
    log.warn({ postmaster: pid, signal }, "PostgreSQL did not end in time");
  }
}

function urlOf(port: number, password: string, database: string): string {
  return `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}
