/** The processor time in milliseconds that this process has taken since: other work on the machine does not lengthen it. */
export function processorTime(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}
