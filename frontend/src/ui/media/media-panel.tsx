import { FolderPlus, Plus } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useAssets } from '../../state/assets';
import { newFolder, useBin } from '../../state/bin';
import { rowsOf } from '../../state/bin-rows';
import { keepShown, useBinView } from '../../state/bin-view';
import { takeFiles } from '../../state/intake';
import { useProject } from '../../state/project';
import { timesUsed } from '../../state/usage';
import { say } from '../../words/words';
import { useFileDrop } from '../app/drop-zone';
import { Bones } from '../app/opening';
import { isCoarse } from '../touch';
import { BinList } from './bin-list';
import { NothingFound, SearchTools, SelectionBar, ViewTools } from './bin-tools';
import { FOOTAGE } from './pick-file';
import { ReplaceDialog } from './replace-dialog';
import './media.css';

const AFTER_MENU_MS = 60;

/** The project's footage in its folders, and where more is dropped. */
export function MediaPanel() {
  const loaded = useAssets((s) => s.loaded);
  const { id, role } = useProject();
  const picker = useRef<HTMLInputElement>(null);
  const add = (files: Iterable<File>) => void takeFiles(id, files);
  const drop = useFileDrop(add);
  const [named, setNamed] = useState('');
  // a menu that shuts gives the focus back first
  const naming = (folder: string) => {
    if (folder) setTimeout(() => setNamed(folder), AFTER_MENU_MS);
    else setNamed('');
  };
  const rows = useRows();
  const looks = useBinView(({ search, unused }) => search.trim() !== '' || unused);
  const editable = role !== 'viewer';
  const empty = loaded && !rows.length && !looks;
  return (
    <section className="media" aria-label={say('Media')} data-over={drop.over} {...(editable ? drop.handlers : {})}>
      <header className="panel-head">
        <h2 className="grow">{say('Media')}</h2>
        <ViewTools />
        {editable && (
          <>
            <button
              type="button"
              className="icon"
              data-testid="new-folder"
              aria-label={say('New folder')}
              title={say('New folder')}
              onClick={() => naming(newFolder())}
            >
              <FolderPlus />
            </button>
            <button type="button" className="quiet" onClick={() => picker.current?.click()}>
              <Plus /> {say('Add')}
            </button>
          </>
        )}
      </header>
      <input
        ref={picker}
        data-testid="file-input"
        className="hidden-visually"
        type="file"
        multiple
        accept={`${FOOTAGE},.srt,.vtt`}
        tabIndex={-1}
        aria-label={say('Add footage')}
        onChange={(event) => {
          add([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      {empty ? (
        <button type="button" className="bin-empty" data-testid="bin-empty" onClick={() => picker.current?.click()}>
          <strong>{isCoarse() ? say('Choose footage to begin') : say('Drop footage here')}</strong>
          <span className="dim small">{say('Cut it at once; it uploads behind.')}</span>
        </button>
      ) : (
        <>
          <SearchTools />
          {!loaded && <Bones />}
          {loaded && looks && !rows.length && <NothingFound />}
          {loaded && rows.length > 0 && <BinList {...{ rows, editable, named, naming }} />}
          {editable && <SelectionBar naming={naming} />}
        </>
      )}
      <ReplaceDialog />
    </section>
  );
}

/** The rows to show; what is no longer among them is no longer selected. */
function useRows() {
  const assets = useAssets((state) => state.assets);
  const { bin, shut } = useBin();
  const { sort, down, search, unused } = useBinView();
  // clips change with every edit: they are looked at only where it matters what is used
  const clips = useProject((project) => (unused ? project.reading.clips : null));
  const rows = useMemo(
    () =>
      rowsOf({
        bin,
        shut,
        assets: Object.values(assets),
        look: { sort, down, search, unused },
        isUsed: (id) => timesUsed(clips ?? [], id) > 0,
      }),
    [assets, bin, shut, sort, down, search, unused, clips],
  );
  useEffect(() => keepShown(rows.map(({ id }) => id)), [rows]);
  return rows;
}
