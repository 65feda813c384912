import { useCallback, useEffect, useState } from 'react';
import { useProject } from '../../state/project';
import { useSelection } from '../../state/selection';
import { bringBack, closeSession, openSession } from '../../state/session';
import { useSource } from '../../state/source';
import { toastError } from '../../state/toasts';
import { say } from '../../words/words';
import { NotOpened } from '../app/not-opened';
import { Opening } from '../app/opening';
import { Outage } from '../app/outage';
import { go } from '../app/route';
import { onArrows, reached } from '../arrows';
import { Inspector } from '../inspector/inspector';
import { useKeyboard } from '../keys';
import { MediaPanel } from '../media/media-panel';
import { Preview } from '../preview/preview';
import { Timeline } from '../timeline/timeline';
import { useMedia } from '../touch';
import { FirstSteps, useStep } from './first-steps';
import { useHelp } from './help';
import { ExportDialog, fetchParts, HelpDialog, ShareDialog, SourceViewer } from './parts';
import { TopBar } from './top-bar';
import './editor.css';

type DialogName = 'export' | 'share' | null;
type PanelName = 'timeline' | 'media' | 'inspector';

const PHONE = '(max-width: 760px), (max-height: 520px)';
/** A phone on its side, or a window enlarged so far: the timeline takes turns with the panels beside the picture. */
const FLAT = '(max-height: 520px) and (min-width: 600px)';

/** One project open for editing: media, picture, inspector, timeline. */
export function Editor({ id }: { id: string }) {
  const [problem, setProblem] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  const retry = useCallback(() => {
    setProblem(null);
    setTries((tries) => tries + 1);
  }, []);
  const [dialog, setDialog] = useState<DialogName>(null);
  const [chosen, setPanel] = useState<PanelName>('media');
  const flat = useMedia(FLAT);
  const phone = useMedia(PHONE);
  const panel = chosen === 'timeline' && !flat ? 'media' : chosen;
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
      <PanelTabs
        shown={panel}
        flat={flat}
        onShow={(next) => {
          setPanel(next);
          if (next === 'inspector') showMask();
        }}
      />
      {phone && <FirstSteps />}
      <aside id="panel-media" className="editor-media" aria-label={say('Media')}>
        <MediaPanel />
        {!phone && <FirstSteps />}
      </aside>
      <main className="editor-preview">
        {source && <SourceViewer />}
        <Preview />
      </main>
      <aside id="panel-inspector" className="editor-inspector" aria-label={say('Inspector')}>
        <Inspector />
      </aside>
      <div id="panel-timeline" className="editor-timeline">
        <Timeline />
      </div>
      {dialog === 'export' && <ExportDialog open onOpenChange={close} />}
      {dialog === 'share' && <ShareDialog open onOpenChange={close} />}
      {help && <HelpDialog />}
      <Outage />
      <Gone />
    </div>
  );
}

/** Says that the project was deleted from elsewhere while it is open here. */
function Gone() {
  const { id, gone } = useProject();
  if (!gone) return null;
  return (
    <div className="outage gone" role="alert" data-testid="gone">
      <span>{say('This project was deleted elsewhere. What you edit now stays in this browser.')}</span>
      <span className="row">
        <button type="button" className="primary" onClick={() => bringBack(id).catch(toastError)}>
          {say('Bring it back')}
        </button>
        <button type="button" onClick={() => go('/')}>
          {say('To your projects')}
        </button>
      </span>
    </div>
  );
}

/** Who masks looks for the mask's figures, which lie below all others. */
function showMask(): void {
  if (useSelection.getState().tool !== 'mask') return;
  requestAnimationFrame(() => document.getElementById('mask-fields')?.scrollIntoView());
}

interface TabsProps {
  shown: PanelName;
  flat: boolean;
  onShow(panel: PanelName): void;
}

/** On a phone the media and the figures of the clip take turns under the timeline. */
function PanelTabs({ shown, flat, onShow }: TabsProps) {
  const any = useSelection((s) => s.clips.length > 0);
  const tabs: [PanelName, string][] = [
    ['media', say('Media')],
    ['inspector', any ? say('Clip') : say('Project')],
  ];
  if (flat) tabs.unshift(['timeline', say('Timeline')]);
  return (
    <nav className="editor-tabs" aria-label={say('Panels')}>
      <div role="tablist" aria-label={say('Panels')} onKeyDown={onArrows}>
        {tabs.map(([panel, name]) => (
          <button
            key={panel}
            type="button"
            role="tab"
            className="quiet"
            data-tab={panel}
            aria-selected={shown === panel}
            aria-controls={`panel-${panel}`}
            {...reached(shown === panel)}
            onClick={() => onShow(panel)}
          >
            {name}
          </button>
        ))}
      </div>
    </nav>
  );
}
