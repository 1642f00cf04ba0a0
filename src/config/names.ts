/** What the configuration file of a repository is called, in messages and where one is written. */
export const CONFIG_NAME = ".swarm-volume-check.yml";

/** Both endings are read; in one folder there is one of them. */
export const CONFIG_NAMES: readonly string[] = [CONFIG_NAME, ".swarm-volume-check.yaml"];

/** Paths from the root under which people put a configuration that nobody reads. */
export const NEAR_CONFIG_NAMES: readonly string[] = ["yml", "yaml"].flatMap((ending) => [
  `swarm-volume-check.${ending}`,
  `.github/swarm-volume-check.${ending}`,
  `.github/.swarm-volume-check.${ending}`,
]);

/** What is wrong with two configurations in one folder, and what to do. */
export const TWO_CONFIGS = {
  message: `There are two configurations, ${CONFIG_NAMES.map((name) => `\`${name}\``).join(" and ")}, and only one can count.`,
  help: "Put everything into one of them, and remove the other.",
};

/** What is said of a file that looks like a configuration and is not read. */
export const notRead = (path: string): string =>
  `\`${path}\` is not read: the configuration is called \`${CONFIG_NAME}\` and stands at the root of the repository.`;
