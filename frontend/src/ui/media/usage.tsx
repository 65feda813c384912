import { useDeferredValue } from 'react';
import { usePlayback } from '../../state/playback';
import { useProject } from '../../state/project';
import { goToNextUse, timesUsed } from '../../state/usage';
import { say } from '../../words/words';
import { showTime } from '../timeline/view';

/** How often footage is on the timeline; a click goes from one place to the next. */
export function Usage({ asset, name, reachable }: { asset: string; name: string; reachable: boolean }) {
  const clips = useDeferredValue(useProject((project) => project.reading.clips)); // counted after an edit is on screen
  const count = timesUsed(clips, asset);
  if (!count) return <span className="asset-uses dim small">{say('Not used')}</span>;
  const says = say('{count, plural, one {{name} is used once} other {{name} is used # times}}: go to the next', {
    count,
    name,
  });
  return (
    <button
      type="button"
      className="asset-uses small"
      data-testid="asset-uses"
      tabIndex={reachable ? 0 : -1}
      aria-label={says}
      title={says}
      onClick={() => nextUse(asset)}
    >
      {say('{count, plural, one {Used once} other {Used # times}}', { count })}
    </button>
  );
}

export function nextUse(asset: string): void {
  goToNextUse(asset);
  showTime(usePlayback.getState().time);
}
