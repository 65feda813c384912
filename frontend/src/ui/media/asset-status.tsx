import { CircleCheck } from 'lucide-react';
import type { AssetView } from '../../state/assets';
import { say } from '../../words/words';

/** How far a piece of footage is on its way from the file to a proxy, and why it stopped. */
export function AssetStatus({ asset }: { asset: AssetView }) {
  const { state } = asset;
  if (state === 'failed')
    return <span className="asset-error small">{asset.error || say('This file could not be read. Try another.')}</span>;
  if (state === 'uploading') return <UploadStatus asset={asset} />;
  if (state === 'processing') {
    const part = Math.floor(asset.progress * 100);
    const label = unplayable(asset)
      ? say('Preparing; this browser cannot play it until then')
      : say('Preparing {part}%', { part });
    return <Progress part={asset.progress} label={label} />;
  }
  const says = asset.kind === 'video' ? say('Ready: plays from its proxy') : say('Ready');
  return (
    <span className="asset-ready dim small">
      <CircleCheck role="img" aria-label={says}>
        <title>{says}</title>
      </CircleCheck>
      {figuresOf(asset)}
    </span>
  );
}

function figuresOf(asset: AssetView): string {
  if (asset.width) return `${asset.width} × ${asset.height}`;
  if (asset.kind === 'lut') return say('Colour table');
  return asset.kind === 'audio' ? say('Sound') : asset.kind;
}

function UploadStatus({ asset }: { asset: AssetView }) {
  const { upload, file } = asset;
  if (!upload && file) return <span className="dim small">{say('Uploading in another tab')}</span>;
  if (!upload)
    return (
      <span className="asset-warn small">
        {say('Uploading elsewhere, or stopped. Add the file again to go on from here.')}
      </span>
    );
  if (upload.state === 'failed') return <span className="asset-error small">{upload.error}</span>;
  const part = upload.total ? upload.loaded / upload.total : 0;
  const word =
    upload.state === 'paused' ? say('Paused') : unplayable(asset) ? say('Uploading · preview after') : say('Uploading');
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
