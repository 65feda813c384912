import { CloudOff } from 'lucide-react';
import type { Away } from '../../net/wire';
import { useProject } from '../../state/project';

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
  storage: 'The media storage does not answer. Uploads, masks and exports go on by themselves when it is back.',
  queue: 'The job queue does not answer. Masks and exports go on by themselves when it is back.',
  both: 'The media storage and the job queue do not answer. Everything goes on by itself when they are back.',
};

const sentence = (away: readonly Away[]): string =>
  `${SENTENCES[away.length > 1 ? 'both' : (away[0] ?? 'both')]} Your edits are saved.`;
