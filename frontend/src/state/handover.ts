/** Files dropped on the list of projects, waiting for the project that was made for them to open. */
const waiting = new Map<string, File[]>();

export const handOver = (project: string, files: File[]): void => void waiting.set(project, files);

/** The files for `project`, once. */
export function takeOver(project: string): File[] {
  const files = waiting.get(project) ?? [];
  waiting.delete(project);
  return files;
}
