import { realpathSync } from "node:fs";
import { expect, it } from "vitest";

const meant = process.env.npm_node_execpath;
const absent = meant === undefined ? " (skipped: npm did not start these tests)" : "";

it.skipIf(absent)(`the tests run under the Node that npm runs under${absent}`, () => {
  expect(realpathSync(process.execPath)).toBe(realpathSync(meant as string));
});
