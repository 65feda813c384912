import { Copy, MoreHorizontal, Pencil, Plus, Trash2, Upload } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useCallback, useEffect, useRef, useState } from 'react';
import { api } from '../../net/api';
import type { ProjectCard } from '../../net/wire';
import { handOver } from '../../state/handover';
import { know } from '../../state/known';
import { loadMe } from '../../state/me';
import { toast, toastError } from '../../state/toasts';
import { AccountMenu } from '../app/account-menu';
import { useFileDrop } from '../app/drop-zone';
import { EditorPage } from '../app/pages';
import { go } from '../app/route';
import { isCoarse } from '../touch';
import './projects.css';
import { languageOf, say } from '../../words/words';

/** The list of projects. Footage dropped anywhere on it begins a project. */
export function Projects() {
  const [projects, setProjects] = useState<ProjectCard[] | null>(null);
  const [problem, setProblem] = useState('');
  const picker = useRef<HTMLInputElement>(null);

  const load = useCallback(() => {
    setProblem('');
    loadMe()
      .then(() => api.projects())
      .then((list) => {
        know(list);
        setProjects(list);
      })
      .catch((error) => setProblem(error instanceof Error ? error.message : String(error)));
  }, []);
  useEffect(() => {
    document.title = 'Playhead';
    load();
  }, [load]);
  useEffect(() => {
    if (!problem) return;
    addEventListener('online', load);
    return () => removeEventListener('online', load);
  }, [problem, load]);

  const create = async (files: File[] = []) => {
    try {
      await loadMe();
      const project = await api.createProject(files[0]?.name.replace(/\.[^.]+$/, ''));
      handOver(project.id, files);
      go(`/p/${project.id}`);
    } catch (error) {
      toastError(error);
    }
  };
  const openSample = async () => {
    try {
      await loadMe();
      go(`/p/${(await api.openSample()).id}`);
    } catch (error) {
      toastError(error);
    }
  };
  const drop = useFileDrop(create);

  const remove = async (project: ProjectCard) => {
    setProjects((list) => list?.filter((p) => p.id !== project.id) ?? null);
    try {
      await api.deleteProject(project.id);
    } catch (error) {
      setProjects((list) => list && [project, ...list]);
      toastError(error);
      return;
    }
    const restore = () =>
      api
        .restoreProject(project.id)
        .then(() => api.projects())
        .then(setProjects)
        .catch(toastError);
    toast(say('{name} was deleted.', { name: project.name }), { action: { label: say('Undo'), run: restore } });
  };
  const duplicate = (project: ProjectCard) =>
    api
      .duplicateProject(project.id)
      .then((copy) => setProjects((list) => list && [copy, ...list]))
      .catch(toastError);
  const rename = (project: ProjectCard, name: string) => {
    setProjects((list) => list?.map((p) => (p.id === project.id ? { ...p, name } : p)) ?? null);
    api.renameProject(project.id, name).catch((error) => {
      setProjects((list) => list?.map((p) => (p.id === project.id ? { ...p, name: project.name } : p)) ?? null);
      toastError(error);
    });
  };

  return (
    <div className="projects" {...drop.handlers} data-over={drop.over}>
      <header className="projects-top">
        <h1 className="brand">
          <i /> Playhead
        </h1>
        <span className="grow" />
        <button
          type="button"
          className="primary"
          data-testid="new-project"
          onPointerEnter={EditorPage.preload}
          onFocus={EditorPage.preload}
          onClick={() => create()}
        >
          <Plus /> {say('New project')}
        </button>
        <AccountMenu />
      </header>
      <main>
        {projects?.length === 0 && (
          <button type="button" className="projects-empty" onClick={() => picker.current?.click()}>
            <Upload />
            <strong>{isCoarse() ? say('Choose footage to begin') : say('Drop footage to begin')}</strong>
            <span className="dim">
              {isCoarse()
                ? say('Films, pictures or sound. You can cut while they upload.')
                : say('or click to choose files. You can cut while they upload.')}
            </span>
          </button>
        )}
        {projects?.length === 0 && (
          <p className="projects-sample dim">
            {say('Nothing at hand?')}{' '}
            <button type="button" className="quiet" data-testid="open-sample" onClick={openSample}>
              {say('Open the sample')}
            </button>
          </p>
        )}
        <input
          ref={picker}
          className="hidden-visually"
          type="file"
          multiple
          accept="video/*,audio/*,image/*,.mkv,.mov,.mts"
          tabIndex={-1}
          aria-label={say('Footage for a new project')}
          onChange={(event) => create([...(event.target.files ?? [])])}
        />
        {problem && (
          <div className="projects-problem" role="alert" data-testid="projects-problem">
            <p>{problem}</p>
            <button type="button" className="primary" onClick={load}>
              {say('Try again')}
            </button>
          </div>
        )}
        {!projects && !problem && <Waiting />}
        <ul className="cards">
          {projects?.map((project) => (
            <Card
              key={project.id}
              project={project}
              onRename={(name) => rename(project, name)}
              onDuplicate={() => duplicate(project)}
              onDelete={() => remove(project)}
            />
          ))}
        </ul>
      </main>
      {drop.over && <div className="drop-veil">{say('Drop to start a project')}</div>}
    </div>
  );
}

/** Where cards will be; not drawn at all where they come at once. */
function Waiting() {
  return (
    <div className="cards cards-waiting" aria-busy="true">
      <p className="hidden-visually" role="status">
        {say('Loading your projects…')}
      </p>
      {[1, 2, 3, 4].map((card) => (
        <div key={card} className="card">
          <i className="card-poster" />
          <i />
        </div>
      ))}
    </div>
  );
}

interface CardProps {
  project: ProjectCard;
  onRename: (name: string) => void;
  onDuplicate: () => void;
  onDelete: () => void;
}

function Card({ project, onRename, onDuplicate, onDelete }: CardProps) {
  const [renaming, setRenaming] = useState(false);
  const renames = useRef(false); // the menu gives the focus back, but for the name's field
  const finish = (value: string) => {
    setRenaming(false);
    if (value.trim() && value.trim() !== project.name) onRename(value.trim());
  };
  const open = (event: React.MouseEvent) => {
    if (event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    go(`/p/${project.id}`);
  };
  return (
    <li
      className="card"
      data-testid="project-card"
      onPointerEnter={EditorPage.preload}
      onPointerDown={EditorPage.preload}
      onFocus={EditorPage.preload}
    >
      <a
        href={`/p/${project.id}`}
        className="card-poster"
        onClick={open}
        aria-label={say('Open {name}', { name: project.name })}
      >
        {project.poster_url ? <img src={project.poster_url} alt="" loading="lazy" /> : <i />}
      </a>
      <div className="row">
        <div className="grow">
          {renaming ? (
            <input
              // biome-ignore lint/a11y/noAutofocus: the person has just asked to type here
              autoFocus
              defaultValue={project.name}
              aria-label={say('Project name')}
              onFocus={(event) => event.target.select()}
              onBlur={(event) => finish(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter') finish(event.currentTarget.value);
                if (event.key === 'Escape') setRenaming(false);
              }}
            />
          ) : (
            <a className="card-name cut" href={`/p/${project.id}`} onClick={open}>
              {project.name}
            </a>
          )}
          <span className="dim small">{edited(project.updated_at)}</span>
        </div>
        <DropdownMenu.Root>
          <DropdownMenu.Trigger className="icon" aria-label={say('More for {name}', { name: project.name })}>
            <MoreHorizontal />
          </DropdownMenu.Trigger>
          <DropdownMenu.Portal>
            <DropdownMenu.Content
              className="menu"
              align="end"
              onCloseAutoFocus={(event) => {
                if (renames.current) event.preventDefault();
                renames.current = false;
              }}
            >
              <DropdownMenu.Item
                onSelect={() => {
                  renames.current = true;
                  setRenaming(true);
                }}
              >
                <Pencil /> {say('Rename')}
              </DropdownMenu.Item>
              <DropdownMenu.Item onSelect={onDuplicate}>
                <Copy /> {say('Duplicate')}
              </DropdownMenu.Item>
              <DropdownMenu.Item className="danger" onSelect={onDelete}>
                <Trash2 /> {say('Delete')}
              </DropdownMenu.Item>
            </DropdownMenu.Content>
          </DropdownMenu.Portal>
        </DropdownMenu.Root>
      </div>
    </li>
  );
}

const relative = new Intl.RelativeTimeFormat(languageOf(), { numeric: 'auto' });

function edited(iso: string): string {
  const minutes = (Date.parse(iso) - Date.now()) / 60_000;
  if (minutes > -1) return say('Edited just now');
  const [count, unit] =
    minutes > -60
      ? ([minutes, 'minute'] as const)
      : minutes > -24 * 60
        ? ([minutes / 60, 'hour'] as const)
        : ([minutes / 1440, 'day'] as const);
  return say('Edited {ago}', { ago: relative.format(Math.round(count), unit) });
}
