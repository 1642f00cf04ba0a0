/**
 * Milliseconds of processor time that this process has used. What is to be quick is held to these: on a busy machine
 * the time of the clock says nothing.
 */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
