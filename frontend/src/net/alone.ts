/**
 * Runs `work` while no other page of this browser does what goes by `name`: a second page waits, and takes over when
 * the first is closed. Where there are no locks (a page by plain HTTP from another machine) it runs at once.
 */
export async function alone(name: string, work: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return work();
  await navigator.locks.request(name, work);
}
