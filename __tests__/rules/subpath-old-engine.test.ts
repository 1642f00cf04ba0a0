import { testRule } from "./harness.ts";

const stack = (...mounts: readonly string[]): string =>
  `services:\n  a: {image: 'acme/a:1', volumes: [${mounts.join(", ")}]}\nvolumes: {data: }\n`;
const mount = (subpath: string, target = "/x"): string =>
  `{type: volume, source: data, target: ${target}, volume: {subpath: ${subpath}}}`;

testRule("subpath-old-engine", {
  valid: [
    { name: "no subpath", yaml: stack("'data:/x'") },
    { name: "other options", yaml: stack("{type: volume, source: data, target: /x, volume: {nocopy: true}}") },
    { name: "an empty one", yaml: stack(mount("''")) },
  ],
  invalid: [
    {
      name: "a subpath",
      yaml: stack(mount("⟦files/a⟧")),
      findings: [
        {
          severity: "note",
          message:
            "On an engine before 26.1, or deployed with a CLI before 28, `a` gets the whole volume at `/x` and not its folder `files/a`, without a message.",
          help: "runs Engine 26.1 or later",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "two of one service: once",
      yaml: stack(mount("⟦one⟧"), mount("two", "/y")),
      findings: [{ severity: "note", message: "its folder `one`", service: "a", volume: "data" }],
    },
    {
      name: "from a variable",
      yaml: stack(mount("⟦'${SUB}'⟧")),
      findings: [{ severity: "note", message: "its folder `${SUB}`", service: "a", volume: "data" }],
    },
  ],
});
