import { join } from "node:path";
import { NODES } from "./cluster/swarm.mjs";
import { EngineFailed } from "./engines.mjs";
import { Stage } from "./stage.mjs";

/** A service without a mount, one task on each node. */
const CONTROL = { id: "service", service: "deploy: { mode: global }" };

/**
 * An engine that cannot run even that says nothing about storage: nothing is played on it.
 * @param {import("./cluster/swarm.mjs").Swarm} swarm
 * @param {string} folder of the run
 */
export async function expectControl(swarm, folder) {
  const stage = new Stage(swarm, join(folder, "control"), [CONTROL], "control");
  await stage.deployStacks();
  const running = await stage.settle();
  const [{ stack, refusals }] = stage.actors;
  const count = running.get(stack).length;
  if (count < NODES.length) {
    // The others differ by their identifiers.
    const [said = "it does not say why"] = refusals;
    throw new EngineFailed(
      `Engine ${swarm.version} cannot run a container without a mount here, so nothing was compared: ${said}`,
    );
  }
  await stage.removeStacks();
}
