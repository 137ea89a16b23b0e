import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { runLedgerThread } from "@/lib/events/run-ledger-thread";

// A thread of the edge: moves the journal into ClickHouse.
await runLedgerThread(parentPort as MessagePort, workerData);
