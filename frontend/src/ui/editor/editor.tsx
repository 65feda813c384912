import { useCallback, useEffect, useState } from 'react';
import { useProject } from '../../state/project';
import { useSelection } from '../../state/selection';
import { closeSession, openSession } from '../../state/session';
import { useSource } from '../../state/source';
import { say } from '../../words/words';
import { NotOpened } from '../app/not-opened';
import { Opening } from '../app/opening';
import { Outage } from '../app/outage';
import { Inspector } from '../inspector/inspector';
import { useKeyboard } from '../keys';
import { MediaPanel } from '../media/media-panel';
import { Preview } from '../preview/preview';
import { Timeline } from '../timeline/timeline';
import { FirstSteps, useStep } from './first-steps';
import { useHelp } from './help';
import { ExportDialog, fetchParts, HelpDialog, ShareDialog, SourceViewer } from './parts';
import { TopBar } from './top-bar';
import './editor.css';

type DialogName = 'export' | 'share' | null;
type PanelName = 'media' | 'inspector';

/** One project open for editing: media, picture, inspector, timeline. */
export function Editor({ id }: { id: string }) {
  const [problem, setProblem] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  const retry = useCallback(() => {
    setProblem(null);
    setTries((tries) => tries + 1);
  }, []);
  const [dialog, setDialog] = useState<DialogName>(null);
  const [panel, setPanel] = useState<PanelName>('media');
  const opened = useProject((s) => s.id === id);
  const name = useProject((s) => s.name);
  const step = useStep();
  const help = useHelp((s) => s.open);
  const source = useSource((s) => s.asset !== null);
  useKeyboard(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each try opens it anew
  useEffect(() => {
    openSession(id).catch(setProblem);
    return closeSession;
  }, [id, tries]);
  useEffect(() => {
    if (opened) return fetchParts();
  }, [opened]);
  useEffect(() => {
    document.title = name ? `${name} · Playhead` : 'Playhead';
  }, [name]);

  if (problem)
    return (
      <NotOpened error={problem} gone={say('There is no project here, or it is not yours to see.')} onRetry={retry} />
    );
  if (!opened) return <Opening />;
  const close = (open: boolean) => !open && setDialog(null);
  return (
    <div className="editor" data-panel={panel} data-step={step}>
      <TopBar onShare={() => setDialog('share')} onExport={() => setDialog('export')} />
      <PanelTabs shown={panel} onShow={setPanel} />
      <aside className="editor-media" aria-label={say('Media')}>
        <MediaPanel />
        <FirstSteps />
      </aside>
      <main className="editor-preview">
        {source && <SourceViewer />}
        <Preview />
      </main>
      <aside className="editor-inspector" aria-label={say('Inspector')}>
        <Inspector />
      </aside>
      <div className="editor-timeline">
        <Timeline />
      </div>
      {dialog === 'export' && <ExportDialog open onOpenChange={close} />}
      {dialog === 'share' && <ShareDialog open onOpenChange={close} />}
      {help && <HelpDialog />}
      <Outage />
    </div>
  );
}

/** On a phone the media and the figures of the clip take turns under the timeline. */
function PanelTabs({ shown, onShow }: { shown: PanelName; onShow: (panel: PanelName) => void }) {
  const any = useSelection((s) => s.clips.length > 0);
  const tabs: [PanelName, string][] = [
    ['media', say('Media')],
    ['inspector', any ? say('Clip') : say('Project')],
  ];
  return (
    <nav className="editor-tabs" aria-label={say('Panels')}>
      <div role="tablist">
        {tabs.map(([panel, name]) => (
          <button
            key={panel}
            type="button"
            role="tab"
            className="quiet"
            aria-selected={shown === panel}
            onClick={() => onShow(panel)}
          >
            {name}
          </button>
        ))}
      </div>
    </nav>
  );
}
