import { runAction } from "./action.ts";

void runAction();
