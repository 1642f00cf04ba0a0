import fc from "fast-check";
import { expect, it } from "vitest";
import { sarifReport } from "../../src/report/sarif.ts";
import { HOSTILE } from "../support/hostile.ts";
import { hostileReport } from "./hostile-report.ts";
import { withSources } from "./samples.ts";
import { RULES } from "./sarif-logs.ts";

it("nothing in it acts on a terminal or a log", () => {
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "binary" })), (text) => {
      const log = sarifReport(withSources(hostileReport(text)), RULES.slice(0, 1));
      expect(log).not.toMatch(/(?!\n)\p{Cc}|\p{Bidi_Control}|##\[|^\s*::/mu);
      JSON.parse(log);
    }),
    { numRuns: 60 },
  );
});
