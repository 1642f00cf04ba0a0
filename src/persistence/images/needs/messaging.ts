import type { Decide } from "./engines.ts";
import { flag, isGiven, variable, waitsFor } from "./settings.ts";
import { guessed, kept, stateless, unknown } from "./verdict.ts";

/** Only JetStream keeps messages. The image's own configuration leaves it off; another file may turn it on. */
export const nats: Decide = (context) => {
  const { words } = context.settings;
  const file = flag(words, ["-c", "--config", "-config"]);
  if (!isGiven(words, ["-js", "--js", "--jetstream", "-jetstream"])) {
    if (file) return unknown("only its configuration file says whether it keeps messages (JetStream)");
    return stateless("it keeps no messages without JetStream");
  }
  const directory = flag(words, ["-sd", "--sd", "--store_dir", "-store_dir"]);
  if (directory?.kind !== "set") return file ? guessed(context.layout.directories) : undefined;
  const waits = waitsFor(directory);
  if (waits !== undefined) return unknown(waits);
  const path = directory.value.startsWith("/") ? directory.value : `/${directory.value}`;
  return kept(context, [path], [`${path}/jetstream`]);
};

/** Settings of the process, not of the server's configuration. */
const KAFKA_PROCESS = /^KAFKA_(HEAP_OPTS|OPTS|JVM_|JMX_|LOG4J_|GC_)/;

/** The image's server.properties names one directory; a single variable replaces that file, and the code's default names another. */
export const kafka: Decide = (context) => {
  const { environment } = context.settings;
  if (variable(context.settings, ["KAFKA_LOG_DIRS", "KAFKA_LOG_DIR"])) return undefined;
  const configured = [...environment.keys()].some((name) => name.startsWith("KAFKA_") && !KAFKA_PROCESS.test(name));
  if (!configured) return undefined;
  const verdict = kept(context, ["/tmp/kafka-logs"], context.layout.directories);
  return context.settings.envFiles
    ? guessed(["/tmp/kafka-logs"], context.layout.directories, "KAFKA_LOG_DIRS")
    : verdict;
};
