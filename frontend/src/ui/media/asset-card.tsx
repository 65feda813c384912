import { AudioLines, Image, Palette, Pause, Play, Plus, RotateCw, SquarePlay, Trash2, Video, X } from 'lucide-react';
import { type AssetView, isCuttable } from '../../state/assets';
import { addToTimeline, deleteFootage } from '../../state/place';
import { openSource } from '../../state/source';
import { toast } from '../../state/toasts';
import { pauseUpload, resumeUpload } from '../../state/uploads';
import { formatDuration } from '../../time/timecode';
import { useLoaded } from '../app/use-loaded';
import { CardMenu } from './card-menu';

const ICON = { video: Video, audio: AudioLines, image: Image, lut: Palette, unknown: Video };

/** One piece of footage: its picture, how its upload and preparation go, and '+' to put it on the timeline. */
export function AssetCard({ asset, editable }: { asset: AssetView; editable: boolean }) {
  const Icon = ICON[asset.kind];
  const ready = editable && isCuttable(asset) && asset.state !== 'failed';
  const add = () => (ready ? addToTimeline(asset.id) : toast(`${asset.name} is not ready to cut yet.`));
  return (
    <CardMenu asset={asset} disabled={!editable}>
      <li
        className="asset"
        data-testid="asset-card"
        data-state={asset.state}
        data-asset-id={asset.id}
        draggable={editable}
        onDragStart={(event) => event.dataTransfer.setData('application/x-playhead-asset', asset.id)}
        onDoubleClick={() => ready && openSource(asset.id)}
      >
        <div className="asset-poster">
          {asset.urls.poster ? (
            <Poster url={asset.urls.poster} />
          ) : asset.kind === 'image' && asset.localUrl ? (
            <img src={asset.localUrl} alt="" draggable={false} />
          ) : (
            <Icon />
          )}
          {asset.duration > 0 && asset.kind !== 'image' && (
            <span className="asset-length mono">{formatDuration(asset.duration)}</span>
          )}
        </div>
        <div className="asset-text">
          <span className="cut" title={asset.name}>
            {asset.name}
          </span>
          <Status asset={asset} />
        </div>
        {editable && (
          <div className="asset-buttons">
            <UploadButton asset={asset} />
            <button
              type="button"
              className="icon"
              data-testid="open-source"
              aria-label={`Open ${asset.name} in the viewer`}
              title="Open in the viewer: in and out, insert, overwrite"
              disabled={!ready}
              onClick={() => openSource(asset.id)}
            >
              <SquarePlay />
            </button>
            <RemoveButton asset={asset} onClick={() => void deleteFootage(asset.id)} />
            <button
              type="button"
              className="icon"
              data-testid="add-to-timeline"
              aria-label={`Add ${asset.name} to the timeline`}
              disabled={!ready}
              onClick={add}
            >
              <Plus />
            </button>
          </div>
        )}
      </li>
    </CardMenu>
  );
}

function Poster({ url }: { url: string }) {
  const shown = useLoaded(url);
  return shown ? <img src={shown} alt="" draggable={false} /> : null;
}

function UploadButton({ asset }: { asset: AssetView }) {
  if (asset.state !== 'uploading' || !asset.upload || !asset.file) return null;
  const { state } = asset.upload;
  const runs = state === 'uploading';
  const says = runs ? 'Pause the upload' : state === 'failed' ? 'Try the upload again' : 'Go on uploading';
  return (
    <button
      type="button"
      className="icon"
      aria-label={says}
      title={says}
      onClick={() => (runs ? pauseUpload(asset.id) : resumeUpload(asset.id))}
    >
      {runs ? <Pause /> : state === 'failed' ? <RotateCw /> : <Play />}
    </button>
  );
}

function RemoveButton({ asset, onClick }: { asset: AssetView; onClick: () => void }) {
  const unfinished = asset.state === 'uploading';
  const says = unfinished ? `Cancel the upload of ${asset.name}` : `Delete ${asset.name}`;
  return (
    <button
      type="button"
      className="icon asset-remove"
      data-unfinished={unfinished || undefined}
      aria-label={says}
      title={says}
      onClick={onClick}
    >
      {unfinished ? <X /> : <Trash2 />}
    </button>
  );
}

function Status({ asset }: { asset: AssetView }) {
  const { state } = asset;
  if (state === 'failed')
    return <span className="asset-error small">{asset.error || 'This file could not be read. Try another.'}</span>;
  if (state === 'uploading') return <UploadStatus asset={asset} />;
  if (state === 'processing')
    return (
      <Progress
        part={asset.progress}
        label={unplayable(asset) ? 'Preparing; this browser cannot play it until then' : 'Preparing'}
      />
    );
  const size = asset.width ? `${asset.width} × ${asset.height}` : asset.kind === 'lut' ? 'Colour table' : asset.kind;
  return <span className="dim small">{size}</span>;
}

function UploadStatus({ asset }: { asset: AssetView }) {
  const { upload, file } = asset;
  if (!upload && file) return <span className="dim small">Uploading in another tab</span>;
  if (!upload)
    return <span className="dim small">Uploading elsewhere, or stopped. Add the file again to go on from here.</span>;
  if (upload.state === 'failed') return <span className="asset-error small">{upload.error}</span>;
  const part = upload.total ? upload.loaded / upload.total : 0;
  const word = upload.state === 'paused' ? 'Paused' : unplayable(asset) ? 'Uploading · preview after' : 'Uploading';
  return (
    <Progress
      part={part}
      label={upload.error ?? (part ? `${word}\u00a0${Math.floor(part * 100)}%` : word)}
      tone={upload.error ? 'warn' : undefined}
    />
  );
}

const unplayable = (asset: AssetView) => asset.facts?.playable === false || (asset.file && asset.facts === null);

function Progress({ part, label, tone }: { part: number; label: string; tone?: 'warn' | undefined }) {
  return (
    <span className="asset-progress small dim" data-tone={tone}>
      {label}
      <span className="bar" role="progressbar" aria-label={label} aria-valuenow={Math.round(part * 100)}>
        <i style={{ width: `${part * 100}%` }} />
      </span>
    </span>
  );
}
