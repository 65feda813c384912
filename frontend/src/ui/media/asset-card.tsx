import { Check, Pause, Play, Plus, RotateCw, SquarePlay, Trash2, X } from 'lucide-react';
import { type AssetView, isCuttable } from '../../state/assets';
import { pickRow } from '../../state/bin-view';
import { addToTimeline, deleteFootage } from '../../state/place';
import { openSource } from '../../state/source';
import { pauseUpload, resumeUpload } from '../../state/uploads';
import { say } from '../../words/words';
import { AssetStatus } from './asset-status';
import './cards.css';
import { Cell } from './cell';
import { Poster } from './poster';
import { Usage } from './usage';

interface Props {
  asset: AssetView;
  editable: boolean;
  selected: boolean;
  /** keys reach what is on it */
  reachable: boolean;
  rows: readonly string[];
}

/** One piece of footage: its picture, how its upload and preparation go, and '+' to put it on the timeline. */
export function AssetCard({ asset, editable, selected, reachable, rows }: Props) {
  const { id, name } = asset;
  const ready = editable && isCuttable(asset) && asset.state !== 'failed';
  const tabIndex = reachable ? 0 : -1;
  const unfinished = asset.state === 'uploading';
  return (
    <>
      <Cell className="asset-picture">
        <Poster asset={asset} reachable={reachable} />
        <button
          type="button"
          className="asset-check"
          data-testid="asset-check"
          tabIndex={-1}
          aria-pressed={selected}
          aria-label={say('Select {name}', { name })}
          onClick={() => pickRow(rows, id, { more: true })}
        >
          <Check />
        </button>
      </Cell>
      <Cell className="asset-text">
        <span className="cut" title={name}>
          {name}
        </span>
        <AssetStatus asset={asset} />
        {asset.state !== 'failed' && <Usage asset={id} {...{ name, reachable }} />}
      </Cell>
      {editable && (
        <Cell className="asset-buttons">
          <span className="asset-more">
            <button
              type="button"
              className="icon"
              data-testid="open-source"
              tabIndex={tabIndex}
              aria-label={say('Open {name} in the viewer', { name })}
              title={say('Open in the viewer: in and out, insert, overwrite')}
              disabled={!ready}
              onClick={() => openSource(id)}
            >
              <SquarePlay />
            </button>
            {!unfinished && <RemoveButton asset={asset} tabIndex={tabIndex} />}
          </span>
          <UploadButton asset={asset} tabIndex={tabIndex} />
          {unfinished && <RemoveButton asset={asset} tabIndex={tabIndex} />}
          <button
            type="button"
            className="icon"
            data-testid="add-to-timeline"
            tabIndex={tabIndex}
            aria-label={say('Add {name} to the timeline', { name })}
            title={say('Add to the timeline')}
            disabled={!ready}
            onClick={() => addToTimeline([id])}
          >
            <Plus />
          </button>
        </Cell>
      )}
    </>
  );
}

function UploadButton({ asset, tabIndex }: { asset: AssetView; tabIndex: number }) {
  if (asset.state !== 'uploading' || !asset.upload || !asset.file) return null;
  const { state } = asset.upload;
  const runs = state === 'uploading';
  const says = runs
    ? say('Pause the upload')
    : state === 'failed'
      ? say('Try the upload again')
      : say('Go on uploading');
  return (
    <button
      type="button"
      className="icon"
      tabIndex={tabIndex}
      aria-label={says}
      title={says}
      onClick={() => (runs ? pauseUpload(asset.id) : resumeUpload(asset.id))}
    >
      {runs ? <Pause /> : state === 'failed' ? <RotateCw /> : <Play />}
    </button>
  );
}

function RemoveButton({ asset, tabIndex }: { asset: AssetView; tabIndex: number }) {
  const { id, name } = asset;
  const unfinished = asset.state === 'uploading';
  const says = unfinished ? say('Cancel the upload of {name}', { name }) : say('Delete {name}', { name });
  return (
    <button
      type="button"
      className="icon"
      tabIndex={tabIndex}
      aria-label={says}
      title={says}
      onClick={() => void deleteFootage([id])}
    >
      {unfinished ? <X /> : <Trash2 />}
    </button>
  );
}
