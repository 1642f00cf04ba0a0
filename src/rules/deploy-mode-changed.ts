import type { Rule } from "./rule.ts";
import { used } from "./words.ts";

export const deployModeChanged: Rule = {
  id: "deploy-mode-changed",
  category: "change",
  severity: "error",
  summary: "A service that exists gets another deploy mode, which the engine refuses.",
  *check({ base, stack, stackName }) {
    if (!base || base.stackName !== stackName) return; // another stack's services are new ones
    for (const service of stack.services) {
      const before = base.stack.services.find(({ name }) => name === service.name)?.mode.value ?? "unknown";
      const after = service.mode.value;
      if (before === after || before === "unknown" || after === "unknown") continue;
      const name = `${stackName ?? "STACK"}_${service.name}`;
      yield {
        ...used(service.mode),
        service: service.name,
        subject: `${service.name}:mode`,
        message: `When this change is deployed, \`${service.name}\` goes on with its data as it is, and the deploy stops there: an engine never makes a service that is \`${before}\` one that is \`${after}\` ("service mode change is not allowed"). Services that come after it are not updated.`,
        help: `Keep \`mode: ${before}\`. Or remove the service first (\`docker service rm ${name}\`) and deploy then: volumes with a name stay where they are, with their data.`,
      };
    }
  },
};
