import { Plus } from 'lucide-react';
import { useRef } from 'react';
import { useAssets } from '../../state/assets';
import { takeFiles } from '../../state/intake';
import { useProject } from '../../state/project';
import { useFileDrop } from '../app/drop-zone';
import { AssetCard } from './asset-card';
import './media.css';

/** The project's footage, and where more is dropped. */
export function MediaPanel() {
  const assets = useAssets((s) => s.assets);
  const loaded = useAssets((s) => s.loaded);
  const { id, role } = useProject();
  const picker = useRef<HTMLInputElement>(null);
  const add = (files: Iterable<File>) => void takeFiles(id, files);
  const drop = useFileDrop(add);
  const list = Object.values(assets);
  const editable = role !== 'viewer';
  return (
    <section className="media" aria-label="Media" data-over={drop.over} {...(editable ? drop.handlers : {})}>
      <header className="panel-head">
        <h2 className="grow">Media</h2>
        {editable && (
          <button type="button" className="quiet" onClick={() => picker.current?.click()}>
            <Plus /> Add
          </button>
        )}
      </header>
      <input
        ref={picker}
        data-testid="file-input"
        className="hidden-visually"
        type="file"
        multiple
        accept="video/*,audio/*,image/*,.mkv,.mov,.mts,.cube,.srt,.vtt"
        tabIndex={-1}
        aria-label="Add footage"
        onChange={(event) => {
          add([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      {loaded && !list.length ? (
        <button type="button" className="bin-empty" data-testid="bin-empty" onClick={() => picker.current?.click()}>
          <strong>Drop footage here</strong>
          <span className="dim small">Cut it at once; it uploads behind.</span>
        </button>
      ) : (
        <ul className="bin">
          {list.map((asset) => (
            <AssetCard key={asset.id} asset={asset} editable={editable} />
          ))}
        </ul>
      )}
    </section>
  );
}
