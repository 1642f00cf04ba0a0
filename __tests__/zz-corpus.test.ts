import { it } from "vitest";
it("x", async () => { process.argv[2] = process.env.PICK ?? ""; process.argv[3] = process.env.N ?? "30"; await import("/tmp/corpus.mjs"); }, 200000);
