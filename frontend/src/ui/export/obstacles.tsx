import { Hourglass, TriangleAlert } from 'lucide-react';
import type { Obstacle } from '../../state/export-obstacles';
import { useProject } from '../../state/project';
import { goToUse, type Use } from '../../state/usage';
import { formatTimecode } from '../../time/timecode';
import { say } from '../../words/words';
import { AssetStatus } from '../media/asset-status';
import { showTime } from '../timeline/view';

/** Ways to that many clips are shown for one obstacle; the others are counted. */
const MOST = 4;

interface Props {
  obstacles: readonly Obstacle[];
  /** after the playhead has gone to a clip */
  onGo: () => void;
}

/** Why there can be no export yet, what to do about it, and the way to the clips that are meant. */
export function Obstacles({ obstacles, onGo }: Props) {
  if (!obstacles.length) return null;
  const inTheWay = obstacles.filter(({ warns }) => !warns);
  const head = !inTheWay.length
    ? say('The export can begin, but look at this:')
    : inTheWay.every(({ asset }) => asset)
      ? say('The export can begin when all footage is here:')
      : say('Before the export, mend this:');
  return (
    <>
      <p>{head}</p>
      <ul className="export-obstacles">
        {obstacles.map(({ says, remedy, uses, asset }) => (
          <li key={asset?.id ?? says} data-testid="export-obstacle">
            {asset ? <Hourglass aria-hidden="true" /> : <TriangleAlert aria-hidden="true" />}
            <div className="grow">
              <strong>{says}</strong>
              {asset && <AssetStatus asset={asset} />}
              {remedy && <p className="dim small">{remedy}</p>}
              <div className="export-places">
                {uses.slice(0, MOST).map((use) => (
                  <Place key={use[0]?.id} use={use} onGo={onGo} />
                ))}
                {uses.length > MOST && (
                  <span className="dim small">{say('and {count} more', { count: uses.length - MOST })}</span>
                )}
              </div>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The way to a clip, named by its track and its start. */
function Place({ use, onGo }: { use: Use; onGo: () => void }) {
  const { settings, tracks } = useProject((project) => project.reading);
  const [clip] = use;
  if (!clip) return null;
  const track = tracks.find(({ id }) => id === clip.track)?.name ?? '';
  const at = formatTimecode(clip.start, settings.rate);
  return (
    <button
      type="button"
      className="small"
      data-testid="export-place"
      aria-label={say('Go to the clip on {track} at {time}', { track, time: at })}
      onClick={() => {
        goToUse(use);
        showTime(clip.start);
        onGo();
      }}
    >
      {track} <span className="mono">{at}</span>
    </button>
  );
}
