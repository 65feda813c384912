import { useEffect, useState } from 'react';
import { useProject } from '../../state/project';
import { closeSession, openShared } from '../../state/session';
import { say } from '../../words/words';
import { HelpDialog } from '../editor/help-dialog';
import { useKeyboard } from '../keys';
import { Preview } from '../preview/preview';
import { Timeline } from '../timeline/timeline';
import './share.css';

/** What a share link opens: the project, to watch. */
export function SharedPage({ token }: { token: string }) {
  const [problem, setProblem] = useState('');
  const { id, name } = useProject();
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
  if (!id) return <main className="sorry dim">{say('Opening…')}</main>;
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
      <HelpDialog readOnly />
    </div>
  );
}
