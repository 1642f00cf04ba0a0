import type { Problem } from "../model/problem.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import type { Mount, Service, Volume } from "./model.ts";

/** Which option maps Docker refuses beside a mount type; `image` and `unknown` are not looked at. */
const REFUSED_OPTIONS: Partial<Record<Mount["type"], readonly string[]>> = {
  volume: ["tmpfs", "bind", "cluster"],
  bind: ["volume", "tmpfs", "cluster"],
  tmpfs: ["bind", "volume", "cluster"],
  npipe: ["volume", "tmpfs"],
  cluster: ["tmpfs", "bind", "volume"],
};

/** What deploy refuses about mounts once all files are merged. */
export function checkMounts(services: readonly Service[], volumes: ReadonlyMap<string, Volume>): Problem[] {
  const problems: Problem[] = [];
  for (const service of services) {
    const targets = new Set<string>();
    const paths = new Set<string>();
    for (const mount of service.mounts) {
      problems.push(...checkMount(mount, service.name, volumes));
      const target = mount.target.value;
      const path = samePath(target);
      if (paths.has(path) && !hasUnknown(target)) problems.push(duplicate(mount, service.name, targets.has(target)));
      targets.add(target);
      paths.add(path);
    }
  }
  return problems;
}

function checkMount(mount: Mount, service: string, volumes: ReadonlyMap<string, Volume>): Problem[] {
  const problem = (rule: string, message: string, help: string): Problem[] => [
    { rule, place: mount.place, message, help, service, subject: `volumes[${mount.target.value}]` },
  ];
  if (mount.type === "image") {
    const message = "No engine takes a mount of type `image` in a service; it refuses the service.";
    return problem("mount-invalid", message, "Copy the files into the image, or use a config or a volume.");
  }
  const refused = REFUSED_OPTIONS[mount.type]?.find((option) => mount.options.has(option));
  if (refused !== undefined) {
    const message = `\`${refused}\` options do not go with a mount of type \`${mount.type}\`; deploy refuses the stack.`;
    return problem("mount-invalid", message, `Remove the \`${refused}\` options, or correct the type.`);
  }
  const needsSource = mount.type === "npipe" || mount.type === "cluster";
  if (needsSource && mount.source === undefined) {
    const message = `A mount of type \`${mount.type}\` needs a \`source\`; deploy refuses the stack.`;
    return problem("mount-invalid", message, "Add `source:`.");
  }
  if (mount.type === "tmpfs" && mount.source !== undefined) {
    return problem(
      "mount-invalid",
      "A mount of type `tmpfs` cannot have a `source`; deploy refuses the stack.",
      "Remove `source:`, or correct the type.",
    );
  }
  return undeclared(mount, volumes) ? problem("undeclared-volume", ...undeclaredText(mount)) : [];
}

function undeclared({ type, source }: Mount, volumes: ReadonlyMap<string, Volume>): boolean {
  if (source === undefined || hasUnknown(source.value)) return false;
  if (type !== "volume" && type !== "cluster") return false;
  return !(type === "cluster" && source.value.startsWith("group:")) && !volumes.has(source.value);
}

function undeclaredText({ source, form }: Mount): [message: string, help: string] {
  const name = source?.value ?? "";
  const message = `The volume \`${name}\` is declared nowhere in the stack; deploy refuses the stack, after it has created the networks.`;
  if (name.includes("{{")) return [message, "Declare a volume and put the template into its `name:`."];
  if (/[/\\]/.test(name) && form === "long") return [message, "If a folder is meant, write `type: bind`."];
  if (/[/\\]/.test(name)) return [message, `If a folder is meant, write \`./${name}\` or an absolute path.`];
  return [message, `Declare \`${name}\` under the top-level \`volumes\`.`];
}

/** One spelling for `/a`, `/a/` and `//a`. */
function samePath(target: string): string {
  return target.replace(/\/+(?:\.?\/+)*/g, "/").replace(/(?<=.)\/\.?$/, "");
}

/** The engine compares the texts; a node compares the paths, once the deploy is through. */
function duplicate(mount: Mount, service: string, exact: boolean): Problem {
  const problem = {
    rule: "duplicate-target",
    place: mount.place,
    help: "Remove one of the two, or give this one another path.",
    service,
    subject: `volumes[${mount.target.value}]`,
  };
  if (exact) {
    return {
      ...problem,
      message: "An earlier mount of this service has the same target; the engine refuses the service.",
    };
  }
  const message = `An earlier mount of this service has the same target, one path in two spellings: deploy accepts it, and then every node rejects the task, so \`${service}\` never runs.`;
  return { ...problem, message, category: "persistence" };
}
