import { shiftClock } from "@/lib/base/clock";
import { postgres } from "@/lib/base/postgres";
import { sendMeterExports } from "../send-meter-exports";

/** A process of its own that sends what is due to Stripe, for tests that kill it. */
shiftClock(Number(process.argv[2] ?? 0));
await sendMeterExports(postgres());
process.exit(0);
