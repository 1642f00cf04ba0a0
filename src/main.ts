import { runAction } from "./action.ts";

// Not awaited here: modules that do so cannot be joined into one function, which starts faster.
void runAction();
