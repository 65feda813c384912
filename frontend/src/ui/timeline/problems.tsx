import { TriangleAlert } from 'lucide-react';
import { bringOut, settle } from '../../model/edits/problems';
import type { Problem } from '../../model/types';
import { edit, useProject } from '../../state/project';
import { say } from '../../words/words';
import type { Entry } from '../menu';
import { ClipMark } from './clip-mark';

const SAYS: Record<Problem['kind'], string> = {
  shortened: say('Cut short: another clip was put over its end at the same time.'),
  covered: say('Another clip lies hidden under this one: both were put here at the same time.'),
  repaired: say('Its times could not be read, and were put right as well as could be.'),
  trackless: say('The track of this clip is gone.'),
};

const marked = new WeakMap<readonly Problem[], Map<string, Problem[]>>();

/** Problems by the clip that bears the mark: a covered clip is not there to bear its own. */
function byMark(problems: readonly Problem[]): Map<string, Problem[]> {
  let found = marked.get(problems);
  if (!found) {
    found = new Map();
    for (const problem of problems) {
      const at = problem.kind === 'covered' ? problem.by : problem.clip;
      found.set(at, [...(found.get(at) ?? []), problem]);
    }
    marked.set(problems, found);
  }
  return found;
}

/** A warning on a clip that the reading had to settle, and what can be done about it. */
export function ClipProblems({ clip, readOnly }: { clip: string; readOnly: boolean }) {
  const problems = useProject((project) => byMark(project.reading.problems).get(clip));
  if (!problems) return null;
  const says = problems.map(({ kind }) => SAYS[kind]).join(' ');
  return (
    <ClipMark kind="clip-problem" says={says} remedies={() => problems.flatMap(remedies)} readOnly={readOnly}>
      <TriangleAlert />
    </ClipMark>
  );
}

function remedies(problem: Problem): Entry[] {
  const reading = () => useProject.getState().reading;
  const keep = () => edit(settle(reading(), problem));
  const out = { label: say('Give it a track of its own'), run: () => edit(bringOut(reading(), problem)) };
  if (problem.kind === 'shortened') return [out, { label: say('Keep it short'), run: keep }];
  if (problem.kind === 'covered') return [out, { label: say('Delete the hidden clip'), danger: true, run: keep }];
  return [{ label: problem.kind === 'trackless' ? say('Keep it on this track') : say('Keep it as it is'), run: keep }];
}
