// Required by what builds pages. V8 lets a heap of 200 MB grow to a gigabyte on a large machine before it looks for garbage.
require("node:v8").setFlagsFromString("--heap-growing-percent=50");
