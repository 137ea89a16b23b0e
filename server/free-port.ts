import net from "node:net";

/** Whether a server could listen on `port` of `host` now; otherwise the system's reason (`EADDRINUSE`, `EACCES`, ...). */
export function portFault(port: number, host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

/** A loopback port nobody listens on: `preferred` if it is free, so that addresses survive a restart. */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred && (await portFault(preferred, "127.0.0.1")) === null) return preferred;
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
