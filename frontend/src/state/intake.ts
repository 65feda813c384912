/** Files that a person gives the project, each to where its kind goes. */
import { importSubtitles, isSubtitles } from './subtitles';
import { addFiles } from './uploads';

/** Footage is uploaded, subtitles become a track. Returns the asset ids of the footage. */
export async function takeFiles(project: string, files: Iterable<File>): Promise<string[]> {
  const all = [...files];
  for (const file of all.filter(isSubtitles)) await importSubtitles(file);
  return addFiles(
    project,
    all.filter((file) => !isSubtitles(file)),
  );
}
