import { useCallback, useEffect, useState } from 'react';
import { ApiError } from '../../net/api';
import { useProject } from '../../state/project';
import { closeSession, openShared } from '../../state/session';
import { say } from '../../words/words';
import { NotOpened } from '../app/not-opened';
import { Opening } from '../app/opening';
import { Outage } from '../app/outage';
import { useHelp } from '../editor/help';
import { HelpDialog } from '../editor/parts';
import { useKeyboard } from '../keys';
import { Preview } from '../preview/preview';
import { Timeline } from '../timeline/timeline';
import './share.css';

/** What a share link opens: the project, to watch. */
export function SharedPage({ token }: { token: string }) {
  const [problem, setProblem] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  const retry = useCallback(() => {
    setProblem(null);
    setTries((tries) => tries + 1);
  }, []);
  const { id, name, gone } = useProject();
  const help = useHelp((s) => s.open);
  useKeyboard(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each try opens it anew
  useEffect(() => {
    openShared(token).catch(setProblem);
    return closeSession;
  }, [token, tries]);
  useEffect(() => {
    document.title = name ? `${name} · Playhead` : 'Playhead';
  }, [name]);
  if (problem || gone)
    return (
      <NotOpened
        error={problem ?? new ApiError(404, '')}
        gone={say('This link does not work any more. Ask for a new one.')}
        onRetry={retry}
      />
    );
  if (!id) return <Opening />;
  return (
    <div className="shared">
      <header className="top">
        <h1 className="shared-name cut">{name}</h1>
        <span className="dim small">{say('shared to watch')}</span>
        <span className="grow" />
        <a className="button quiet" href="/">
          {say('Make your own')}
        </a>
      </header>
      <main className="shared-preview">
        <Preview />
      </main>
      <div className="shared-timeline">
        <Timeline />
      </div>
      {help && <HelpDialog readOnly />}
      <Outage />
    </div>
  );
}
