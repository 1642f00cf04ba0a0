import { parseArgs } from "node:util";
import { refuseNoEngine } from "./engines.mjs";

export const USAGE = `Usage: npm run lab -- [OPTIONS]

Starts a Docker Swarm of three nodes in namespaces of this machine, plays each kind of storage through each event, and
compares what happens with what the tool predicts from the same stack file.

  --short          two stories and a few cells, in a few minutes; skips with a reason where it cannot run
  --nfs            play NFS on small virtual machines, of Debian packages that are downloaded for the run; half an hour
  --unpack         download Debian packages that are missing into the run's folder; nothing is installed
  --engine NAME    20, 26 or 28, whose Debian packages are downloaded into the run's folder, or a folder with one;
                   three of them, as in 20,26,28, are those of node1, node2 and node3; the machine's own by default
  --events A,B     only these events; \`deployed\` stands for changes of a stack file
  --kinds A,B      only these kinds of storage, or changes
  --stories A,B    only these stories, or these beside the events and kinds that are asked for
  --tries N        how often each change of a service is deployed with each load; 3 by default, 1 with --short
  --tool FILE      the command line to compare with; dist/cli.js by default
  --output FOLDER  where RESULTS.md and the results of this engine go; nowhere by default, lab/ with --record
  --record         write lab/results/ENGINE.json, and lab/RESULTS.md from the results of all engines; what is not
                   played stays as it was recorded
  --help           print this help

Exit codes: 0 all agree, 1 something differs, 2 a wrong call or a machine on which the lab cannot run, 3 the lab failed,
or its engine: it is not the one that was asked for, or cannot run a container; or \`--nfs\` cannot be played here.`;

/** @param {readonly string[]} words */
export function readArguments(words) {
  const { values } = parseArgs({
    args: [...words],
    options: {
      short: { type: "boolean", default: false },
      nfs: { type: "boolean", default: false },
      unpack: { type: "boolean", default: false },
      record: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
      events: { type: "string" },
      kinds: { type: "string" },
      stories: { type: "string" },
      tries: { type: "string" },
      tool: { type: "string" },
      output: { type: "string" },
      engine: { type: "string" },
    },
  });
  const tries = values.tries ?? (values.short ? "1" : "3");
  if (!/^[1-9]\d?$/.test(tries)) throw new Error("--tries takes a number from 1 to 99");
  const list = (text) => text?.split(",").filter(Boolean);
  const engines = list(values.engine) ?? [];
  if (![0, 1, 3].includes(engines.length)) throw new Error("--engine takes one engine, or three: one for each node");
  for (const name of engines) refuseNoEngine(name);
  return {
    ...values,
    engines,
    tries: Number(tries),
    events: list(values.events),
    kinds: list(values.kinds),
    stories: list(values.stories),
  };
}
