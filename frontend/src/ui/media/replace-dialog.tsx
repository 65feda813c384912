import { FileUp, Search } from 'lucide-react';
import { useState } from 'react';
import { EMPTY_BIN } from '../../model/bin';
import { TOO_SHORT, type TooShort } from '../../model/edits/replace';
import { useAssets } from '../../state/assets';
import { EMPTY_LOOK, rowsOf } from '../../state/bin-rows';
import {
  canReplace,
  chooseTooShort,
  replaceWith,
  replaceWithFile,
  stopAsking,
  useReplacing,
} from '../../state/replace';
import { say } from '../../words/words';
import { Modal } from '../app/modal';
import { Windowed } from '../app/windowed';
import { AssetStatus } from './asset-status';
import { pickFile } from './pick-file';
import { Poster } from './poster';

/** Height of a piece of footage before it is drawn, in pixels. */
const CHOICE = 56;

/** Which footage the clips are to show instead: some of the project's, or a file. */
export function ReplaceDialog() {
  const clips = useReplacing((state) => state.clips);
  return (
    <Modal open={clips.length > 0} onOpenChange={(open) => !open && stopAsking()} title={say('Replace footage')}>
      {clips.length > 0 && <Choice clips={clips} />}
    </Modal>
  );
}

function Choice({ clips }: { clips: readonly string[] }) {
  const [search, setSearch] = useState('');
  const assets = useAssets((state) => state.assets);
  const fitting = Object.values(assets).filter((asset) => canReplace(clips, asset));
  const look = { ...EMPTY_LOOK, search };
  const rows = rowsOf({ bin: EMPTY_BIN, shut: new Set(), assets: fitting, look, isUsed: () => false });
  const choose = (id: string) => {
    stopAsking();
    replaceWith(clips, id);
  };
  return (
    <>
      <p className="dim">
        {say(
          '{count, plural, one {# clip keeps} other {# clips keep}} place, in point, effects, keyframes and transitions. Masks do not go along.',
          { count: clips.length },
        )}
      </p>
      <TooShortChoice />
      <label className="bin-field">
        <Search aria-hidden="true" />
        <input
          type="search"
          aria-label={say('Search the footage')}
          placeholder={say('Search')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </label>
      <div className="replace-list">
        <Windowed lines={rows} keyOf={({ id }) => id} estimate={() => CHOICE} gap={2}>
          {(row) =>
            row.kind === 'asset' && (
              <div className="asset">
                <Poster asset={row.asset} reachable />
                <div className="asset-text">
                  <span className="cut">{row.asset.name}</span>
                  <AssetStatus asset={row.asset} />
                </div>
                <button
                  type="button"
                  data-testid="replace-with"
                  aria-label={say('Replace with {name}', { name: row.asset.name })}
                  onClick={() => choose(row.id)}
                >
                  {say('Replace')}
                </button>
              </div>
            )
          }
        </Windowed>
      </div>
      {!rows.length && (
        <p className="dim" role="status">
          {search.trim()
            ? say('No footage called “{name}”.', { name: search.trim() })
            : say('No other footage of the project fits.')}
        </p>
      )}
      <button
        type="button"
        data-testid="replace-file"
        onClick={() =>
          void pickFile().then((file) => {
            stopAsking();
            return replaceWithFile(clips, file);
          })
        }
      >
        <FileUp /> {say('Choose a file…')}
      </button>
    </>
  );
}

const TOO_SHORT_NAMES: Record<TooShort, string> = {
  gap: say('Leave a gap'),
  close: say('Close the gap'),
  hold: say('Hold the last picture'),
};

/** Kept for the next time. */
function TooShortChoice() {
  const tooShort = useReplacing((replacing) => replacing.tooShort);
  return (
    <fieldset className="replace-short">
      <legend className="small dim">{say('Where the footage ends too early')}</legend>
      {TOO_SHORT.map((each) => (
        <label key={each}>
          <input
            type="radio"
            name="too-short"
            data-testid={`too-short-${each}`}
            checked={tooShort === each}
            onChange={() => chooseTooShort(each)}
          />
          {TOO_SHORT_NAMES[each]}
        </label>
      ))}
    </fieldset>
  );
}
