import { NODES } from "../cluster/swarm.mjs";
import { EXPORT } from "../experiments/nfs-kinds.mjs";
import { Stage } from "../stage.mjs";
import { SERVER } from "./machines.mjs";

const OPTIONS = "addr=10.88.0.254,nfsvers=4.1,hard";

/** The stacks of one event on virtual machines: what is on a disk is asked of the machine that has it. */
export class MachineStage extends Stage {
  async prepare() {
    for (const { kind, stack } of this.actors) {
      for (const { path, device } of kind.prepare?.(stack).shares ?? []) await this.#share(path, device);
    }
    await super.prepare();
  }

  /** Every node mounts a directory of the server, as its administrator would. */
  async #share(path, device) {
    await this.swarm.shell(SERVER, `mkdir -p ${EXPORT}${device.slice(1)}`);
    for (const node of NODES) {
      await this.swarm.shell(node, `mkdir -p ${path} && mount -i -t nfs -o ${OPTIONS} ${device} ${path}`);
    }
  }

  async remains() {
    const places = [
      ...this.swarm.running.map((node) => [node, "/var/lib/docker/volumes/*/_data/evidence"]),
      [SERVER, `${EXPORT}/*/evidence`],
    ];
    const texts = await Promise.all(
      places.map(([where, files]) => this.swarm.shell(where, `for file in ${files}; do cat "$file" || true; done`)),
    );
    return texts.flatMap(({ stdout }) => stdout.trim().split("\n"));
  }
}
