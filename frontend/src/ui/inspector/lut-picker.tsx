import { Palette } from 'lucide-react';
import { useRef } from 'react';
import { useAssets } from '../../state/assets';
import { useProject } from '../../state/project';
import { addFiles } from '../../state/uploads';
import { say } from '../../words/words';
import { SelectField } from './fields';

interface Props {
  /** asset of the table; '' for none */
  value: string;
  disabled: boolean;
  onChange: (asset: string) => void;
}

/** Which of the project's colour tables an effect takes, and a way to more. */
export function LutPicker({ value, disabled, onChange }: Props) {
  const assets = useAssets((state) => state.assets);
  const picker = useRef<HTMLInputElement>(null);
  const tables = Object.values(assets).filter(({ kind }) => kind === 'lut');
  const lost = value && !assets[value];
  const choose = async (files: FileList | null) => {
    const [added] = await addFiles(useProject.getState().id, [...(files ?? [])]);
    if (added) onChange(added);
  };
  return (
    <>
      {(tables.length > 0 || lost) && (
        <SelectField
          label={say('Table')}
          testId="lut-table"
          disabled={disabled}
          value={value}
          options={[
            ['', say('None')],
            ...(lost ? [[value, say('Deleted table')] as [string, string]] : []),
            ...tables.map(({ id, name }): [string, string] => [id, name]),
          ]}
          onChange={onChange}
        />
      )}
      <input
        ref={picker}
        type="file"
        className="hidden-visually"
        data-testid="lut-file"
        accept=".cube"
        tabIndex={-1}
        aria-label={say('Colour table file')}
        onChange={(event) => {
          void choose(event.target.files);
          event.target.value = '';
        }}
      />
      <button type="button" className="field-button" disabled={disabled} onClick={() => picker.current?.click()}>
        <Palette /> {tables.length ? say('Another .cube file…') : say('Choose a .cube file…')}
      </button>
    </>
  );
}
