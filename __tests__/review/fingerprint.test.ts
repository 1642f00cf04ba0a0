import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markerLine, markerOf } from "../../src/review/posted.ts";
import { HOSTILE } from "../support/hostile.ts";

describe("a marker", () => {
  it("comes back as it was written, whatever it holds", () => {
    const kind = fc.constantFrom("finding" as const, "summary" as const, "clean" as const, "more" as const);
    const texts = fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom(...HOSTILE.filter((one) => one !== "")));
    fc.assert(
      fc.property(kind, fc.array(texts), (one, given) => {
        const fingerprints = given.map((text) => Buffer.from(text).toString());
        const line = markerLine({ kind: one, fingerprints });
        expect(line.slice(4, -3)).not.toMatch(/-->|\n|</);
        expect(markerOf(`${line}\n\nbody`)).toEqual({ kind: one, fingerprints });
      }),
    );
  });

  it.each([
    ["in the first line only", "text\n<!-- swarm-volume-check:finding 01 -->"],
    ["not behind a blank", " <!-- swarm-volume-check:finding 01 -->\n"],
    ["not in a line with more", "<!-- swarm-volume-check:finding 01 --> x"],
    ["of a kind that is known", "<!-- swarm-volume-check:other 01 -->\n"],
    ["with whole escapes", "<!-- swarm-volume-check:finding %e2 -->\n"],
    ["of this program", "<!-- other:finding 01 -->\n"],
    ["not in nothing", ""],
  ])("counts %s", (_, body) => expect(markerOf(body)).toBeUndefined());

  it("survives other line ends", () => {
    const line = markerLine({ kind: "finding", fingerprints: ["ab"] });
    expect(markerOf(`${line}\r\nx`)).toEqual({ kind: "finding", fingerprints: ["ab"] });
  });
});
