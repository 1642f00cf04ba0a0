import type { GitHubClient } from "./client.ts";

/**
 * Asks, and comes back when the first question has left, or at the latest with the answer. What is done before `answer`
 * is awaited takes no time of its own: GitHub is at work meanwhile.
 */
export async function underway<T>(
  client: Pick<GitHubClient, "departure"> | undefined,
  ask: () => Promise<T>,
): Promise<{ readonly answer: Promise<T> }> {
  const left = client?.departure();
  const answer = ask();
  // A failure is for whoever awaits the answer.
  const settled = answer.then(
    () => {},
    () => {},
  );
  await Promise.race(left ? [left, settled] : [settled]);
  return { answer };
}
