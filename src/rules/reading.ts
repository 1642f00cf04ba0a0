import { type Rule, readingRule } from "./rule.ts";

const rejected = (id: string, summary: string): Rule =>
  readingRule({ id, category: "rejected", severity: "error", summary });

/** Rules whose findings the reader makes: what deploy refuses or drops. */
export const readingRules: readonly Rule[] = [
  readingRule({
    id: "file-unreadable",
    category: "config",
    severity: "error",
    summary: "The file could not be read or is past a limit, so it was not checked.",
  }),
  readingRule({
    id: "compose-or-swarm",
    category: "config",
    severity: "note",
    summary: "A file can be for Compose or for Swarm, so that what happens to its data is a warning at most.",
  }),
  rejected("yaml-invalid", "The file is not YAML as Docker reads it."),
  readingRule({
    id: "yaml-extras-ignored",
    category: "ignored",
    severity: "warning",
    summary: "Docker drops a second document or a Compose tag, or misreads a variable, in silence.",
  }),
  rejected("interpolation-invalid", "A `$` starts something that Docker cannot fill in."),
  rejected("unquoted-version", "`version` is a number; deploy wants a text."),
  rejected("schema-invalid", "A key or a value is not what `docker stack deploy` accepts."),
  rejected("forbidden-key", "A Compose key that deploy refuses outright."),
  readingRule({
    id: "ignored-key",
    category: "ignored",
    severity: "note",
    summary: "A key that deploy accepts and Swarm does not carry out.",
  }),
  rejected("value-invalid", "A value has the right type and still cannot be used."),
  rejected("service-invalid", "A service cannot be turned into one that an engine takes: no image, for one."),
  rejected("volume-spec-invalid", "A short volume entry cannot be taken apart."),
  rejected("mount-invalid", "A mount's type, source and options do not go together."),
  rejected("external-conflict", "An external volume also says how it is made."),
  rejected("deploy-mode-invalid", "The deploy mode is unknown or does not go with `replicas`."),
  rejected("undefined-reference", "A service uses a network, secret or config that is declared nowhere."),
  rejected("missing-file", "A secret, config or env file that deploy reads is not there."),
  rejected("undeclared-volume", "A service mounts a volume that is declared nowhere."),
  rejected("duplicate-target", "Two mounts of a service have one target."),
];
