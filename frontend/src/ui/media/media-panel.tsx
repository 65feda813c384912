import { FolderPlus, Plus } from 'lucide-react';
import { type DragEvent, useRef, useState } from 'react';
import { useAssets } from '../../state/assets';
import { fileAsset, newFolder, useBin } from '../../state/bin';
import { takeFiles } from '../../state/intake';
import { useProject } from '../../state/project';
import { useFileDrop } from '../app/drop-zone';
import { ASSET_TYPE } from '../timeline/drop';
import { AssetCard } from './asset-card';
import { FolderRow } from './folder';
import './media.css';

const isCard = (event: DragEvent): boolean => event.dataTransfer.types.includes(ASSET_TYPE);

/** The project's footage in its folders, and where more is dropped. */
export function MediaPanel() {
  const assets = useAssets((s) => s.assets);
  const loaded = useAssets((s) => s.loaded);
  const { id, role } = useProject();
  const picker = useRef<HTMLInputElement>(null);
  const add = (files: Iterable<File>) => void takeFiles(id, files);
  const drop = useFileDrop(add);
  const bin = useBin((state) => state.bin);
  const [fresh, setFresh] = useState('');
  const list = Object.values(assets);
  const editable = role !== 'viewer';
  const cards = (folder: string | undefined) =>
    list
      .filter((asset) => bin.filed[asset.id] === folder)
      .map((asset) => <AssetCard key={asset.id} asset={asset} editable={editable} />);
  return (
    <section className="media" aria-label="Media" data-over={drop.over} {...(editable ? drop.handlers : {})}>
      <header className="panel-head">
        <h2 className="grow">Media</h2>
        {editable && (
          <>
            <button
              type="button"
              className="icon"
              data-testid="new-folder"
              aria-label="New folder"
              title="New folder"
              onClick={() => setFresh(newFolder())}
            >
              <FolderPlus />
            </button>
            <button type="button" className="quiet" onClick={() => picker.current?.click()}>
              <Plus /> Add
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
        accept="video/*,audio/*,image/*,.mkv,.mov,.mts,.cube,.srt,.vtt"
        tabIndex={-1}
        aria-label="Add footage"
        onChange={(event) => {
          add([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      {loaded && !list.length && !bin.folders.length ? (
        <button type="button" className="bin-empty" data-testid="bin-empty" onClick={() => picker.current?.click()}>
          <strong>Drop footage here</strong>
          <span className="dim small">Cut it at once; it uploads behind.</span>
        </button>
      ) : (
        <ul
          className="bin"
          onDragOver={(event) => editable && isCard(event) && event.preventDefault()}
          onDrop={(event) => editable && isCard(event) && fileAsset(event.dataTransfer.getData(ASSET_TYPE), null)}
        >
          {bin.folders.map((folder) => (
            <FolderRow
              key={folder.id}
              {...{ folder, editable }}
              count={list.filter(({ id }) => bin.filed[id] === folder.id).length}
              fresh={folder.id === fresh}
            >
              {cards(folder.id)}
            </FolderRow>
          ))}
          {cards(undefined)}
        </ul>
      )}
    </section>
  );
}
