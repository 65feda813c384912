import { CloudOff } from 'lucide-react';
import type { Away } from '../../net/wire';
import { useProject } from '../../state/project';
import { say } from '../../words/words';

/** Says what the server waits for, for as long as it does. */
export function Outage() {
  const away = useProject((project) => project.away);
  if (!away.length) return null;
  return (
    <p className="outage" role="status" data-testid="outage">
      <CloudOff aria-hidden="true" /> {sentence(away)}
    </p>
  );
}

const SENTENCES = {
  storage: say(
    'The media storage does not answer. Uploads, masks and exports go on by themselves when it is back. Your edits are saved.',
  ),
  queue: say(
    'The job queue does not answer. Masks and exports go on by themselves when it is back. Your edits are saved.',
  ),
  both: say(
    'The media storage and the job queue do not answer. Everything goes on by itself when they are back. Your edits are saved.',
  ),
};

const sentence = (away: readonly Away[]): string => SENTENCES[away.length > 1 ? 'both' : (away[0] ?? 'both')];
