import { Download, Upload } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useAssets } from '../../state/assets';
import { obstaclesOf } from '../../state/export-obstacles';
import {
  cancelExport,
  DRAWS_FROM,
  isRunning,
  type JobView,
  loadExports,
  secondsLeft,
  startExport,
  useJobs,
} from '../../state/jobs';
import { useMattes } from '../../state/mattes';
import { usePlayback } from '../../state/playback';
import { useProject } from '../../state/project';
import { toastError } from '../../state/toasts';
import { formatRate } from '../../time/rates';
import { formatTimecode } from '../../time/timecode';
import { languageOf, say } from '../../words/words';
import { Modal } from '../app/modal';
import { Obstacles } from './obstacles';
import './export.css';

/** Makes a file of the project on the server; the page may be closed meanwhile. */
export function ExportDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { id, reading, saved, connected } = useProject();
  const end = usePlayback((s) => s.end);
  const exports = useJobs((s) => s.exports);
  const obstacles = useObstacles();
  const [refusal, setRefusal] = useState('');
  useEffect(() => {
    if (open) loadExports(id).catch(toastError);
  }, [open, id]);
  const { width, height, rate } = reading.settings;
  const running = exports.some(isRunning);
  const why = !connected
    ? say('Offline: the server must have your edits first.')
    : !saved
      ? say('Your last edits are still being saved.')
      : end <= 0
        ? say('The timeline is empty. Add a clip first.')
        : '';
  const start = () => {
    setRefusal('');
    startExport(id).catch((error) => setRefusal(error instanceof Error ? error.message : String(error)));
  };
  return (
    <Modal open={open} onOpenChange={onOpenChange} title={say('Export')}>
      <dl className="export-facts">
        <div>
          <dt>{say('Picture')}</dt>
          <dd>{say('{width} × {height}, {rate}', { width, height, rate: formatRate(rate) })}</dd>
        </div>
        <div>
          <dt>{say('Length')}</dt>
          <dd className="mono">{formatTimecode(end, rate)}</dd>
        </div>
        <div>
          <dt>{say('File')}</dt>
          <dd>{say('MP4, H.264 and AAC, from the originals')}</dd>
        </div>
      </dl>
      <div id="export-why" className="export-why" role="status">
        {why ? <p>{why}</p> : <Obstacles obstacles={obstacles} onGo={() => onOpenChange(false)} />}
        {refusal && (
          <p className="export-error" role="alert" data-testid="export-refused">
            {refusal}
          </p>
        )}
      </div>
      <button
        type="button"
        className="primary"
        data-testid="export-start"
        aria-describedby="export-why"
        disabled={why !== '' || obstacles.some(({ warns }) => !warns) || running}
        onClick={start}
      >
        <Upload /> {running ? say('Exporting') : say('Export')}
      </button>
      {exports.length > 0 && (
        <ul className="exports">
          {exports.map((job) => (
            <Job key={job.id} job={job} />
          ))}
        </ul>
      )}
    </Modal>
  );
}

function useObstacles() {
  const reading = useProject((project) => project.reading);
  const { assets, loaded } = useAssets();
  // masks change with every frame that comes: which there are is all that counts
  const known = useMattes((state) => (state.loaded ? Object.keys(state.mattes).join() : null));
  return useMemo(
    () => (loaded ? obstaclesOf(reading, { assets, mattes: known === null ? null : new Set(known.split(',')) }) : []),
    [reading, assets, loaded, known],
  );
}

const when = new Intl.DateTimeFormat(languageOf(), { dateStyle: 'medium', timeStyle: 'short' });

const megabytes = new Intl.NumberFormat(languageOf(), { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** How far it is, and how long it will still take. */
function progressOf(job: JobView): string {
  if (job.state === 'queued') return say('Waiting for its turn');
  if (job.progress < DRAWS_FROM) return say('Waiting for masks');
  const percent = Math.floor(job.progress * 100);
  const left = secondsLeft(job, Date.now());
  if (left === null) return say('{percent} %', { percent });
  if (left > 90)
    return say('{percent} %, about {minutes, plural, one {# minute} other {# minutes}} left', {
      percent,
      minutes: Math.round(left / 60),
    });
  return say('{percent} %, about {seconds} s left', { percent, seconds: Math.max(5, Math.ceil(left / 5) * 5) });
}

function Job({ job }: { job: JobView }) {
  return (
    <li data-testid="export-job" data-state={job.state}>
      <div className="row">
        <span className="grow small">
          {when.format(new Date(job.created_at))}
          {job.size ? (
            <span className="dim"> {say('· {megabytes} MB', { megabytes: megabytes.format(job.size / 1e6) })}</span>
          ) : null}
          {isRunning(job) && (
            <span className="dim" data-testid="export-progress">
              {' · '}
              {progressOf(job)}
            </span>
          )}
        </span>
        {isRunning(job) && (
          <button type="button" className="quiet" onClick={() => cancelExport(job.id)}>
            {say('Cancel')}
          </button>
        )}
        {job.state === 'done' && job.url && (
          <a className="button" data-testid="export-download" href={job.url} download>
            <Download /> {say('Download')}
          </a>
        )}
        {job.state === 'cancelled' && <span className="dim small">{say('Cancelled')}</span>}
      </div>
      {isRunning(job) && (
        <div
          className="bar"
          role="progressbar"
          aria-label={say('Export')}
          aria-valuenow={Math.round(job.progress * 100)}
        >
          <i style={{ width: `${job.progress * 100}%` }} />
        </div>
      )}
      {job.state === 'failed' && (
        <p className="export-error small">{job.error || say('The export failed. Try it again.')}</p>
      )}
    </li>
  );
}
