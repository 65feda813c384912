import { useEffect, useState } from 'react';
import { useProject } from '../../state/project';
import { closeSession, openShared } from '../../state/session';
import { say } from '../../words/words';
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
  const [problem, setProblem] = useState('');
  const { id, name } = useProject();
  const help = useHelp((s) => s.open);
  useKeyboard(true);
  useEffect(() => {
    openShared(token).catch((error) =>
      setProblem(error.status === 404 ? say('This link does not work any more. Ask for a new one.') : error.message),
    );
    return closeSession;
  }, [token]);
  useEffect(() => {
    document.title = name ? `${name} · Playhead` : 'Playhead';
  }, [name]);
  if (problem)
    return (
      <main className="sorry">
        <h1>{problem}</h1>
      </main>
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
