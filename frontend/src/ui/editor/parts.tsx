/** What of the editor is not seen at once, and comes while the page rests or when it is asked for. */
import type { ReactNode } from 'react';
import { say } from '../../words/words';
import { Modal } from '../app/modal';
import { part } from '../app/part';
import { ClipPanel } from '../inspector/inspector';
import { useHelp } from './help';

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

const inDialog = (title: 'Export' | 'Share') => ({
  failing: (said: ReactNode, { open, onOpenChange }: DialogProps) => (
    <Modal open={open} onOpenChange={onOpenChange} title={say(title)}>
      {said}
    </Modal>
  ),
});

export const ExportDialog = part<DialogProps>(
  () => import('../export/export-dialog').then((module) => module.ExportDialog),
  inDialog('Export'),
);
export const ShareDialog = part<DialogProps>(
  () => import('../share/share-dialog').then((module) => module.ShareDialog),
  inDialog('Share'),
);
export const HelpDialog = part<{ readOnly?: boolean }>(
  () => import('./help-dialog').then((module) => module.HelpDialog),
  {
    failing: (said) => (
      <Modal open onOpenChange={(open) => useHelp.setState({ open })} title={say('Keys')}>
        {said}
      </Modal>
    ),
  },
);
export const SourceViewer = part(() => import('../source/source-viewer').then((module) => module.SourceViewer));

/** The first picture is there by then, mostly. */
const REST_MS = 2000;

/** So that they are there when asked for, even if the network is not. Returns what calls it off. */
export function fetchParts(): () => void {
  const timer = setTimeout(() => {
    for (const each of [ClipPanel, HelpDialog, ExportDialog, ShareDialog, SourceViewer]) each.preload();
  }, REST_MS);
  return () => clearTimeout(timer);
}
