import { patchesOf, recheckOf } from "../check/recheck.ts";
import { withoutCommands } from "../model/printable.ts";
import type { DiffFile, ReviewInput } from "../review/model.ts";
import { planReview, suggestionsOf } from "../review/plan.ts";
import { pressedTexts } from "../review/pressable.ts";
import { previewHtml, previewMarkdown } from "../review/preview.ts";
import type { Arguments } from "./arguments.ts";
import { type Checking, checkInputs } from "./checking.ts";
import type { Io } from "./io.ts";
import { Complaints } from "./messages.ts";
import { writeReport } from "./outputs.ts";
import { UsageError } from "./usage.ts";

const MOST_COMMENTS = 30;

/** Shows the review that a pull request from this checkout would get. Returns the exit code. */
export async function preview(args: Arguments, io: Io): Promise<number> {
  if (args.base === undefined)
    throw new UsageError("`preview` needs `--base`", "say what the pull request is for: `--base origin/main`");
  const complaints = new Complaints(io);
  const checking = await checkInputs(args, io, complaints, { fixes: true });
  if (checking === undefined) return 2;
  const input = reviewInput(checking, args);
  const plan = planReview(input);
  for (const { format, path } of args.reports) {
    const text = format === "html" ? previewHtml(plan, input.texts) : withoutCommands(previewMarkdown(plan));
    if (path === undefined) io.stdout(text);
    else {
      const failure = writeReport(path, text, io);
      if (failure !== undefined) complaints.add(`--output ${path}: ${failure.message}`, failure.help);
    }
  }
  if (checking.bugs > 0) return 3;
  return complaints.any ? 2 : 0;
}

function reviewInput(checking: Checking, { onlyNew, maxInlineComments = MOST_COMMENTS }: Arguments): ReviewInput {
  const { report, sources, stacks, failOn } = checking;
  const texts = new Map(Array.from(sources, ([path, { text }]) => [path, text]));
  const settings = { when: "on-findings", event: "comment", maxInlineComments, failOn, onlyNew } as const;
  const found = { report, texts, diff: diffOf(checking), settings, recheck: recheckOf(stacks) };
  const suggested = suggestionsOf(found);
  return {
    ...found,
    headSha: undefined,
    posted: { reviews: [], comments: [] },
    remarks: [],
    suggested,
    patches: patchesOf(stacks, pressedTexts(suggested, texts)),
  };
}

/** What git says has changed, and files that git does not know yet: all their lines are new. */
function diffOf({ comparison, inputs, sources }: Checking): DiffFile[] {
  const known = comparison?.diff() ?? [];
  const paths = new Set(known.map(({ path }) => path));
  const unknown = inputs.flatMap((input): DiffFile[] => {
    const text = sources.get(input.display)?.text;
    if (text === undefined || paths.has(input.display) || comparison?.baseOf([input], []).files.length !== 0) return [];
    const lines = text.replace(/\n$/, "").split("\n").length;
    return [{ path: input.display, status: "added", hunks: [{ start: 1, end: lines }] }];
  });
  return [...known, ...unknown];
}
