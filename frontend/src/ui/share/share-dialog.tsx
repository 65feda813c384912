import { Check, Copy, Link2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { api } from '../../net/api';
import type { Share } from '../../net/wire';
import { useProject } from '../../state/project';
import { toastError } from '../../state/toasts';
import { say } from '../../words/words';
import { Modal } from '../app/modal';
import './share.css';

/** Links that let anyone watch the project; each can be taken back. */
export function ShareDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const project = useProject((s) => s.id);
  const [shares, setShares] = useState<Share[]>([]);
  useEffect(() => {
    if (open) api.shares(project).then(setShares).catch(toastError);
  }, [open, project]);
  const live = shares.filter((share) => !share.revoked);
  const create = () =>
    api
      .createShare(project)
      .then((share) => setShares((list) => [share, ...list]))
      .catch(toastError);
  const revoke = (share: Share) =>
    api
      .revokeShare(share.id)
      .then(() => setShares((list) => list.filter((s) => s.id !== share.id)))
      .catch(toastError);
  return (
    <Modal open={open} onOpenChange={onOpenChange} title={say('Share')}>
      <p className="dim">
        {say('Anyone with a link can watch this project. They need no account and can change nothing.')}
      </p>
      {live.map((share) => (
        <Link key={share.id} share={share} onRevoke={() => revoke(share)} />
      ))}
      <button type="button" className={live.length ? '' : 'primary'} data-testid="share-create" onClick={create}>
        <Link2 /> {live.length ? say('Make another link') : say('Make a link')}
      </button>
    </Modal>
  );
}

function Link({ share, onRevoke }: { share: Share; onRevoke: () => void }) {
  const [copied, setCopied] = useState(false);
  const address = new URL(share.url, location.origin).href;
  const copy = async () => {
    await navigator.clipboard?.writeText(address).catch(toastError);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <div className="share-link">
      <input
        readOnly
        className="grow"
        data-testid="share-url"
        aria-label={say('Address of the link')}
        value={address}
        onFocus={(event) => event.target.select()}
      />
      <button type="button" onClick={copy}>
        {copied ? <Check /> : <Copy />} {copied ? say('Copied') : say('Copy')}
      </button>
      <button type="button" className="quiet danger" onClick={onRevoke}>
        {say('Revoke')}
      </button>
    </div>
  );
}
