import { child } from "../stack/tree.ts";
import { remove, set, spotAt, spotOf } from "./find.ts";
import type { Fixer } from "./model.ts";
import { list } from "./words.ts";

/** The declaration alone goes: no deploy deletes a volume. */
export const dropVolume: Fixer = function* ({ place, volume }, context) {
  const spot = spotOf(context, place);
  if (spot === undefined || spot.path.length !== 2) return;
  yield { title: `Remove the declaration of \`${volume}\``, safe: false, changes: [remove(spot)] };
};

const NODE_NETWORKS = /^(host|bridge|none)$/;

/** A network is made by the stack; secrets and configs come from outside, as their contents do. */
export const declare: Fixer = function* ({ place, subject }) {
  const [section = "", ...rest] = subject.split(".");
  const name = rest.join(".");
  if (!/^[a-zA-Z0-9][\w.-]*$/.test(name)) return;
  const at = { file: place.file, path: [section] };
  if (section === "networks" && !NODE_NETWORKS.test(name)) {
    yield { title: `Declare the network \`${name}\``, safe: false, changes: [set(at, [name], null)] };
  }
  const what = section.replace(/s$/, "");
  const title = `Declare the ${what} \`${name}\`, which exists outside the stack`;
  yield { title, safe: false, changes: [set(at, [name], { external: true })] };
};

/** What an external volume cannot say, or that it is external. */
export const externalOrOwn: Fixer = function* ({ volume = "", subject, place }, context) {
  const spot = spotAt(context, place.file, ["volumes", volume]);
  if (spot === undefined) return;
  const name = subject.endsWith(".name");
  const keys = (name ? ["name"] : ["driver", "driver_opts", "labels"]).filter((key) => child(spot.tree, key));
  const changes = keys.map((key) => remove(spot, [key]));
  const listed = list(keys.map((key) => `\`${key}\``));
  yield { title: `Remove ${listed}: the volume is made outside the stack`, safe: false, changes };
  if (name) return;
  yield { title: "Remove `external`: the stack makes the volume", safe: false, changes: [remove(spot, ["external"])] };
};
